package import Campaigns
package import Engine

/// The whole life of one simulated call, known from its first instant: what the plan's carrier and the sandbox share,
/// so that a call of the plan and the same call of a run cannot differ.
package struct CallTimeline: Sendable, Equatable {
  /// When the phone begins to ring.
  package private(set) var ringsAt: Instant
  /// When somebody picks up; nil when nobody does.
  package private(set) var answeredAt: Instant?
  /// When the call has ended, whatever way.
  package private(set) var endsAt: Instant
  /// The terminal status.
  package private(set) var finalStatus: CallReport.Status
  /// `human`, `machine_start`, `fax` or `unknown` with machine detection; nil without, or when nobody picked up.
  package private(set) var answeredBy: String?
  /// How late the caller learns of each event.
  package let news: Interval
  /// Set when the caller itself ended the call: that is known at once.
  package private(set) var endedByCallerAt: Instant?

  /// The timeline of a call whose dialing starts at `requestedAt`.
  ///
  /// - Parameters:
  ///   - ringTimeout: a ring that reaches it is a no-answer, and ends then.
  ///   - maxDuration: the campaign's; the time limit of the call is one second less.
  ///   - detectsMachine: whether the caller asked for machine detection, and so learns who answered.
  package init(
    requestedAt: Instant, outcome: SimulatedOutcome, ringTimeout: Interval, maxDuration: Interval,
    detectsMachine: Bool
  ) {
    ringsAt = requestedAt + outcome.setup
    news = outcome.news
    if outcome.kind.picksUp, outcome.ring < ringTimeout {
      let answer = ringsAt + outcome.ring
      let limit = CallTimeline.timeLimit(maxDuration: maxDuration)
      answeredAt = answer
      endsAt = answer + (outcome.kind == .neverHangsUp ? limit : min(outcome.talk, limit))
      finalStatus = .completed
      answeredBy = detectsMachine ? CallTimeline.answerer(outcome.kind) : nil
      return
    }
    switch outcome.kind {
    case .busy, .failed:
      finalStatus = outcome.kind == .busy ? .busy : .failed
      endsAt = ringsAt + min(outcome.ring, CallTimeline.signalAfter, ringTimeout)
    case .answered, .machine, .noAnswer, .fax, .unknown, .neverHangsUp, .pressesKey:
      finalStatus = .noAnswer
      endsAt = ringsAt + ringTimeout
    }
  }

  /// The longest talk that a campaign's `max_duration` leaves: one second less, at least one second.
  package static func timeLimit(maxDuration: Interval) -> Interval { max(.seconds(1), maxDuration - .seconds(1)) }

  /// How long busy and failed calls ring at most.
  private static let signalAfter = Interval.seconds(2)

  private static func answerer(_ kind: SimulatedOutcome.Kind) -> String {
    switch kind {
    case .machine: "machine_start"
    case .fax: "fax"
    case .unknown: "unknown"
    case .answered, .neverHangsUp, .pressesKey, .busy, .noAnswer, .failed: "human"
    }
  }

  /// The status in fact at `now`.
  package func status(at now: Instant) -> CallReport.Status {
    if now >= endsAt { return finalStatus }
    if let answeredAt, now >= answeredAt { return .inProgress }
    return now >= ringsAt ? .ringing : .queued
  }

  /// The status that the caller sees at `now`: what was true `news` ago, or the end that it caused itself.
  package func known(at now: Instant) -> CallReport.Status {
    if let endedByCallerAt, now >= endedByCallerAt { return finalStatus }
    return status(at: now - news)
  }

  /// When the caller can see that the call has ended.
  package var endKnownAt: Instant { endedByCallerAt ?? endsAt + news }

  /// The next instant after `now` at which `known(at:)` changes; nil once the end is known.
  package func nextChange(after now: Instant) -> Instant? {
    var next: Instant? = endKnownAt > now ? endKnownAt : nil
    for event in [ringsAt, answeredAt].compactMap({ $0 }) where event < endsAt {
      let seen = event + news
      if seen > now, seen < next ?? .distantPast { next = seen }
    }
    return next
  }

  /// How the attempt ends in the engine's words: `machine` only where machine detection told so.
  package var disposition: Disposition {
    switch finalStatus {
    case .busy: .busy
    case .noAnswer: .noAnswer
    case .canceled: .canceled
    case .completed: answeredBy == "machine_start" || answeredBy == "fax" ? .machine : .answered
    case .failed, .queued, .initiated, .ringing, .inProgress: .failed
    }
  }

  /// Talk time as billed: whole seconds, at least one; zero when nobody picked up.
  package var billedTalk: Interval {
    guard let answeredAt else { return .zero }
    return .seconds(max(1, (endsAt - answeredAt).secondsRoundedUp))
  }

  /// The caller gives up a call that is not yet answered. Does nothing and returns false when it was answered or over.
  @discardableResult
  package mutating func cancel(at now: Instant) -> Bool {
    guard status(at: now).order < CallReport.Status.inProgress.order else { return false }
    (answeredAt, answeredBy) = (nil, nil)
    (finalStatus, endsAt, endedByCallerAt) = (.canceled, now, now)
    return true
  }

  /// The caller hangs up: an answered call completes, another is canceled. False when it was over.
  @discardableResult
  package mutating func hangUp(at now: Instant) -> Bool {
    switch status(at: now) {
    case .queued, .initiated, .ringing:
      return cancel(at: now)
    case .inProgress:
      (endsAt, endedByCallerAt) = (now, now)
      return true
    case .completed, .busy, .failed, .noAnswer, .canceled:
      return false
    }
  }
}
