package import Campaigns

/// The right to send one create-call request, for an intent that is on disk. It is spent exactly once: by placing the
/// call or by withdrawing it. The unique row in the store stops two permits for one attempt; this type stops one
/// permit from being used twice (G1).
package struct DialPermit: ~Copyable {
  package let key: AttemptKey
  /// The attempt's random id, for the status callback.
  package let attemptID: String

  fileprivate init(key: AttemptKey, attemptID: String) {
    self.key = key
    self.attemptID = attemptID
  }

  deinit { preconditionFailure("a dial permit was dropped: place the call or withdraw it") }

  /// Gives up the right: no request leaves. The caller records the attempt as `unsent`.
  package consuming func withdraw() -> AttemptKey {
    let key = key
    discard self
    return key
  }

  /// Uses up the right: the caller sends the one request now.
  package consuming func spend() -> (key: AttemptKey, attemptID: String) {
    let result = (key, attemptID)
    discard self
    return result
  }
}

/// What the store's writer answers a commit with: the intents that are on disk now, each handed out once as a permit.
///
/// Only a store's writer makes one (TidyTests holds that).
package struct CommittedIntents: ~Copyable {
  private var waiting: [(key: AttemptKey, attemptID: String)]

  package init(committed: [(key: AttemptKey, attemptID: String)]) { waiting = committed.reversed() }

  /// How many permits have not been handed out.
  package var count: Int { waiting.count }

  /// The next permit, in the order of the transaction; nil when all were handed out.
  package mutating func next() -> DialPermit? {
    guard let (key, attemptID) = waiting.popLast() else { return nil }
    return DialPermit(key: key, attemptID: attemptID)
  }
}
