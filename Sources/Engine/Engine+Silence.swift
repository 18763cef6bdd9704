import Campaigns

/// A carrier that knows the future, as the plan's does, need not be asked for what has not changed.
extension Engine {
  /// Leaves out the polls of an attempt's call before `end`: the call is then asked for at the same instants as ever,
  /// from the first on at which the carrier knows its end. Nothing that the engine decides rests on the polls between.
  package mutating func expectSilence(of key: AttemptKey, until end: Instant) {
    guard var call = attempts[key] else { return }
    call.silentUntil = end
    attempts[key] = call
  }

  /// The last instant before `limit` at which a poll was left out; nil when there was none after `now`.
  package func lastSilentPoll(before limit: Instant) -> Instant? {
    var last: Instant?
    for key in attempts.keys {
      guard let call = attempts[key], call.state == .placed else { continue }
      let end = min(call.silentUntil, limit)
      var next = PollSchedule.next(startedAt: call.intent.at, after: nil, notBefore: now)
      while next < end {
        if next > now { last = max(next, last ?? next) }
        next = PollSchedule.next(startedAt: call.intent.at, after: next, notBefore: next)
      }
    }
    return last
  }
}
