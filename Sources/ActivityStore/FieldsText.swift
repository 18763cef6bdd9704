/// A row's texts as a JSON array of strings and nulls: readable by SQLite's JSON functions, and quick to read here.
enum FieldsText {
  /// Nulls at the end are left out, so that a column added later changes no row that has nothing in it.
  static func encode(_ fields: [String?]) -> String {
    let count = (fields.lastIndex { $0 != nil } ?? -1) + 1
    var text = "["
    for (index, field) in fields[..<count].enumerated() {
      if index > 0 { text += "," }
      guard let field else {
        text += "null"
        continue
      }
      write(field, to: &text)
    }
    return text + "]"
  }

  static func encode(_ texts: [String]) -> String { encode(texts.map { Optional($0) }) }

  private static func write(_ field: String, to text: inout String) {
    text += "\""
    if field.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
      for scalar in field.unicodeScalars {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case _ where scalar.value < 0x20:
          let digits = String(scalar.value, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        default: text.unicodeScalars.append(scalar)
        }
      }
    } else {
      text += field
    }
    text += "\""
  }

  /// What `encode` wrote; nil for anything else.
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> [String?]? {
    guard bytes.count >= 2, bytes[0] == UInt8(ascii: "["), bytes[bytes.count - 1] == UInt8(ascii: "]") else {
      return nil
    }
    let end = bytes.count - 1
    var fields: [String?] = []
    var position = 1
    while position < end {
      if bytes[position] == UInt8(ascii: "n") {
        fields.append(nil)
        position += 4
      } else if bytes[position] == UInt8(ascii: "\"") {
        guard let field = string(bytes, from: &position, end: end) else { return nil }
        fields.append(field)
      } else {
        return nil
      }
      guard position == end || bytes[position] == UInt8(ascii: ",") else { return nil }
      position += 1
    }
    return fields
  }

  /// Reads a quoted text and leaves `position` after its closing quote.
  private static func string(_ bytes: UnsafeBufferPointer<UInt8>, from position: inout Int, end: Int) -> String? {
    let start = position + 1
    var index = start
    while index < end, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") { index += 1 }
    guard index < end else { return nil }
    if bytes[index] == UInt8(ascii: "\"") {
      position = index + 1
      return String(decoding: bytes[start..<index], as: UTF8.self)
    }
    return escapedString(bytes, from: &position, end: end)
  }

  private static func escapedString(
    _ bytes: UnsafeBufferPointer<UInt8>, from position: inout Int, end: Int
  ) -> String? {
    var content: [UInt8] = []
    var index = position + 1
    while index < end {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") {
        position = index
        return String(decoding: content, as: UTF8.self)
      }
      guard byte == UInt8(ascii: "\\") else {
        content.append(byte)
        continue
      }
      guard index < end else { return nil }
      if bytes[index] == UInt8(ascii: "u") {
        guard index + 4 < end,
          let code = UInt8(String(decoding: bytes[index + 1...index + 4], as: UTF8.self), radix: 16)
        else { return nil }
        content.append(code)
        index += 5
      } else {
        content.append(bytes[index])
        index += 1
      }
    }
    return nil
  }
}
