import ActivityStore
import Campaigns
import Engine

/// `dialer confirm`: a person lets a campaign call a country, as it says now and for so much.
struct ConfirmRequest: OperatorRequest {
  static let name = "confirm"
  static let role = Role.approver
  static let offline = OfflineAccess.writing

  var campaign: String
  /// ISO 3166 alpha-2.
  var countries: [String]
  /// The beginning of the revision that was shown.
  var revision: String
  var maxCalls: Int?
  /// nil: the worst case that was shown.
  var maxSpend: Money?
  /// nil: as long as the campaign's `international.expires_after` says.
  var expiresAt: Instant?

  init(
    campaign: String, countries: [String], revision: String, maxCalls: Int? = nil, maxSpend: Money? = nil,
    expiresAt: Instant? = nil
  ) {
    self.campaign = campaign
    self.countries = countries
    self.revision = revision
    self.maxCalls = maxCalls
    self.maxSpend = maxSpend
    self.expiresAt = expiresAt
  }

  init(json: JSON) throws(Failure) {
    guard let campaign = json.text("campaign"), let revision = json.text("revision"), revision.count >= 8 else {
      throw Failure(.usage, "a confirmation names the campaign and at least 8 digits of its revision")
    }
    self.campaign = campaign
    self.revision = revision
    countries = json.texts("countries")
    maxCalls = json.number("max_calls").map { Int($0) }
    maxSpend = json.text("max_spend").flatMap { Literal.money($0) }
    expiresAt = try json.instant("expires_at")
  }

  var json: JSON {
    .object([
      ("campaign", .string(campaign)), ("countries", .array(countries.map { .string($0) })),
      ("revision", .string(revision)), ("max_calls", maxCalls.map { .integer(Int64($0)) } ?? .null),
      ("max_spend", .optional(maxSpend?.description)), ("expires_at", .optional(expiresAt?.rfc3339Microseconds)),
    ])
  }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    let now = daemon.clock.now()
    do {
      let (campaign, scopes) = try Confirmables.find(campaign, in: daemon.workspace, daemon.engine)
      let required = daemon.workspace.configuration.international.confirmationsRequired
      try daemon.commit(try turn(campaign, scopes, by: user, at: now))
      let grants = try daemon.store.confirmations()
      let inForce = ConfirmationVotes.inForce(concerning(grants, campaign), required: required)
      for confirmation in inForce { daemon.heed(.confirmed(confirmation)) }
      answer(.success(says(grants, campaign, required: required)))
    } catch let failure as Failure {
      answer(.failure(failure))
    } catch {
      daemon.fail(error)
      answer(.failure(Failure(.cannotWrite, "the store could not be written; the daemon ends")))
    }
  }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    let loaded = try WorldLoader(workspace: workspace, store: store, now: now, purpose: .plan).load()
    let (campaign, scopes) = try Confirmables.find(campaign, in: workspace, loaded.engine)
    _ = try store.keep(try turn(campaign, scopes, by: user, at: now))
    return says(
      try store.confirmations(), campaign, required: workspace.configuration.international.confirmationsRequired)
  }

  private func concerning(_ grants: [ConfirmationGrant], _ campaign: Campaign) -> [ConfirmationGrant] {
    let digest = campaign.confirmableDigest
    return grants.filter { $0.campaign == campaign.id && $0.digest == digest && countries.contains($0.country) }
  }

  private func turn(
    _ campaign: Campaign, _ scopes: [(country: String, scope: Engine.Scope)], by user: String, at now: Instant
  ) throws(Failure) -> StoreTurn {
    guard campaign.revision.hasPrefix(revision) else {
      throw Failure(
        .refused,
        "\(campaign.id) is at revision \(campaign.revision.prefix(12)) now; look again: dialer confirm "
          + campaign.id)
    }
    let longest = now + campaign.international.expiresAfter
    if let expiresAt, expiresAt > longest || expiresAt <= now {
      throw Failure(
        .usage,
        "a confirmation of \(campaign.id) holds until \(longest.rfc3339) at the latest "
          + "(international.expires_after)")
    }
    var grants: [ConfirmationGrant] = []
    for country in countries {
      guard let scope = scopes.first(where: { $0.country == country })?.scope else {
        let known = scopes.map(\.country).joined(separator: ", ")
        throw Failure(
          .usage,
          "\(campaign.id) calls nobody in \(country) that needs a confirmation; "
            + (known.isEmpty ? "nor in any other country" : "countries that do: \(known)"))
      }
      grants.append(
        ConfirmationGrant(
          campaign: campaign.id, country: country, digest: campaign.confirmableDigest, grantedBy: user,
          grantedAt: now, expiresAt: expiresAt ?? longest, maxCalls: maxCalls, maxSpend: maxSpend ?? scope.worstCase))
    }
    return StoreTurn(
      at: now, audits: [AuditEntry(at: now, who: user, what: "international-confirmed", detail: json)],
      confirmations: grants)
  }

  /// Which countries hold now, and who confirmed each.
  private func says(_ grants: [ConfirmationGrant], _ campaign: Campaign, required: Int) -> JSON {
    let ours = concerning(grants, campaign)
    return .object([
      ("ok", .bool(true)), ("required", .integer(Int64(required))),
      (
        "countries",
        .array(
          countries.map { country in
            let people = ours.filter { $0.country == country }
            return .object([
              ("country", .string(country)), ("in_force", .bool(people.count >= required)),
              ("confirmed_by", .array(people.map { .string($0.grantedBy) })),
              ("expires_at", .optional(people.map(\.expiresAt).min()?.rfc3339)),
              ("max_calls", people.compactMap(\.maxCalls).min().map { .integer(Int64($0)) } ?? .null),
              ("max_spend", .optional(people.compactMap(\.maxSpend).min()?.description)),
            ])
          })
      ),
    ])
  }
}
