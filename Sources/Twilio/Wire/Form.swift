/// The fields of an `application/x-www-form-urlencoded` body or query, in order; a name may occur several times.
package struct Form: Sendable, Equatable {
  /// One name and its value, both decoded.
  package struct Field: Sendable, Equatable {
    package var name: String
    package var value: String
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package var fields: [Field]

  package init(_ fields: [Field] = []) { self.fields = fields }

  /// The value of the first field with this name (names are case-sensitive); nil when there is none.
  package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  /// The values of every field with this name, in order.
  package func values(of name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

  /// Adds a field at the end.
  package mutating func append(_ name: String, _ value: String) { fields.append(Field(name, value)) }

  /// Adds a field at the end, unless the value is nil.
  package mutating func append(_ name: String, _ value: String?) {
    if let value { fields.append(Field(name, value)) }
  }

  /// The text of the form: letters, digits and `*-._` stand for themselves, a space is `+`, every other UTF-8 byte is
  /// `%XX` with upper-case digits (WHATWG URL, application/x-www-form-urlencoded serializing).
  package var encoded: String {
    var output: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { output.append(UInt8(ascii: "&")) }
      Self.encode(field.name, to: &output)
      output.append(UInt8(ascii: "="))
      Self.encode(field.value, to: &output)
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Reads a body or query. Nothing is refused, as servers do: a `%` without two digits stands for itself, bytes that
  /// are no UTF-8 become U+FFFD, a field without `=` has an empty value, empty fields are left out.
  package init(decoding bytes: some Sequence<UInt8>) {
    fields = []
    for part in Array(bytes).split(separator: UInt8(ascii: "&")) {
      let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
      fields.append(Field(Self.decode(part[..<equals]), Self.decode(part[equals...].dropFirst())))
    }
  }

  /// Reads a body or query given as text.
  package init(decoding text: String) { self.init(decoding: text.utf8) }

  private static func encode(_ text: String, to output: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"):
        output.append(byte)
      case 0x20: output.append(UInt8(ascii: "+"))
      default:
        output.append(UInt8(ascii: "%"))
        output += Hex.upper(byte)
      }
    }
  }

  private static func decode(_ bytes: ArraySlice<UInt8>) -> String {
    var output: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2, let high = Hex.value(rest[rest.startIndex]),
        let low = Hex.value(rest[rest.startIndex + 1])
      {
        output.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        output.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
