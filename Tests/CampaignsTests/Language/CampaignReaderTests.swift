import Campaigns
import Testing

@Suite struct CampaignReaderTests {
  private func read(_ text: String, columns: Columns? = Fixture.columns) -> (Campaign?, [Diagnostic]) {
    CampaignReader.read(
      SourceFile(path: "c.yaml", bytes: Array(text.utf8)), configuration: Fixture.configuration, columns: columns,
      zoneNames: Fixture.zones)
  }

  @Test func everySupportedKeyArrives() throws {
    let text = try Fixture.text("language/everything.yaml")
    let (read, findings) = read(text)
    let campaign = try #require(read, "\(findings)")
    #expect(findings.isEmpty)
    #expect(campaign.id == "everything" && campaign.live && campaign.priority == 2)
    #expect(campaign.title == "All keys" && campaign.owner == "ops@example.com" && campaign.purpose == .service)
    #expect(campaign.schedule.starts == .instant(try #require(Instant(rfc3339: "2027-03-01T09:00:00-05:00"))))
    #expect(campaign.schedule.ends == .day(try #require(CivilDate(iso8601: "2027-03-31"))))
    #expect(campaign.segment.limit == 500 && campaign.segment.orderBy.map(\.descending) == [false, true])
    #expect(campaign.callingHours.zone == .named("America/Chicago"))
    #expect(campaign.callingHours.unknownTimeZone == .assume("America/New_York"))
    #expect(campaign.callingHours.open.days.map(\.count) == [2, 2, 2, 2, 1, 1, 0])
    #expect(campaign.callingHours.closed.count == 3)
    #expect(campaign.pacing.concurrentCalls == 10 && campaign.pacing.callsPerSecond == .unlimited)
    #expect(campaign.pacing.callsPerHour == 600)
    #expect(campaign.pacing.perCallerID == CallerIDRates(callsPerHour: 60, callsPerDay: 300))
    #expect(
      campaign.pacing.circuitBreaker
        == CircuitRule(failures: 400, over: .minutes(3), atLeast: 10, probeAfter: .minutes(10)))
    #expect(campaign.call.from == [14_155_550_100, 442_079_460_000])
    #expect(campaign.call.ringTimeout == .seconds(25) && campaign.call.maxDuration == .minutes(3))
    #expect(campaign.attempts.retry[.noAnswer] == [.hours(4), .days(1)] && campaign.attempts.max == 4)
    #expect(campaign.attempts.limits == [AttemptLimit(max: 7, per: .days(7), scope: .number)])
    #expect(campaign.budget.perCall == Money(micros: 500_000) && campaign.budget.alertAt == [500, 800, 1_000])
    #expect(campaign.budget.whenExhausted == .stop)
    #expect(campaign.international.deniedCountries == ["CU"] && campaign.international.deniedTypes == [.satellite])
    #expect(campaign.international.expiresAfter == .days(3) && campaign.international.deny)
    #expect(campaign.assume.answered == 305 && campaign.assume.setup == .milliseconds(250))
    #expect(campaign.text == text && campaign.file == "c.yaml" && campaign.revision.count == 64)
  }

  @Test func linesAreKeptByDottedPath() throws {
    let campaign = try #require(read(try Fixture.text("language/everything.yaml")).0)
    let lines = campaign.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (path, start) in [
      ("calling_hours.open", "  open:"), ("attempts.limits.0", "    - {max: 7"), ("budget.per_day", "  per_day:"),
      ("calling_hours.closed.2", "    - {date"), ("call.from.1", "    - \"+44"),
    ] {
      let line = try #require(campaign.lines[path])
      #expect(lines[line - 1].hasPrefix(start))
    }
  }

  @Test func defaultsAreTheDocumentedOnes() throws {
    let campaign = try #require(Fixture.campaign().0)
    #expect(!campaign.live && campaign.priority == 3 && campaign.segment.condition == nil)
    #expect(campaign.callingHours.zone == .customer && campaign.callingHours.unknownTimeZone == .block)
    #expect(campaign.call.ringTimeout == .seconds(25) && campaign.call.maxDuration == .minutes(5))
    #expect(campaign.pacing.concurrentCalls == 1 && campaign.pacing.callsPerSecond == nil)
    #expect(campaign.pacing.callsPerHour == nil && campaign.pacing.perCallerID == CallerIDRates())
    #expect(
      campaign.pacing.circuitBreaker
        == CircuitRule(failures: 500, over: .minutes(2), atLeast: 5, probeAfter: .minutes(5)))
    #expect(campaign.attempts.max == 3 && campaign.attempts.minGap == .hours(2) && campaign.attempts.retry.isEmpty)
    #expect(!campaign.international.deny && campaign.international.expiresAfter == .days(7))
    #expect(campaign.assume == Assumptions())
  }

  @Test func theAccountsCallerIDFillsIn() throws {
    var configuration = Fixture.configuration
    configuration.fillCallerID(14_155_550_101)
    let text =
      "campaign: a\npurpose: service\nsegment: {}\ncalling_hours: {open: {mon: \"09:00-10:00\"}}\n"
      + "call: {answer: {say: Hi}}\n"
    let file = SourceFile(path: "a", bytes: Array(text.utf8))
    let (campaign, _) = CampaignReader.read(file, configuration: configuration, columns: nil, zoneNames: nil)
    #expect(campaign?.call.from == [14_155_550_101])
  }

  @Test func theRevisionFollowsMeaning() throws {
    let plain = try #require(Fixture.campaign().0)
    func revision(_ sections: String) -> String? { Fixture.campaign(sections).0?.revision }
    #expect(revision("title: T\nowner: me\nassume: {busy: 1%}\n# note") == plain.revision)
    #expect(revision("priority: 3\nattempts: {max: 3, min_gap: 120m}") == plain.revision)
    #expect(revision("segment: {where: {phone.country: US}}") != plain.revision)
    #expect(revision("budget: {total: 1}") != plain.revision)
    #expect(revision("pacing: {calls_per_hour: 60}") != plain.revision)
    #expect(revision("pacing: {circuit_breaker: {failures: 50%}}") == plain.revision)
    #expect(revision("live: true") != plain.revision)
  }

  /// The revision is stored with every Activity: a change of this value re-labels every campaign.
  @Test func theCanonicalTextIsStable() throws {
    let plain = try #require(Fixture.campaign().0)
    #expect(plain.canonical.text(sortedKeys: true) == (try Fixture.text("language/canonical.json")).dropLast())
  }

  @Test func everyKeyOfTheTableHasASummaryAndIsListedOnce() {
    for table in [CampaignKeys.table, ConfigurationKeys.table] {
      #expect(Set(table.keys.map(\.path)).count == table.keys.count)
      #expect(table.keys.allSatisfy { !$0.summary.isEmpty })
    }
  }

  /// They came after the first revisions: a file that does not write them keeps its own.
  @Test func dueAndConsentArriveAndStandInTheRevisionWhereTheyAreWritten() throws {
    let read = try #require(read(try Fixture.text("language/good/people.yaml")).0)
    #expect(
      read.segment.due
        == DueRule(by: "plan_ends", notBefore: .init(days: 10, isWorking: true), notAfter: .init(days: 1)))
    #expect(read.consent == ConsentRule(column: "reminders", givenAt: "seen", proof: "notes", maxAge: .days(540)))
    let text = read.canonical.text(sortedKeys: true)
    #expect(text.contains("\"due\":{\"by\":\"plan_ends\",\"not_after\":\"1d\",\"not_before\":\"10 working days\"}"))
    #expect(text.contains("\"consent\":{\"at\":\"seen\",\"column\":\"reminders\""))
    let plain = try #require(Fixture.campaign().0)
    #expect(!plain.canonical.text(sortedKeys: true).contains("consent"))
    #expect(!plain.canonical.text(sortedKeys: true).contains("\"due\""))
  }

  @Test func allFindingsComeAtOnceSortedByPlace() {
    let (campaign, findings) = read("zzz: 1\npriority: 9\ncampaign: B!\npurpose: x\n")
    #expect(campaign == nil)
    #expect(findings.map(\.rule).filter { $0 == "missing-key" }.count == 3)
    #expect(findings.map(\.place.line) == [1, 1, 1, 1, 2, 3, 4])
  }

  @Test func withoutColumnsNothingIsSaidAboutThem() {
    let (campaign, findings) = read(
      "campaign: a\npurpose: service\nsegment: {where: {anything: {at_least: 3}}}\n"
        + "calling_hours: {open: {mon: \"09:00-10:00\"}}\n"
        + "call: {from: [\"+14155550100\"], answer: {say: \"{{else}}\"}}\n",
      columns: nil)
    #expect(campaign != nil && findings.isEmpty)
  }

  @Test func `Columns of numbers arrive in their order, bind the confirmation, and more of them is wider`() throws {
    func campaign(_ numbers: String) throws -> Campaign {
      let text = """
        campaign: numbers
        purpose: service
        segment: {}
        calling_hours: {open: {daily: ["09:00-17:00"]}}
        call: {\(numbers)from: ["+14155550100"], answer: {say: "Hello."}}
        """
      return try #require(self.read(text).0)
    }
    let usual = try campaign("")
    let own = try campaign("numbers: [phone], ")
    let both = try campaign("numbers: [notes, phone], ")
    #expect(usual.call.numbers == ["phone"] && both.call.numbers == ["notes", "phone"])
    #expect(own.revision == usual.revision && both.revision != usual.revision)
    #expect(both.confirmableDigest != usual.confirmableDigest)
    let wider = CampaignComparison.differences(from: usual, to: both, accountRate: .unlimited)
    #expect(wider.map(\.direction) == [.wider] && wider.map(\.subject) == [.limits])
    let narrower = CampaignComparison.differences(from: both, to: usual, accountRate: .unlimited)
    #expect(narrower.map(\.direction) == [.narrower])
  }
}

@Suite struct CampaignSetTests {
  private func file(_ path: String, _ id: String) -> SourceFile {
    let text =
      "campaign: \(id)\npurpose: service\nsegment: {}\ncalling_hours: {open: {mon: \"09:00-10:00\"}}\n"
      + "call: {from: [\"+14155550100\"], answer: {say: Hi}}\n"
    return SourceFile(path: path, bytes: Array(text.utf8))
  }

  private func read(_ files: [SourceFile]) -> (campaigns: [Campaign], diagnostics: [Diagnostic]) {
    CampaignSet.read(files: files, configuration: nil, columns: nil, zoneNames: nil)
  }

  @Test func campaignsAreSortedById() {
    #expect(read([file("z.yaml", "a"), file("a.yaml", "b")]).campaigns.map(\.id) == ["a", "b"])
  }

  @Test func twoFilesMayNotShareAnId() {
    let (campaigns, findings) = read([file("z.yaml", "a"), file("b.yaml", "a")])
    #expect(campaigns.map(\.file) == ["b.yaml"])
    #expect(findings.map(\.rule) == ["duplicate-campaign"])
    #expect(findings.first?.place == Diagnostic.Place(file: "z.yaml", line: 1, column: 11, endColumn: 12))
  }

  @Test func moreCallerIDsThanCanBeToldApartAreRefused() {
    let numbers = (0..<256).map { "\"+1\(212 + $0 / 100)55501\($0 % 100 < 10 ? "0" : "")\($0 % 100)\"" }
    let (campaign, findings) = Fixture.campaign(
      "call: {from: [\(numbers.joined(separator: ", "))], answer: {say: \"Hello.\"}}")
    #expect(campaign == nil && findings.map(\.rule) == ["bad-value"])
    #expect(findings.first?.message.contains("256 caller IDs") == true)
  }
}
