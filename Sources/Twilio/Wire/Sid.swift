/// The carrier's identifiers: two letters for the kind and 32 hexadecimal digits.
package enum Sid {
  /// What an identifier names.
  package enum Kind: String, Sendable, CaseIterable {
    case account = "AC"
    case call = "CA"
    case apiKey = "SK"
    case phoneNumber = "PN"
    case application = "AP"
    case request = "RQ"
  }

  /// An identifier of 128 given bits, in lower-case digits.
  package static func make(_ kind: Kind, high: UInt64, low: UInt64) -> String {
    kind.rawValue + Hex.word(high) + Hex.word(low)
  }

  /// Whether a text has the shape of an identifier of this kind (digits in either case, as the carrier's pattern says).
  package static func isValid(_ text: String, _ kind: Kind) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 34 && bytes.starts(with: kind.rawValue.utf8)
      && bytes.dropFirst(2).allSatisfy { Hex.value($0) != nil }
  }
}
