/// Hexadecimal digits.
enum Hex {
  private static let upperDigits = Array("0123456789ABCDEF".utf8)

  /// The two digits of a byte, `0A`.
  static func upper(_ byte: UInt8) -> [UInt8] { [upperDigits[Int(byte >> 4)], upperDigits[Int(byte & 15)]] }

  /// What an ASCII digit stands for, in either case; nil for every other byte.
  static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// 16 lower-case digits.
  static func word(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
