package import Campaigns
package import Engine

/// A subject that comes off one suppression list.
package struct SuppressionLift: Sendable, Equatable {
  package var subject: Suppression.Subject
  package var list: String
  package init(subject: Suppression.Subject, list: String) {
    self.subject = subject
    self.list = list
  }
}

/// A file as it was when its rows were put on a list.
package struct SuppressionFile: Sendable, Equatable {
  package var list: String
  /// As it was named.
  package var file: String
  /// Bytes.
  package var size: Int64
  /// When the file was last changed: the age of the list.
  package var modified: Instant
  package var importedAt: Instant
  package init(list: String, file: String, size: Int64, modified: Instant, importedAt: Instant) {
    self.list = list
    self.file = file
    self.size = size
    self.modified = modified
    self.importedAt = importedAt
  }
}

/// Confirmations that are taken back.
package struct Revocation: Sendable, Equatable {
  package var campaign: String
  /// ISO 3166 alpha-2; nil: every country.
  package var country: String?
  package init(campaign: String, country: String?) {
    self.campaign = campaign
    self.country = country
  }
}

/// What a person said of a quarantined attempt.
package struct ResolutionRecord: Sendable, Equatable {
  package var attempt: AttemptKey
  package var resolution: Resolution
  package var by: String
  package var reason: String
  package var at: Instant
  package init(attempt: AttemptKey, resolution: Resolution, by: String, reason: String, at: Instant) {
    self.attempt = attempt
    self.resolution = resolution
    self.by = by
    self.reason = reason
    self.at = at
  }
}
