import Campaigns

/// International confirmations and what was used of them, by campaign and country index.
struct ConfirmationBook {
  struct Key: Hashable {
    var campaign: Int
    var country: Int
  }
  /// What one call took of the confirmation in force.
  private struct Use {
    var at: Instant
    var worstCase: Money
  }
  private struct Grant {
    var confirmation: Confirmation?
    /// Rising by instant. Without a confirmation nothing is called; what is kept then is history being replayed.
    var uses: [Use] = []
    var committed = Money.zero
  }
  private var grants: [Key: Grant] = [:]

  /// Puts a confirmation in force. What was called before it was granted does not count against it; what was called at
  /// that very instant does. One that is older than what is in force changes nothing.
  mutating func grant(_ key: Key, _ confirmation: Confirmation) {
    var grant = grants[key] ?? Grant()
    if let inForce = grant.confirmation, inForce.grantedAt > confirmation.grantedAt { return }
    grant.confirmation = confirmation
    grant.uses.removeAll { $0.at < confirmation.grantedAt }
    grant.committed = grant.uses.reduce(.zero) { $0 + $1.worstCase }
    grants[key] = grant
  }

  mutating func use(_ key: Key, _ worstCase: Money, at instant: Instant) {
    grants[key, default: Grant()].uses.append(Use(at: instant, worstCase: worstCase))
    grants[key, default: Grant()].committed += worstCase
  }

  /// Nothing left us: the confirmation is not used by it. A call of an earlier confirmation is not in the count.
  mutating func giveBack(_ key: Key, _ worstCase: Money, at instant: Instant) {
    guard let index = grants[key]?.uses.lastIndex(where: { $0.at == instant && $0.worstCase == worstCase }) else {
      return
    }
    grants[key]?.uses.remove(at: index)
    grants[key]?.committed -= worstCase
  }

  /// Takes a confirmation back.
  mutating func revoke(_ key: Key) { grants[key]?.confirmation = nil }

  /// Whether a call that was counted already may still leave.
  func holds(_ key: Key, at now: Instant) -> Bool { grants[key]?.confirmation.map { $0.expiresAt > now } ?? false }

  /// The confirmation in force, and how many calls and how much money it was used for; nil without one.
  func inForce(_ key: Key) -> (confirmation: Confirmation, calls: Int, committed: Money)? {
    guard let grant = grants[key], let confirmation = grant.confirmation else { return nil }
    return (confirmation, grant.uses.count, grant.committed)
  }

  func refusal(_ key: Key, worstCase: Money, at now: Instant) -> Refusal? {
    guard let grant = grants[key], let confirmation = grant.confirmation else { return Refusal(.needsConfirmation) }
    if confirmation.expiresAt <= now { return Refusal(.confirmationExpired) }
    if let most = confirmation.maxCalls, grant.uses.count >= most { return Refusal(.confirmationUsedUp) }
    if let most = confirmation.maxSpend, grant.committed + worstCase > most { return Refusal(.confirmationUsedUp) }
    return nil
  }
}
