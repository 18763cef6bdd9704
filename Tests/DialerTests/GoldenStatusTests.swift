import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// The status of an account in the midst of its work, and of one that a gate of the whole account holds.
@Suite struct GoldenStatusTests {
  private static let now = instant("2027-03-02T14:00:00Z")

  @Test func `The status is what was worked out by hand`() throws {
    let (text, _) = try report { engine in
      for intent in engine.handle(.ticked, at: Self.now).intents {
        _ = engine.handle(.intentCommitted(intent.key), at: Self.now)
        let campaign = engine.world.campaigns[intent.campaign].id
        _ = engine.handle(
          .placementReturned(intent.key, Self.answer(to: campaign, intent.key), sentAt: Self.now), at: Self.now)
        guard campaign == "finished" else { continue }
        let report = CallReport(sid: "CA\(intent.key)", status: .completed, duration: 10)
        _ = engine.handle(.statusReported(intent.key, report), at: Self.now)
      }
    }
    #expect(Golden.lines(of: text) == (try Golden.lines("status/status.json")))
  }

  @Test func `What holds the whole account is each customer's reason`() throws {
    let gates: [(inout Engine) -> Void] = [
      { $0.requireRecovery(newestIntent: nil) },
      { _ = $0.handle(.accountRefused(message: "authenticate"), at: Self.now) },
      {
        $0.requireRecovery(newestIntent: Self.now + .minutes(10))
        _ = $0.handle(.recovered([], newestCommit: Self.now), at: Self.now)
      },
    ]
    let campaigns = try gates.map { try report($0).first }
    #expect(campaigns.flatMap { Golden.lines(of: $0) } == (try Golden.lines("status/account.ndjson")))
  }

  /// What the carrier says to a campaign's first call.
  private static func answer(to campaign: String, _ key: AttemptKey) -> Placement {
    switch campaign {
    case "country": .unsent(code: 21_215, message: "no permission", action: .stopCountry)
    case "line": .unsent(code: 21_210, message: "not verified", action: .stopCallerID)
    case "refused": .unsent(code: 21_100, message: "no such application", action: .stopCampaign)
    default: .placed(sid: "CA\(key)")
    }
  }

  /// The status after `change`, as JSON, and that of its first campaign: the folder `status` on a live carrier, where
  /// drafts are not dialed.
  private func report(_ change: (inout Engine) -> Void) throws -> (all: String, first: String) {
    let workspace = try Workspace.load(config: Golden.folder + "/status/dialer.yaml")
    let store = try SQLiteStore.inMemory(now: Self.now)
    try CustomerSync.importChanged(workspace, store: store, now: Self.now)
    var loaded = try WorldLoader(
      workspace: workspace, store: store, now: Self.now, purpose: .run(loopback: false)
    ).load()
    change(&loaded.engine)
    let reports = (0..<loaded.engine.campaignCount).map { loaded.engine.report(campaign: $0) }
    let json = StatusReport(
      now: Self.now, state: "running", carrier: "live", revision: StatusReport.revision(of: workspace.campaigns),
      reload: .init(at: Self.now), live: reports.reduce(0) { $0 + $1.live },
      quarantined: loaded.engine.unresolvedCount, conditions: [], campaigns: reports
    ).json
    guard case .array(let campaigns) = json["campaigns"], let first = campaigns.first else { return (json.text, "") }
    return (json.text, first.text)
  }
}

extension [Effect] {
  fileprivate var intents: [Intent] {
    flatMap { if case .commitIntents(let intents) = $0 { intents } else { [Intent]() } }
  }
}
