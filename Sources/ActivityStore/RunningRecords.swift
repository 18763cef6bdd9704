package import Campaigns

/// One campaign of the set that was loaded last.
package struct RunningCampaign: Sendable, Equatable {
  package var campaign: String
  /// The revision that may call; the key of its text: `Store.revisionText`.
  package var revision: String
  /// The revision before; nil: there is none to go back to.
  package var previous: String?
  /// The file's revision that somebody rolled back: it does not run until it is approved, or the file changes.
  package var refused: String?
  /// Whether `change_guard` let the revision run; what ran on a loopback carrier was never asked.
  package var guarded: Bool

  package init(
    campaign: String, revision: String, previous: String? = nil, refused: String? = nil, guarded: Bool = false
  ) {
    self.campaign = campaign
    self.revision = revision
    self.previous = previous
    self.refused = refused
    self.guarded = guarded
  }
}

/// Somebody let a revision of a campaign call.
package struct ApprovalRecord: Sendable, Equatable {
  /// What was approved: the revision itself, or that it goes on after its pilot.
  package enum Kind: String, Sendable { case change, pilot }

  package var campaign: String
  /// 64 hex digits.
  package var revision: String
  package var kind: Kind
  /// The Unix user.
  package var by: String
  package var at: Instant

  package init(campaign: String, revision: String, kind: Kind, by: String, at: Instant) {
    self.campaign = campaign
    self.revision = revision
    self.kind = kind
    self.by = by
    self.at = at
  }
}
