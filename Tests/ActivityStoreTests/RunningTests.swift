import ActivityStore
import Campaigns
import Engine
import Testing

extension StoreConformance {
  @Test("the running set, approvals and good files outlive the process", arguments: Backend.allCases)
  func running(_ backend: Backend) throws {
    let bench = try Bench(backend)
    let set = [
      RunningCampaign(campaign: "a", revision: "r2", previous: "r1", guarded: true),
      RunningCampaign(campaign: "b", revision: "r1", refused: "r2"),
    ]
    try bench.store.recordRunning([RunningCampaign(campaign: "gone", revision: "r0")])
    try bench.store.recordRunning(set)
    let files = [GoodFile(role: .campaign, path: "a.yaml", text: "campaign: a\n")]
    try bench.store.recordGoodFiles([GoodFile(role: .rates, path: "old.csv", text: "")])
    try bench.store.recordGoodFiles(files)
    try bench.reopen()
    #expect(try bench.store.runningCampaigns() == set)
    #expect(try bench.store.goodFiles() == files)
    #expect(try bench.store.approvals().isEmpty)
  }

  @Test("an approval lifts the rollback of its revision and of no other", arguments: Backend.allCases)
  func approvals(_ backend: Backend) throws {
    let bench = try Bench(backend)
    try bench.store.recordRunning([
      RunningCampaign(campaign: "a", revision: "r1", refused: "r2"),
      RunningCampaign(campaign: "b", revision: "r1", refused: "r2"),
    ])
    var turn = StoreTurn(at: noon)
    turn.approvals = [
      ApprovalRecord(campaign: "a", revision: "r2", kind: .change, by: "ana", at: noon),
      ApprovalRecord(campaign: "b", revision: "r3", kind: .pilot, by: "ben", at: noon),
    ]
    #expect(!turn.isEmpty)
    _ = try bench.store.commit(turn)
    try bench.reopen()
    #expect(try bench.store.approvals() == turn.approvals)
    #expect(try bench.store.runningCampaigns().map(\.refused) == [nil, "r2"])

    var rollback = StoreTurn(at: noon)
    rollback.running = [RunningCampaign(campaign: "a", revision: "r0", refused: "r1", guarded: true)]
    #expect(!rollback.isEmpty)
    _ = try bench.store.commit(rollback)
    #expect(try bench.store.runningCampaigns().first == rollback.running.first)
  }
}
