import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// What people decide while no daemon runs: each request on the store itself.
@Suite struct OperatorRequestTests {
  private static let abroad = """
    campaign: first
    purpose: service
    segment: {where: {country: [GB, US]}}
    calling_hours: {open: {mon-fri: ["09:00-18:00"]}}
    call: {max_duration: 1m, answer: {say: "Hello."}}
    """

  /// An account with a store, two customers in London and one in New York.
  private func account(_ extra: String = "") throws -> (folder: Folder, workspace: Workspace, store: SQLiteStore) {
    let folder = try Folder.account(extra)
    try folder.write("campaigns/first.yaml", Self.abroad)
    try folder.write(
      "customers.csv",
      "id,name,phone,country,time_zone\nC1,Ada,+442079460101,GB,Europe/London\n"
        + "C2,Ben,+442079460102,GB,Europe/London\nC3,Cy,+12125550103,US,America/New_York\n")
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let store = try SQLiteStore.create(at: folder.path("dialer.db"), now: noon)
    try CustomerSync.importChanged(workspace, store: store, now: noon)
    return (folder, workspace, store)
  }

  private func waiting(_ workspace: Workspace, _ store: SQLiteStore, at now: Instant = noon) throws -> [String: Int] {
    let loaded = try WorldLoader(workspace: workspace, store: store, now: now, purpose: .run(loopback: true)).load()
    try #require(workspace.campaigns.count == 1)
    let counts = loaded.engine.report(campaign: 0).waiting
    return Dictionary(counts.map { ($0.code, $0.count) }, uniquingKeysWith: +)
  }

  // MARK: - Confirmations

  private func confirm(_ workspace: Workspace, _ store: SQLiteStore, by user: String) throws -> JSON {
    let request = ConfirmRequest(
      campaign: "first", countries: ["GB"], revision: String(workspace.campaigns[0].revision.prefix(12)))
    return try ConfirmRequest(json: request.json).perform(on: store, of: workspace, by: user, at: noon)
  }

  @Test func oneConfirmationIsEnoughAndRevokingEndsIt() throws {
    let (_, workspace, store) = try account()
    #expect(try waiting(workspace, store)["needs-confirmation"] == 2)
    let answer = try confirm(workspace, store, by: "ana")
    #expect(answer["countries"]?.text.contains("\"in_force\":true") == true)
    #expect(try store.confirmations().first?.maxSpend == Money(micros: 2 * 3 * 20_000))
    #expect(try waiting(workspace, store)["needs-confirmation"] == nil)
    let revoke = RevokeRequest(campaign: "first", countries: ["GB"], reason: "enough")
    _ = try RevokeRequest(json: revoke.json).perform(on: store, of: workspace, by: "ana", at: noon)
    #expect(try waiting(workspace, store)["needs-confirmation"] == 2)
  }

  @Test func fourEyesAreTwoPeople() throws {
    let (_, workspace, store) = try account("international: {confirmations_required: 2}")
    for _ in 1...2 {
      let answer = try confirm(workspace, store, by: "ana")
      #expect(answer["countries"]?.text.contains("\"in_force\":false") == true)
    }
    #expect(try waiting(workspace, store)["needs-confirmation"] == 2)
    let second = try confirm(workspace, store, by: "ben")
    #expect(second["countries"]?.text.contains("\"confirmed_by\":[\"ana\",\"ben\"]") == true)
    #expect(try waiting(workspace, store)["needs-confirmation"] == nil)
  }

  @Test func anEditOfWhatIsSaidVoidsAConfirmationAndAnEditOfTheTitleKeepsIt() throws {
    let (folder, workspace, store) = try account()
    _ = try confirm(workspace, store, by: "ana")
    try folder.write("campaigns/first.yaml", Self.abroad + "\ntitle: Other\nbudget: {total: 5.00}\n")
    #expect(try waiting(try Workspace.load(config: folder.path("dialer.yaml")), store)["needs-confirmation"] == nil)
    try folder.write("campaigns/first.yaml", Self.abroad.replacing("Hello.", with: "Buy now."))
    #expect(try waiting(try Workspace.load(config: folder.path("dialer.yaml")), store)["needs-confirmation"] == 2)
  }

  @Test func aWrongRevisionACountryOfNobodyAndTooLongATermAreRefused() throws {
    let (_, workspace, store) = try account()
    let revision = workspace.campaigns[0].revision
    let wrong = [
      ConfirmRequest(campaign: "first", countries: ["GB"], revision: "00000000"),
      ConfirmRequest(campaign: "first", countries: ["FR"], revision: revision),
      ConfirmRequest(campaign: "first", countries: ["US"], revision: revision),
      ConfirmRequest(campaign: "first", countries: ["GB"], revision: revision, expiresAt: noon + .days(8)),
      ConfirmRequest(campaign: "none", countries: ["GB"], revision: revision),
    ]
    for request in wrong {
      #expect(throws: Failure.self) { try request.perform(on: store, of: workspace, by: "ana", at: noon) }
    }
    #expect(try store.confirmations().isEmpty)
  }

  // MARK: - Suppression

  @Test func aCustomerAndANumberAreSuppressedAndComeBackWithAReason() throws {
    let (_, workspace, store) = try account("international: {allow: [GB]}")
    let add = SuppressRequest(list: "do-not-call", subjects: [.customer("C1"), .number(12_125_550_103)])
    _ = try SuppressRequest(json: add.json).perform(on: store, of: workspace, by: "ana", at: noon)
    #expect(try waiting(workspace, store)["suppressed"] == 2)
    let remove = UnsuppressRequest(list: "do-not-call", subject: .customer("C1"), reason: "form 77")
    _ = try UnsuppressRequest(json: remove.json).perform(on: store, of: workspace, by: "ana", at: noon)
    #expect(try waiting(workspace, store)["suppressed"] == 1)
    #expect(throws: Failure.self) { try remove.perform(on: store, of: workspace, by: "ana", at: noon) }
    #expect(throws: Failure.self) { try UnsuppressRequest(json: .object([("list", .string("x"))])) }
    var audits = ""
    try store.forEachAudit { audits += $0.what + $0.detail.text }
    #expect(audits.contains("suppression-removed") && audits.contains("form 77"))
    #expect(!audits.contains("2125550103"))
  }

  @Test func aListBindsThePurposesItNamesAndAStaleOneHoldsThem() throws {
    let (folder, _, store) = try account("")
    let yaml = try folder.text("dialer.yaml")
    try folder.write("dnc.csv", "phone\n+12125550103\nnothing\n")
    for (purpose, expected) in [("marketing", "outside-calling-hours"), ("service", "suppressed")] {
      try folder.write(
        "dialer.yaml",
        yaml + "\nsuppression: [{list: dnc, csv: dnc.csv, max_age: 31d, applies_to: [\(purpose)]}]\n")
      let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
      try folder.age("dnc.csv", at: noon - .days(1))
      try SuppressionFiles.importChanged(workspace, store: store, now: noon)
      let night = noon - .hours(8)
      let counts = try waiting(workspace, store, at: night)
      #expect(counts[expected] ?? 0 >= 1, "\(purpose): \(counts)")
      #expect(counts["suppression-list-stale"] == nil)
    }
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    try folder.age("dnc.csv", at: noon - .days(32))
    let old = try SQLiteStore.inMemory(now: noon)
    try CustomerSync.importChanged(workspace, store: old, now: noon)
    try SuppressionFiles.importChanged(workspace, store: old, now: noon)
    #expect(try waiting(workspace, old)["suppression-list-stale"] != nil)
    #expect(try StandingConditions.of(workspace, store: old, at: noon).map(\.code) == ["suppression-list-stale"])
  }

  @Test func aFileHasAHeaderOrOneColumnOfNumbersAndNamesItsBadRows() throws {
    let folder = try Folder()
    let plain = try SuppressionFiles.read(try folder.write("a.csv", "2125550101\n+442079460102\n"), region: "US")
    #expect(plain.subjects == [.number(12_125_550_101), .number(442_079_460_102)])
    let both = try SuppressionFiles.read(
      try folder.write("b.csv", "id,name,phone\nC7,Ada,\nC8,Ben,212 555 0103\n,,oops\n"), region: "US")
    #expect(both.subjects == [.customer("C7"), .customer("C8"), .number(12_125_550_103)])
    #expect(both.badRows.count == 1 && both.badRows[0].hasPrefix("4: "))
    #expect(throws: Failure.self) { try SuppressionFiles.read(try folder.write("c.csv", "name\nAda\n"), region: "US") }
  }

  // MARK: - Quarantine

  @Test(arguments: [Resolution.placed, .notPlaced])
  func aResolutionEndsTheAttemptAndSaysWhatBecomesOfItsMoney(resolution: Resolution) throws {
    let (_, workspace, store) = try account()
    var record = AttemptRecord(
      key: 1, kind: .campaign, campaign: "first", revision: "r", customer: "C3", matter: "", attempt: 1,
      transmission: 1, callee: 12_125_550_103, callerID: 14_155_550_100, scheduledAt: noon, at: noon, notAfter: noon,
      ringTimeout: .seconds(25), maxDuration: .minutes(1), reserved: Money(micros: 14_000),
      timeZones: ["America/New_York"], decision: "{}")
    var permits = try store.commit(StoreTurn(at: noon, intents: [record]))
    guard let permit = permits.next() else { throw Failure(.failed, "the intent has no permit") }
    record.attemptID = permit.attemptID.description
    _ = permit.spend()
    record.state = .presumedNotPlaced
    _ = try store.commit(StoreTurn(at: noon, updates: [record]))
    let request = ResolveRequest(attempts: ["1"], campaign: nil, resolution: resolution, reason: "seen")
    #expect(throws: Failure.self) { try request.perform(on: store, of: workspace, by: "ana", at: noon + .minutes(1)) }
    let later = noon + .hours(3)
    _ = try ResolveRequest(json: request.json).perform(on: store, of: workspace, by: "ana", at: later)
    let ended = try #require(try store.attempt(1))
    #expect(ended.state == .ended && ended.disposition == .unknown)
    #expect(ended.settled == (resolution == .placed ? Money(micros: 14_000) : .zero))
    #expect(throws: Failure.self) { try request.perform(on: store, of: workspace, by: "ana", at: later) }
    let loaded = try WorldLoader(workspace: workspace, store: store, now: later, purpose: .run(loopback: true)).load()
    #expect(loaded.engine.report(campaign: 0).done == (resolution == .placed ? 1 : 0))
  }

  // MARK: - Rates

  @Test func aNewCardShowsItsChangesAndReplacesTheOldOne() throws {
    let (folder, _, _) = try account()
    try folder.write("new.csv", "prefix,price_per_minute,increment,label\n1,0.0150,60,North America\n33,0.02,60,FR\n")
    let dry = try Program.run(["rates", "import", "new.csv", "--dry-run"], in: folder)
    #expect(dry.code == 0 && dry.output.contains("dearer") && dry.output.contains("missing"))
    #expect(try folder.text("rates.csv").contains("0.0140"))
    #expect(try Program.run(["rates", "import", "new.csv"], in: folder).code == 0)
    #expect(try folder.text("rates.csv").contains("0.0150"))
    try folder.write("bad.csv", "prefix,price_per_minute,increment,label\n1,cheap,60,x\n")
    #expect(try Program.run(["rates", "import", "bad.csv"], in: folder).code == 65)
    #expect(try folder.text("rates.csv").contains("0.0150"))
  }

  // MARK: - Commands

  @Test func theCommandsSayWhatTheyNeed() throws {
    let (folder, _, _) = try account("try_numbers: [\"+14155550123\"]")
    #expect(try Program.run(["suppress", "add", "2125550103"], in: folder).code == 64)
    #expect(try Program.run(["suppress", "add", "2125550103", "--region", "US"], in: folder).code == 0)
    let list = try Program.run(["suppress", "list", "--output", "ndjson"], in: folder)
    #expect(list.output.hasPrefix("{\"list\":\"do-not-call\",\"number\":\"+12125550103\",\"customer_id\":null"))
    #expect(try Program.run(["suppress", "remove", "+12125550103"], in: folder).code == 64)
    #expect(try Program.run(["confirm", "first", "--country", "GB"], in: folder).code == 64)
    #expect(try Program.run(["confirm", "first"], in: folder).output.contains("GB   customers 2"))
    let noDaemon = ["try", "first", "--as", "C3", "--to", "+14155550123"]
    #expect(try Program.run(noDaemon, in: folder).code == 69)
    #expect(try Program.run(["quarantine", "list"], in: folder).messages.contains("0 attempts held"))
    #expect(try Program.run(["halt", "--all", "--reason", "stop"], in: folder).code == 0)
    let status = try Program.run(["status", "--output", "json"], in: folder)
    #expect(status.output.contains("\"code\":\"campaign-paused\"") && status.output.contains("stop"))
  }
}
