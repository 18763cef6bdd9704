import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// Seats and fixed segments outlive the process and an import that turns the order round.
struct SegmentRunTests {
  private static let campaign = """
    campaign: first
    purpose: service
    segment: {where: {status: active}, order_by: [name], SEGMENT}
    calling_hours:
      open:
        mon-fri: ["09:00-18:00"]
    call: {answer: {say: "Hello {{name}}."}}
    """

  private func folder(_ segment: String) throws -> (Folder, Workspace, SQLiteStore) {
    let folder = try Folder.account()
    try folder.write("campaigns/first.yaml", Self.campaign.replacingOccurrences(of: "SEGMENT", with: segment))
    try customers([("C1", "Ada", "active"), ("C2", "Ben", "active"), ("C3", "Cyd", "lapsed")], in: folder)
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let store = try SQLiteStore.create(at: workspace.storePath, now: noon)
    try CustomerSync.importChanged(workspace, store: store, now: noon)
    return (folder, workspace, store)
  }

  private func customers(_ rows: [(id: String, name: String, status: String)], in folder: Folder) throws {
    let lines = rows.enumerated().map { "\($1.id),\($1.name),+1212555010\($0 + 1),\($1.status)\n" }
    try folder.write("customers.csv", "id,name,phone,status\n" + lines.joined())
  }

  /// Loads the world, lets it tick and keeps what it wants kept of its segments.
  private func tick(_ workspace: Workspace, _ store: SQLiteStore) throws -> [String: String] {
    var loaded = try WorldLoader(workspace: workspace, store: store, now: noon, purpose: .run(loopback: true)).load()
    let batch = Daemon.Batch(effects: loaded.engine.handle(.ticked, at: noon))
    var turn = StoreTurn(at: noon)
    turn.keep(batch, of: loaded.engine.world.campaigns)
    _ = try store.commit(turn)
    var standings: [String: String] = [:]
    for entry in 0..<loaded.engine.entryCount(campaign: 0) where loaded.engine.isSelected(campaign: 0, entry: entry) {
      let row = loaded.engine.row(campaign: 0, entry: entry)
      standings[loaded.directory.ids[row]] = loaded.engine.standing(campaign: 0, entry: entry)?.reason.code ?? "live"
    }
    return standings
  }

  @Test func `Who was admitted first keeps his seat when others come before him`() throws {
    let (folder, workspace, store) = try folder("limit: 1")
    #expect(try tick(workspace, store)["C2"] == "segment-limit")
    #expect(try store.seats() == [StoredSegment(campaign: "first", rows: [0])])
    try customers([("C1", "Zoe", "active"), ("C2", "Ben", "active"), ("C3", "Cyd", "active")], in: folder)
    try CustomerSync.importChanged(workspace, store: store, now: noon + .minutes(1))
    let after = try tick(workspace, store)
    #expect(after["C2"] == "segment-limit" && after["C3"] == "segment-limit" && after["C1"] != "segment-limit")
    #expect(try store.seats() == [StoredSegment(campaign: "first", rows: [0])])
  }

  @Test func `A snapshot keeps who was in it, and nobody joins`() throws {
    let (folder, workspace, store) = try folder("mode: snapshot")
    #expect(try tick(workspace, store).keys.sorted() == ["C1", "C2"])
    #expect(try store.fixedSegments() == [StoredSegment(campaign: "first", rows: [0, 1])])
    try customers([("C1", "Ada", "active"), ("C2", "Ben", "lapsed"), ("C3", "Cyd", "active")], in: folder)
    try CustomerSync.importChanged(workspace, store: store, now: noon + .minutes(1))
    let after = try tick(workspace, store)
    #expect(after.keys.sorted() == ["C1", "C2"] && after["C2"] != "not-in-segment")
    #expect(try store.fixedSegments() == [StoredSegment(campaign: "first", rows: [0, 1])])
  }
}
