import ActivityStore
import Campaigns
import Engine
import Foundation

/// Brings do-not-call files onto their lists. An import adds and never takes off: a file that came half cannot make
/// anybody be called.
enum SuppressionFiles {
  /// What a file holds.
  struct Content: Sendable {
    var subjects: [Suppression.Subject] = []
    /// `line: reason` of the rows that could not be read.
    var badRows: [String] = []
    var size: Int64 = 0
    var modified = Instant.distantPast
  }

  /// Reads a file: a header with the column `phone` (or `number`) or `id` (or `customer`), or one column of numbers.
  ///
  /// - Parameter region: of numbers without a plus sign.
  /// - Throws: `Failure` 65 for a file that cannot be read to its end or has neither column.
  static func read(_ path: String, region: String) throws(Failure) -> Content {
    do throws(CSVError) {
      let reader = try CSVReader(path: path)
      var record = CSVRecord()
      var content = Content()
      var columns: (phone: Int?, id: Int?)?
      while try reader.next(into: &record) {
        let fields = (0..<record.count).map { record.text($0)?.trimmingCharacters(in: .whitespaces) ?? "" }
        if let columns {
          take(fields, columns, record, region: region, into: &content)
          continue
        }
        columns = heading(fields)
        if columns == nil, fields.count == 1, number(fields[0], region: region) != nil {
          columns = (0, nil)
          take(fields, (0, nil), record, region: region, into: &content)
        } else if columns == nil {
          throw CSVError(path: path, line: 1, message: "has neither a column phone nor a column id")
        }
      }
      content.size = reader.fingerprint.size
      content.modified = Instant(microseconds: reader.fingerprint.modified / 1_000)
      return content
    } catch {
      throw Failure(.badData, error.description)
    }
  }

  private static func heading(_ fields: [String]) -> (phone: Int?, id: Int?)? {
    let names = fields.map { $0.lowercased() }
    let phone = names.firstIndex { $0 == "phone" || $0 == "number" || $0 == "phone_number" }
    let id = names.firstIndex { $0 == "id" || $0 == "customer" || $0 == "customer_id" }
    return phone == nil && id == nil ? nil : (phone, id)
  }

  private static func take(
    _ fields: [String], _ columns: (phone: Int?, id: Int?), _ record: CSVRecord, region: String,
    into content: inout Content
  ) {
    func field(_ column: Int?) -> String { column.flatMap { fields.indices.contains($0) ? fields[$0] : nil } ?? "" }
    let (phone, id) = (field(columns.phone), field(columns.id))
    if let problem = record.problem { return content.badRows.append("\(record.line): \(problem)") }
    if !id.isEmpty { content.subjects.append(.customer(id)) }
    if let number = number(phone, region: region) {
      content.subjects.append(.number(number))
    } else if !phone.isEmpty {
      content.badRows.append("\(record.line): this is no telephone number; nobody was suppressed by it")
    } else if id.isEmpty {
      content.badRows.append("\(record.line): neither a number nor an id")
    }
  }

  /// E.164 digits: what is valid in the region, or written with a plus sign.
  static func number(_ text: String, region: String?) -> Int64? {
    let read = PhoneReader.read(text, region: region)
    return read.state == .valid ? read.e164 : Literal.phone(text)
  }

  /// Imports each file of dialer.yaml that changed since its last import.
  ///
  /// - Throws: `Failure` 65 for a file that cannot be read, `StoreError`.
  static func importChanged(_ workspace: Workspace, store: any Store, now: Instant) throws {
    let known = try store.suppressionFiles()
    for source in workspace.configuration.suppression {
      let path = Workspace.path(source.csv, in: workspace.folder)
      let before = known.first { $0.list == source.list && $0.file == source.csv }
      let fingerprint = try opened(path)
      let modified = Instant(microseconds: fingerprint.modified / 1_000)
      if let before, before.size == fingerprint.size, before.modified == modified { continue }
      let content = try read(path, region: workspace.configuration.homeCountry)
      let none = try store.commit([
        turn(content, list: source.list, file: source.csv, by: "daemon", at: now)
      ])
      precondition(none.count == 0, "an import makes no call")
      say(content, path: path, list: source.list)
    }
  }

  private static func opened(_ path: String) throws(Failure) -> FileFingerprint {
    do throws(CSVError) {
      return try CSVReader(path: path).fingerprint
    } catch {
      throw Failure(.badData, error.description)
    }
  }

  static func turn(_ content: Content, list: String, file: String, by user: String, at now: Instant) -> StoreTurn {
    let detail = JSON.object([
      ("list", .string(list)), ("file", .string(file)), ("rows", .integer(Int64(content.subjects.count))),
    ])
    return StoreTurn(
      at: now, audits: [AuditEntry(at: now, who: user, what: "suppression-imported", detail: detail)],
      suppressions: content.subjects.map { Suppression(subject: $0, list: list, addedAt: now, by: user) },
      suppressionFiles: [
        SuppressionFile(list: list, file: file, size: content.size, modified: content.modified, importedAt: now)
      ])
  }

  /// At most 20 bad rows, and the sum.
  static func say(_ content: Content, path: String, list: String) {
    for row in content.badRows.prefix(20) { Console.note("\(path):\(row)") }
    if content.badRows.count > 20 { Console.note("\(path): and \(content.badRows.count - 20) more bad rows") }
    let bad = content.badRows.isEmpty ? "" : ", \(plural(content.badRows.count, "bad row"))"
    Console.note("\(path): \(content.subjects.count) on the list \(list)\(bad)")
  }
}
