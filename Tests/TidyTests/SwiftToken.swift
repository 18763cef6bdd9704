/// A word or a punctuation mark of Swift code. Comments and the inside of string literals are left out, so that a rule
/// never fires on what the code only talks about. Not a parser: enough to count braces and to find words.
struct SwiftToken: Sendable, Equatable {
  let text: String
  /// From 1.
  let line: Int
  /// No white space stands between this token and the one before.
  let glued: Bool

  static func tokens(of source: String) -> [SwiftToken] {
    var scanner = Scanner(bytes: Array(source.utf8))
    return scanner.scan()
  }

  private struct Scanner {
    let bytes: [UInt8]
    var at = 0
    var line = 1
    var glued = false
    var tokens: [SwiftToken] = []

    init(bytes: [UInt8]) { self.bytes = bytes }

    func peek(_ distance: Int = 0) -> UInt8 { at + distance < bytes.count ? bytes[at + distance] : 0 }

    mutating func scan() -> [SwiftToken] {
      while at < bytes.count { step() }
      return tokens
    }

    /// Reads one token, comment, literal or blank.
    mutating func step() {
      let byte = peek()
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
        skip()
        glued = false
      } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
        while at < bytes.count, peek() != UInt8(ascii: "\n") { at += 1 }
      } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        skipBlockComment()
      } else if let hashes = openingQuote() {
        skipString(hashes: hashes)
      } else if byte == UInt8(ascii: "`") {
        quotedName()
      } else if Self.isWord(byte) {
        word()
      } else {
        add(from: at, to: at + 1)
        at += 1
      }
    }

    /// Moves over one byte and counts lines.
    mutating func skip() {
      if peek() == UInt8(ascii: "\n") { line += 1 }
      at += 1
    }

    mutating func add(from start: Int, to end: Int) {
      tokens.append(SwiftToken(text: String(decoding: bytes[start..<end], as: UTF8.self), line: line, glued: glued))
      glued = true
    }

    mutating func word() {
      let start = at
      var end = at
      while end < bytes.count, Self.isWord(bytes[end]) { end += 1 }
      add(from: start, to: end)
      at = end
    }

    /// A name in backticks is one token, with them.
    mutating func quotedName() {
      let start = at
      at += 1
      while at < bytes.count, peek() != UInt8(ascii: "`"), peek() != UInt8(ascii: "\n") { at += 1 }
      if peek() == UInt8(ascii: "`") { at += 1 }
      add(from: start, to: at)
    }

    static func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 128...:
        true
      default: false
      }
    }

    mutating func skipBlockComment() {
      var depth = 0
      repeat {
        if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
          depth += 1
          at += 2
        } else if peek() == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
          depth -= 1
          at += 2
        } else {
          skip()
        }
      } while depth > 0 && at < bytes.count
      glued = false
    }

    /// The number of `#` before a quote that opens here; nil when none does.
    func openingQuote() -> Int? {
      var hashes = 0
      while peek(hashes) == UInt8(ascii: "#") { hashes += 1 }
      return peek(hashes) == UInt8(ascii: "\"") ? hashes : nil
    }

    /// Moves over a string literal; what stands in an interpolation is scanned as code.
    mutating func skipString(hashes: Int) {
      let quote = UInt8(ascii: "\"")
      at += hashes
      let long = peek(1) == quote && peek(2) == quote
      let closing = Array(repeating: quote, count: long ? 3 : 1) + Array(repeating: UInt8(ascii: "#"), count: hashes)
      at += long ? 3 : 1
      while at < bytes.count, !starts(with: closing) {
        if !long, peek() == UInt8(ascii: "\n") { break }
        if peek() == UInt8(ascii: "\\"), starts(with: Array(repeating: UInt8(ascii: "#"), count: hashes), after: 1) {
          at += 1 + hashes
          if peek() == UInt8(ascii: "(") { interpolation() } else { skip() }
        } else {
          skip()
        }
      }
      if starts(with: closing) { at += closing.count }
      glued = true
    }

    mutating func interpolation() {
      var depth = 0
      repeat {
        if peek() == UInt8(ascii: "(") { depth += 1 }
        if peek() == UInt8(ascii: ")") { depth -= 1 }
        step()
      } while depth > 0 && at < bytes.count
    }

    func starts(with expected: [UInt8], after distance: Int = 0) -> Bool {
      for (index, byte) in expected.enumerated() where peek(distance + index) != byte { return false }
      return true
    }
  }
}
