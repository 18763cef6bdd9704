import Campaigns
import Testing

/// A file on a profile: its own keys win, except where the stricter of the two holds.
@Suite struct ProfileTests {
  private static let account = """
    home_country: US
    time_zone: America/New_York
    profiles:
      strict:
        purpose: collection
        segment: {where: {status: active}}
        calling_hours:
          open: {mon-fri: ["10:00-18:00"], sat: ["10:00-12:00"]}
          closed: [2027-12-25]
          unknown_time_zone: block
        call: {ring_timeout: 20s, answer: {say: "Hello {{name}}."}}
        attempts: {max: 2, min_gap: 4h, limits: [{max: 1, per: 24h, scope: customer}]}
        budget: {per_call: 0.30, per_day: 20, when_exhausted: stop}
        pacing: {calls_per_second: 0.5, concurrent_calls: 3}
        international: {default: deny}
    """

  private func read(_ sections: String, account: String = account, stored: Bool = false) -> (Campaign?, [Diagnostic]) {
    let (configuration, findings) = ConfigurationReader.read(
      SourceFile(path: "dialer.yaml", bytes: Array(account.utf8)), zoneNames: Fixture.zones)
    #expect(findings.isEmpty, "\(findings)")
    let text = stored ? sections : "campaign: sample\nprofile: strict\n" + sections
    return CampaignReader.read(
      SourceFile(path: "sample.yaml", bytes: Array(text.utf8), isStored: stored), configuration: configuration,
      columns: Fixture.columns, zoneNames: Fixture.zones)
  }

  private static let from = "call: {from: [\"+14155550100\"]}\n"

  @Test func whatTheFileLeavesOutComesFromTheProfile() throws {
    let (campaign, findings) = read(Self.from)
    #expect(findings.map(\.rule) == ["no-opt-out"])
    #expect(findings.first?.place == .init(file: "dialer.yaml", line: 11, column: 45, endColumn: 62))
    let read = try #require(campaign)
    #expect(read.profile == "strict" && read.purpose == .collection)
    #expect(read.attempts.max == 2 && read.attempts.minGap == .hours(4))
    #expect(read.call.ringTimeout == .seconds(20))
    #expect(read.budget.whenExhausted == .stop)
  }

  @Test func theFilesOwnKeysWin() throws {
    let read = try #require(
      read("purpose: service\ncall: {from: [\"+14155550100\"], ring_timeout: 30s, answer: {say: \"Hi.\"}}\n").0)
    #expect(read.purpose == .service && read.call.ringTimeout == .seconds(30))
  }

  @Test func ofConsentTheStricterHolds() throws {
    let account = Self.account + "\n    consent: {column: reminders, at: seen, max_age: 90d}\n"
    let inherited = try #require(read(Self.from, account: account).0)
    #expect(inherited.consent == ConsentRule(column: "reminders", givenAt: "seen", maxAge: .days(90)))
    let own = "consent: {column: reminders, proof: notes, max_age: 540d}\n"
    let read = try #require(read(Self.from + own, account: account).0)
    #expect(read.consent == ConsentRule(column: "reminders", givenAt: "seen", proof: "notes", maxAge: .days(90)))
    let (other, findings) = self.read(Self.from + "consent: {column: status}\n", account: account)
    #expect(other == nil && findings.contains { $0.rule == "profile-conflict" })
  }

  @Test func ofLimitsHoursAndBudgetsTheStricterHolds() throws {
    let read = try #require(
      read(
        Self.from + """
          calling_hours: {open: {mon-tue: ["09:00-12:00", "17:00-20:00"]}, closed: [2027-01-01],
                          unknown_time_zone: America/New_York}
          attempts: {max: 5, min_gap: 1h, limits: [{max: 9, per: 7d, scope: number}]}
          budget: {per_call: 0.10, per_day: 50, when_exhausted: wait}
          pacing: {calls_per_second: unlimited, concurrent_calls: 1}
          international: {default: confirm}
          """
      ).0)
    let day = [DayWindow(opens: 600, closes: 720), DayWindow(opens: 1_020, closes: 1_080)]
    #expect(read.callingHours.open.days == [day, day, [], [], [], [], []])
    #expect(read.callingHours.closed.count == 2 && read.callingHours.unknownTimeZone == .block)
    #expect(read.attempts.max == 2 && read.attempts.minGap == .hours(4) && read.attempts.limits.count == 2)
    #expect(read.budget.perCall == Money(micros: 100_000) && read.budget.perDay == Money(micros: 20_000_000))
    #expect(read.budget.whenExhausted == .stop)
    #expect(read.pacing.callsPerSecond == .perSecond(thousandths: 500) && read.pacing.concurrentCalls == 1)
    #expect(read.international.deny)
  }

  @Test func explanationsNameWhereAValueCameFrom() throws {
    let read = try #require(read(Self.from + "attempts: {max: 5}\nbudget: {per_call: 0.10}\n").0)
    #expect(read.place(of: "attempts.max") == "dialer.yaml:12")
    #expect(read.place(of: "budget.per_call") == "sample.yaml:5")
    #expect(read.place(of: "budget.per_day") == "dialer.yaml:13")
    #expect(read.place(of: "budget.total") == nil)
  }

  @Test func theProfileIsPartOfTheRevision() throws {
    let one = try #require(read(Self.from).0)
    let wider = Self.account.replacing("attempts: {max: 2,", with: "attempts: {max: 3,")
    #expect(try #require(read(Self.from, account: wider).0).revision != one.revision)
    #expect(try #require(read(Self.from + "# a comment\n").0).revision == one.revision)
  }

  /// What the store keeps of a campaign stays that revision when the profile is edited or deleted.
  @Test func aStoredTextKeepsTheProfileItWasReadWith() throws {
    let one = try #require(read(Self.from).0)
    let wider = Self.account.replacing("attempts: {max: 2,", with: "attempts: {max: 3,")
    for account in [wider, "home_country: US\ntime_zone: America/New_York\n"] {
      let again = try #require(read(one.text, account: account, stored: true).0)
      #expect(again.revision == one.revision)
      #expect(again.text == one.text)
    }
  }

  @Test func inAFileTheCommentOfAStoredTextMeansNothing() throws {
    let (campaign, _) = read(Self.from + "# read with the profile strict: {\"attempts\":{\"max\":\"9\"}}\n")
    #expect(try #require(campaign).attempts.max == 2)
  }

  @Test func withoutAConfigurationOnlyTheFileItselfIsChecked() {
    let text = "campaign: sample\nprofile: strict\nattempts: {max: x}\n"
    let (campaign, findings) = CampaignReader.read(
      SourceFile(path: "a.yaml", bytes: Array(text.utf8)), configuration: nil, columns: nil, zoneNames: nil)
    #expect(campaign == nil && findings.map(\.rule) == ["bad-value"])
  }

  /// The profile's hours are the customer's; in the file's zone they would be others.
  @Test func aZoneOfTheFileDoesNotMoveTheProfilesHours() {
    let (campaign, findings) = read(Self.from + "calling_hours: {time_zone: America/Chicago}\n")
    #expect(campaign == nil)
    #expect(findings.filter { $0.severity == .error }.map(\.rule) == ["profile-conflict"])
    #expect(read(Self.from + "calling_hours: {time_zone: customer}\n").0 != nil)
  }
}
