import Testing

@testable import Campaigns

@Suite("Rules of places")
struct RuleTableTests {
  static func table() throws -> RuleTable { try #require(RuleTable.shipped.first { $0.name == "us" }) }

  @Test("the shipped table is read without a finding, and each row cites its law and where it was read")
  func shipped() throws {
    let (table, findings) = RuleTableReader.read(SourceFile(path: "us", bytes: Array(USRules.text.utf8)))
    #expect(findings.isEmpty, "\(findings)")
    let rows = try #require(table).rows
    #expect(rows.count >= 20)
    for row in rows {
      #expect(row.citation.contains { $0.isNumber } && row.source.hasPrefix("http"), "\(row.place)")
      #expect(!row.purposes.isEmpty)
      #expect(row.place == "US" || StateZones.code(of: String(row.place.dropFirst(3)), country: "US") != nil)
    }
  }

  /// What the statutes say, written down by hand a second time.
  @Test(
    "hours of marketing by state",
    arguments: [
      ("US-FL", "daily 08:00-20:00"), ("US-TX", "mon-sat 09:00-21:00, sun 12:00-21:00"),
      ("US-MS", "mon-sat 08:00-20:00"), ("US-RI", "mon-fri 09:00-18:00, sat 10:00-17:00, not on us-federal"),
      ("US-UT", "mon-sat 08:00-21:00, not on us-federal"), ("US-WA", "daily 08:00-20:00"),
      ("US-KY", "daily 10:00-21:00"), ("US-SD", "mon-fri 09:00-21:00"),
    ])
  func state(place: String, hours: String) throws {
    let finding = [try Self.table()].rules(for: [place], purpose: .marketing)
    #expect(finding.rows.map(\.row.place) == ["US", place])
    #expect(finding.rows.last?.row.hoursText == hours)
    #expect(finding.unknown.isEmpty)
  }

  @Test("a place without a row is shown as such, and a purpose without a rule as well")
  func unknown() throws {
    let tables = [try Self.table()]
    let california = tables.rules(for: ["US-CA", "US-FL"], purpose: .marketing)
    #expect(california.rows.map(\.row.place) == ["US", "US-FL"])
    #expect(california.unknown == ["US-CA"])
    #expect(california.text.hasSuffix("(Fla. Stat. § 501.616(6)(a)), US-CA no-rule-known"))
    #expect(tables.rules(for: ["US-FL"], purpose: .service) == RuleFinding(unknown: ["US-FL"]))
    #expect(tables.rules(for: ["GB"], purpose: .marketing) == RuleFinding(unknown: ["GB"]))
    #expect(tables.rules(for: [], purpose: .marketing) == RuleFinding())
  }

  @Test("of a country without a state every row could be the one: the strictest of all holds")
  func country() throws {
    let finding = [try Self.table()].rules(for: ["US"], purpose: .marketing)
    #expect(finding.rows.count > 15)
    let hours = try #require(
      finding.rows.map(\.row.hours.days).reduce(nil) { (both: [[DayWindow]]?, days) in
        both.map { zip($0, days).map { $0.common(with: $1) } } ?? days
      })
    #expect(WeeklyWindows(days: hours).text == "mon-fri 10:00-18:00")
  }

  @Test("Florida closes at eight, and a 305 number with a New York address keeps Florida's hours")
  func florida() throws {
    let phone = PhoneReader.read("+13055550100", region: nil)
    let states = CandidateStates.of(phone: phone, address: PlaceAddress(state: "NY"))
    #expect(states == ["US-FL", "US-NY"])
    let finding = [try Self.table()].rules(for: states, purpose: .marketing)
    var hours = HolidayTests.callingHours
    hours.open = WeeklyWindows(days: .init(repeating: [DayWindow(opens: 540, closes: 1_260)], count: 7))
    let open = OpenHours(
      campaign: hours, schedule: .init(), floor: DayWindow(opens: 0, closes: 1_440),
      zones: [try SystemZones.rules("America/New_York")], campaignZone: nil, closingMargin: .minutes(1),
      narrowing: finding.narrowing)
    #expect(open.state(at: at("2027-03-02T19:30:00-05:00")) == .open(until: at("2027-03-02T19:59:00-05:00")))
    #expect(
      open.state(at: at("2027-03-02T20:05:00-05:00"))
        == .closed(.outsideCallingHours, opensAt: at("2027-03-03T09:00:00-05:00")))
  }

  @Test(
    "candidate states of number and address",
    arguments: [
      ("+12125550123", nil, nil, nil, ["US-NY"]), ("+12125550123", "33101", nil, nil, ["US-FL", "US-NY"]),
      ("+12125550123", nil, "new york", nil, ["US-NY"]), ("+12125550123", nil, nil, "GB", ["US-NY"]),
      ("+18005550199", nil, "CA", nil, ["US-CA"]), ("+18005550199", nil, nil, nil, ["US"]),
      ("+18005550199", nil, nil, "ca", ["CA"]), ("+17875550123", nil, nil, nil, ["US-PR"]),
      ("+14165550123", nil, nil, nil, ["CA-ON"]), ("+442079460123", nil, nil, nil, ["GB"]),
      ("+442079460123", nil, "FL", "US", ["GB", "US-FL"]), ("not a number", nil, nil, nil, []),
    ] as [(String, String?, String?, String?, [String])])
  func states(phone: String, postal: String?, state: String?, country: String?, expected: [String]) {
    let found = CandidateStates.of(
      phone: PhoneReader.read(phone, region: nil),
      address: PlaceAddress(postalCode: postal, state: state, country: country))
    #expect(found == expected)
  }

  @Test("a table with mistakes is refused, each named at its line")
  func bad() {
    let text = """
      table: xx
      country: US
      version: 2026-11-23
      rows:
        - {place: CA-ON, purposes: [marketing], hours: "daily 08:00-20:00", citation: "§ 1", source: "http://a"}
        - {place: US-NY, purposes: [marketing], hours: "daily", citation: "§ 1", source: "http://a"}
        - {place: US-NY, purposes: [sales], hours: "daily 08:00-20:00", citation: "§ 1", source: "http://a"}
        - {place: US-NY, purposes: [marketing], hours: "daily 08:00-20:00", source: "http://a", closed_on: none}
      """
    let (table, findings) = RuleTableReader.read(SourceFile(path: "xx", bytes: Array(text.utf8)))
    #expect(table == nil)
    #expect(Set(findings.map(\.place.line)) == [5, 6, 7, 8])
  }

  @Test("one source alone is trusted, and the others are not looked at")
  func trusting() {
    let phone = PhoneReader.read("+12125550123", region: nil)
    let address = PlaceAddress(timeZone: "America/Denver", postalCode: "94105", state: "TX")
    func zones(_ sources: PlaceSource...) -> [String] {
      CandidateZones.of(
        phone: phone, address: address, trusting: sources,
        knownZones: { SystemZones.database.rules(named: $0) != nil })
    }
    #expect(zones() == ["America/Denver", "America/New_York"])
    #expect(zones(.timeZone) == ["America/Denver"])
    #expect(zones(.postalCode) == ["America/Los_Angeles"])
    #expect(zones(.state) == ["America/Chicago", "America/Denver"])
    #expect(zones(.number) == ["America/New_York"])
    #expect(zones(.state, .number) == ["America/Chicago", "America/Denver", "America/New_York"])
    #expect(zones(.country).isEmpty, "he has no country: nothing is known, and nobody is called")
    #expect(zones(.country, .timeZone) == ["America/Denver"])
  }
}
