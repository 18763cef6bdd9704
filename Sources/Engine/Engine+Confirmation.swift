import Campaigns

/// International confirmations: what is shown before one is given, and what giving and taking back changes (G5).
extension Engine {
  /// What the calls of a campaign to one country could come to.
  package struct Scope: Sendable, Equatable {
    /// Customers of the segment with a number there who can still be called.
    package var customers: Int
    /// Calls that the attempts left to them allow.
    package var calls: Int
    package var worstCase: Money
  }

  /// Countries that wait for a confirmation in a campaign, by code; customers who cannot be called are not counted.
  package func confirmable(campaign c: Int) -> [(country: String, scope: Scope)] {
    var scopes = [Scope](repeating: Scope(customers: 0, calls: 0, worstCase: .zero), count: world.countries.count)
    for entry in campaigns[c].place.indices where campaigns[c].has(Mark.selected, entry) {
      guard campaigns[c].place[entry] != .done, world.segments[c].refusal[entry] == 0 else { continue }
      var seen: Set<Int> = []
      for (line, calls) in callsLeft(c, entry) {
        let country = Int(world.people.country[line])
        guard world.needsConfirmation[country] else { continue }
        let each = worstCase(c, rateClass: Int(world.people.rateClass[line]))
        if seen.insert(country).inserted { scopes[country].customers += 1 }
        scopes[country].calls += calls
        scopes[country].worstCase += Money(micros: each.micros * Int64(calls))
      }
    }
    return world.countries.indices.filter { scopes[$0].customers > 0 }
      .map { (world.countries[$0], scopes[$0]) }.sorted { $0.0 < $1.0 }
  }

  /// A confirmation counts when it binds what the campaign says and whom it calls now.
  mutating func confirm(_ confirmation: Confirmation) {
    guard let c = world.campaigns.firstIndex(where: { $0.id == confirmation.campaign }),
      world.campaigns[c].confirmableDigest == confirmation.digest,
      let country = world.countries.firstIndex(of: confirmation.country)
    else { return }
    international.grant(.init(campaign: c, country: country), confirmation)
    refreshHolds(c)
  }

  /// Nobody may call there any more: what is queued or rings is cancelled, calls in progress go on.
  mutating func revoke(_ id: String, country code: String?, into effects: inout [Effect]) {
    guard let c = world.campaigns.firstIndex(where: { $0.id == id }) else { return }
    for country in world.countries.indices
    where world.needsConfirmation[country] && (code == nil || world.countries[country] == code) {
      international.revoke(.init(campaign: c, country: country))
      for key in attempts.keys.sorted() {
        if let call = attempts[key], call.intent.campaign == c, call.country == country {
          withdraw(key, into: &effects)
        }
      }
    }
    refreshHolds(c)
  }
}
