import Campaigns

/// After the carrier gave no answer for five minutes it is not met with everything at once: one call a second, twice as
/// many every ten seconds. An idle night is no silence: only what was asked counts.
struct RampUp {
  private static let silence = Interval.minutes(5)
  private static let step = Interval.seconds(10)
  /// A thousand calls a second: what an unlimited rate is ramped up to.
  private static let lastStep = 10

  /// The first request, since the last answer, that had none.
  private(set) var silentSince: Instant?
  /// Questions after live calls, since the last answer, that had none.
  private(set) var lostQuestions = 0
  /// When the first answer after a long silence came; nil at an ordinary pace.
  private(set) var beganAt: Instant?

  mutating func unanswered(at now: Instant) { silentSince = silentSince ?? now }

  mutating func questionLost(at now: Instant) {
    unanswered(at: now)
    lostQuestions += 1
  }

  mutating func answered(at now: Instant) {
    if let since = silentSince, now - since >= Self.silence { beganAt = now }
    silentSince = nil
    lostQuestions = 0
  }

  /// The distance that the start after one at `now` keeps: the ordinary one, or more while ramping up.
  func spacing(_ ordinary: Interval, at now: Instant) -> Interval {
    guard let beganAt else { return ordinary }
    let steps = max(.zero, now - beganAt).microseconds / Self.step.microseconds
    guard steps < Self.lastStep else { return ordinary }
    return max(ordinary, Rate.perSecond(thousandths: 1_000 << steps).spacing)
  }
}
