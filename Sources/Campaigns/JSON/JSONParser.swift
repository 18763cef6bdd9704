/// Why a text is no JSON.
package struct JSONError: Error, Equatable, CustomStringConvertible {
  /// What was expected or wrong, as an English phrase.
  package var message: String
  /// Byte offset from 0 at which it was found.
  package var offset: Int

  package var description: String { "\(message) at byte \(offset)" }
}

extension JSON {
  /// Reads one JSON value and nothing after it. Duplicate keys are kept in order; nesting is limited to 128 levels.
  ///
  /// - Throws: `JSONError` with the byte offset of the first mistake.
  package static func parse(_ text: String) throws(JSONError) -> JSON {
    var parser = JSONParser(bytes: Array(text.utf8))
    return try parser.document()
  }

  /// The same for bytes of which nothing is known yet; what is no UTF-8 is an error like any other.
  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw JSONError(message: "the text is no UTF-8", offset: 0)
    }
    return try parse(text)
  }
}

/// A recursive-descent reader over UTF-8 bytes that are known to be valid.
struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private static let deepest = 128

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw error("expected nothing more after the value") }
    return value
  }

  private func error(_ message: String) -> JSONError { JSONError(message: message, offset: position) }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    guard depth < JSONParser.deepest else { throw error("nested deeper than \(JSONParser.deepest) levels") }
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
    guard bytes[position...].starts(with: word.utf8) else { throw error("expected \(word)") }
    position += word.utf8.count
    return value
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSON {
    position += 1
    var items: [JSON] = []
    skipSpace()
    if take("]") { return .array(items) }
    while true {
      items.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return .array(items) }
      guard take(",") else { throw error("expected ',' or ']'") }
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSON {
    position += 1
    var entries: [(String, JSON)] = []
    skipSpace()
    if take("}") { return .object(entries) }
    while true {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw error("expected a key in quotes") }
      let key = try string()
      skipSpace()
      guard take(":") else { throw error("expected ':'") }
      entries.append((key, try value(depth: depth + 1)))
      skipSpace()
      if take("}") { return .object(entries) }
      guard take(",") else { throw error("expected ',' or '}'") }
    }
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return position - start
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = position
    var whole = true
    _ = take("-")
    let leadingZero = current == UInt8(ascii: "0")
    let count = digits()
    guard count > 0 else { throw error("expected a value") }
    if leadingZero && count > 1 { throw error("a number may not begin with 0") }
    if take(".") {
      whole = false
      guard digits() > 0 else { throw error("expected a digit after the point") }
    }
    if take("e") || take("E") {
      whole = false
      if !take("+") { _ = take("-") }
      guard digits() > 0 else { throw error("expected a digit in the exponent") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if whole, let value = Int64(text) { return .integer(value) }
    return .number(text)
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    var content: [UInt8] = []
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        position += 1
        content.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw error("a control character must be escaped")
      default:
        content.append(byte)
        position += 1
      }
    }
    throw error("the string has no end")
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    guard let byte = current else { throw error("the string has no end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default:
      position -= 1
      throw error("unknown escape")
    }
  }

  private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take("\\"), take("u") else { throw error("half a surrogate pair") }
    let second = try fourDigits()
    guard (0xDC00..<0xE000).contains(second) else { throw error("half a surrogate pair") }
    guard let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) else {
      throw error("no such character")
    }
    return scalar
  }

  private mutating func fourDigits() throws(JSONError) -> UInt32 {
    guard position + 4 <= bytes.count else { throw error("expected four hexadecimal digits") }
    var value: UInt32 = 0
    for byte in bytes[position..<position + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("expected four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
    }
    position += 4
    return value
  }
}
