import Campaigns

/// Why a campaign of this world makes no calls, whatever its file says. Attempts that are not over are followed to
/// their end all the same: they hold their slots, and their Activities end (G6).
package enum CampaignHold: String, Sendable, Equatable {
  /// Its file is gone.
  case removed
  /// It is new, and nobody has approved it yet.
  case unapproved

  /// How the gate refuses.
  package var reason: Reason {
    switch self {
    case .removed: .campaignStopped
    case .unapproved: .heldChange
    }
  }
}
