package import Campaigns

/// One line of the audit: what somebody did, or what was refused to somebody.
package struct AuditEntry: Sendable, Equatable {
  package var at: Instant
  /// A user, or `daemon`.
  package var who: String
  /// In kebab case: `campaign-paused`.
  package var what: String
  /// An object.
  package var detail: JSON
  package init(at: Instant, who: String, what: String, detail: JSON = .object([])) {
    self.at = at
    self.who = who
    self.what = what
    self.detail = detail
  }
}

/// A person's confirmation of international calls (G5), as the store keeps it.
package struct ConfirmationGrant: Sendable, Equatable {
  package var campaign: String
  /// ISO 3166 alpha-2.
  package var country: String
  /// What it binds: a digest of what is said, to whom, from where and for how much.
  package var digest: String
  package var grantedBy: String
  package var grantedAt: Instant
  package var expiresAt: Instant
  package var maxCalls: Int?
  package var maxSpend: Money?
  package init(
    campaign: String, country: String, digest: String, grantedBy: String, grantedAt: Instant, expiresAt: Instant,
    maxCalls: Int? = nil, maxSpend: Money? = nil
  ) {
    self.campaign = campaign
    self.country = country
    self.digest = digest
    self.grantedBy = grantedBy
    self.grantedAt = grantedAt
    self.expiresAt = expiresAt
    self.maxCalls = maxCalls
    self.maxSpend = maxSpend
  }
}

/// A pause that is in force. A campaign has at most one; a second replaces the first.
package struct Pause: Sendable, Equatable {
  /// nil: all campaigns.
  package var campaign: String?
  package var by: String
  package var reason: String
  package var since: Instant
  /// nil: until somebody resumes.
  package var until: Instant?
  package init(campaign: String?, by: String, reason: String, since: Instant, until: Instant? = nil) {
    self.campaign = campaign
    self.by = by
    self.reason = reason
    self.since = since
    self.until = until
  }
}

/// What a turn does to the pauses.
package enum PauseChange: Sendable, Equatable {
  case pause(Pause)
  /// nil: the pause of all campaigns.
  case resume(campaign: String?)
}

/// Somebody who is not called again.
package struct Suppression: Sendable, Equatable {
  package enum Subject: Sendable, Equatable {
    /// E.164 without the plus sign.
    case number(Int64)
    /// A customer's id.
    case customer(String)
  }
  package var subject: Subject
  package var list: String
  package var addedAt: Instant
  package var by: String
  package init(subject: Subject, list: String, addedAt: Instant, by: String) {
    self.subject = subject
    self.list = list
    self.addedAt = addedAt
    self.by = by
  }
}

/// Money of attempts, as the ledger in the store has it.
package struct Spending: Sendable, Equatable {
  package var settled: Money
  package var reserved: Money
  package init(settled: Money, reserved: Money) {
    self.settled = settled
    self.reserved = reserved
  }
}

/// Whom a search for customers names.
package enum CustomerSubject: Sendable, Equatable {
  case id(String)
  /// E.164 without the plus sign.
  case number(Int64)
}

/// One content of a campaign file, as it was loaded.
package struct RevisionRecord: Sendable, Equatable {
  package var campaign: String
  /// 64 hex digits.
  package var hash: String
  package var firstSeen: Instant
  package init(campaign: String, hash: String, firstSeen: Instant) {
    self.campaign = campaign
    self.hash = hash
    self.firstSeen = firstSeen
  }
}
