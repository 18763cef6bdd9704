/// Walks over the ASCII of one short value; nothing is consumed by a step that answers nil or false.
struct TextCursor {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Steps over one byte when it is one of `choices`, and says which it was.
  mutating func take(_ choices: UInt8...) -> UInt8? {
    guard let byte = next, choices.contains(byte) else { return nil }
    position += 1
    return byte
  }

  /// Steps over bytes as long as the condition holds.
  mutating func take(while condition: (UInt8) -> Bool) -> [UInt8] {
    let start = position
    while let byte = next, condition(byte) { position += 1 }
    return Array(bytes[start..<position])
  }

  /// A run of decimal digits whose length lies in `count`; a longer run is refused as a whole.
  mutating func number(digits count: ClosedRange<Int>) -> Int? {
    let start = position
    var value = 0
    while let byte = next, byte.isDigit, position - start <= count.upperBound {
      value = value * 10 + Int(byte - 48)
      position += 1
    }
    guard count.contains(position - start) else {
      position = start
      return nil
    }
    return value
  }

  /// Exactly `count` digits, whatever follows them.
  mutating func fixed(_ count: Int) -> Int? {
    guard position + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[position..<position + count] {
      guard byte.isDigit else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    position += count
    return value
  }
}

extension UInt8 {
  /// `0` … `9`.
  var isDigit: Bool { self >= 48 && self <= 57 }

  /// `A` … `Z` or `a` … `z`.
  var isLetter: Bool { (self | 0x20) >= 97 && (self | 0x20) <= 122 }
}
