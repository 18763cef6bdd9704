import Campaigns

/// Rates in sliding windows and circuit breakers: what holds a campaign, or one of its caller IDs, for a while.
extension Engine {
  /// What they say of one more call.
  struct FlowVerdict {
    /// The first refusal, in the order of the gates.
    private(set) var refusal: Refusal?
    /// When the last of them lets go: distantPast when none refuses, distantFuture when only an event can.
    private(set) var clearsAt = Instant.distantPast

    mutating func refuse(_ reason: Reason, until clears: Instant?) {
      if refusal == nil { refusal = Refusal(reason, clearsAt: clears) }
      clearsAt = max(clearsAt, clears ?? .distantFuture)
    }
  }

  /// Asks for a call of the campaign from a caller ID (index into `call.callerIDs`).
  func flowVerdict(_ c: Int, callerID index: UInt8) -> FlowVerdict {
    var verdict = FlowVerdict()
    let pacing = world.campaigns[c].pacing
    let (hour, day) = starts.callerIDClears(callerID(c, index), pacing.perCallerID, at: now)
    let own = starts.hourClears(campaign: c, pacing, at: now)
    if let clears = own.map({ max($0, hour ?? $0) }) ?? hour { verdict.refuse(.hourlyRate, until: clears) }
    if let day { verdict.refuse(.dailyRate, until: day) }
    if let refusal = breakers.refusal(campaign: c, callerID: Int(index), at: now) {
      verdict.refuse(.circuitOpen, until: refusal.clearsAt)
    }
    return verdict
  }

  /// Whether they refuse every call of the campaign, whatever its caller ID.
  func isFlowStopped(_ c: Int) -> Bool {
    breakers.own[c].refusal(at: now) != nil
      || starts.hourClears(campaign: c, world.campaigns[c].pacing, at: now) != nil
  }

  /// A call is about to leave: it counts in every window, and is the probe of what waits for one.
  mutating func beginFlow(_ intent: Intent) {
    starts.begin(intent.key, campaign: intent.campaign, callerID: intent.callerID, at: now)
    breakers.begin(intent, at: now)
    gate.brake.begin(intent.key)
  }

  /// The attempt's request did not leave, or was not processed.
  /// - Parameter refused: whether the carrier answered: then it was a start all the same.
  mutating func takeBackFlow(_ intent: Intent, refused: Bool) {
    if !refused { starts.takeBack(intent) }
    breakers.judge(intent, .saysNothing, at: now)
    gate.brake.takeBack(intent.key)
  }

  /// What the answer to a create-call request says of the carrier.
  mutating func hear(_ placement: Placement, to intent: Intent?) {
    switch placement {
    case .placed, .rejected:
      carrierAnswered()
    case .unsent(let code, _, let action):
      if code == nil { pacer.ramp.unanswered(at: now) } else { pacer.ramp.answered(at: now) }
      if let intent, code != nil, action != .backOff, action != .parkNumber {
        breakers.judge(intent, .failed, at: now)
      }
    case .ambiguous:
      pacer.ramp.unanswered(at: now)
      guard let intent else { return }
      breakers.judge(intent, .failed, at: now)
      gate.brake.unclear(intent.key, at: now)
    }
  }

  /// The carrier said clearly what became of a request.
  mutating func carrierAnswered() {
    gate.brake.release()
    pacer.ramp.answered(at: now)
    pacer.advance()
  }

  /// What an ended attempt says; one that was unclear has been counted.
  mutating func judgeEnd(_ call: LiveAttempt, _ disposition: Disposition) {
    breakers.judge(call.intent, call.wasUnclear ? .saysNothing : .init(disposition), at: now)
  }

  // MARK: - Restart

  /// Counts the start of an earlier process life. What was not sent counts where the carrier refused it.
  mutating func restoreStart(_ record: AttemptRecord, campaign c: Int?) {
    if record.state != .unsent || record.errorCode != nil {
      starts.begin(record.key, campaign: c, callerID: record.callerID, at: record.at)
    }
    guard let c, record.state == .ended, let disposition = record.disposition, let endedAt = record.endedAt,
      endedAt + .days(1) > now
    else { return }
    breakers.restore(
      .init(
        at: endedAt, key: record.key, campaign: c, callerID: record.callerID, startedAt: record.at,
        verdict: .init(disposition)))
  }

  /// After the last record: breakers take what ended lately, and a live call may be their probe.
  mutating func finishFlow() {
    breakers.replay()
    for key in attempts.keys.sorted() {
      guard let call = attempts[key] else { continue }
      breakers.begin(call.intent, at: call.intent.at)
    }
  }
}
