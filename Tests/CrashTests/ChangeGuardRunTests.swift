import ActivityStore
import Campaigns
import Engine
import Foundation
import Sandbox
import Simulation
import Synchronization
import Telephony
import Testing

@testable import Dialer

/// A merge is not a launch: the wrong edits that a commit can bring, each in a run against the sandbox. After the
/// second call the edit is merged and the files are reloaded; two calls later it is approved.
@Suite(.serialized)
struct ChangeGuardRunTests {
  /// A wrong edit, and what is to become of it.
  struct Mistake: Sendable, CustomTestStringConvertible {
    var name: String
    /// What replaces what in `round.yaml`.
    var edit: [(from: String, to: String)]
    /// The edited text goes into this file.
    var file = "round.yaml"
    /// The campaign that waits.
    var waits = "round"
    /// A part of the effect that the condition names.
    var effect: String
    /// Whether the old revision goes on calling meanwhile.
    var oldGoesOn = true
    /// Customers whom only the approval lets be called.
    var onlyApproved: Set<String> = []
    var testDescription: String { name }
  }

  static let mistakes = [
    Mistake(
      name: "a deleted where", edit: [("  where: [{status: active}, {country: US}]\n", "")],
      effect: "customers 8 -> 14", onlyApproved: ["K1008", "K1009", "K1010", "K1011"]),
    Mistake(
      name: "concurrency 100", edit: [("concurrent_calls: 1,", "concurrent_calls: 100,")],
      effect: "pacing.concurrent_calls 1 -> 100"),
    Mistake(
      name: "a renamed id", edit: [("campaign: round", "campaign: tour")], waits: "tour",
      effect: "probably round renamed", oldGoesOn: false),
    Mistake(
      name: "a new country", edit: [("{country: US}", "{country: [GB, US]}")], effect: "new countries: GB",
      onlyApproved: ["K1012", "K1013"]),
    Mistake(
      name: "a copied file", edit: [("campaign: round", "campaign: copy")], file: "copy.yaml", waits: "copy",
      effect: "a new live campaign with 8 customers"),
  ]

  @Test("what was merged by mistake calls nobody before it is approved", arguments: mistakes)
  func waitsForApproval(_ mistake: Mistake) async throws {
    let home = try Self.home()
    let script = GuardScript(mistake, home)
    let evidence = try await Self.run(home, script)
    script.say("in the end \(Self.calls(evidence.sent))")
    print(script.transcript)
    try script.expectNoTrouble()

    let approved = try #require(script.approvedAt)
    let new = try #require(script.revision)
    let merged = try #require(script.mergedAt)
    let between = evidence.sent.filter { $0.at > merged && $0.at < approved }
    #expect(between.allSatisfy { $0.revision != new }, "the new revision called before it was approved")
    #expect(between.contains { $0.revision != new } == mistake.oldGoesOn)
    let after = evidence.sent.filter { $0.at >= approved }
    #expect(after.contains { $0.revision == new && $0.campaign == mistake.waits })
    let early = evidence.sent.filter { $0.at < approved }.map(\.customer)
    #expect(mistake.onlyApproved.isDisjoint(with: early))
    #expect(mistake.onlyApproved.isSubset(of: after.map(\.customer)))
    evidence.expectOneCallPerAttempt()
  }

  // MARK: - The account

  static let campaign = """
    campaign: round
    purpose: service
    live: true
    schedule: {starts: 2027-03-01, ends: 2027-03-04}
    segment:
      where: [{status: active}, {country: US}]
      order_by: [id]
    calling_hours: {open: {mon-fri: ["09:00-20:00"]}}
    pacing: {concurrent_calls: 1, calls_per_second: 2}
    call:
      ring_timeout: 20s
      max_duration: 2m
      answer: {say: "Hello {{name}}, this is a test of the line."}
    attempts: {max: 2, min_gap: 0s}

    """

  /// Eight customers who are to be called, four who are not any more, and two abroad.
  static func home() throws -> Home {
    let home = try Home(.init(customers: 1))
    try home.write("round.yaml", campaign)
    try home.write(
      "rates.csv", "prefix,price_per_minute,increment,label\n1,0.014,60,United States\n44,0.02,60,United Kingdom\n")
    var rows = "id,name,phone,country,time_zone,status\n"
    for index in 0..<12 {
      rows += "K\(1_000 + index),Customer \(index),+\(Home.number(index)),US,America/New_York,"
      rows += index < 8 ? "active\n" : "lapsed\n"
    }
    for index in 12..<14 {
      rows += "K\(1_000 + index),Customer \(index),+4420794601\(index),GB,Europe/London,active\n"
    }
    try home.write("customers.csv", rows)
    return home
  }

  static func configuration(_ carrier: String) -> String {
    Home.configuration(
      carrier: carrier,
      more: "international: {allow: [GB]}\nattempt_limits: [{max: 9, per: 24h, scope: customer}]\n")
  }

  /// Runs a daemon to the end of the day. What the files say at first was approved long ago.
  static func run(_ home: Home, _ script: GuardScript) async throws -> Evidence {
    let sandbox = try await home.startSandbox(Scenario())
    try home.write("dialer.yaml", configuration(sandbox.baseURL))
    try home.makeStore()
    let store = try SQLiteStore.open(at: home.storePath)
    let workspace = try home.workspace()
    for campaign in workspace.campaigns {
      try store.recordRevision(
        campaign: campaign.id, hash: campaign.revision, text: campaign.text, purpose: "service", onBehalfOf: nil,
        at: Home.start)
    }
    try store.recordRunning(
      workspace.campaigns.map { RunningCampaign(campaign: $0.id, revision: $0.revision, guarded: true) })
    let clock = DaemonClock.stepped(SandboxClock(baseURL: sandbox.baseURL), now: Home.start)
    let client = TwilioClient(
      baseURL: sandbox.baseURL, credentials: Credentials(accountSid: Home.account, authToken: Home.token),
      clock: { clock.now() })
    let daemon = try Daemon(
      workspace: workspace, store: store, client: client, clock: clock, observer: script,
      options: .init(
        ends: .at(Home.start + .hours(10)), config: home.config, isLoopback: true, guardsChanges: true))
    script.watch(daemon)
    let code = await withCheckedContinuation { done in daemon.start { done.resume(returning: $0) } }
    #expect(code == 0)
    await client.shutdown()
    let evidence = try await Evidence.gather(home, sandbox)
    await sandbox.stop()
    return evidence
  }

  /// `round@0123456789ab 4, tour@… 8`: calls by campaign and revision.
  static func calls(_ attempts: [AttemptRecord]) -> String {
    var counts: [String: Int] = [:]
    for one in attempts { counts["\(one.campaign)@\(one.revision.prefix(12))", default: 0] += 1 }
    return counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value) calls" }.joined(separator: ", ")
  }
}
