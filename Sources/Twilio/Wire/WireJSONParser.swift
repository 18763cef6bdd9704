/// Where a text stops being JSON.
package struct WireJSONError: Error, Equatable, CustomStringConvertible {
  /// Bytes from the start of the text.
  package var offset: Int
  /// What would have been right there.
  package var expected: String
  package var description: String { "not JSON at byte \(offset): expected \(expected)" }
}

extension WireJSON {
  /// The most levels of arrays and objects that are read.
  package static let depthLimit = 64

  /// Reads one value that fills the whole text (UTF-8).
  package init(parsing bytes: [UInt8]) throws(WireJSONError) {
    var parser = WireJSONParser(bytes: bytes)
    self = try parser.document()
  }

  /// Reads one value that fills the whole text.
  package init(parsing text: String) throws(WireJSONError) { try self.init(parsing: Array(text.utf8)) }
}

/// A recursive-descent reader of RFC 8259 with a bounded depth.
private struct WireJSONParser {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(WireJSONError) -> WireJSON {
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw failure("the end of the text") }
    return value
  }

  private func failure(_ expected: String) -> WireJSONError { WireJSONError(offset: position, expected: expected) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(WireJSONError) -> WireJSON {
    guard depth <= WireJSON.depthLimit else { throw failure("at most \(WireJSON.depthLimit) levels") }
    skipSpace()
    guard let first = next else { throw failure("a value") }
    switch first {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw failure("a value")
    }
  }

  private mutating func word(_ word: StaticString, _ value: WireJSON) throws(WireJSONError) -> WireJSON {
    let length = word.utf8CodeUnitCount
    guard bytes[position...].prefix(length).elementsEqual(word.description.utf8) else { throw failure("\(word)") }
    position += length
    return value
  }

  private mutating func array(depth: Int) throws(WireJSONError) -> WireJSON {
    position += 1
    var elements: [WireJSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      guard take(UInt8(ascii: ",")) else { throw failure("a comma or the end of the array") }
    }
  }

  private mutating func object(depth: Int) throws(WireJSONError) -> WireJSON {
    position += 1
    var members: [WireJSON.Member] = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw failure("a name in quotes") }
      let name = try string()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw failure("a colon") }
      members.append(.init(name, try value(depth: depth + 1)))
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { throw failure("a comma or the end of the object") }
    }
  }

  private mutating func number() throws(WireJSONError) -> WireJSON {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits() throws(WireJSONError) {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    guard position > start else { throw failure("a digit") }
  }

  private mutating func string() throws(WireJSONError) -> String {
    let start = position
    position += 1
    var content: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          throw WireJSONError(offset: start, expected: "text in UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): try escape(into: &content)
      case 0..<0x20: throw failure("no bare control character in a string")
      default:
        content.append(byte)
        position += 1
      }
    }
    throw failure("the closing quote")
  }

  private static let shortEscapes: [(letter: UInt8, meaning: UInt8)] = [
    (UInt8(ascii: "\""), 0x22), (UInt8(ascii: "\\"), 0x5C), (UInt8(ascii: "/"), 0x2F), (UInt8(ascii: "b"), 0x08),
    (UInt8(ascii: "f"), 0x0C), (UInt8(ascii: "n"), 0x0A), (UInt8(ascii: "r"), 0x0D), (UInt8(ascii: "t"), 0x09),
  ]

  private mutating func escape(into content: inout [UInt8]) throws(WireJSONError) {
    position += 1
    if take(UInt8(ascii: "u")) {
      content += String(Character(try scalar())).utf8
      return
    }
    guard let byte = next, let short = Self.shortEscapes.first(where: { $0.letter == byte }) else {
      throw failure("an escape such as \\n or \\u00e9")
    }
    position += 1
    content.append(short.meaning)
  }

  /// The scalar of `\uXXXX`, or of a surrogate pair; a lone surrogate is an error.
  private mutating func scalar() throws(WireJSONError) -> Unicode.Scalar {
    let unit = try codeUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
      throw failure("both halves of a surrogate pair")
    }
    let low = try codeUnit()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
    else { throw failure("the low half of a surrogate pair") }
    return scalar
  }

  private mutating func codeUnit() throws(WireJSONError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Hex.value(byte) else { throw failure("four hexadecimal digits") }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }
}
