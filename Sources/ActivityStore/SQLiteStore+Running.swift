// The set of campaigns that was loaded last, and what people decided about it.

internal import Campaigns

extension SQLiteStore {
  func write(guarded turn: StoreTurn) throws(StoreError) {
    for approval in turn.approvals {
      try connection.statement(
        "INSERT OR REPLACE INTO approvals (campaign, revision, kind, approved_by, at) VALUES (?, ?, ?, ?, ?)"
      ).run([
        .text(approval.campaign), .text(approval.revision), .text(approval.kind.rawValue), .text(approval.by),
        .integer(approval.at.microseconds),
      ])
      try connection.statement("UPDATE running SET refused = NULL WHERE campaign = ? AND refused = ?")
        .run([.text(approval.campaign), .text(approval.revision)])
    }
    for one in turn.running { try write(one) }
  }

  private func write(_ one: RunningCampaign) throws(StoreError) {
    try connection.statement(
      "INSERT OR REPLACE INTO running (campaign, revision, previous, refused, guarded) VALUES (?, ?, ?, ?, ?)"
    ).run([
      .text(one.campaign), .text(one.revision), .optional(one.previous), .optional(one.refused),
      .integer(one.guarded ? 1 : 0),
    ])
  }

  package func recordRunning(_ campaigns: [RunningCampaign]) throws(StoreError) {
    enter()
    defer { leave() }
    try connection.transaction { () throws(StoreError) in
      try connection.statement("DELETE FROM running").run()
      for one in campaigns { try write(one) }
    }
  }

  package func runningCampaigns() throws(StoreError) -> [RunningCampaign] {
    enter()
    defer { leave() }
    let row = try connection.statement(
      "SELECT campaign, revision, previous, refused, guarded FROM running ORDER BY campaign")
    var all: [RunningCampaign] = []
    try row.forEach { () throws(StoreError) in
      all.append(
        RunningCampaign(
          campaign: row.text(0), revision: row.text(1), previous: row.optionalText(2), refused: row.optionalText(3),
          guarded: row.integer(4) != 0))
    }
    return all
  }

  package func approvals() throws(StoreError) -> [ApprovalRecord] {
    enter()
    defer { leave() }
    let row = try connection.statement(
      "SELECT campaign, revision, kind, approved_by, at FROM approvals ORDER BY campaign, revision, kind")
    var all: [ApprovalRecord] = []
    try row.forEach { () throws(StoreError) in
      guard let kind = ApprovalRecord.Kind(rawValue: row.text(2)) else {
        throw .corrupt(path: path, detail: "\(row.text(0)) has an approval of the kind \(row.text(2))")
      }
      all.append(
        ApprovalRecord(
          campaign: row.text(0), revision: row.text(1), kind: kind, by: row.text(3),
          at: Instant(microseconds: row.integer(4))))
    }
    return all
  }
}
