import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// `stop_when`, `attempts.after_conversation` and `labels` from the file to what programs read.
@Suite struct StopWhenFilesTests {
  private static let campaign = """
    campaign: first
    purpose: service
    labels: {cost_center: "4711"}
    stop_when: [{outcome: answered, count: 1}, {failures: 50%, at_least: 2}]
    segment: {}
    calling_hours: {open: {daily: ["09:00-18:00"]}}
    call: {answer: {say: "Hello {{name}}."}}
    attempts:
      min_gap: 1m
      after_conversation: {rest: 7d, scope: customer}
    assume: {answered: 100%, machine: 0%, busy: 0%, failed: 0%}
    """

  private func folder() throws -> (Folder, Workspace, SQLiteStore) {
    let folder = try Folder.account()
    try folder.write("campaigns/first.yaml", Self.campaign)
    try folder.write("customers.csv", "id,name,phone\nC1,Ada,+12125550101\nC2,Ben,+12125550102\n")
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let store = try SQLiteStore.create(at: workspace.storePath, now: noon)
    try CustomerSync.importChanged(workspace, store: store, now: noon)
    return (folder, workspace, store)
  }

  private func json(_ lines: String) throws -> [JSON] {
    try lines.split(separator: "\n").map { try JSON.parse(String($0)) }
  }

  @Test func `A plan ends at the goal, and names the line that says so`() throws {
    let (folder, _, _) = try folder()
    let ending = try Program.run(
      ["plan", "--calls", "--output", "ndjson", "--from", "2027-03-02T15:00:00Z"], in: folder)
    #expect(ending.code == 0, "\(ending.messages)")
    let lines = try json(ending.output)
    #expect(lines.filter { $0["type"] == .string("call") }.count == 1)
    let missed = try #require(lines.first { $0["type"] == .string("not_called") })
    #expect(missed["reason"] == .string("goal-reached"))
    #expect(missed.text("rule")?.hasSuffix("campaigns/first.yaml:4") == true)
    let total = try #require(lines.first { $0["type"] == .string("campaign") })
    #expect(total["not_called"]?["goal-reached"] == .integer(1) && total.text("finishes_at") != nil)
  }

  @Test func `A conversation of a campaign that is gone lets its customer rest`() throws {
    let (_, workspace, store) = try folder()
    let at = noon - .days(1)
    var record = AttemptRecord(
      key: 1, kind: .campaign, campaign: "gone", revision: "r1", customer: "C1", matter: "", attempt: 1,
      transmission: 1, callee: 12_125_550_101, callerID: 14_155_550_100, scheduledAt: at, at: at,
      notAfter: at + .minutes(1), ringTimeout: .seconds(25), maxDuration: .minutes(2),
      reserved: Money(micros: 28_000), timeZones: ["America/New_York"], decision: "{}")
    _ = try store.commit(StoreTurn(at: at, intents: [record]))
    record.sid = "CA1"
    record.state = .ended
    record.disposition = .answered
    record.duration = 20
    record.endedAt = at + .minutes(1)
    record.settled = Money(micros: 14_000)
    _ = try store.commit(StoreTurn(at: at + .minutes(1), updates: [record]))
    let loaded = try WorldLoader(
      workspace: workspace, store: store, now: noon, purpose: .run(loopback: true)
    ).load()
    var standings: [Standing] = []
    for entry in 0..<loaded.engine.entryCount(campaign: 0) {
      if let standing = loaded.engine.standing(campaign: 0, entry: entry) { standings.append(standing) }
    }
    #expect(standings.contains(Standing(reason: .conversationRest, clearsAt: at + .minutes(1) + .days(7))))
    #expect(standings.count { $0.reason == .conversationRest } == 1)
  }

  @Test func `A stop by failures outlives the process, and dialer resume ends it`() throws {
    let (folder, workspace, store) = try folder()
    var turn = StoreTurn(at: noon)
    // The command's clock is the machine's, which may show less than when the campaign was stopped.
    turn.stops = [FailureStop(campaign: "first", text: "2 of 3 calls failed", stoppedAt: noon)]
    _ = try store.commit(turn)
    func state() throws -> CampaignReport {
      let loaded = try WorldLoader(
        workspace: workspace, store: store, now: noon, purpose: .run(loopback: true)
      ).load()
      return loaded.engine.report(campaign: 0)
    }
    #expect(try state().state == .stopped)
    #expect(try state().waiting.map(\.code) == ["campaign-stopped"])
    let ending = try Program.run(["resume", "first"], in: folder)
    #expect(ending.code == 0, "\(ending.messages)")
    #expect(try store.failureStops().first?.resumedAt != nil)
    #expect(try state().state != .stopped)
  }

  @Test func `Labels stand in the status and in the inventory of check`() throws {
    let (folder, _, _) = try folder()
    let labels = JSON.object([("cost_center", .string("4711"))])
    let status = try JSON.parse(try Program.run(["status", "--output", "json"], in: folder).output)
    #expect(ExplainText.items(status["campaigns"]).first?["labels"] == labels)
    let check = try JSON.parse(try Program.run(["check", "--output", "json"], in: folder).output)
    #expect(ExplainText.items(check["inventory"]?["campaigns"]).first?["labels"] == labels)
  }
}
