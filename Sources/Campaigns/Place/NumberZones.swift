/// The zones in which a telephone number can ring, by the longest known prefix.
///
/// A prefix is evidence only of where a line was issued, so nothing is guessed: a mobile of a country whose mobile
/// numbers name no place gives all zones of its country code (a Russian one 16), and a number of no place gives none.
package enum NumberZones {
  /// Sorted; empty when the number is not valid or belongs to no place (toll-free, premium-rate, personal, satellite,
  /// international networks).
  package static func of(_ number: PhoneNumber) -> [String] { match(number)?.zones ?? [] }

  /// The zones and the prefix (without plus sign) that they rest on; nil when the number says nothing.
  static func match(_ number: PhoneNumber) -> (prefix: Int64, zones: [String])? {
    guard number.state == .valid, number.country != "001", !number.country.isEmpty else { return nil }
    switch number.type {
    case .tollFree, .premiumRate, .personal, .satellite: return nil
    default: break
    }
    if number.e164 / 10_000_000_000 == 1 {
      let isGeographic = AreaCode.of(national: number.e164 % 10_000_000_000)?.isGeographic == true
      return isGeographic ? longestPrefix(of: number.e164) : nil
    }
    guard let countryCode = countryCode(of: number.e164) else { return nil }
    return longestPrefix(of: namesPlace(number.type, countryCode) ? number.e164 : countryCode)
  }

  /// Whether a number's further digits tell where it is: fixed lines, and mobiles where these have area codes.
  private static func namesPlace(_ type: NumberType, _ countryCode: Int64) -> Bool {
    switch type {
    case .fixedLine, .fixedLineOrMobile: true
    // Mexico, Argentina, Brazil, Indonesia, China, as libphonenumber has it.
    case .mobile: [52, 54, 55, 62, 86].contains(countryCode)
    default: false
    }
  }

  private static func longestPrefix(of digits: Int64) -> (prefix: Int64, zones: [String])? {
    var prefix = digits
    while prefix > 0 {
      if let index = table.index[prefix] { return (prefix, table.sets[index]) }
      prefix /= 10
    }
    return nil
  }

  /// The shortest prefix that the table knows is a country code: these have one to three digits, and none begins
  /// another.
  private static func countryCode(of digits: Int64) -> Int64? {
    var prefix = digits
    while prefix > 999 { prefix /= 10 }
    return [prefix / 100, prefix / 10, prefix].first { $0 > 0 && table.index[$0] != nil }
  }

  /// How many leading digits of a number can matter here; further ones change no answer.
  package static let decidingDigits: Int = max(4, table.index.keys.reduce(0) { max($0, String($1).utf8.count) })

  /// Origin and version of the table.
  package static var source: String { ZonePrefixTable.origin }

  private static let table: (sets: [[String]], index: [Int64: Int]) = {
    var sets: [[String]] = []
    var index: [Int64: Int] = [:]
    var isOpen = false
    for word in ZonePrefixTable.text.split(whereSeparator: \.isWhitespace) {
      if let prefix = Int64(word) {
        index[prefix] = sets.count - 1
        isOpen = false
      } else if isOpen {
        sets[sets.count - 1].append(String(word))
      } else {
        sets.append([String(word)])
        isOpen = true
      }
    }
    return (sets, index)
  }()
}
