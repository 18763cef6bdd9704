import Campaigns

/// Halting: a pause that also ends what runs; and what a person says of a quarantined attempt.
extension Engine {
  /// Pauses, cancels what is queued or rings and hangs up what is in progress, of one campaign or of all (nil).
  mutating func halt(_ id: String?, reason: String, until: Instant?, into effects: inout [Effect]) {
    pause(id, reason: reason, until: until)
    for key in attempts.keys.sorted() {
      guard var call = attempts[key], id == nil || world.campaigns[call.intent.campaign].id == id else { continue }
      call.unwanted = true
      call.hangsUp = true
      attempts[key] = call
      if let effect = ending(of: call) { effects.append(effect) }
    }
  }

  /// How a call that is not to go on is ended by what is known of it; nil while the carrier has not named it.
  func ending(of call: LiveAttempt) -> Effect? {
    guard call.unwanted, call.state == .placed, let sid = call.sid else { return nil }
    if call.statusOrder < 3 { return .cancelCall(call.intent.key, sid: sid) }
    return call.hangsUp ? .hangUpCall(call.intent.key, sid: sid) : nil
  }

  /// A person says what became of an attempt whose fate nobody knows. It ends as unknown either way and is never sent
  /// again; `placed` keeps its money, `notPlaced` releases it and lets the customer's next attempt follow.
  mutating func resolve(_ key: AttemptKey, as resolution: Resolution, into effects: inout [Effect]) {
    guard let call = attempts[key], call.state == .ambiguous || call.state == .presumed else { return }
    let cost = resolution == .placed ? call.intent.reserved : .zero
    effects.append(.record(.ended(key, .unknown, at: now, duration: nil, answeredBy: nil, settled: cost)))
    end(key, .unknown, cost: cost, resolution: resolution)
  }

  /// From when on no call of an unresolved attempt can be running; nil when the attempt is not unresolved.
  package func canResolve(_ key: AttemptKey) -> Instant? {
    guard let call = attempts[key], call.state == .ambiguous || call.state == .presumed else { return nil }
    return lastInstant(of: call)
  }
}

/// What an operator says became of a quarantined attempt.
package enum Resolution: String, Sendable, CaseIterable {
  /// There was a call, whatever became of it.
  case placed
  /// There was none.
  case notPlaced = "not-placed"
}
