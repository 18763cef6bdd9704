/// Telephone numbers as text, `+14155550123`, and as digits, 14155550123 (ITU-T E.164).
package enum E164 {
  /// The digits of a number written with a plus sign and 7 to 15 digits, the first not 0; nil for anything else.
  package static func digits(_ text: String) -> Int64? {
    let bytes = text.utf8
    guard bytes.first == UInt8(ascii: "+"), (8...16).contains(bytes.count) else { return nil }
    let digits = bytes.dropFirst()
    guard digits.first != UInt8(ascii: "0"), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(into: Int64(0)) { $0 = $0 * 10 + Int64($1 - 0x30) }
  }

  /// The number with its plus sign.
  package static func text(_ digits: Int64) -> String { "+\(digits)" }

  /// The carrier's `to_formatted`: `(415) 555-0123` for a number of the North American plan, else the number itself.
  package static func formatted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.count == 12, text.hasPrefix("+1"), digits(text) != nil else { return text }
    let part = { (range: Range<Int>) in String(decoding: bytes[range], as: UTF8.self) }
    return "(\(part(2..<5))) \(part(5..<8))-\(part(8..<12))"
  }
}
