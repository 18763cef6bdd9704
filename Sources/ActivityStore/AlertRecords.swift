package import Campaigns

/// A condition as the store keeps it, so that a restart neither forgets since when it stands nor raises it twice.
package struct ConditionRecord: Sendable, Equatable {
  package var code: String
  /// With the code its identity; empty where a code stands once at most.
  package var subject: String
  package var since: Instant
  /// When it ceased; nil while it stands.
  package var clearedAt: Instant?
  package init(code: String, subject: String, since: Instant, clearedAt: Instant? = nil) {
    self.code = code
    self.subject = subject
    self.since = since
    self.clearedAt = clearedAt
  }
}

/// What a turn does to the conditions.
package enum ConditionChange: Sendable, Equatable {
  case raised(code: String, subject: String, since: Instant)
  /// - `keep`: the row stays, so that it is never raised again.
  case cleared(code: String, subject: String, at: Instant, keep: Bool)
}

/// One message of the alert webhook that is not delivered yet.
package struct QueuedAlert: Sendable, Equatable {
  package var id: Int64
  /// By the wall's clock.
  package var queuedAt: Instant
  /// JSON.
  package var body: String
}

/// A message to put into the outbox.
package struct NewAlert: Sendable, Equatable {
  /// By the wall's clock.
  package var queuedAt: Instant
  /// JSON.
  package var body: String
  package init(queuedAt: Instant, body: String) {
    self.queuedAt = queuedAt
    self.body = body
  }
}
