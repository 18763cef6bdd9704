/// A JSON value (RFC 8259) whose objects keep the order of their keys, which is part of every contract we print.
///
/// Whole numbers that fit are `integer`; every other number keeps its text, so that no decimal passes through a
/// floating-point number.
package indirect enum JSON: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// A number that is no Int64, as written: `0.5`, `1e9`.
  case number(String)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  /// Compact text on one line, keys in the order given.
  package var text: String { text(sortedKeys: false) }

  /// Compact text on one line; with `sortedKeys` the keys of every object are in byte order (canonical text).
  package func text(sortedKeys: Bool) -> String {
    var output = ""
    write(to: &output, sortedKeys: sortedKeys)
    return output
  }

  /// The value of a key of an object (the first of that name); nil for other values.
  package subscript(key: String) -> JSON? {
    guard case .object(let entries) = self else { return nil }
    return entries.first { $0.0 == key }?.1
  }

  /// `string` for a value, `null` for none.
  package static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

  private func write(to output: inout String, sortedKeys: Bool) {
    switch self {
    case .null: output += "null"
    case .bool(let value): output += value ? "true" : "false"
    case .integer(let value): output += String(value)
    case .number(let text): output += text
    case .string(let text): JSON.write(text, to: &output)
    case .array(let items):
      output += "["
      for (index, item) in items.enumerated() {
        if index > 0 { output += "," }
        item.write(to: &output, sortedKeys: sortedKeys)
      }
      output += "]"
    case .object(let entries):
      let ordered = sortedKeys ? entries.sorted { Array($0.0.utf8).lexicographicallyPrecedes($1.0.utf8) } : entries
      output += "{"
      for (index, (key, value)) in ordered.enumerated() {
        if index > 0 { output += "," }
        JSON.write(key, to: &output)
        output += ":"
        value.write(to: &output, sortedKeys: sortedKeys)
      }
      output += "}"
    }
  }

  private static func write(_ text: String, to output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case "\u{08}": output += "\\b"
      case "\u{0C}": output += "\\f"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
  }
}

extension JSON: Equatable {
  /// Equal values with equal keys in equal order.
  package static func == (a: JSON, b: JSON) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let x), .bool(let y)): x == y
    case (.integer(let x), .integer(let y)): x == y
    case (.number(let x), .number(let y)): x == y
    case (.string(let x), .string(let y)): x == y
    case (.array(let x), .array(let y)): x == y
    case (.object(let x), .object(let y)): x.count == y.count && zip(x, y).allSatisfy { $0.0 == $1.0 && $0.1 == $1.1 }
    default: false
    }
  }
}
