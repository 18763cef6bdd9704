import Campaigns
import HeapModule

/// From the committed intent to the carrier's last word.
extension Engine {
  /// The last instant: what can have changed since the decision is asked once more.
  mutating func intentCommitted(_ key: AttemptKey, into effects: inout [Effect]) {
    guard var call = attempts[key], call.state == .committing else { return }
    let c = call.intent.campaign
    refreshHours(c)
    let isOpen = campaigns[c].hours[call.intent.zoneSet]?.isOpen ?? false
    let isSuppressed = campaigns[c].has(Mark.suppressed, call.entry)
    let isStopped =
      gate.stoppedCountries.contains(Int(world.people.country[call.intent.row]))
      || gate.stoppedCallerIDs.contains(call.intent.callerID)
    if gate.stopping || campaignRefusal(c, for: key) != nil || !isOpen || now > call.intent.notAfter || isSuppressed
      || isStopped
    {
      effects.append(.withdraw(key))
      takeBack(key, code: nil, into: &effects)
      return
    }
    call.state = .dialing
    attempts[key] = call
    keepPace(c, at: now)
    starts.sent(call.intent, at: now)
    effects.append(.placeCall(key))
  }

  mutating func placementReturned(
    _ key: AttemptKey, _ placement: Placement, sentAt: Instant, into effects: inout [Effect]
  ) {
    keepPace(attempts[key]?.intent.campaign, at: sentAt)
    if let intent = attempts[key]?.intent { starts.sent(intent, at: sentAt) }
    guard let call = attempts[key], call.state == .dialing else { return }
    hear(placement, to: call.intent)
    switch placement {
    case .placed(let sid):
      countCall(call)
      bind(key, sid: sid, into: &effects)
    case .rejected(let code, _):
      effects.append(.record(.rejected(key, code: code, at: now)))
      end(key, .rejected, cost: .zero)
    case .unsent(let code, let message, let action):
      act(on: action, call: call, code: code, message: message, into: &effects)
      takeBack(key, code: code, into: &effects)
    case .ambiguous(let message):
      countCall(call)
      attempts[key]?.wasUnclear = true
      quarantine(key, message: message, into: &effects)
    }
  }

  /// A request left, or may leave now: the next ones keep their distance from it, whatever was known of it before.
  private mutating func keepPace(_ campaign: Int?, at sentAt: Instant) {
    pacer.sent(at: sentAt)
    guard let c = campaign else { return }
    campaigns[c].nextSlot = max(campaigns[c].nextSlot, sentAt + campaigns[c].spacing)
  }

  /// The attempt has its call: it is asked for until it ends, and given up when no call can still run.
  mutating func bind(_ key: AttemptKey, sid: String, into effects: inout [Effect]) {
    guard var call = attempts[key] else { return }
    if call.state == .ambiguous || call.state == .presumed { moveUnresolved(call, back: true) }
    call.state = .placed
    call.sid = sid
    attempts[key] = call
    effects.append(.record(.placed(key, sid: sid)))
    if call.unwanted || withdrawsPlaced { effects.append(.cancelCall(key, sid: sid)) }
    schedulePoll(call, after: nil)
    queue.insert(TimedWork(at: max(now, lastInstant(of: call)), .giveUp(key)))
  }

  /// When no call of the attempt can be running any more.
  func lastInstant(of call: LiveAttempt) -> Instant {
    let campaign = world.campaigns[call.intent.campaign]
    return call.intent.at + campaign.call.ringTimeout + campaign.call.maxDuration + .seconds(60)
  }

  /// An attempt that is placed or unresolved is a call.
  mutating func countCall(_ call: LiveAttempt) {
    let c = call.intent.campaign
    campaigns[c].calls += 1
    if !campaigns[c].has(Mark.called, call.entry) {
      campaigns[c].set(Mark.called, call.entry)
      campaigns[c].called += 1
    }
  }

  mutating func schedulePoll(_ call: LiveAttempt, after: Instant?) {
    let next = PollSchedule.next(startedAt: call.intent.at, after: after, notBefore: now)
    queue.insert(TimedWork(at: next, .poll(call.intent.key)))
  }

  mutating func poll(_ key: AttemptKey, into effects: inout [Effect]) {
    guard let call = attempts[key], call.state == .placed, let sid = call.sid else { return }
    effects.append(.fetch(key, sid: sid))
    schedulePoll(call, after: now)
  }

  /// Statuses merge by their order; a terminal one never reopens.
  mutating func statusReported(_ key: AttemptKey, _ report: CallReport, into effects: inout [Effect]) {
    pacer.ramp.answered(at: now)
    if let price = report.price, unpriced[key] != nil { settleAgain(key, price: price, into: &effects) }
    guard var call = attempts[key] else { return }
    if call.state == .dialing { carrierAnswered() }
    if call.state == .ambiguous || call.state == .presumed || call.state == .dialing {
      if call.state == .dialing { countCall(call) }
      bind(key, sid: report.sid, into: &effects)
      guard let bound = attempts[key] else { return }
      call = bound
    }
    call.heardAt = now
    attempts[key] = call
    guard call.state == .placed, report.status.order > call.statusOrder else { return }
    call.statusOrder = report.status.order
    attempts[key] = call
    guard report.status.isTerminal else {
      if call.unwanted, report.status.order < 3 { effects.append(.cancelCall(key, sid: report.sid)) }
      return
    }
    let disposition = Disposition(report)
    let cost = cost(of: call, report: report)
    effects.append(
      .record(
        .ended(
          key, disposition, at: now, duration: report.duration, answeredBy: report.answeredBy, settled: cost)))
    if world.account.checksPrices, cost > .zero { expectPrice(call, settled: cost, sid: report.sid) }
    end(key, disposition, cost: cost)
  }

  private func cost(of call: LiveAttempt, report: CallReport) -> Money {
    guard report.status == .completed else { return .zero }
    let talk = Interval.seconds(Int64(max(1, report.duration ?? 1)))
    return world.rates.classes[call.intent.rateClass].cost(of: talk) + extras(world.campaigns[call.intent.campaign])
  }

  /// Nothing left us, or what left was refused for a reason that is not the number's: the try is not used up.
  mutating func takeBack(_ key: AttemptKey, code: Int?, into effects: inout [Effect]) {
    guard let call = attempts.removeValue(forKey: key) else { return }
    let c = call.intent.campaign
    effects.append(.record(.unsent(key, code: code)))
    giveBack(call, refused: code != nil)
    unsent[entryCode(c, call.entry), default: 0] += 1
    admit(c, call.entry)
  }

  /// The intent was never written, so there is nothing to record; the customer is refused until the files or the
  /// customer change.
  mutating func intentRefused(_ key: AttemptKey, _ reason: Reason) {
    guard let call = attempts[key], call.state == .committing else { return }
    attempts[key] = nil
    giveBack(call, refused: false)
    campaigns[call.intent.campaign].set(
      reason == .messageTooLong ? Mark.messageTooLong : Mark.valueMissing, call.entry)
    admit(call.intent.campaign, call.entry)
  }

  /// Undoes what the start of a call took: money, slot, number, confirmation and try.
  /// - Parameter refused: whether the carrier refused it.
  private mutating func giveBack(_ call: LiveAttempt, refused: Bool) {
    let c = call.intent.campaign
    history.forget(call.history)
    takeBackFlow(call.intent, refused: refused)
    let country = Int(world.people.country[call.intent.row])
    if world.needsConfirmation[country] {
      international.giveBack(.init(campaign: c, country: country), call.intent.reserved, at: call.intent.at)
    }
    release(call, cost: .zero)
    campaigns[c].tries[call.entry] -= 1
  }

  /// Ends an attempt with its cost; the customer goes to the place that the disposition says.
  mutating func end(_ key: AttemptKey, _ disposition: Disposition, cost: Money) {
    guard let call = attempts.removeValue(forKey: key) else { return }
    let c = call.intent.campaign
    if call.state == .ambiguous || call.state == .presumed { moveUnresolved(call, back: true) }
    history.end(call.history, at: now)
    if campaigns[c].has(Mark.unresolved, call.entry) {
      campaigns[c].clear(Mark.unresolved, call.entry)
      numbers.unblock(world.people.number[call.intent.row])
    }
    release(call, cost: cost)
    judgeEnd(call, disposition)
    unsent[entryCode(c, call.entry)] = nil
    if disposition == .answered { campaigns[c].answered += 1 }
    conclude(c, call.entry, disposition, at: now)
    if campaigns[c].place[call.entry] != .done { admit(c, call.entry) }
  }

  /// Settles what was reserved and frees slot and number.
  private mutating func release(_ call: LiveAttempt, cost: Money) {
    let c = call.intent.campaign
    ledger.book(Money.zero - call.intent.reserved, as: .reserved, in: call.scopes)
    ledger.book(cost, as: .settled, in: call.scopes)
    if !campaigns[c].spent.isEmpty { campaigns[c].spent[call.entry] += (cost - call.intent.reserved).micros }
    guard call.holdsSlot else { return }
    freeSlot(call)
    for waiter in numbers.end(world.people.number[call.intent.row])
    where campaigns[waiter.campaign].place[waiter.entry] == .blocked {
      admit(waiter.campaign, waiter.entry)
    }
  }

  mutating func freeSlot(_ call: LiveAttempt) {
    guard call.holdsSlot else { return }
    pacer.release()
    campaigns[call.intent.campaign].running -= 1
  }
}

extension Disposition {
  /// How the carrier's terminal status reads.
  init(_ report: CallReport) {
    switch report.status {
    case .completed:
      let answerer = report.answeredBy ?? "unknown"
      self = answerer.hasPrefix("machine") || answerer == "fax" ? .machine : .answered
    case .busy: self = .busy
    case .noAnswer: self = .noAnswer
    case .canceled: self = .canceled
    default: self = .failed
    }
  }
}
