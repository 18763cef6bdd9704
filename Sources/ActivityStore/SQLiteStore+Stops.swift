// Campaigns that `stop_when` stopped because too many calls failed.

package import Campaigns

/// A stop by failures, in force until somebody resumes the campaign.
package struct FailureStop: Sendable, Equatable {
  package var campaign: String
  /// How many calls failed, in words.
  package var text: String
  package var stoppedAt: Instant
  /// nil: nobody let the campaign go on.
  package var resumedAt: Instant?
  package init(campaign: String, text: String, stoppedAt: Instant, resumedAt: Instant? = nil) {
    self.campaign = campaign
    self.text = text
    self.stoppedAt = stoppedAt
    self.resumedAt = resumedAt
  }
}

extension SQLiteStore {
  /// A stop that is in force stays as it was.
  func write(stops: [FailureStop]) throws(StoreError) {
    for stop in stops {
      try connection.statement(
        """
        INSERT INTO failure_stops (campaign, text, stopped_at) VALUES (?, ?, ?) ON CONFLICT (campaign)
        DO UPDATE SET text = excluded.text, stopped_at = excluded.stopped_at, resumed_at = NULL
        WHERE resumed_at IS NOT NULL
        """
      ).run([.text(stop.campaign), .text(stop.text), .integer(stop.stoppedAt.microseconds)])
    }
  }

  /// Somebody lets a campaign go on, or all (nil). A clock that was set back does not keep it stopped.
  func resumeStopped(_ campaign: String?, at now: Instant) throws(StoreError) {
    try connection.statement(
      """
      UPDATE failure_stops SET resumed_at = max(?1, stopped_at)
      WHERE resumed_at IS NULL AND (?2 IS NULL OR campaign = ?2)
      """
    ).run([.integer(now.microseconds), .optional(campaign)])
  }

  package func failureStops() throws(StoreError) -> [FailureStop] {
    enter()
    defer { leave() }
    let row = try connection.statement(
      "SELECT campaign, text, stopped_at, resumed_at FROM failure_stops ORDER BY campaign")
    var all: [FailureStop] = []
    try row.forEach { () throws(StoreError) in
      all.append(
        FailureStop(
          campaign: row.text(0), text: row.text(1), stoppedAt: Instant(microseconds: row.integer(2)),
          resumedAt: row.optionalInteger(3).map { Instant(microseconds: $0) }))
    }
    return all
  }
}
