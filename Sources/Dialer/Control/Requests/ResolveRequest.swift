import ActivityStore
import Campaigns
import Engine

/// `dialer quarantine resolve`: a person says what became of attempts whose fate nobody knows.
struct ResolveRequest: OperatorRequest {
  static let name = "quarantine-resolve"
  static let role = Role.operator
  static let offline = OfflineAccess.writing

  /// Keys or attempt ids (at least 8 digits); with none, every one of the campaign.
  var attempts: [String]
  var campaign: String?
  var resolution: Resolution
  var reason: String

  init(attempts: [String], campaign: String?, resolution: Resolution, reason: String) {
    self.attempts = attempts
    self.campaign = campaign
    self.resolution = resolution
    self.reason = reason
  }

  init(json: JSON) throws(Failure) {
    guard let resolution = json.text("as").flatMap(Resolution.init(rawValue:)), let reason = json.text("reason"),
      !reason.isEmpty
    else { throw Failure(.usage, "a resolution says as what (placed or not-placed) and why") }
    self.resolution = resolution
    self.reason = reason
    attempts = json.texts("attempts")
    campaign = json.text("campaign")
    if attempts.isEmpty, campaign == nil { throw Failure(.usage, "name attempts or a campaign") }
  }

  var json: JSON {
    .object([
      ("attempts", .array(attempts.map { .string($0) })), ("campaign", .optional(campaign)),
      ("as", .string(resolution.rawValue)), ("reason", .string(reason)),
    ])
  }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    let now = daemon.clock.now()
    let chosen: [AttemptRecord]
    do throws(Failure) {
      chosen = try choose(daemon.rows.values.sorted { $0.key < $1.key }, at: now)
    } catch {
      return answer(.failure(error))
    }
    do {
      try daemon.commit(turn(chosen, by: user, at: now))
    } catch {
      daemon.fail(error)
      return answer(.failure(Failure(.cannotWrite, "the store could not be written; the daemon ends")))
    }
    for record in chosen { daemon.heed(.operatorResolved(record.key, resolution)) }
    answer(.success(says(chosen)))
  }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    let chosen = try choose(try store.attempts(), at: now)
    var turn = turn(chosen, by: user, at: now)
    turn.updates = chosen.map { record in
      var ended = record
      ended.state = .ended
      ended.disposition = .unknown
      ended.endedAt = now
      ended.settled = resolution == .placed ? record.reserved : .zero
      return ended
    }
    _ = try store.keep(turn)
    return says(chosen)
  }

  /// - Throws: `Failure` 64 for an attempt that is not quarantined, 75 while a call of one could still be running.
  private func choose(_ all: [AttemptRecord], at now: Instant) throws(Failure) -> [AttemptRecord] {
    let held = all.filter { $0.state == .ambiguous || $0.state == .presumedNotPlaced }
    var chosen = attempts.isEmpty ? held.filter { $0.campaign == campaign } : []
    for name in attempts {
      let matching = held.filter {
        String($0.key) == name || (name.count >= 8 && $0.attemptID.hasPrefix(name.lowercased()))
      }
      guard let record = matching.first, matching.count == 1 else {
        throw Failure(.usage, "no quarantined attempt is called \(name): dialer quarantine list")
      }
      if !chosen.contains(where: { $0.key == record.key }) { chosen.append(record) }
    }
    if let running = chosen.first(where: { $0.lastInstant > now }) {
      throw Failure(
        .temporary,
        "a call of attempt \(running.key) could still be running; resolve it after "
          + running.lastInstant.rfc3339)
    }
    return chosen
  }

  private func turn(_ chosen: [AttemptRecord], by user: String, at now: Instant) -> StoreTurn {
    let keys = chosen.map(\.key)
    let detail = JSON.object([
      ("attempts", .array(keys.map { .integer($0) })), ("as", .string(resolution.rawValue)),
      ("reason", .string(reason)),
    ])
    return StoreTurn(
      at: now, audits: [AuditEntry(at: now, who: user, what: "quarantine-resolved", detail: detail)],
      resolutions: keys.map {
        ResolutionRecord(attempt: $0, resolution: resolution, by: user, reason: reason, at: now)
      })
  }

  private func says(_ chosen: [AttemptRecord]) -> JSON {
    .object([("ok", .bool(true)), ("resolved", .array(chosen.map { .integer($0.key) }))])
  }
}

extension AttemptRecord {
  /// After this no call of it can be running.
  var lastInstant: Instant { at + ringTimeout + maxDuration + .seconds(60) }
}
