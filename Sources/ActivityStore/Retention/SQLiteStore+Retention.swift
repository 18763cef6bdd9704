package import Campaigns
package import Engine

// Retention: what is old goes, in slices, and no total, limit or promise that counts it shrinks.

extension SQLiteStore {
  /// The most rows that one transaction changes.
  static let retentionSlice = 500
  /// The most attempts that one transaction looks at.
  private static let retentionReach = 20_000

  /// An attempt as retention sees it.
  private struct OldAttempt {
    var key: AttemptKey
    /// When it ended; when it left, for what was not sent.
    var age: Instant
    var at: Instant
    var campaign: String
    var isOver: Bool
    var hasDecision: Bool
    /// nil: it has none.
    var activityIsOver: Bool?
    var hasRecording: Bool
  }

  package func retain(_ limits: RetentionLimits, after key: AttemptKey) throws(StoreError) -> RetentionSlice {
    enter()
    defer { leave() }
    guard let newest = [limits.activities, limits.decisions, limits.recordings].compactMap({ $0 }).max() else {
      return RetentionSlice(counts: RetentionCounts(), next: nil)
    }
    let (old, next) = try attempts(after: key, before: newest)
    let last = try connection.integer("SELECT max(key) FROM attempts") ?? 0
    var slice = RetentionSlice(counts: RetentionCounts(), next: next)
    var changes = 0
    try connection.transaction { () throws(StoreError) in
      try connection.execute("INSERT OR REPLACE INTO meta (name) VALUES ('retention')")
      for attempt in old {
        changes += try retain(attempt, limits, isLast: attempt.key == last, &slice.counts)
        guard changes < SQLiteStore.retentionSlice - 3 else {
          slice.next = attempt.key
          break
        }
      }
      try connection.execute("DELETE FROM meta WHERE name = 'retention'")
    }
    return slice
  }

  /// The next attempts of customers who are not on hold. Keys rise with time, orphans aside, which are found late.
  private func attempts(
    after key: AttemptKey, before newest: Instant
  ) throws(StoreError) -> (old: [OldAttempt], next: AttemptKey?) {
    let row = try connection.statement(
      """
      SELECT attempts.key, coalesce(attempts.ended_at, attempts.at), attempts.at, attempts.campaign,
        attempts.state IN ('ended', 'unsent'), attempts.decision <> '{}', activities.ended_at IS NOT NULL,
        activities.id IS NOT NULL, activities.recording_url IS NOT NULL, attempts.kind = 'orphan',
        EXISTS (SELECT 1 FROM holds WHERE holds.customer = attempts.customer)
      FROM attempts LEFT JOIN activities ON activities.attempt = attempts.key
      WHERE attempts.key > ? ORDER BY attempts.key LIMIT ?
      """)
    var old: [OldAttempt] = []
    var seen = 0
    var last: AttemptKey = 0
    var isPast = false
    try row.forEach([.integer(key), .integer(SQLiteStore.retentionReach)]) { () throws(StoreError) in
      seen += 1
      last = row.integer(0)
      let at = Instant(microseconds: row.integer(2))
      if at >= newest, row.integer(9) == 0 { isPast = true }
      guard !isPast, row.integer(10) == 0 else { return }
      old.append(
        OldAttempt(
          key: last, age: Instant(microseconds: row.integer(1)), at: at, campaign: row.text(3),
          isOver: row.integer(4) == 1, hasDecision: row.integer(5) == 1,
          activityIsOver: row.integer(7) == 1 ? row.integer(6) == 1 : nil, hasRecording: row.integer(8) == 1))
    }
    return (old, seen == SQLiteStore.retentionReach && !isPast ? last : nil)
  }

  /// Takes what is too old of one attempt; how many rows that changed.
  private func retain(
    _ attempt: OldAttempt, _ limits: RetentionLimits, isLast: Bool, _ counts: inout RetentionCounts
  ) throws(StoreError) -> Int {
    guard attempt.isOver else { return 0 }
    var changes = 0
    func isOld(_ cutoff: Instant?) -> Bool { cutoff.map { attempt.age < $0 } ?? false }
    if isOld(limits.activities), attempt.activityIsOver != false {
      if attempt.activityIsOver == true {
        try connection.statement("UPDATE resolutions SET reason = '' WHERE attempt = ?").run([.integer(attempt.key)])
        try connection.statement("DELETE FROM activities WHERE attempt = ?").run([.integer(attempt.key)])
        counts.activities += 1
        changes += 1
      }
      // The newest key stays: keys are never given twice.
      if attempt.at < limits.attemptsFrom, !limits.campaigns.contains(attempt.campaign), !isLast {
        try connection.statement("DELETE FROM resolutions WHERE attempt = ?").run([.integer(attempt.key)])
        try connection.statement("DELETE FROM attempts WHERE key = ?").run([.integer(attempt.key)])
        counts.attempts += 1
        return changes + 1
      }
    } else if isOld(limits.recordings), attempt.hasRecording {
      try connection.statement("UPDATE activities SET recording_url = NULL WHERE attempt = ?")
        .run([.integer(attempt.key)])
      counts.recordings += 1
      changes += 1
    }
    if isOld(limits.decisions), attempt.hasDecision {
      try connection.statement("UPDATE attempts SET decision = '{}' WHERE key = ?").run([.integer(attempt.key)])
      counts.decisions += 1
      changes += 1
    }
    return changes
  }

  // MARK: - Customers

  /// Those whose every row vanished before `cutoff`, by id.
  func goneCustomers(before cutoff: Instant, callsFrom: Instant, most: Int) throws(StoreError) -> [String] {
    let row = try connection.statement(
      """
      SELECT DISTINCT id FROM customers AS gone
      WHERE present = 0 AND erased_at IS NULL AND gone_at < ?1
        AND NOT EXISTS (SELECT 1 FROM customers AS other WHERE other.id = gone.id
          AND (other.present = 1 OR other.gone_at IS NULL OR other.gone_at >= ?1))
        AND NOT EXISTS (SELECT 1 FROM holds WHERE holds.customer = gone.id)
        AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.customer = gone.id
          AND (attempts.at >= ?2 OR attempts.state NOT IN ('ended', 'unsent')))
      ORDER BY id LIMIT ?3
      """)
    var ids: [String] = []
    try row.forEach([.integer(cutoff.microseconds), .integer(callsFrom.microseconds), .integer(most)]) {
      () throws(StoreError) in ids.append(row.text(0))
    }
    return ids
  }

  // MARK: - Days

  package func retentionDay() throws(StoreError) -> String? {
    enter()
    defer { leave() }
    return try connection.text("SELECT text FROM meta WHERE name = 'retention-day'")
  }

  package func finishRetention(day: String, _ counts: RetentionCounts, at now: Instant) throws(StoreError) {
    enter()
    defer { leave() }
    try connection.transaction { () throws(StoreError) in
      try connection.statement("INSERT OR REPLACE INTO meta (name, text) VALUES ('retention-day', ?)")
        .run([.text(day)])
      // Who was gone when the store did not yet note since when is gone from today.
      try connection.statement(
        "UPDATE customers SET gone_at = ? WHERE present = 0 AND gone_at IS NULL AND erased_at IS NULL"
      ).run([.integer(now.microseconds)])
      guard !counts.isEmpty else { return }
      try append(AuditEntry(at: now, who: "daemon", what: "retention-applied", detail: counts.json))
    }
  }
}
