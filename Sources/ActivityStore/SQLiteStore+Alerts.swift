internal import Campaigns

// Conditions that stand, and the outbox of the alert webhook.

extension SQLiteStore {
  func write(alerts turn: StoreTurn) throws(StoreError) {
    for change in turn.conditions { try write(change) }
    for alert in turn.alerts {
      try connection.statement("INSERT INTO alerts (queued_at, body) VALUES (?, ?)")
        .run([.integer(alert.queuedAt.microseconds), .text(alert.body)])
    }
  }

  private func write(_ change: ConditionChange) throws(StoreError) {
    switch change {
    case .raised(let code, let subject, let since):
      try connection.statement(
        "INSERT OR REPLACE INTO conditions (code, subject, since, cleared_at) VALUES (?, ?, ?, NULL)"
      ).run([.text(code), .text(subject), .integer(since.microseconds)])
    case .cleared(let code, let subject, let at, keep: true):
      try connection.statement("UPDATE conditions SET cleared_at = ? WHERE code = ? AND subject = ?")
        .run([.integer(at.microseconds), .text(code), .text(subject)])
    case .cleared(let code, let subject, _, keep: false):
      try connection.statement("DELETE FROM conditions WHERE code = ? AND subject = ?")
        .run([.text(code), .text(subject)])
    }
  }

  package func conditions() throws(StoreError) -> [ConditionRecord] {
    enter()
    defer { leave() }
    let row = try connection.statement("SELECT code, subject, since, cleared_at FROM conditions ORDER BY code, subject")
    var all: [ConditionRecord] = []
    try row.forEach { () throws(StoreError) in
      all.append(
        ConditionRecord(
          code: row.text(0), subject: row.text(1), since: Instant(microseconds: row.integer(2)),
          clearedAt: row.optionalInteger(3).map { Instant(microseconds: $0) }))
    }
    return all
  }

  package func nextAlert() throws(StoreError) -> QueuedAlert? {
    enter()
    defer { leave() }
    let row = try connection.statement("SELECT id, queued_at, body FROM alerts ORDER BY id LIMIT 1")
    return try row.first { () throws(StoreError) in
      QueuedAlert(id: row.integer(0), queuedAt: Instant(microseconds: row.integer(1)), body: row.text(2))
    }
  }

  package func removeAlert(_ id: Int64) throws(StoreError) {
    enter()
    defer { leave() }
    try connection.transaction { () throws(StoreError) in
      try connection.statement("DELETE FROM alerts WHERE id = ?").run([.integer(id)])
    }
  }
}
