/// Why a file cannot be read as CSV. Nothing of the file is used then.
package struct CSVError: Error, Equatable, CustomStringConvertible {
  package var path: String
  /// From 1; nil when the whole file is meant.
  package var line: Int?
  /// What is wrong, what was expected, and the remedy.
  package var message: String

  package init(path: String, line: Int?, message: String) {
    self.path = path
    self.line = line
    self.message = message
  }

  package var description: String { line.map { "\(path):\($0): \(message)" } ?? "\(path): \(message)" }
}

/// One row of a CSV file: its fields as bytes, unquoted.
package struct CSVRecord {
  /// The line of the file on which the row begins, from 1.
  package fileprivate(set) var line = 0
  /// What is wrong with this row alone.
  package fileprivate(set) var problem: String?
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  package init() {}

  /// How many fields the row has.
  package var count: Int { ends.count }

  /// A field's text, empty or not; nil when it is not UTF-8.
  package func text(_ field: Int) -> String? {
    String(validating: bytes[(field == 0 ? 0 : ends[field - 1])..<ends[field]], as: UTF8.self)
  }

  var isBlank: Bool { ends.count == 1 && bytes.isEmpty && problem == nil }
  var isEmpty: Bool { ends.isEmpty && bytes.isEmpty }
  /// Bytes of the field that has not ended yet.
  var openLength: Int { bytes.count - (ends.last ?? 0) }

  mutating func begin(line: Int) {
    self.line = line
    problem = nil
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
  mutating func append(_ byte: UInt8) { bytes.append(byte) }
  mutating func endField() { ends.append(bytes.count) }
  mutating func note(_ text: String) { problem = problem ?? text }
}
