package import Campaigns

// What people decided: confirmations, pauses, suppressions, revisions, and the audit of it all.

extension SQLiteStore {
  func write(decisions turn: StoreTurn) throws(StoreError) {
    for confirmation in turn.confirmations { try write(confirmation) }
    try write(stops: turn.stops)
    for change in turn.pauses { try write(change, at: turn.at) }
    for suppression in turn.suppressions { try write(suppression) }
    try write(lists: turn)
    try write(alerts: turn)
    try write(guarded: turn)
    try write(segments: turn)
    for entry in turn.audits { try append(entry) }
  }

  private func write(_ grant: ConfirmationGrant) throws(StoreError) {
    try connection.statement(
      """
      INSERT INTO confirmations (campaign, country, digest, granted_by, granted_at, expires_at, max_calls, max_spend)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (campaign, country, digest, granted_by)
      DO UPDATE SET granted_at = excluded.granted_at, expires_at = excluded.expires_at,
        max_calls = excluded.max_calls, max_spend = excluded.max_spend
      """
    ).run([
      .text(grant.campaign), .text(grant.country), .text(grant.digest), .text(grant.grantedBy),
      .integer(grant.grantedAt.microseconds), .integer(grant.expiresAt.microseconds), .optional(grant.maxCalls),
      .optional(grant.maxSpend?.micros),
    ])
  }

  private func write(_ change: PauseChange, at now: Instant) throws(StoreError) {
    switch change {
    case .pause(let pause):
      try connection.statement(
        "INSERT OR REPLACE INTO pauses (campaign, paused_by, reason, since, until) VALUES (?, ?, ?, ?, ?)"
      ).run([
        .text(pause.campaign ?? ""), .text(pause.by), .text(pause.reason), .integer(pause.since.microseconds),
        .optional(pause.until?.microseconds),
      ])
    case .resume(let campaign):
      try connection.statement("DELETE FROM pauses WHERE campaign = ?").run([.text(campaign ?? "")])
      try resumeStopped(campaign, at: now)
    }
  }

  /// A suppression that stands already keeps its first date.
  private func write(_ suppression: Suppression) throws(StoreError) {
    if try keepHashed(suppression) { return }
    var number: Int64?
    var customer: String?
    switch suppression.subject {
    case .number(let e164): number = e164
    case .customer(let id): customer = id
    }
    try connection.statement(
      """
      INSERT INTO suppressions (number, customer, list, added_at, added_by) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """
    ).run([
      .optional(number), .optional(customer), .text(suppression.list), .integer(suppression.addedAt.microseconds),
      .text(suppression.by),
    ])
  }

  // MARK: - Reading

  package func confirmations() throws(StoreError) -> [ConfirmationGrant] {
    enter()
    defer { leave() }
    let row = try connection.statement(
      """
      SELECT campaign, country, digest, granted_by, granted_at, expires_at, max_calls, max_spend
      FROM confirmations ORDER BY campaign, country, digest, granted_by
      """)
    var all: [ConfirmationGrant] = []
    try row.forEach { () throws(StoreError) in
      all.append(
        ConfirmationGrant(
          campaign: row.text(0), country: row.text(1), digest: row.text(2), grantedBy: row.text(3),
          grantedAt: Instant(microseconds: row.integer(4)), expiresAt: Instant(microseconds: row.integer(5)),
          maxCalls: row.optionalInteger(6).map { Int($0) },
          maxSpend: row.optionalInteger(7).map { Money(micros: $0) }))
    }
    return all
  }

  package func pauses() throws(StoreError) -> [Pause] {
    enter()
    defer { leave() }
    let row = try connection.statement("SELECT campaign, paused_by, reason, since, until FROM pauses ORDER BY campaign")
    var all: [Pause] = []
    try row.forEach { () throws(StoreError) in
      let campaign = row.text(0)
      all.append(
        Pause(
          campaign: campaign.isEmpty ? nil : campaign, by: row.text(1), reason: row.text(2),
          since: Instant(microseconds: row.integer(3)),
          until: row.optionalInteger(4).map { Instant(microseconds: $0) }))
    }
    return all
  }

  package func suppressions() throws(StoreError) -> [Suppression] {
    enter()
    defer { leave() }
    let row = try connection.statement(
      "SELECT number, customer, list, added_at, added_by FROM suppressions ORDER BY rowid")
    var all: [Suppression] = []
    try row.forEach { () throws(StoreError) in
      let number = row.optionalInteger(0)
      all.append(
        Suppression(
          subject: number.map { .number($0) } ?? .customer(row.text(1)), list: row.text(2),
          addedAt: Instant(microseconds: row.integer(3)), by: row.text(4)))
    }
    return all
  }

  package func forEachAudit(_ body: (AuditEntry) -> Void) throws(StoreError) {
    enter()
    defer { leave() }
    let row = try connection.temporaryStatement("SELECT at, who, what, detail, seq FROM audit ORDER BY seq")
    try row.forEach { () throws(StoreError) in
      guard let detail = try? JSON.parse(row.text(3)) else {
        throw .corrupt(path: path, detail: "line \(row.integer(4)) of the audit is no JSON")
      }
      body(
        AuditEntry(at: Instant(microseconds: row.integer(0)), who: row.text(1), what: row.text(2), detail: detail))
    }
  }

  // MARK: - Revisions

  package func recordRevision(
    campaign: String, hash: String, text: String, purpose: String?, onBehalfOf: String?, at now: Instant
  ) throws(StoreError) {
    enter()
    defer { leave() }
    try connection.transaction { () throws(StoreError) in
      try connection.statement(
        """
        INSERT INTO campaigns (id, revision, first_seen) VALUES (?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET revision = excluded.revision
        """
      ).run([.text(campaign), .text(hash), .integer(now.microseconds)])
      try connection.statement(
        """
        INSERT INTO revisions (campaign, hash, text, purpose, on_behalf_of, first_seen) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """
      ).run([
        .text(campaign), .text(hash), .text(text), .optional(purpose), .optional(onBehalfOf),
        .integer(now.microseconds),
      ])
    }
  }

  package func revisionText(campaign: String, hash: String) throws(StoreError) -> String? {
    enter()
    defer { leave() }
    let row = try connection.statement("SELECT text FROM revisions WHERE campaign = ? AND hash = ?")
    return try row.first([.text(campaign), .text(hash)]) { () throws(StoreError) in row.text(0) }
  }
}
