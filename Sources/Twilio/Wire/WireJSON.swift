/// A JSON value as it goes over the wire: members keep their order and numbers their text, so that what was read can
/// be written back unchanged. RFC 8259.
package indirect enum WireJSON: Sendable, Equatable {
  case null
  case bool(Bool)
  /// The number's own text, such as `-0.00400`.
  case number(String)
  case string(String)
  case array([WireJSON])
  case object([Member])

  /// One name and value of an object.
  package struct Member: Sendable, Equatable {
    package var name: String
    package var value: WireJSON
    package init(_ name: String, _ value: WireJSON) {
      self.name = name
      self.value = value
    }
  }

  /// The value of the first member with this name; nil when there is none or this is no object.
  package subscript(name: String) -> WireJSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The text of a string or of a number: the carrier writes numbers as strings, and not everywhere.
  package var text: String? {
    switch self {
    case .string(let text), .number(let text): text
    case .null, .bool, .array, .object: nil
    }
  }

  /// `text`, with "" read as absent, as the carrier means it.
  package var filledText: String? {
    guard let text, !text.isEmpty else { return nil }
    return text
  }

  /// A whole number, written as a number or as a string.
  package var integer: Int? { text.flatMap { Int($0) } }

  /// The elements; nil when this is no array.
  package var elements: [WireJSON]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// A string, or null for nil.
  package static func optional(_ text: String?) -> WireJSON { text.map { .string($0) } ?? .null }
}

extension WireJSON {
  /// Compact JSON text; members in their order, control characters escaped.
  package var serialized: String {
    var output: [UInt8] = []
    write(to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  private func write(to output: inout [UInt8]) {
    switch self {
    case .null: output += "null".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .number(let text): output += text.utf8
    case .string(let text): Self.write(text, to: &output)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        element.write(to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        Self.write(member.name, to: &output)
        output.append(UInt8(ascii: ":"))
        member.value.write(to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): output += "\\\"".utf8
      case UInt8(ascii: "\\"): output += "\\\\".utf8
      case UInt8(ascii: "\n"): output += "\\n".utf8
      case UInt8(ascii: "\r"): output += "\\r".utf8
      case UInt8(ascii: "\t"): output += "\\t".utf8
      case 0..<0x20: output += ["\\u00".utf8.map { $0 }, Hex.lower(byte)].joined()
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}
