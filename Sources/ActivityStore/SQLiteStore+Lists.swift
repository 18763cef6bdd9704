internal import Campaigns
internal import Engine

// Suppression lists and their files, confirmations taken back, resolutions of quarantined attempts.

extension SQLiteStore {
  func write(lists turn: StoreTurn) throws(StoreError) {
    for lift in turn.lifts { try write(lift) }
    for file in turn.suppressionFiles { try write(file) }
    for revocation in turn.revocations {
      try connection.statement("DELETE FROM confirmations WHERE campaign = ?1 AND (?2 IS NULL OR country = ?2)")
        .run([.text(revocation.campaign), .optional(revocation.country)])
    }
    for record in turn.resolutions {
      try connection.statement(
        "INSERT OR REPLACE INTO resolutions (attempt, resolution, resolved_by, reason, at) VALUES (?, ?, ?, ?, ?)"
      ).run([
        .integer(record.attempt), .text(record.resolution.rawValue), .text(record.by), .text(record.reason),
        .integer(record.at.microseconds),
      ])
    }
  }

  private func write(_ lift: SuppressionLift) throws(StoreError) {
    try liftHashed(lift)
    switch lift.subject {
    case .number(let e164):
      try connection.statement("DELETE FROM suppressions WHERE list = ? AND number = ?")
        .run([.text(lift.list), .integer(e164)])
    case .customer(let id):
      try connection.statement("DELETE FROM suppressions WHERE list = ? AND customer = ?")
        .run([.text(lift.list), .text(id)])
    }
  }

  private func write(_ file: SuppressionFile) throws(StoreError) {
    try connection.statement(
      "INSERT OR REPLACE INTO suppression_files (list, file, size, modified, imported_at) VALUES (?, ?, ?, ?, ?)"
    ).run([
      .text(file.list), .text(file.file), .integer(file.size), .integer(file.modified.microseconds),
      .integer(file.importedAt.microseconds),
    ])
  }

  package func suppressionFiles() throws(StoreError) -> [SuppressionFile] {
    enter()
    defer { leave() }
    let row = try connection.statement(
      "SELECT list, file, size, modified, imported_at FROM suppression_files ORDER BY list, file")
    var all: [SuppressionFile] = []
    try row.forEach { () throws(StoreError) in
      all.append(
        SuppressionFile(
          list: row.text(0), file: row.text(1), size: row.integer(2),
          modified: Instant(microseconds: row.integer(3)), importedAt: Instant(microseconds: row.integer(4))))
    }
    return all
  }

  package func resolutions() throws(StoreError) -> [ResolutionRecord] {
    enter()
    defer { leave() }
    let row = try connection.statement(
      "SELECT attempt, resolution, resolved_by, reason, at FROM resolutions ORDER BY attempt")
    var all: [ResolutionRecord] = []
    try row.forEach { () throws(StoreError) in
      guard let resolution = Resolution(rawValue: row.text(1)) else {
        throw .corrupt(path: path, detail: "attempt \(row.integer(0)) was resolved as \(row.text(1))")
      }
      all.append(
        ResolutionRecord(
          attempt: row.integer(0), resolution: resolution, by: row.text(2), reason: row.text(3),
          at: Instant(microseconds: row.integer(4))))
    }
    return all
  }
}
