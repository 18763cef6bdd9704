package import Campaigns

/// How often the carrier said one error code.
package struct ErrorCount: Sendable, Equatable {
  package var code: Int
  package var count: Int64
  /// When the newest of these requests left.
  package var lastSeen: Instant
  /// The newest attempt with the code: 32 hexadecimal digits.
  package var example: String
}

extension SQLiteStore {
  /// The carrier's error codes since an instant (nil: ever), the most frequent first, then by code.
  package func errorCounts(since: Instant?) throws(StoreError) -> [ErrorCount] {
    enter()
    defer { leave() }
    // A bare column beside max() is of the row that has the maximum.
    let row = try connection.statement(
      """
      SELECT error_code, count(*), max(at), attempt_id FROM attempts
      WHERE error_code IS NOT NULL AND (?1 IS NULL OR at >= ?1)
      GROUP BY error_code ORDER BY count(*) DESC, error_code
      """)
    var counts: [ErrorCount] = []
    try row.forEach([.optional(since?.microseconds)]) { () throws(StoreError) in
      counts.append(
        ErrorCount(
          code: Int(row.integer(0)), count: row.integer(1), lastSeen: Instant(microseconds: row.integer(2)),
          example: row.text(3)))
    }
    return counts
  }
}
