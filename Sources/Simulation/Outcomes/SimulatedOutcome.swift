package import Campaigns

/// What one simulated call comes to, before the caller's own limits (ring timeout, longest duration) cut it short.
package struct SimulatedOutcome: Sendable, Hashable {
  /// Who or what is at the other end. The raw values are the words of scenario files.
  package enum Kind: String, Sendable, CaseIterable {
    case answered, machine, busy
    case noAnswer = "no-answer"
    case failed
    /// The rest only the sandbox plays.
    case fax
    /// Answered by something that answering-machine detection cannot tell.
    case unknown
    /// A person who stays on the line until the time limit.
    case neverHangsUp = "never-hangs-up"
    /// A person who presses `digit`.
    case pressesKey = "presses-key"

    /// Whether somebody or something picks up when the phone rings long enough.
    package var picksUp: Bool {
      switch self {
      case .answered, .machine, .fax, .unknown, .neverHangsUp, .pressesKey: true
      case .busy, .noAnswer, .failed: false
      }
    }
  }

  package var kind: Kind
  /// From the first ring to the answer, or to the busy or failed signal.
  package var ring: Interval
  /// From the answer to the other side hanging up.
  package var talk: Interval
  /// From the request (or from the end of the carrier's queue) to the first ring.
  package var setup: Interval
  /// From an event of the call to its being visible to the caller.
  package var news: Interval
  /// ASCII code of the key that is pressed; only with `pressesKey`.
  package var digit: UInt8?

  package init(
    kind: Kind, ring: Interval, talk: Interval, setup: Interval, news: Interval, digit: UInt8? = nil
  ) {
    self.kind = kind
    self.ring = ring
    self.talk = talk
    self.setup = setup
    self.news = news
    self.digit = digit
  }
}
