import Campaigns
import Engine
import Foundation
import Sandbox
import Synchronization
import Testing

@testable import ActivityStore
@testable import Dialer

/// `retention:` in a daemon's life.
@Suite(.serialized)
struct RetentionRunTests {
  private func call(
    _ key: AttemptKey, _ campaign: String, _ customer: String, at: Instant, to number: Int64
  ) -> AttemptRecord {
    AttemptRecord(
      key: key, kind: .campaign, campaign: campaign, revision: "r1", customer: customer, matter: "", attempt: 1,
      transmission: 1, callee: number, callerID: 14_155_550_100, scheduledAt: at, at: at, notAfter: at + .seconds(10),
      ringTimeout: .seconds(30), maxDuration: .minutes(2), reserved: Money(micros: 28_000),
      timeZones: ["America/New_York"], decision: #"{"gates":[]}"#)
  }

  private func keep(_ call: AttemptRecord, in store: SQLiteStore) throws {
    _ = try store.commit(StoreTurn(at: call.at, intents: [call]))
    var ended = call
    ended.state = .ended
    ended.disposition = .answered
    ended.endedAt = call.at + .seconds(50)
    ended.settled = Money(micros: 14_000)
    _ = try store.commit(StoreTurn(at: call.at + .seconds(50), updates: [ended]))
  }

  private func totals(_ scene: ErasureRunTests.Scene) throws -> [String] {
    let loaded = try WorldLoader(
      workspace: scene.workspace, store: scene.store, now: noon, purpose: .run(loopback: true)
    ).load()
    let report = loaded.engine.report(campaign: 0)
    return ["\(report.called)", "\(report.calls)", "\(report.answered)", "\(report.spend)"]
  }

  @Test func theDayBeginsWithoutWhatIsTooOldAndNoTotalShrinks() async throws {
    // The hours are over: nobody is called, only the day begins.
    let scene = try await ErasureRunTests.Scene(
      "retention: {activities: 7d, customers_gone: 2d}\nattempt_limits: [{max: 9, per: 30d, scope: customer}]",
      hours: "08:10-08:40")
    let store = scene.store
    try keep(call(1, "gone", "crm-zq-0002", at: noon - .days(40), to: 12_125_550_102), in: store)
    try keep(call(2, "first", "crm-zq-0001", at: noon - .days(40), to: 12_125_550_101), in: store)
    try keep(call(3, "gone", "crm-zq-0003", at: noon - .days(20), to: 12_125_550_103), in: store)
    try keep(call(4, "gone", "crm-zq-0004", at: noon - .days(3), to: 12_125_550_104), in: store)
    // Number 2 vanished five days ago and has no call in a window; number 3 is within one.
    try store.connection.execute(
      "UPDATE customers SET present = 0, gone_at = \((noon - .days(5)).microseconds) "
        + "WHERE id IN ('crm-zq-0002', 'crm-zq-0003')")
    let before = try totals(scene)
    #expect(before[1] == "1")
    let watcher = ErasureRunTests.Watcher(erases: false)
    #expect(try await scene.run(watcher) == 0)
    #expect(try store.attempts().map(\.key) == [2, 3, 4], "what a limit or a loaded campaign counts stays")
    #expect(try store.activities().map(\.attempt.key) == [4])
    #expect(try totals(scene) == before)
    #expect(try store.customer(id: "crm-zq-0002", matter: "") == nil)
    #expect(try store.customer(id: "crm-zq-0003", matter: "") != nil)
    let logged = watcher.lines.text.withLock { $0 }
    #expect(logged.contains("What was too old was deleted."))
    var audits: [JSON] = []
    try store.forEachAudit { if $0.what == "retention-applied" { audits.append($0.detail) } }
    #expect(
      audits.map(\.text) == [#"{"activities":3,"attempts":1,"decisions":0,"recordings":0,"customers":1}"#])
    let second = ErasureRunTests.Watcher(erases: false)
    _ = try await scene.run(second)
    #expect(!second.lines.text.withLock { $0 }.contains("What was too old"), "once a day")
    #expect(try store.verifyAudit().broken == nil)
    await scene.sandbox.stop()
  }

  @Test func withoutTheKeyEverythingIsKept() throws {
    let folder = try Folder.account()
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    #expect(workspace.retentionLimits(at: noon, open: []) == nil)
    let other = try Folder.account("retention: {recordings: 90d}")
    let limits = try #require(
      try Workspace.load(config: other.path("dialer.yaml")).retentionLimits(at: noon, open: []))
    #expect(limits.recordings == noon - .days(90))
    #expect(limits.activities == nil && limits.decisions == nil && limits.customersGone == nil)
    #expect(limits.campaigns == ["first"])
    // 2 March in New York: the month's budget counts from the first on, the account's limit a day.
    #expect(limits.attemptsFrom == noon - .hours(33))
  }
}
