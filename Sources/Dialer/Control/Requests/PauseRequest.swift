import ActivityStore
import Campaigns
import Engine

/// `dialer pause`: no new calls of one campaign, or of all; kept over restarts.
struct PauseRequest: OperatorRequest {
  static let name = "pause"
  static let role = Role.operator
  static let offline = OfflineAccess.writing

  /// nil: all campaigns.
  var campaign: String?
  var reason: String
  /// nil: until somebody resumes.
  var until: Instant?

  init(campaign: String?, reason: String, until: Instant?) {
    self.campaign = campaign
    self.reason = reason
    self.until = until
  }

  init(json: JSON) throws(Failure) {
    campaign = json.text("campaign")
    reason = json.text("reason") ?? ""
    until = try json.instant("until")
  }

  var json: JSON {
    .object([
      ("campaign", .optional(campaign)), ("reason", .string(reason)), ("until", .optional(until?.rfc3339)),
    ])
  }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    if let failure = problem(daemon.workspace) { return answer(.failure(failure)) }
    daemon.keep(
      turn(by: user, at: daemon.clock.now()), then: .paused(campaign: campaign, reason: reason, until: until),
      answer: answer)
  }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    if let failure = problem(workspace) { throw failure }
    return try store.keep(turn(by: user, at: now))
  }

  /// Why it cannot be done: whoever meets the pause later must find out what it is for.
  func problem(_ workspace: Workspace) -> Failure? {
    if let failure = workspace.unknownCampaign(campaign) { return failure }
    guard reason.allSatisfy(\.isWhitespace) else { return nil }
    return Failure(.usage, "a reason was expected, such as --reason 'complaint, see ticket 4711'")
  }

  /// The pause itself and the audit of who asked for it.
  private func turn(by user: String, at now: Instant) -> StoreTurn {
    let pause = Pause(campaign: campaign, by: user, reason: reason, since: now, until: until)
    return StoreTurn(
      at: now, audits: [AuditEntry(at: now, who: user, what: "campaign-paused", detail: json)],
      pauses: [.pause(pause)])
  }
}

/// `dialer resume`: calls go on.
struct ResumeRequest: OperatorRequest {
  static let name = "resume"
  static let role = Role.operator
  static let offline = OfflineAccess.writing

  /// nil: all campaigns, and what stopped the account.
  var campaign: String?
  var reason: String

  init(campaign: String?, reason: String) {
    self.campaign = campaign
    self.reason = reason
  }

  init(json: JSON) throws(Failure) {
    campaign = json.text("campaign")
    reason = json.text("reason") ?? ""
  }

  var json: JSON { .object([("campaign", .optional(campaign)), ("reason", .string(reason))]) }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    if let failure = daemon.workspace.unknownCampaign(campaign) { return answer(.failure(failure)) }
    daemon.keep(turn(by: user, at: daemon.clock.now()), then: .resumed(campaign: campaign), answer: answer)
  }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    if let failure = workspace.unknownCampaign(campaign) { throw failure }
    return try store.keep(turn(by: user, at: now))
  }

  private func turn(by user: String, at now: Instant) -> StoreTurn {
    StoreTurn(
      at: now, audits: [AuditEntry(at: now, who: user, what: "campaign-resumed", detail: json)],
      pauses: [.resume(campaign: campaign)])
  }
}
