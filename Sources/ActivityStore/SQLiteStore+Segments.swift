// Seats of `segment.limit`, and segments that were fixed at their campaign's first start.

internal import Campaigns

/// Customers of one campaign, by their rows.
package struct StoredSegment: Sendable, Equatable {
  package var campaign: String
  /// Rows of the customers, from 0.
  package var rows: [Int32]
  package init(campaign: String, rows: [Int32]) {
    self.campaign = campaign
    self.rows = rows
  }
}

extension SQLiteStore {
  func write(segments turn: StoreTurn) throws(StoreError) {
    for one in turn.seats {
      for row in one.rows {
        try connection.statement("INSERT OR IGNORE INTO seats (campaign, row) VALUES (?, ?)")
          .run([.text(one.campaign), .integer(Int64(row))])
      }
    }
    for one in turn.fixedSegments {
      try connection.statement("INSERT OR IGNORE INTO fixed_segments (campaign, at) VALUES (?, ?)")
        .run([.text(one.campaign), .integer(turn.at.microseconds)])
      // The first start alone fixes it.
      guard connection.changes == 1 else { continue }
      for row in one.rows {
        try connection.statement("INSERT INTO fixed_members (campaign, row) VALUES (?, ?)")
          .run([.text(one.campaign), .integer(Int64(row))])
      }
    }
  }

  package func seats() throws(StoreError) -> [StoredSegment] {
    enter()
    defer { leave() }
    return try segments("SELECT campaign, row FROM seats ORDER BY campaign, row")
  }

  package func fixedSegments() throws(StoreError) -> [StoredSegment] {
    enter()
    defer { leave() }
    return try segments(
      """
      SELECT fixed_segments.campaign, row FROM fixed_segments
      LEFT JOIN fixed_members ON fixed_members.campaign = fixed_segments.campaign ORDER BY 1, 2
      """)
  }

  private func segments(_ query: StaticString) throws(StoreError) -> [StoredSegment] {
    let row = try connection.statement(query)
    var all: [StoredSegment] = []
    try row.forEach { () throws(StoreError) in
      if all.last?.campaign != row.text(0) { all.append(StoredSegment(campaign: row.text(0), rows: [])) }
      if let member = row.optionalInteger(1) { all[all.count - 1].rows.append(Int32(clamping: member)) }
    }
    return all
  }
}
