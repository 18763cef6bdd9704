import Testing

@testable import Campaigns

@Suite("Telephone numbers")
struct PlacePhoneTests {
  struct Case: Sendable {
    var text: String
    var region: String?
    var e164: Int64
    var country: String
    var type: NumberType
  }

  @Test(
    "valid numbers, as people write them",
    arguments: [
      Case(text: "+1 (212) 555-0123", region: nil, e164: 12_125_550_123, country: "US", type: .fixedLineOrMobile),
      Case(text: "212.555.0123", region: "US", e164: 12_125_550_123, country: "US", type: .fixedLineOrMobile),
      Case(text: "1-416-555-0199", region: "us", e164: 14_165_550_199, country: "CA", type: .fixedLineOrMobile),
      Case(text: "2425550142", region: "BS", e164: 12_425_550_142, country: "BS", type: .fixedLineOrMobile),
      Case(text: "+1 983 555 0100", region: nil, e164: 19_835_550_100, country: "US", type: .fixedLineOrMobile),
      Case(text: "+15005550006", region: nil, e164: 15_005_550_006, country: "US", type: .personal),
      Case(text: "+1 800 555 0199", region: nil, e164: 18_005_550_199, country: "US", type: .tollFree),
      Case(text: "+1 900 555 0199", region: nil, e164: 19_005_550_199, country: "US", type: .premiumRate),
      Case(text: "+44 20 7946 0123", region: nil, e164: 442_079_460_123, country: "GB", type: .fixedLine),
      Case(text: "020 7946 0123", region: "GB", e164: 442_079_460_123, country: "GB", type: .fixedLine),
      Case(text: "011 44 20 7946 0123", region: "US", e164: 442_079_460_123, country: "GB", type: .fixedLine),
      Case(text: "00 1 212 555 0123", region: "GB", e164: 12_125_550_123, country: "US", type: .fixedLineOrMobile),
      Case(text: "+44 7911 123456", region: nil, e164: 447_911_123_456, country: "GG", type: .mobile),
      Case(text: "+44 1534 456789", region: nil, e164: 441_534_456_789, country: "JE", type: .fixedLine),
      Case(text: "+881 612 345 678", region: nil, e164: 881_612_345_678, country: "001", type: .satellite),
      Case(text: "+39 06 1234 5678", region: nil, e164: 390_612_345_678, country: "IT", type: .fixedLine),
      Case(text: "＋44 ２０ 7946 0123", region: nil, e164: 442_079_460_123, country: "GB", type: .fixedLine),
    ])
  func valid(_ example: Case) {
    let number = PhoneReader.read(example.text, region: example.region)
    let expected = PhoneNumber(state: .valid, e164: example.e164, country: example.country, type: example.type)
    #expect(number == expected)
  }

  @Test(
    "what cannot be dialed",
    arguments: [
      ("2125550123", nil), ("+1 212 555 012", nil), ("+1 212 055 0123", nil), ("+1 211 555 0123", nil),
      ("+1 242 999 1234", nil), ("x", "US"), ("+1 212 555 0123 ext. 5", nil), ("1-800-FLOWERS", "US"),
      ("020 7946 0123", "ZZ"), ("020 7946 0123", "no region"), ("++12125550123", nil), ("+", nil), ("-", "US"),
      ("+1 212 555 0123 / +1 212 555 0124", nil), ("+999 123 456 789", nil), ("5550123", "US"),
      (String(repeating: "1", count: 65), "US"), ("+123456789012345678901234567890", nil),
    ] as [(String, String?)])
  func invalid(text: String, region: String?) {
    #expect(PhoneReader.read(text, region: region) == PhoneNumber(state: .invalid))
  }

  @Test("nothing is missing, not invalid", arguments: [nil, "", "  ", "\t", "\u{A0}"])
  func missing(text: String?) {
    #expect(PhoneReader.read(text, region: "US").state == .missing)
  }

  @Test(
    "emergency and short numbers are told apart",
    arguments: [("911", "US"), ("112", "DE"), ("999", "GB"), ("9-1-1", "US"), ("311", "US"), ("118 118", "GB")])
  func short(text: String, region: String) {
    #expect(PhoneReader.read(text, region: region).state == .emergencyOrShort)
  }

  @Test("a stored number reads back as itself")
  func stored() {
    #expect(PhoneReader.read(e164: 12_125_550_123).country == "US")
    #expect(PhoneReader.read(e164: 442_079_460_123).e164 == 442_079_460_123)
  }

  @Test("every area code is read, with its fiction numbers")
  func areaCodes() {
    #expect(AreaCode.all.count == 469)
    for area in AreaCode.all where area.isGeographic {
      let number = PhoneReader.read("+1\(area.code)5550123", region: nil)
      #expect(number.state == .valid && number.country == area.region && number.type == .fixedLineOrMobile)
      #expect(!NumberZones.of(number).isEmpty, "\(area.code)")
      if ["US", "CA"].contains(area.region) { #expect(!area.states.isEmpty, "\(area.code)") }
    }
    #expect(AreaCode.of(national: 2_125_550_123)?.states == ["NY"])
    #expect(AreaCode.of(national: 9_025_550_123)?.states == ["NS", "PE"])
    #expect(AreaCode.of(national: 12) == nil)
  }

  @Test("many threads may read at once")
  func threads() async {
    await withTaskGroup(of: Int64.self) { group in
      for line in 0..<200 {
        group.addTask { PhoneReader.read("+44 20 7946 0\(padded(line, to: 3))", region: nil).e164 }
      }
      var sum: Int64 = 0
      for await e164 in group { sum += e164 - 442_079_460_000 }
      #expect(sum == 199 * 200 / 2)
    }
  }

  @Test("the sources are named")
  func sources() {
    #expect(PhoneReader.sources.areaCodes.hasPrefix("phonenumbers "))
    #expect(PhoneReader.sources.library.hasPrefix("libphonenumber "))
  }
}
