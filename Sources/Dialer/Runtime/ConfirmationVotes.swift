import ActivityStore
import Campaigns
import Engine

/// Confirmations by single people, and what they come to together.
enum ConfirmationVotes {
  /// What holds: for a campaign, country and digest, once as many people as are required have confirmed it. The
  /// strictest of their terms count; of more people than are needed, those whose confirmation lasts longest.
  static func inForce(_ grants: [ConfirmationGrant], required: Int) -> [Confirmation] {
    var all: [Confirmation] = []
    var rest = grants[...]
    while let first = rest.first {
      let same = rest.prefix {
        $0.campaign == first.campaign && $0.country == first.country && $0.digest == first.digest
      }
      rest = rest.dropFirst(same.count)
      if let confirmation = together(Array(same), required: required) { all.append(confirmation) }
    }
    return all.sorted { $0.grantedAt < $1.grantedAt }
  }

  /// - Parameter grants: of one campaign, country and digest; each person once.
  private static func together(_ grants: [ConfirmationGrant], required: Int) -> Confirmation? {
    guard grants.count >= required, let first = grants.first else { return nil }
    let counted = grants.sorted { ($1.expiresAt, $0.grantedBy) < ($0.expiresAt, $1.grantedBy) }.prefix(required)
    return Confirmation(
      campaign: first.campaign, country: first.country, digest: first.digest,
      grantedAt: counted.map(\.grantedAt).max() ?? first.grantedAt,
      expiresAt: counted.map(\.expiresAt).min() ?? first.expiresAt, maxCalls: counted.compactMap(\.maxCalls).min(),
      maxSpend: counted.compactMap(\.maxSpend).min())
  }
}
