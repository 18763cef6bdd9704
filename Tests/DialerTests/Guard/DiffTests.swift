import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// `dialer diff` over the smallest account: what it says of the wrong edits that a merge can bring.
struct DiffTests {
  private static let now = instant("2027-03-02T15:00:00Z")

  /// An account whose campaign is live and, as the store says, runs.
  private func running() throws -> (Folder, SQLiteStore) {
    let folder = try Folder.account()
    try folder.write("campaigns/first.yaml", "live: true\n" + Folder.campaign())
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let store = try SQLiteStore.create(at: workspace.storePath, now: Self.now)
    try CustomerSync.importChanged(workspace, store: store, now: Self.now)
    for campaign in workspace.campaigns {
      try store.recordRevision(
        campaign: campaign.id, hash: campaign.revision, text: campaign.text, purpose: "service", onBehalfOf: nil,
        at: Self.now)
    }
    try store.recordRunning(workspace.campaigns.map { RunningCampaign(campaign: $0.id, revision: $0.revision) })
    return (folder, store)
  }

  private func diff(_ folder: Folder, _ store: SQLiteStore) throws -> [SetComparison.Judged] {
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let old = try EarlierSet(workspace: workspace, store: store).running()
    return try SetComparison(source: PlanSource(workspace: workspace, store: store), now: Self.now)
      .effects(replacing: old)
  }

  @Test("nothing edited: nothing changes")
  func unchanged() throws {
    let (folder, store) = try running()
    let effects = try diff(folder, store)
    #expect(EffectText.text(effects) == "nothing changes")
  }

  @Test("a deleted `where` doubles the customers and the worst case")
  func deletedWhere() throws {
    let (folder, store) = try running()
    let text = try folder.text("campaigns/first.yaml").replacing("{where: {status: active}}", with: "{}")
    try folder.write("campaigns/first.yaml", text)
    // A minute is 0.014; 5 minutes and 3 tries are 0.21 a customer.
    #expect(
      EffectText.text(try diff(folder, store)) == """
        first   changed
          customers 1 -> 2   in 1   out 0
          worst case 0.210000 -> 0.420000
          ! beyond what may apply without approval: customers 1 -> 2
          ! beyond what may apply without approval: worst case 0.210000 -> 0.420000
        """)
  }

  @Test("a renamed id is a removed and a new campaign, and said to be probably one")
  func renamed() throws {
    let (folder, store) = try running()
    try folder.write("campaigns/first.yaml", "live: true\n" + Folder.campaign("second"))
    let effects = try diff(folder, store)
    #expect(effects.map(\.effect.change) == [.removed, .added])
    #expect(effects[1].effect.probablyRenamedFrom == "first")
    #expect(effects.map(\.held.count) == [0, 1])
  }

  @Test("the earlier set of a commit is read from git; what is no commit is named")
  func commit() throws {
    let (folder, store) = try running()
    for arguments in [
      ["init", "-q"], ["add", "."],
      ["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "first"],
    ] {
      let git = Process()
      git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      git.arguments = ["git", "-C", folder.path] + arguments
      try git.run()
      git.waitUntilExit()
      try #require(git.terminationStatus == 0)
    }
    try folder.write("campaigns/first.yaml", "live: true\n" + Folder.campaign("second"))
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let earlier = EarlierSet(workspace: workspace, store: store)
    #expect(try earlier.committed(at: "HEAD").map(\.id) == ["first"])
    #expect(throws: Failure.self) { try earlier.committed(at: "nowhere") }
    #expect(throws: Failure.self) { try earlier.committed(at: "--output=x") }
  }
}
