import Campaigns
import Testing

@Suite struct ConfigurationTests {
  private func read(_ text: String) -> (Configuration?, [Diagnostic]) {
    ConfigurationReader.read(SourceFile(path: "dialer.yaml", bytes: Array(text.utf8)), zoneNames: Fixture.zones)
  }
  private let smallest = "home_country: US\ntime_zone: America/New_York\n"

  @Test func defaultsAreTheDocumentedOnes() throws {
    let (read, findings) = read(smallest)
    let configuration = try #require(read)
    #expect(findings.isEmpty)
    #expect(configuration.floor == DayWindow(opens: 485, closes: 1_255))
    #expect(configuration.attemptLimits == [AttemptLimit(max: 3, per: .hours(24), scope: .customer)])
    #expect(configuration.international.deniedTypes == [.premiumRate, .sharedCost, .satellite])
    #expect(configuration.twilio.callsPerSecond == .perSecond(thousandths: 1_000))
    #expect(configuration.twilio.concurrentCalls == 20)
    #expect(configuration.twilio.totalTimeout == .seconds(35))
    #expect(configuration.twilio.reconcile.map(\.wholeSeconds) == [5, 30, 120, 300, 900])
    #expect(configuration.twilio.exclusive)
    #expect(configuration.store == "dialer.db")
    #expect(configuration.campaignsFolder == "campaigns")
    #expect(configuration.budget.currency == "USD")
    #expect(configuration.canonical == Configuration(homeCountry: "US", timeZone: "America/New_York").canonical)
  }

  @Test func theDocumentedExampleDecodes() throws {
    let (configuration, findings) = read(try Fixture.text("language/dialer-example.yaml"))
    let found = try #require(configuration, "\(findings)")
    #expect(findings.allSatisfy { $0.severity == .warning && $0.rule == "not-built-yet" })
    #expect(
      findings.map(\.message).map { $0.split(separator: "`")[0] } == [
        "webhooks", "inbound", "server.listen", "budget.per_user_day", "budget.calls_per_user_day",
        "call_button",
      ])
    #expect(found.customers[0].columns["tags"] == .list(separator: ";"))
    #expect(found.customers[0].columns["contact_hours"] == .hours)
    #expect(found.customers[0].map == ["phone": "Phone"])
    #expect(found.domestic == ["PR", "VI"])
    #expect(found.alerts == .init(webhook: "https://hooks.example.com/x", events: .all))
    #expect(found.rates.machineDetection == Money(micros: 7_500))
    #expect(found.budget.perMonth == Money(micros: 1_000_000_000))
    #expect(found.lines["twilio.timeouts.total"] == 21)
  }

  @Test(arguments: [
    ("http://127.0.0.1:8077", true), ("http://127.8.9.1/x", true), ("http://localhost:1", true),
    ("http://[::1]:8077", true), ("HTTP://LOCALHOST", true), ("https://api.twilio.com", false),
    ("https://127.0.0.1.example.com", false), ("https://localhost.example.com", false),
    ("https://example.com/127.0.0.1", false), ("http://127.0.0.1@example.com", false), ("http://127.1", false),
    ("https://128.0.0.1", false), ("http://[::1", false), ("ftp://localhost", false), ("http://localhost:99999", false),
  ])
  func loopbackIsOnlyThisMachine(address: String, expected: Bool) {
    var configuration = Configuration(homeCountry: "US", timeZone: "America/New_York")
    configuration.twilio.baseURL = address
    #expect(configuration.carrierIsLoopback == expected)
  }

  @Test func aRealCarrierNeedsLive() {
    var configuration = Configuration(homeCountry: "US", timeZone: "America/New_York")
    #expect(configuration.liveNeeded(severity: .error)?.rule == "live-needed")
    configuration.live = true
    #expect(configuration.liveNeeded(severity: .error) == nil)
    configuration.live = false
    configuration.twilio.baseURL = "http://127.0.0.1:8077"
    #expect(configuration.liveNeeded(severity: .warning) == nil)
  }

  @Test func theTotalTimeoutMayNotBeShort() {
    let (configuration, findings) = read(smallest + "twilio: {timeouts: {total: 29s}}")
    #expect(configuration == nil)
    #expect(findings.map(\.rule) == ["bad-value"])
  }

  @Test func canonicalTextFollowsMeaningNotSpelling() throws {
    let plain = try #require(read(smallest + "twilio: {calls_per_second: 1, timeouts: {connect: 5s}}").0)
    let other = try #require(read("# x\ntime_zone: \"America/New_York\"\nhome_country: US\n").0)
    #expect(plain.canonical == other.canonical)
    #expect(plain.canonical != read(smallest + "domestic: [PR]").0?.canonical)
    var filled = plain
    filled.fillCallerID(14_155_550_100)
    #expect(filled.canonical == read(smallest + "twilio: {from: \"+14155550100\"}").0?.canonical)
  }
}
