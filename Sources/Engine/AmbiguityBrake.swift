import Campaigns

/// Three unclear answers in a row stop the account: an hour of the carrier's errors must not quarantine thousands.
/// After five minutes one call probes; a clear answer lets the others follow, an unclear one stops again.
struct AmbiguityBrake {
  static let text = "three create-call requests in a row had no clear answer"
  private static let most = 3
  private static let wait = Interval.minutes(5)

  private var inARow = 0
  /// Until when nothing is dialed; nil while the brake is off.
  private(set) var stoppedUntil: Instant?
  private var probe: AttemptKey?

  /// - Parameter key: the attempt that asks; the probe itself is let through.
  func refusal(at now: Instant, for key: AttemptKey? = nil) -> Refusal? {
    guard let stoppedUntil else { return nil }
    if stoppedUntil > now { return Refusal(.accountStopped, clearsAt: stoppedUntil) }
    return probe == nil || probe == key ? nil : Refusal(.accountStopped)
  }

  mutating func begin(_ key: AttemptKey) {
    if stoppedUntil != nil { probe = key }
  }

  mutating func takeBack(_ key: AttemptKey) {
    if probe == key { probe = nil }
  }

  mutating func unclear(_ key: AttemptKey, at now: Instant) {
    takeBack(key)
    inARow += 1
    if inARow >= Self.most || stoppedUntil != nil { stoppedUntil = now + Self.wait }
  }

  /// The carrier said clearly what became of a request.
  mutating func release() { self = AmbiguityBrake() }
}
