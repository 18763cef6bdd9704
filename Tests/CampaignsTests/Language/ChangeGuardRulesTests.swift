import Campaigns
import Testing

/// `change_guard` of dialer.yaml.
struct ChangeGuardRulesTests {
  private func read(_ line: String) -> (ChangeGuardRules?, [String]) {
    let text = "home_country: US\ntime_zone: America/New_York\ntwilio: {from: \"+14155550100\"}\n" + line
    let file = SourceFile(path: "dialer.yaml", bytes: Array(text.utf8))
    let (configuration, findings) = ConfigurationReader.read(file, zoneNames: nil)
    return (configuration?.changeGuard, findings.map(\.rule))
  }

  @Test func `Without the key every rule is in force`() {
    let (rules, findings) = read("")
    #expect(rules == ChangeGuardRules() && rules?.customers == 200 && rules?.worstCase == 250)
    #expect(findings == [])
  }

  @Test func `A written hold_when names all that are`() {
    var expected = ChangeGuardRules()
    expected.newCampaign = false
    expected.customers = 55
    expected.worstCase = nil
    expected.limits = false
    expected.newCountry = false
    #expect(read("change_guard: {hold_when: {customers: +5.5%, hours: wider}}\n").0 == expected)
  }

  @Test(arguments: ["20%", "+20", "+-2%", "+20001%", "+1.25%", "more"])
  func `What is no growth is refused`(_ text: String) {
    let (rules, findings) = read("change_guard: {hold_when: {customers: \"\(text)\"}}\n")
    #expect(rules == nil && findings == ["bad-value"])
  }

  @Test func `A pilot and an earlier id stand in the revision only where they are written`() throws {
    let base = """
      campaign: a
      purpose: service
      segment: {}
      calling_hours: {open: {daily: ["09:00-10:00"]}}
      call: {answer: {say: "Hello."}}

      """
    func campaign(_ more: String) throws -> Campaign {
      let file = SourceFile(path: "a.yaml", bytes: Array((base + more).utf8))
      let (campaign, findings) = CampaignReader.read(file, configuration: nil, columns: nil, zoneNames: nil)
      return try #require(campaign, "\(findings)")
    }
    let plain = try campaign("")
    #expect(plain.schedule.pilot == nil && plain.renamedFrom == nil)
    let pilot = try campaign("schedule: {pilot: {customers: 50}}\n")
    #expect(pilot.schedule.pilot == 50 && pilot.revision != plain.revision)
    let renamed = try campaign("renamed_from: b\n")
    #expect(renamed.renamedFrom == "b" && renamed.revision != plain.revision)
  }
}
