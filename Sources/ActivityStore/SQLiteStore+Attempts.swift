internal import Campaigns
package import Engine

// Reading attempts back: what recovery, status and Activities start from.

extension SQLiteStore {
  /// The columns of an attempt in the order in which `attempt(from:at:)` reads them.
  static let attemptColumns = """
    attempts.key, attempts.attempt_id, attempts.kind, attempts.campaign, attempts.revision, attempts.customer,
    attempts.matter, attempts.attempt, attempts.transmission, attempts.state, attempts.callee, attempts.caller_id,
    attempts.scheduled_at, attempts.at, attempts.not_after, attempts.ring_timeout, attempts.max_duration, attempts.sid,
    attempts.ended_at, attempts.disposition, attempts.error_code, attempts.duration, attempts.answered_by,
    attempts.reserved, attempts.settled, attempts.price, attempts.time_zones, attempts.decision
    """

  package func forEachAttempt(_ body: (AttemptRecord) -> Void) throws(StoreError) {
    enter()
    defer { leave() }
    let statement = try connection.temporaryStatement(
      "SELECT \(SQLiteStore.attemptColumns) FROM attempts ORDER BY key")
    try statement.forEach { () throws(StoreError) in body(try attempt(from: statement, at: 0)) }
  }

  /// One transmission; nil when there is none of this key.
  package func attempt(_ key: AttemptKey) throws(StoreError) -> AttemptRecord? {
    enter()
    defer { leave() }
    let statement = try connection.temporaryStatement(
      "SELECT \(SQLiteStore.attemptColumns) FROM attempts WHERE key = ?")
    return try statement.first([.integer(key)]) { () throws(StoreError) in try attempt(from: statement, at: 0) }
  }

  package func maxAttemptKey() throws(StoreError) -> AttemptKey {
    enter()
    defer { leave() }
    return try connection.integer("SELECT max(key) FROM attempts") ?? 0
  }

  package func spending(campaign: String?) throws(StoreError) -> Spending {
    enter()
    defer { leave() }
    let statement = try connection.statement(
      """
      SELECT (SELECT total(settled) FROM attempts WHERE ?1 IS NULL OR campaign = ?1),
             (SELECT total(amount) FROM reservations WHERE ?1 IS NULL OR campaign = ?1)
      """)
    let found = try statement.first([.optional(campaign)]) { () throws(StoreError) in
      Spending(settled: Money(micros: statement.integer(0)), reserved: Money(micros: statement.integer(1)))
    }
    return found ?? Spending(settled: .zero, reserved: .zero)
  }

  /// The attempt whose columns begin at `first`.
  func attempt(from row: Statement, at first: Int32) throws(StoreError) -> AttemptRecord {
    guard let kind = AttemptKind(rawValue: row.text(first + 2)),
      let state = AttemptState(rawValue: row.text(first + 9)),
      let zones = row.withText(first + 26, FieldsText.decode)
    else { throw .corrupt(path: path, detail: "attempt \(row.integer(first)) cannot be read") }
    var record = AttemptRecord(
      key: row.integer(first), kind: kind, campaign: row.text(first + 3), revision: row.text(first + 4),
      customer: row.text(first + 5), matter: row.text(first + 6), attempt: Int(row.integer(first + 7)),
      transmission: Int(row.integer(first + 8)), callee: row.integer(first + 10), callerID: row.integer(first + 11),
      scheduledAt: Instant(microseconds: row.integer(first + 12)), at: Instant(microseconds: row.integer(first + 13)),
      notAfter: Instant(microseconds: row.integer(first + 14)),
      ringTimeout: Interval(microseconds: row.integer(first + 15)),
      maxDuration: Interval(microseconds: row.integer(first + 16)), reserved: Money(micros: row.integer(first + 23)),
      timeZones: zones.compactMap { $0 }, decision: row.text(first + 27))
    record.attemptID = row.text(first + 1)
    record.state = state
    record.sid = row.optionalText(first + 17)
    record.endedAt = row.optionalInteger(first + 18).map { Instant(microseconds: $0) }
    record.errorCode = row.optionalInteger(first + 20).map { Int($0) }
    record.duration = row.optionalInteger(first + 21).map { Int($0) }
    record.answeredBy = row.optionalText(first + 22)
    record.settled = row.optionalInteger(first + 24).map { Money(micros: $0) }
    record.price = row.optionalInteger(first + 25).map { Money(micros: $0) }
    if let text = row.optionalText(first + 19) {
      guard let disposition = Disposition(rawValue: text) else {
        throw .corrupt(path: path, detail: "attempt \(record.key) ended as \(text)")
      }
      record.disposition = disposition
    }
    return record
  }

  // MARK: - Activities

  package func forEachActivity(where filter: ActivityFilter, _ body: (Activity) -> Void) throws(StoreError) {
    enter()
    defer { leave() }
    let statement = try connection.temporaryStatement(
      """
      SELECT activities.id, subject, description, recording_url, created_by, outcome, transferred_to, currency, purpose,
        on_behalf_of, \(SQLiteStore.attemptColumns)
      FROM activities JOIN attempts ON attempts.key = activities.attempt
      WHERE (?1 IS NULL OR campaign = ?1) AND (?2 IS NULL OR customer = ?2) AND (?3 IS NULL OR at >= ?3)
        AND (?4 IS NULL OR at < ?4) AND (?5 IS NULL OR (activities.ended_at IS NULL) = ?5)
        AND activities.id > ?6
      ORDER BY activities.id LIMIT ?7
      """)
    let values: [SQLValue] = [
      .optional(filter.campaign), .optional(filter.customer), .optional(filter.from?.microseconds),
      .optional(filter.until?.microseconds), .optional(filter.open.map { $0 ? Int64(1) : 0 }),
      .integer(filter.afterID ?? 0), .integer(filter.limit ?? -1),
    ]
    try statement.forEach(values) { () throws(StoreError) in
      body(
        Activity(
          id: statement.integer(0), subject: statement.text(1), description: statement.optionalText(2),
          recordingURL: statement.optionalText(3), createdBy: statement.text(4), outcome: statement.optionalText(5),
          transferredTo: statement.optionalText(6), currency: statement.optionalText(7),
          purpose: statement.optionalText(8), onBehalfOf: statement.optionalText(9),
          attempt: try attempt(from: statement, at: 10)))
    }
  }
}
