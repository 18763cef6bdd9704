import ActivityStore
import Campaigns
import Engine

/// `dialer rollback`: the revision before runs again, until the file changes or its revision is approved.
struct RollbackRequest: OperatorRequest {
  static let name = "rollback"
  static let role = Role.operator
  static let offline = OfflineAccess.writing

  var campaign: String

  init(campaign: String) { self.campaign = campaign }

  init(json: JSON) throws(Failure) {
    guard let campaign = json.text("campaign") else { throw Failure(.usage, "name the campaign to roll back") }
    self.campaign = campaign
  }

  var json: JSON { .object([("campaign", .string(campaign))]) }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    do {
      let (turn, says) = try turn(daemon.workspace, daemon.store, by: user, at: daemon.clock.now())
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
    let (turn, says) = try turn(guarded, store, by: user, at: now)
    _ = try store.keep(turn)
    return says
  }

  private func turn(
    _ workspace: Workspace, _ store: any Store, by user: String, at now: Instant
  ) throws -> (turn: StoreTurn, says: JSON) {
    if let failure = workspace.unknownCampaign(campaign) { throw failure }
    guard let row = try store.runningCampaigns().first(where: { $0.campaign == campaign }),
      let previous = row.previous
    else {
      throw Failure(
        .refused, "the store knows no revision of \(campaign) before the one that runs; stop it with dialer pause")
    }
    let earlier = RunningCampaign(campaign: campaign, revision: previous)
    guard try !EarlierSet(workspace: workspace, store: store).read([earlier]).isEmpty else {
      throw Failure(
        .refused, "revision \(previous.prefix(12)) of \(campaign) cannot be read with today's dialer.yaml any more")
    }
    let refused = workspace.decision.fileRevisions[campaign] ?? row.revision
    var turn = StoreTurn(at: now)
    turn.running = [
      RunningCampaign(campaign: campaign, revision: previous, refused: refused, guarded: row.guarded)
    ]
    let detail = JSON.object([
      ("campaign", .string(campaign)), ("from", .string(row.revision)), ("to", .string(previous)),
    ])
    turn.audits = [AuditEntry(at: now, who: user, what: "campaign-rolled-back", detail: detail)]
    return (
      turn,
      .object([
        ("ok", .bool(true)), ("campaign", .string(campaign)), ("revision", .string(previous)),
        ("refused", .string(refused)),
      ])
    )
  }
}
