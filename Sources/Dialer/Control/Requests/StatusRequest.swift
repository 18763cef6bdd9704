import ActivityStore
import Campaigns
import Engine

/// `dialer status`: what runs, or what the store says when nothing runs.
struct StatusRequest: OperatorRequest {
  static let name = "status"
  static let role = Role.viewer
  static let offline = OfflineAccess.reading

  init() {}
  init(json: JSON) throws(Failure) {}
  var json: JSON { .object([]) }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) { answer(.success(daemon.status().json)) }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    let isLoopback = workspace.configuration.carrierIsLoopback
    let workspace = try ChangeGuard.offline(workspace, store: store, now: now)
    var loaded = try WorldLoader(
      workspace: workspace, store: store, now: now, purpose: .run(loopback: isLoopback),
      ratesTooOld: workspace.ratesTooOld(at: now)
    ).load()
    let killSwitch = StopFile().offlineCondition(now: now)
    if killSwitch != nil { _ = loaded.engine.handle(.killSwitchChanged(isOn: true), at: now) }
    let engine = loaded.engine
    let reports = (0..<engine.campaignCount).map { engine.report(campaign: $0) }
    return StatusReport(
      now: now, state: "stopped", carrier: isLoopback ? "loopback" : "live",
      revision: StatusReport.revision(of: workspace.campaigns), reload: .init(at: now),
      live: reports.reduce(0) { $0 + $1.live }, quarantined: engine.unresolvedCount,
      conditions: (killSwitch.map { [$0] } ?? [])
        + (try StandingConditions.of(workspace, store: store, at: now))
        + ConditionBoard(try store.conditions()).shown(
          workspace.decision.held.map(\.condition) + engine.conditions, at: now), campaigns: reports
    ).json
  }
}
