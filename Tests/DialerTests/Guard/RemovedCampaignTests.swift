import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// A campaign's file goes while a call of it is live: the call is followed to its end all the same (G3, G6).
struct RemovedCampaignTests {
  private static let start = instant("2027-03-02T15:00:00Z")
  private static let now = start + .seconds(10)

  /// A store in which the campaign `first` has a placed call, and then no file.
  private func removedWhileLive(revisionText: String?) throws -> (Folder, Workspace, SQLiteStore) {
    let folder = try Folder.account()
    let before = try Workspace.load(config: folder.path("dialer.yaml"))
    let store = try SQLiteStore.create(at: before.storePath, now: Self.start)
    try CustomerSync.importChanged(before, store: store, now: Self.start)
    let campaign = try #require(before.campaigns.first)
    try store.recordRevision(
      campaign: campaign.id, hash: campaign.revision, text: revisionText ?? campaign.text, purpose: "service",
      onBehalfOf: nil,
      at: Self.start)
    var record = AttemptRecord(
      key: 1, kind: .campaign, campaign: campaign.id, revision: campaign.revision, customer: "C1", matter: "",
      attempt: 1, transmission: 1, callee: 12_125_550_101, callerID: 14_155_550_100, scheduledAt: Self.start,
      at: Self.start, notAfter: Self.start + .minutes(1), ringTimeout: .seconds(25), maxDuration: .minutes(5),
      reserved: .zero, timeZones: ["America/New_York"], decision: "{}")
    _ = try store.commit(StoreTurn(at: Self.start, intents: [record]))
    record.state = .placed
    record.sid = "CA1"
    _ = try store.commit(StoreTurn(at: Self.start, updates: [record]))
    try FileManager.default.removeItem(atPath: folder.path("campaigns/first.yaml"))
    try folder.write("campaigns/second.yaml", Folder.campaign("second"))
    return (folder, try Workspace.load(config: folder.path("dialer.yaml")), store)
  }

  private func load(_ workspace: Workspace, _ store: SQLiteStore) throws -> LoadedWorld {
    try WorldLoader(workspace: workspace, store: store, now: Self.now, purpose: .run(loopback: true)).load()
  }

  @Test(
    "the call is polled, holds its slot, ends, and nobody else of the campaign is called",
    arguments: [nil, "campaign: no longer readable"])
  func followsTheCall(revisionText: String?) throws {
    let (folder, workspace, store) = try removedWhileLive(revisionText: revisionText)
    defer { withExtendedLifetime(folder) {} }
    var loaded = try load(workspace, store)
    var effects: [Effect] = []
    loaded.engine.handle(.recovered([], newestCommit: .distantFuture), at: Self.now, into: &effects)
    effects = loaded.engine.handle(.ticked, at: Self.now + .minutes(1))
    #expect(effects.contains { if case .fetch(1, "CA1") = $0 { true } else { false } })
    let report = loaded.engine.report(campaign: 0)
    #expect(report.campaign == "first" && report.live == 1 && report.state == .stopped)
    let openBefore = loaded.engine.openCount
    #expect(openBefore == 1)

    let ended = CallReport(sid: "CA1", status: .busy)
    effects = loaded.engine.handle(.statusReported(1, ended), at: Self.now + .minutes(1))
    #expect(effects.contains { if case .record(.ended(1, .busy, _, _, _, _)) = $0 { true } else { false } })
    let openAfter = loaded.engine.openCount
    #expect(openAfter == 0)
    let ids = loaded.engine.world.campaigns.map(\.id)
    effects = loaded.engine.handle(.ticked, at: Self.now + .hours(2))
    for case .commitIntents(let intents) in effects {
      #expect(intents.allSatisfy { ids[$0.campaign] == "second" })
    }
  }

  @Test("once its last call is over it is gone from the next load")
  func leaves() throws {
    let (folder, workspace, store) = try removedWhileLive(revisionText: nil)
    defer { withExtendedLifetime(folder) {} }
    var record = try #require(try store.attempts().first)
    record.state = .ended
    record.disposition = .busy
    record.endedAt = Self.now
    record.settled = .zero
    _ = try store.commit(StoreTurn(at: Self.now, updates: [record]))
    let loaded = try load(workspace, store)
    let ids = loaded.engine.world.campaigns.map(\.id)
    #expect(ids == ["second"])
  }

  @Test("a plan has no removed campaign")
  func planned() throws {
    let (folder, workspace, store) = try removedWhileLive(revisionText: nil)
    defer { withExtendedLifetime(folder) {} }
    let loaded = try WorldLoader(workspace: workspace, store: store, now: Self.now, purpose: .plan).load()
    let ids = loaded.engine.world.campaigns.map(\.id)
    #expect(ids == ["second"])
  }

  @Test("its calls count in its subject, in a plan too, where a limit asks")
  func countsInItsSubject() throws {
    let text = "subject: renewal\n" + Folder.campaign("first")
    let (folder, before, store) = try removedWhileLive(revisionText: text)
    let history = try store.attempts()
    #expect(try RemovedCampaigns(workspace: before, store: store).subjects(of: history) == [:], "no limit asks")
    let account = try folder.text("dialer.yaml")
    try folder.write("dialer.yaml", account + "\nattempt_limits: [{max: 1, per: 24h, scope: subject}]\n")
    try folder.write("campaigns/second.yaml", "subject: renewal\n" + Folder.campaign("second"))
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    #expect(try RemovedCampaigns(workspace: workspace, store: store).subjects(of: history) == ["first": "renewal"])
    let loaded = try WorldLoader(workspace: workspace, store: store, now: Self.now, purpose: .plan).load()
    let (gone, present) = (loaded.engine.world.subjectsOfGone, loaded.engine.world.subjects)
    #expect(gone["first"] == present.first && present.count == 1)
  }
}
