import CPhoneNumber

/// Reads telephone numbers as people write them.
///
/// Numbers of +1 are judged by the generated table of area codes and need no library; all others by libphonenumber.
package enum PhoneReader {
  /// What a text is.
  ///
  /// Without a leading `+` a number is read as dialed in `region`; without a region such a number is invalid. Letters
  /// (also of an extension) and more than 64 bytes are invalid: what would ring is not what was meant.
  /// - Parameter region: ISO 3166 alpha-2, upper or lower case.
  package static func read(_ text: String?, region: String?) -> PhoneNumber {
    guard let shape = Shape(text ?? "") else { return PhoneNumber(state: .invalid) }
    guard shape.isPresent else { return PhoneNumber(state: .missing) }
    let region = region.map { $0.uppercased() }
    if let national = shape.national(in: region) { return northAmerican(national) }
    guard shape.isInternational || region != nil else { return PhoneNumber(state: .invalid) }
    if let region, !shape.isInternational, shape.digits.count <= 6, isEmergency(shape.text, region) {
      return PhoneNumber(state: .emergencyOrShort)
    }
    return parse(shape, region: region)
  }

  /// Reads 15 digits or fewer that stand for an international number without its plus sign.
  package static func read(e164: Int64) -> PhoneNumber { read("+\(e164)", region: nil) }

  /// Origin and version of the table of area codes, and of the library: what `check` prints.
  package static var sources: (areaCodes: String, library: String) {
    var buffer = [CChar](repeating: 0, count: 32)
    cphonenumber_version(&buffer, buffer.count)
    let version = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return (AreaCodeTable.origin, "libphonenumber \(version)")
  }

  private static func northAmerican(_ national: Int64) -> PhoneNumber {
    guard let area = AreaCode.of(national: national), let type = area.type(of: national) else {
      return PhoneNumber(state: .invalid)
    }
    return PhoneNumber(state: .valid, e164: 10_000_000_000 + national, country: area.region, type: type)
  }

  private static func parse(_ shape: Shape, region: String?) -> PhoneNumber {
    var reading = cphonenumber_reading()
    var text = shape.text
    let isParsed = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else { return false }
        guard let region else { return cphonenumber_read(start, characters.count, nil, &reading) }
        return cphonenumber_read(start, characters.count, region, &reading)
      }
    }
    if isParsed, reading.country_code == 1 {
      let national = reading.e164 - 10_000_000_000
      let number = northAmerican(national)
      if (0..<10_000_000_000).contains(national), number.state == .valid { return number }
    } else if isParsed, reading.valid {
      let country = withUnsafeBytes(of: reading.region) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      let type = satelliteCodes.contains(reading.country_code) ? .satellite : NumberType(libraryCode: reading.type)
      return PhoneNumber(state: .valid, e164: reading.e164, country: country, type: type)
    }
    let isShort = region.map { !shape.isInternational && isShortNumber(shape.text, $0) } ?? false
    return PhoneNumber(state: isShort ? .emergencyOrShort : .invalid)
  }

  /// Country codes of satellite and international networks: Inmarsat, GMSS, and the networks behind 882 and 883.
  private static let satelliteCodes: Set<Int32> = [870, 881, 882, 883]

  private static func isEmergency(_ text: String, _ region: String) -> Bool {
    cphonenumber_is_emergency(text, text.utf8.count, region)
  }

  private static func isShortNumber(_ text: String, _ region: String) -> Bool {
    cphonenumber_is_short(text, text.utf8.count, region)
  }

  /// Countries and territories of +1.
  private static let northAmericanRegions: Set<String> = [
    "AG", "AI", "AS", "BB", "BM", "BS", "CA", "DM", "DO", "GD", "GU", "JM", "KN", "KY", "LC", "MP", "MS", "PR", "SX",
    "TC", "TT", "US", "VC", "VG", "VI",
  ]

  /// What can be seen without a library: nil when the text can be no number that is safe to dial.
  private struct Shape {
    let text: String
    private(set) var digits: [UInt8] = []
    private(set) var isInternational = false
    /// Digits other than ASCII, spaces other than ASCII: for the library to read.
    private var isPlain = true

    init?(_ text: String) {
      self.text = text
      guard text.utf8.count <= 64 else { return nil }
      for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte - 48)
        case UInt8(ascii: "+"):
          guard digits.isEmpty, !isInternational else { return nil }
          isInternational = true
        case 9, UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"),
          UInt8(ascii: "/"):
          break
        case 128...: isPlain = false
        default: return nil
        }
      }
      // A full-width plus sign is one too.
      if !isPlain, text.contains("\u{FF0B}") { isInternational = true }
    }

    var isPresent: Bool { !text.allSatisfy(\.isWhitespace) }

    /// The ten digits after +1, when this plainly is such a number.
    func national(in region: String?) -> Int64? {
      guard isPlain, digits.count == 10 || digits.count == 11 else { return nil }
      if isInternational || digits.count == 11 {
        guard digits.count == 11, digits[0] == 1 else { return nil }
      }
      guard isInternational || region.map(PhoneReader.northAmericanRegions.contains) == true else { return nil }
      return digits.suffix(10).reduce(0) { $0 * 10 + Int64($1) }
    }
  }
}
