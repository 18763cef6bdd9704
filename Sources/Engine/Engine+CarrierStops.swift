import Campaigns

/// What stops calls until somebody says that they may go on: refusals of the carrier, and a store that was rolled back.
package struct CarrierStops: Sendable {
  var account: String?
  var isRolledBack: Bool
  /// What the carrier said, by ISO 3166 alpha-2.
  var countries: [String: String]
  /// By E.164 digits.
  var callerIDs: [Int64: String]
  /// By campaign id.
  var campaigns: [String: String]
}

extension Engine {
  /// What an engine that is built anew takes over from the one before it, unless somebody lets the calls go on.
  package var stops: CarrierStops {
    get {
      var stopped = CarrierStops(
        account: gate.stopped, isRolledBack: gate.rolledBack, countries: [:], callerIDs: [:], campaigns: [:])
      for country in gate.stoppedCountries.sorted() {
        stopped.countries[world.countries[country]] = gate.saidOfCountry[country] ?? ""
      }
      for callerID in gate.stoppedCallerIDs.sorted() {
        stopped.callerIDs[callerID] = gate.saidOfCallerID[callerID] ?? ""
      }
      for c in campaigns.indices { stopped.campaigns[world.campaigns[c].id] = campaigns[c].stopped }
      return stopped
    }
    set {
      gate.stopped = newValue.account
      gate.rolledBack = newValue.isRolledBack
      gate.stoppedCountries = Set(world.countries.indices.filter { newValue.countries[world.countries[$0]] != nil })
      gate.saidOfCountry = [:]
      for country in gate.stoppedCountries.sorted() {
        gate.saidOfCountry[country] = newValue.countries[world.countries[country]]
      }
      gate.stoppedCallerIDs = Set(newValue.callerIDs.keys)
      gate.saidOfCallerID = newValue.callerIDs
      for c in campaigns.indices {
        campaigns[c].stopped = newValue.campaigns[world.campaigns[c].id]
        reassignCallerIDs(c)
        refreshHolds(c)
      }
    }
  }
}
