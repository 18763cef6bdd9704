internal import Campaigns
package import Engine

// The one writer: a turn's intents, changes and decisions in one transaction.

extension SQLiteStore {
  package func commit(_ turns: [StoreTurn]) throws(StoreError) -> CommittedIntents {
    enter()
    defer { leave() }
    let written = turns.filter { !$0.isEmpty }
    guard let newest = written.map(\.at).max() else { return CommittedIntents(committed: []) }
    var committed: [(key: AttemptKey, attemptID: AttemptID)] = []
    try connection.transaction { () throws(StoreError) in
      for turn in written {
        for record in turn.updates { try update(record, at: turn.at) }
        for record in turn.intents { committed.append((record.key, try insert(record, at: turn.at))) }
        try write(decisions: turn)
      }
      let before = try read(meta: .newestCommit) ?? newest.microseconds
      try write(meta: .newestCommit, max(before, newest.microseconds))
    }
    try finishErasuresIfDue()
    return CommittedIntents(committed: committed)
  }

  // MARK: - Attempts

  private func insert(_ record: AttemptRecord, at now: Instant) throws(StoreError) -> AttemptID {
    guard record.state == .dialing else {
      throw .refused(path: path, detail: "the intent \(record.key) is \(record.state.rawValue), not dialing")
    }
    var random = SystemRandomNumberGenerator()
    let id = AttemptID(high: random.next(), low: random.next())
    try connection.statement(
      """
      INSERT INTO attempts (key, attempt_id, kind, campaign, revision, customer, matter, attempt, transmission, state,
        callee, caller_id, scheduled_at, at, not_after, ring_timeout, max_duration, reserved, time_zones, decision)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    ).run([
      .integer(record.key), .text(id.description), .text(record.kind.rawValue), .text(record.campaign),
      .text(record.revision), .text(record.customer), .text(record.matter), .integer(record.attempt),
      .integer(record.transmission), .text(record.state.rawValue), .integer(record.callee),
      .integer(record.callerID), .integer(record.scheduledAt.microseconds), .integer(record.at.microseconds),
      .integer(record.notAfter.microseconds), .integer(record.ringTimeout.microseconds),
      .integer(record.maxDuration.microseconds), .integer(record.reserved.micros),
      .text(FieldsText.encode(record.timeZones)), .text(record.decision),
    ])
    try openActivity(record, at: now)
    try append("attempt-intended", of: record, at: now)
    return id
  }

  /// Writes all of the row that may change; what names the attempt must be what the row says.
  private func update(_ record: AttemptRecord, at now: Instant) throws(StoreError) {
    try connection.statement(
      """
      UPDATE attempts SET revision = ?, state = ?, callee = ?, caller_id = ?, scheduled_at = ?, at = ?, not_after = ?,
        ring_timeout = ?, max_duration = ?, sid = ?, ended_at = ?, disposition = ?, error_code = ?, duration = ?,
        answered_by = ?, reserved = ?, settled = ?, price = ?, time_zones = ?, decision = ?
      WHERE key = ? AND campaign = ? AND customer = ? AND matter = ? AND attempt = ? AND transmission = ?
      """
    ).run([
      .text(record.revision), .text(record.state.rawValue), .integer(record.callee), .integer(record.callerID),
      .integer(record.scheduledAt.microseconds), .integer(record.at.microseconds),
      .integer(record.notAfter.microseconds), .integer(record.ringTimeout.microseconds),
      .integer(record.maxDuration.microseconds), .optional(record.sid), .optional(record.endedAt?.microseconds),
      .optional(record.disposition?.rawValue), .optional(record.errorCode), .optional(record.duration),
      .optional(record.answeredBy), .integer(record.reserved.micros), .optional(record.settled?.micros),
      .optional(record.price?.micros), .text(FieldsText.encode(record.timeZones)), .text(record.decision),
      .integer(record.key), .text(record.campaign), .text(record.customer), .text(record.matter),
      .integer(record.attempt), .integer(record.transmission),
    ])
    guard connection.changes == 1 else {
      throw .refused(path: path, detail: "there is no attempt \(record.key) of \(record.campaign) to update")
    }
    if record.state == .unsent { try append("attempt-unsent", of: record, at: now) }
    guard record.state == .ended, let endedAt = record.endedAt else { return }
    try connection.statement("UPDATE activities SET ended_at = ? WHERE attempt = ? AND ended_at IS NULL")
      .run([.integer(endedAt.microseconds), .integer(record.key)])
    if connection.changes == 1 { try append("attempt-ended", of: record, at: now) }
  }

  // MARK: - Activities

  /// A further transmission keeps its attempt's Activity; any other opens one.
  private func openActivity(_ record: AttemptRecord, at now: Instant) throws(StoreError) {
    if record.transmission > 1 {
      try connection.statement(
        """
        UPDATE activities SET attempt = ?1 WHERE ended_at IS NULL AND attempt = (
          SELECT key FROM attempts WHERE campaign = ?2 AND customer = ?3 AND matter = ?4 AND attempt = ?5
            AND transmission < ?6 ORDER BY transmission DESC LIMIT 1)
        """
      ).run([
        .integer(record.key), .text(record.campaign), .text(record.customer), .text(record.matter),
        .integer(record.attempt), .integer(record.transmission),
      ])
      if connection.changes == 1 { return }
    }
    try connection.statement(
      """
      INSERT INTO activities (attempt, subject, created_by, opened_at, currency, purpose, on_behalf_of)
      VALUES (?1, ?2, ?3, ?4, (SELECT text FROM meta WHERE name = 'currency'),
        (SELECT purpose FROM revisions WHERE campaign = ?5 AND hash = ?6),
        (SELECT on_behalf_of FROM revisions WHERE campaign = ?5 AND hash = ?6))
      """
    ).run([
      .integer(record.key), .text("Call to " + (try callName(of: record))),
      .text(record.campaign.isEmpty ? record.kind.rawValue : record.campaign), .integer(now.microseconds),
      .text(record.campaign), .text(record.revision),
    ])
  }

  /// The customer's name as it is now; the id, or else the number, of who has none.
  private func callName(of record: AttemptRecord) throws(StoreError) -> String {
    let statement = try connection.statement(
      """
      SELECT json_extract(customers.fields, '$[' || columns.position || ']') FROM columns, customers
      WHERE columns.name = 'name' AND customers.id = ? AND customers.matter = ?
      """)
    let name = try statement.first([.text(record.customer), .text(record.matter)]) { () throws(StoreError) in
      statement.optionalText(0)
    }
    return name.flatMap { $0 } ?? (record.customer.isEmpty ? "+\(record.callee)" : record.customer)
  }
}
