package import Campaigns
package import Engine

/// What may go because it is old. An instant that is nil keeps that kind for ever.
package struct RetentionLimits: Sendable, Equatable {
  /// Activities that ended before this.
  package var activities: Instant?
  /// Decisions of calls that ended before this.
  package var decisions: Instant?
  /// Recordings' addresses of calls that ended before this.
  package var recordings: Instant?
  /// Customers who vanished from their source before this.
  package var customersGone: Instant?
  /// Attempts from here on are kept: a rolling limit or the month's budget counts them.
  package var attemptsFrom: Instant
  /// Campaigns whose attempts are kept whole: their totals and tries go on to count.
  package var campaigns: Set<String>
  package init(
    activities: Instant? = nil, decisions: Instant? = nil, recordings: Instant? = nil, customersGone: Instant? = nil,
    attemptsFrom: Instant, campaigns: Set<String>
  ) {
    self.activities = activities
    self.decisions = decisions
    self.recordings = recordings
    self.customersGone = customersGone
    self.attemptsFrom = attemptsFrom
    self.campaigns = campaigns
  }
}

/// What retention took away.
package struct RetentionCounts: Sendable, Equatable {
  package var activities = 0
  package var attempts = 0
  package var decisions = 0
  package var recordings = 0
  package var customers = 0
  package init() {}

  package var isEmpty: Bool { self == RetentionCounts() }

  package static func += (a: inout RetentionCounts, b: RetentionCounts) {
    a.activities += b.activities
    a.attempts += b.attempts
    a.decisions += b.decisions
    a.recordings += b.recordings
    a.customers += b.customers
  }

  /// As the audit keeps it.
  package var json: JSON {
    .object([
      ("activities", .integer(Int64(activities))), ("attempts", .integer(Int64(attempts))),
      ("decisions", .integer(Int64(decisions))), ("recordings", .integer(Int64(recordings))),
      ("customers", .integer(Int64(customers))),
    ])
  }
}

/// One transaction's part of a day's retention.
package struct RetentionSlice: Sendable, Equatable {
  package var counts: RetentionCounts
  /// Where the next slice begins; nil: every attempt was looked at.
  package var next: AttemptKey?
}
