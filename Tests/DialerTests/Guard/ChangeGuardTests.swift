import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// Which revision runs after each load, approval and rollback, as files and store say: what a restart finds too.
struct ChangeGuardTests {
  private static let now = instant("2027-03-02T15:00:00Z")
  private let folder: Folder
  private let store: SQLiteStore

  init() throws {
    folder = try Folder.account()
    try folder.write("campaigns/first.yaml", Self.campaign())
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    store = try SQLiteStore.create(at: workspace.storePath, now: Self.now)
    try CustomerSync.importChanged(workspace, store: store, now: Self.now)
  }

  private static func campaign(concurrency: Int = 1, extra: String = "") -> String {
    "live: true\npacing: {concurrent_calls: \(concurrency)}\n" + Folder.campaign() + "\n" + extra
  }

  /// What a daemon does at a start or reload.
  @discardableResult
  private func load(holds: Bool = true) throws -> Workspace {
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let guarded = try ChangeGuard(workspace: workspace, store: store, now: Self.now, holdsChanges: holds).applied()
    for campaign in guarded.campaigns {
      try store.recordRevision(
        campaign: campaign.id, hash: campaign.revision, text: campaign.text, purpose: "service", onBehalfOf: nil,
        at: Self.now)
    }
    try store.recordRunning(guarded.decision.running)
    return guarded
  }

  private func edit(concurrency: Int, extra: String = "") throws {
    try folder.write("campaigns/first.yaml", Self.campaign(concurrency: concurrency, extra: extra))
  }

  /// A request on the store while a daemon's last load held something back.
  private func approve(_ revision: String) throws {
    let request = try ApproveRequest(json: ApproveRequest(campaign: "first", revision: revision).json)
    _ = try request.perform(on: store, of: try files(), by: "ana", at: Self.now)
  }

  private func files() throws -> Workspace { try Workspace.load(config: folder.path("dialer.yaml")) }

  private func concurrency(_ workspace: Workspace) -> Int? { workspace.campaigns.first?.pacing.concurrentCalls }

  /// A first load, approved.
  private func launch() throws {
    let first = try load()
    let waiting = try #require(first.decision.held.first)
    #expect(first.decision.holds == ["first": .unapproved] && waiting.running == nil)
    try noteHeld()
    try approve(String(waiting.revision.prefix(12)))
    #expect(try load().decision.holds == [:])
  }

  /// What a daemon's turn keeps of a held change.
  private func noteHeld() throws {
    var turn = StoreTurn(at: Self.now)
    turn.conditions = [.raised(code: "held-change", subject: "first", since: Self.now)]
    _ = try store.commit(turn)
  }

  @Test("a new live campaign waits, over restarts too, until its revision is approved")
  func newCampaign() throws {
    try load()
    #expect(try load().decision.holds == ["first": .unapproved])
    try launch()
    #expect(try store.approvals().map(\.by) == ["ana"])
    var audits: [String] = []
    try store.forEachAudit { audits.append("\($0.who) \($0.what)") }
    #expect(audits.contains("ana change-approved"))
  }

  @Test("a draft and everything on a loopback carrier load at once")
  func notHeld() throws {
    #expect(try load(holds: false).decision.held.isEmpty)
    #expect(try load().decision.held.count == 1, "what ran on a loopback carrier was never asked")
    try folder.write("campaigns/first.yaml", Folder.campaign())
    #expect(try load().decision.held.isEmpty)
  }

  @Test("a wider edit keeps the old revision; a narrower one applies; an edit of the edit asks again")
  func widening() throws {
    try launch()
    try edit(concurrency: 5)
    let held = try load()
    #expect(concurrency(held) == 1)
    let change = try #require(held.decision.held.first)
    #expect(change.reasons == ["pacing.concurrent_calls 1 -> 5"])
    #expect(change.running == held.campaigns[0].revision)
    #expect(change.remedy.hasSuffix("dialer approve first --revision \(change.revision.prefix(12))"))
    #expect(throws: Failure.self) { try approve("000000000000") }
    #expect(throws: Failure.self) { try approve(String(held.campaigns[0].revision.prefix(12))) }
    #expect(concurrency(try load()) == 1)

    try approve(String(change.revision.prefix(12)))
    #expect(concurrency(try load()) == 5)
    try edit(concurrency: 3)
    #expect(concurrency(try load()) == 3)
    try edit(concurrency: 4)
    #expect(concurrency(try load()) == 3, "an approval binds a revision, not a campaign")
  }

  @Test("hold_when leaves out what may apply at once")
  func rules() throws {
    try launch()
    let account = try folder.text("dialer.yaml")
    try folder.write("dialer.yaml", account + "\nchange_guard: {hold_when: {customers: +20%}}\n")
    try edit(concurrency: 5)
    #expect(concurrency(try load()) == 5)
    try folder.write(
      "campaigns/first.yaml", try folder.text("campaigns/first.yaml").replacing("active", with: "lapsed"))
    #expect(try load().decision.held.isEmpty, "one customer in and one out are no growth")
    try folder.write(
      "campaigns/first.yaml",
      try folder.text("campaigns/first.yaml").replacing("{where: {status: lapsed}}", with: "{}"))
    #expect(try load().decision.held.map(\.reasons) == [["customers 1 -> 2"]])
  }

  @Test("a rollback brings the revision before back until the file changes or is approved")
  func rollback() throws {
    try launch()
    let request = RollbackRequest(campaign: "first")
    #expect(throws: Failure.self, "there is none before the first") {
      try request.perform(on: store, of: try files(), by: "ana", at: Self.now)
    }
    try edit(concurrency: 5)
    try noteHeld()
    let change = try #require(try load().decision.held.first)
    try approve(String(change.revision.prefix(12)))
    #expect(concurrency(try load()) == 5)

    _ = try request.perform(on: store, of: try files(), by: "ana", at: Self.now)
    #expect(concurrency(try load()) == 1)
    #expect(concurrency(try load()) == 1, "also after a restart")
    #expect(try load().decision.held.map(\.text).first?.contains("was rolled back; revision") == true)
    try approve(String(change.revision.prefix(12)))
    #expect(concurrency(try load()) == 5)
  }

  @Test("a rollback holds on a loopback carrier; another edit ends it")
  func rollbackUnguarded() throws {
    try load(holds: false)
    try edit(concurrency: 5)
    #expect(concurrency(try load(holds: false)) == 5)
    _ = try RollbackRequest(campaign: "first").perform(on: store, of: try files(), by: "ana", at: Self.now)
    #expect(concurrency(try load(holds: false)) == 1)
    try edit(concurrency: 7)
    #expect(concurrency(try load(holds: false)) == 7)
  }

  @Test("a held set has the hash of its files: run --plan asks for the same files, whatever waits")
  func planHash() throws {
    try launch()
    try edit(concurrency: 5)
    #expect(PlanHash.of(try load(), customers: "") == PlanHash.of(try files(), customers: ""))
  }

  @Test("run --plan in mid-campaign: attempts and suppressions leave the hash, an edit does not")
  func planHashInMidCampaign() throws {
    try load(holds: false)
    let before = try hash()
    try commitCall(campaign: "first")
    let suppression = Suppression(subject: .customer("C2"), list: "do-not-call", addedAt: Self.now, by: "ana")
    _ = try store.commit(StoreTurn(at: Self.now, suppressions: [suppression]))
    #expect(try hash() == before)
    try edit(concurrency: 2)
    #expect(try hash() != before)
  }

  private func hash() throws -> String {
    try PlanPrinter.plan(
      PlanSource(workspace: try files(), store: store), from: Self.now, until: nil, seed: 1, keepsCalls: false
    ).hash
  }

  /// An answered call of C1 for 0.014.
  private func commitCall(campaign: String) throws {
    let revision = try #require(try files().campaigns.first).revision
    let record = AttemptRecord(
      key: 1, kind: .campaign, campaign: campaign, revision: revision, customer: "C1", matter: "",
      attempt: 1, transmission: 1, callee: 12_125_550_101, callerID: 14_155_550_100, scheduledAt: Self.now,
      at: Self.now, notAfter: Self.now + .minutes(1), ringTimeout: .seconds(25), maxDuration: .minutes(5),
      reserved: Money(micros: 70_000), timeZones: ["America/New_York"], decision: "{}")
    _ = try store.commit(StoreTurn(at: Self.now, intents: [record]))
    var ended = record
    ended.state = .ended
    ended.sid = "CA1"
    ended.disposition = .answered
    ended.endedAt = Self.now
    ended.settled = Money(micros: 14_000)
    _ = try store.commit(StoreTurn(at: Self.now, updates: [ended]))
  }

  @Test("a pilot waits for its approval, which binds the revision")
  func pilot() throws {
    try edit(concurrency: 1, extra: "schedule: {pilot: {customers: 1}}\n")
    try launch()
    let loaded = try load()
    let revision = try #require(loaded.decision.pilots["first"])
    #expect(loaded.campaigns[0].schedule.pilot == 1)
    // The approval of the launch, sent a second time.
    #expect(throws: Failure.self) { try approve(String(revision.prefix(12))) }
    #expect(try load().campaigns[0].schedule.pilot == 1)
    var full = StoreTurn(at: Self.now)
    full.conditions = [.raised(code: "pilot-done", subject: "first", since: Self.now)]
    _ = try store.commit(full)
    try approve(String(revision.prefix(12)))
    #expect(try load().campaigns[0].schedule.pilot == nil)
    #expect(try store.approvals().map(\.kind) == [.change, .pilot])
    try edit(concurrency: 1, extra: "schedule: {pilot: {customers: 1}}\npriority: 2\n")
    #expect(try load().campaigns[0].schedule.pilot == 1)
  }

  @Test("renamed_from: who was called under the old id is not called again, and its money counts")
  func renamed() throws {
    try launch()
    let old = try #require(try files().campaigns.first)
    try commitCall(campaign: "first")
    let text = try folder.text("campaigns/first.yaml").replacing("campaign: first", with: "campaign: second")
    try folder.write("campaigns/first.yaml", text)
    #expect(try load().decision.held.first?.text.contains("probably first renamed") == true)
    try store.recordRunning([RunningCampaign(campaign: "first", revision: old.revision, guarded: true)])

    try folder.write("campaigns/first.yaml", "renamed_from: first\n" + text)
    let workspace = try load()
    #expect(workspace.decision.held.isEmpty, "the same customers under another id are no wider")
    let loaded = try WorldLoader(
      workspace: workspace, store: store, now: Self.now + .hours(1), purpose: .run(loopback: false)
    ).load()
    let report = loaded.engine.report(campaign: 0)
    #expect(report.campaign == "second" && report.called == 1 && report.done == 1)
    #expect(report.spend.settled == Money(micros: 14_000))
    try folder.write("campaigns/other.yaml", Folder.campaign())
    #expect(try files().hasErrors, "the old id is still there")
  }

  @Test("the files of the last good load run when those on disk are broken")
  func lastGood() throws {
    let good = try files()
    #expect(throws: Failure.self, "nothing was loaded yet") {
      try Workspace.lastGood(config: folder.path("dialer.yaml"))
    }
    try store.recordGoodFiles(good.goodFiles)
    try folder.write("campaigns/first.yaml", "campaign: first\npurpose: nothing\n")
    try folder.write("dialer.yaml", "home_country: [\n")
    let kept = try Workspace.lastGood(config: folder.path("dialer.yaml"))
    #expect(kept.isLastGood && !kept.hasErrors)
    #expect(kept.campaigns.map(\.revision) == good.campaigns.map(\.revision))
    #expect(kept.storePath == good.storePath && kept.ratesText == good.ratesText)
    #expect(PlanHash.of(kept, customers: "") == PlanHash.of(good, customers: ""))
  }
}
