import ActivityStore
import Campaigns
import Engine

/// `dialer halt`: a pause that also cancels what is queued or rings and hangs up what is in progress.
struct HaltRequest: OperatorRequest {
  static let name = "halt"
  static let role = Role.operator
  static let offline = OfflineAccess.writing

  var pause: PauseRequest

  init(_ pause: PauseRequest) { self.pause = pause }
  init(json: JSON) throws(Failure) { pause = try PauseRequest(json: json) }
  var json: JSON { pause.json }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    if let failure = pause.problem(daemon.workspace) { return answer(.failure(failure)) }
    daemon.keep(
      turn(by: user, at: daemon.clock.now()),
      then: .halted(campaign: pause.campaign, reason: pause.reason, until: pause.until), answer: answer)
  }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    if let failure = pause.problem(workspace) { throw failure }
    return try store.keep(turn(by: user, at: now))
  }

  private func turn(by user: String, at now: Instant) -> StoreTurn {
    let kept = Pause(campaign: pause.campaign, by: user, reason: pause.reason, since: now, until: pause.until)
    return StoreTurn(
      at: now, audits: [AuditEntry(at: now, who: user, what: "campaign-halted", detail: json)],
      pauses: [.pause(kept)])
  }
}
