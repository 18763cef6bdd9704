import ActivityStore
import Campaigns
import Engine

/// `dialer revoke`: a confirmation is taken back at once. Calls in progress go on; what is queued or rings is
/// cancelled.
struct RevokeRequest: OperatorRequest {
  static let name = "revoke"
  static let role = Role.operator
  static let offline = OfflineAccess.writing

  var campaign: String
  /// None: every country.
  var countries: [String]
  var reason: String

  init(campaign: String, countries: [String], reason: String) {
    self.campaign = campaign
    self.countries = countries
    self.reason = reason
  }

  init(json: JSON) throws(Failure) {
    campaign = json.text("campaign") ?? ""
    countries = json.texts("countries")
    reason = json.text("reason") ?? ""
  }

  var json: JSON {
    .object([
      ("campaign", .string(campaign)), ("countries", .array(countries.map { .string($0) })),
      ("reason", .string(reason)),
    ])
  }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    if let failure = daemon.workspace.unknownCampaign(campaign) { return answer(.failure(failure)) }
    do {
      try daemon.commit(turn(by: user, at: daemon.clock.now()))
    } catch {
      daemon.fail(error)
      return answer(.failure(Failure(.cannotWrite, "the store could not be written; the daemon ends")))
    }
    for country in targets { daemon.heed(.revoked(campaign: campaign, country: country)) }
    answer(.success(.object([("ok", .bool(true))])))
  }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    if let failure = workspace.unknownCampaign(campaign) { throw failure }
    return try store.keep(turn(by: user, at: now))
  }

  private var targets: [String?] { countries.isEmpty ? [nil] : countries }

  private func turn(by user: String, at now: Instant) -> StoreTurn {
    StoreTurn(
      at: now, audits: [AuditEntry(at: now, who: user, what: "international-revoked", detail: json)],
      revocations: targets.map { Revocation(campaign: campaign, country: $0) })
  }
}
