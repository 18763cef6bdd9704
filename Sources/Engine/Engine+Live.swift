import Campaigns

/// What the drivers ask about attempts that are not over.
extension Engine {
  package func intent(of key: AttemptKey) -> Intent? { attempts[key]?.intent }

  /// Whether its request may be under way: neither placed nor quarantined.
  package func isDialing(_ key: AttemptKey) -> Bool {
    attempts[key].map { $0.state == .dialing || $0.state == .committing } ?? false
  }

  /// What the carrier last said of the attempt's call; nil before it said anything, or when the attempt is over.
  package func carrierStatus(of key: AttemptKey) -> CallReport.Status? {
    guard let call = attempts[key], call.state == .placed else { return nil }
    return CallReport.Status.allCases.first { $0.order == call.statusOrder }
  }

  package func sid(of key: AttemptKey) -> String? { attempts[key]?.sid }

  /// Calls that are placed and still wait in the carrier's queue or ring, with what the carrier calls them: what a
  /// stopping process withdraws.
  package var unansweredCalls: [(key: AttemptKey, sid: String)] {
    attempts.keys.sorted().compactMap { key in
      guard let call = attempts[key], call.state == .placed, call.statusOrder < 1, let sid = call.sid else {
        return nil
      }
      return (key, sid)
    }
  }
}
