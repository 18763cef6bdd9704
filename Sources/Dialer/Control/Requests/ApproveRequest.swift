import ActivityStore
import Campaigns
import Engine

/// `dialer approve`: a held change or a new campaign runs, or a campaign goes on after its pilot. It binds one
/// revision.
struct ApproveRequest: OperatorRequest {
  static let name = "approve"
  static let role = Role.operator
  static let offline = OfflineAccess.writing

  var campaign: String
  /// The first 12 hex digits of the revision at least.
  var revision: String

  init(campaign: String, revision: String) {
    self.campaign = campaign
    self.revision = revision
  }

  init(json: JSON) throws(Failure) {
    guard let campaign = json.text("campaign"), let revision = json.text("revision"), revision.utf8.count >= 12,
      revision.utf8.count <= 64, revision.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
    else {
      throw Failure(.usage, "an approval names the campaign and 12 or more hex digits of its revision")
    }
    self.campaign = campaign
    self.revision = revision.lowercased()
  }

  var json: JSON { .object([("campaign", .string(campaign)), ("revision", .string(revision))]) }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    do {
      let (turn, says) = try turn(daemon.workspace, store: daemon.store, by: user, at: daemon.clock.now())
      try daemon.commit(turn)
      daemon.requestGuard { failure in answer(failure.map { .failure($0) } ?? .success(says)) }
    } catch let failure as Failure {
      answer(.failure(failure))
    } catch {
      daemon.fail(error)
      answer(.failure(Failure(.cannotWrite, "the store could not be written; the daemon ends")))
    }
  }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    let guarded = try ChangeGuard.offline(workspace, store: store, now: now)
    let (turn, says) = try turn(guarded, store: store, by: user, at: now)
    _ = try store.keep(turn)
    return says
  }

  /// What waits is what can be approved: the file's revision that is held, or the pilot of the one that runs.
  private func turn(
    _ workspace: Workspace, store: any Store, by user: String, at now: Instant
  ) throws -> (turn: StoreTurn, says: JSON) {
    if let failure = workspace.unknownCampaign(campaign) { throw failure }
    let held = workspace.decision.held.first { $0.campaign == campaign }
    let kind: ApprovalRecord.Kind
    let full: String
    if let held, held.revision.hasPrefix(revision) {
      (kind, full) = (.change, held.revision)
    } else if let pilot = workspace.decision.pilots[campaign], pilot.hasPrefix(revision) {
      try checkPilot(pilot, store)
      (kind, full) = (.pilot, pilot)
    } else if let waiting = held?.revision ?? workspace.decision.pilots[campaign] {
      throw Failure(
        .refused,
        "what waits of \(campaign) is revision \(waiting.prefix(12)), not \(revision.prefix(12)); "
          + "look again: dialer diff")
    } else {
      throw Failure(.refused, "nothing of \(campaign) waits for an approval; dialer status shows what does")
    }
    var turn = StoreTurn(at: now)
    turn.approvals = [ApprovalRecord(campaign: campaign, revision: full, kind: kind, by: user, at: now)]
    let what = kind == .change ? "change-approved" : "pilot-approved"
    let detail = JSON.object([("campaign", .string(campaign)), ("revision", .string(full))])
    turn.audits = [AuditEntry(at: now, who: user, what: what, detail: detail)]
    return (
      turn,
      .object([
        ("ok", .bool(true)), ("campaign", .string(campaign)), ("revision", .string(full)),
        ("kind", .string(kind.rawValue)), ("effect", .array((held?.reasons ?? []).map { .string($0) })),
      ])
    )
  }

  /// The same approval sent twice must not let go on after a pilot of which nobody was called yet.
  private func checkPilot(_ pilot: String, _ store: any Store) throws {
    let isApproved = try store.approvals().contains {
      $0.kind == .change && $0.campaign == campaign && $0.revision == pilot
    }
    let isDone = try store.conditions().contains {
      $0.code == ConditionCode.pilotDone.rawValue && $0.subject == campaign && $0.clearedAt == nil
    }
    guard isApproved, !isDone else { return }
    throw Failure(
      .refused,
      "revision \(pilot.prefix(12)) of \(campaign) is approved already, and its pilot is not done; "
        + "dialer status says when it waits for its own approval")
  }
}
