import Testing

@testable import Campaigns

@Suite("Candidate zones")
struct PlaceZonesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var phone: String
    var timeZone: String?
    var postalCode: String?
    var state: String?
    var country: String?
    var zones: [String]
    var evidence: [String]
    var testDescription: String { "\(phone) \(evidence)" }
  }

  static let newYork = "America/New_York"
  static let losAngeles = "America/Los_Angeles"

  @Test(
    "number and customer's data together",
    arguments: [
      Case(phone: "+12125550123", zones: [newYork], evidence: ["number: +1212"]),
      Case(
        phone: "+12125550123", state: "CA", zones: [losAngeles, newYork], evidence: ["state: CA", "number: +1212"]),
      Case(phone: "+12125550123", state: " new york ", zones: [newYork], evidence: ["state: NY", "number: +1212"]),
      Case(
        phone: "+12125550123", timeZone: "America/Denver", postalCode: "94105", state: "CA",
        zones: ["America/Denver", newYork], evidence: ["time_zone: America/Denver", "number: +1212"]),
      Case(
        phone: "+12125550123", timeZone: "Mars/Olympus", postalCode: "94105-1234", state: "NY",
        zones: [losAngeles, newYork], evidence: ["postal_code: 941", "number: +1212"]),
      Case(
        phone: "+12125550123", postalCode: "nonsense", state: "CA", zones: [losAngeles, newYork],
        evidence: ["state: CA", "number: +1212"]),
      Case(
        phone: "+12125550123", postalCode: "v6b 1a1", country: "CA",
        zones: [
          "America/Creston", "America/Dawson_Creek", "America/Edmonton", "America/Fort_Nelson", newYork,
          "America/Vancouver",
        ], evidence: ["postal_code: V", "number: +1212"]),
      Case(phone: "+12125550123", country: "DE", zones: [newYork], evidence: ["number: +1212"]),
      Case(phone: "+12125550123", state: "WA", country: "AU", zones: [newYork], evidence: ["number: +1212"]),
      Case(phone: "+18005550199", zones: [], evidence: []),
      Case(phone: "+18005550199", state: "CA", zones: [losAngeles], evidence: ["state: CA"]),
      Case(
        phone: "+18005550199", country: "de", zones: ["Europe/Berlin", "Europe/Busingen"], evidence: ["country: DE"]),
      Case(phone: "+15005550006", zones: [], evidence: []),
      Case(phone: "+15005550006", timeZone: newYork, zones: [newYork], evidence: ["time_zone: \(newYork)"]),
      Case(phone: "+8816" + String(repeating: "1", count: 8), zones: [], evidence: []),
      Case(phone: "+442079460123", zones: ["Europe/London"], evidence: ["number: +442"]),
      Case(phone: "+442079460123", state: "CA", zones: ["Europe/London"], evidence: ["number: +442"]),
      Case(
        phone: "+17875550123", state: "PR", zones: ["America/Puerto_Rico"], evidence: ["state: PR", "number: +1787"]),
      Case(phone: "not a number", zones: [], evidence: []),
      Case(phone: "not a number", state: "HI", zones: ["Pacific/Honolulu"], evidence: ["state: HI"]),
    ])
  func together(_ example: Case) {
    let phone = PhoneReader.read(example.phone, region: nil)
    let known = { (name: String) in SystemZones.database.rules(named: name) != nil }
    let zones = CandidateZones.of(
      phone: phone, timeZone: example.timeZone, postalCode: example.postalCode, state: example.state,
      country: example.country, knownZones: known)
    let evidence = CandidateZones.evidence(
      phone: phone, timeZone: example.timeZone, postalCode: example.postalCode, state: example.state,
      country: example.country, knownZones: known)
    #expect(zones == example.zones)
    #expect(evidence == example.evidence)
  }

  @Test("a Russian mobile has 16 zones, a fixed line its own")
  func russia() {
    #expect(NumberZones.of(PhoneReader.read("+7 912 345-67-89", region: nil)).count == 16)
    #expect(NumberZones.of(PhoneReader.read("+7 495 123-45-67", region: nil)) == ["Europe/Moscow"])
  }

  @Test("a zone that the database lacks leaves the place unknown")
  func unknownZone() {
    let phone = PhoneReader.read("+12125550123", region: nil)
    let zones = CandidateZones.of(
      phone: phone, timeZone: nil, postalCode: nil, state: "CA", country: nil,
      knownZones: { $0 == Self.losAngeles })
    #expect(zones.isEmpty)
  }

  @Test("every zone of every table is one of the system's, and every list is sorted")
  func allKnown() {
    let words = [ZonePrefixTable.text, CountryZoneTable.text].flatMap { $0.split(whereSeparator: \.isWhitespace) }
    let zones = Set(words.filter { $0.contains("/") }.map(String.init))
    #expect(zones.count > 300)
    for zone in zones { #expect(SystemZones.database.rules(named: zone) != nil, "\(zone)") }
    for country in StateZones.countries {
      for code in (UInt8(65)...90).flatMap({ a in (UInt8(65)...90).map { String(decoding: [a, $0], as: UTF8.self) } }) {
        let zones = StateZones.zones(state: code, country: country)
        #expect(zones == zones.sorted())
        for zone in zones { #expect(SystemZones.database.rules(named: zone) != nil, "\(zone)") }
      }
    }
  }

  @Test(
    "states that two clocks share",
    arguments: [
      ("IN", ["America/Chicago", newYork]), ("TN", ["America/Chicago", newYork]), ("FL", ["America/Chicago", newYork]),
      ("TX", ["America/Chicago", "America/Denver"]), ("ID", ["America/Denver", losAngeles]),
      ("AZ", ["America/Denver", "America/Phoenix"]), ("AK", ["America/Adak", "America/Anchorage"]),
    ])
  func sharedStates(code: String, zones: [String]) {
    #expect(StateZones.zones(state: code, country: "US") == zones)
  }

  @Test(
    "postal codes name their states",
    arguments: [
      ("US", "94105", ["CA"]), ("US", "00901", ["PR"]), ("US", "96799", ["AS", "HI"]), ("US", "79901", ["TX"]),
      ("US", "09001", []), ("US", "9410", []), ("US", "94105-12", []), ("CA", "K1A 0B1", ["ON"]),
      ("CA", "X0A0H0", ["NT", "NU"]), ("CA", "D1A 0B1", []), ("CA", "94105", []), ("DE", "10115", []),
    ] as [(String, String, [String])])
  func postalCodes(country: String, code: String, states: [String]) {
    #expect(StateZones.states(postalCode: code, country: country) == states)
  }
}
