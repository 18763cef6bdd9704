/// An attempt's 128 random bits: what a status callback carries back, unguessable.
package struct AttemptID: Sendable, Hashable, CustomStringConvertible {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// 32 hexadecimal digits.
  package var description: String { [high, low].map(Self.hexadecimal).joined() }

  private static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// The right to send one create-call request, for an intent that is on disk. It is spent exactly once: by placing the
/// call or by withdrawing it. The unique row in the store stops two permits for one attempt; this type stops one
/// permit from being used twice (G1).
package struct DialPermit: ~Copyable {
  /// From 1.
  package let key: AttemptKey
  package let attemptID: AttemptID

  fileprivate init(key: AttemptKey, attemptID: AttemptID) {
    self.key = key
    self.attemptID = attemptID
  }

  deinit { precondition(key < 1, "a dial permit was dropped: place the call or withdraw it") }

  /// Gives up the right: no request leaves. The caller records the attempt as `unsent`.
  package consuming func withdraw() -> AttemptKey {
    let key = key
    discard self
    return key
  }

  /// Uses up the right: the caller sends the one request now.
  package consuming func spend() -> (key: AttemptKey, attemptID: AttemptID) {
    let result = (key, attemptID)
    discard self
    return result
  }
}

/// What the store's writer answers a commit with: the intents that are on disk now, each handed out once as a permit.
///
/// Only a store's writer makes one (TidyTests holds that).
package struct CommittedIntents: ~Copyable {
  private var waiting: [(key: AttemptKey, attemptID: AttemptID)]

  package init(committed: [(key: AttemptKey, attemptID: AttemptID)]) {
    precondition(committed.allSatisfy { $0.key >= 1 }, "attempt keys start at 1")
    waiting = committed.reversed()
  }

  /// How many permits have not been handed out.
  package var count: Int { waiting.count }

  /// The next permit, in the order of the transaction; nil when all were handed out.
  package mutating func next() -> DialPermit? {
    guard let (key, attemptID) = waiting.popLast() else { return nil }
    return DialPermit(key: key, attemptID: attemptID)
  }
}
