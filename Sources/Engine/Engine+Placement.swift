import Campaigns
import HeapModule

/// From the committed intent to the carrier's last word.
extension Engine {
  /// The last instant: what can have changed since the decision is asked once more.
  mutating func intentCommitted(_ key: AttemptKey, into effects: inout [Effect]) {
    guard var call = attempts[key], call.state == .committing else { return }
    let c = call.intent.campaign
    refreshHours(c)
    if isRefusedNow(call) {
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

  private func isRefusedNow(_ call: LiveAttempt) -> Bool {
    let c = call.intent.campaign
    if gate.stopping || now > call.intent.notAfter || call.unwanted { return true }
    if gate.stoppedCountries.contains(call.country) || gate.stoppedCallerIDs.contains(call.intent.callerID) {
      return true
    }
    if call.country >= 0, world.needsConfirmation[call.country],
      !international.holds(.init(campaign: c, country: call.country), at: now)
    {
      return true
    }
    if call.isTry { return gate.refusal(at: now, for: call.intent.key) != nil }
    let isOpen = campaigns[c].hours[call.intent.zoneSet]?.isOpen ?? false
    return campaignRefusal(c, for: call.intent.key) != nil || !isOpen || campaigns[c].has(Mark.suppressed, call.entry)
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
      act(on: action, call: call, code: code, message: message)
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
    if let effect = ending(of: call) ?? (withdrawsPlaced ? .cancelCall(key, sid: sid) : nil) {
      effects.append(effect)
    }
    schedulePoll(call, after: nil)
    queue.insert(TimedWork(at: max(now, lastInstant(of: call)), .giveUp(key)))
  }

  /// When no call of the attempt can be running any more.
  func lastInstant(of call: LiveAttempt) -> Instant {
    call.intent.at + campaigns[call.intent.campaign].longestCall
  }

  /// An attempt that is placed or unresolved is a call.
  mutating func countCall(_ call: LiveAttempt) {
    guard !call.isTry else { return }
    let c = call.intent.campaign
    campaigns[c].calls += 1
    if !campaigns[c].has(Mark.called, call.entry) {
      campaigns[c].set(Mark.called, call.entry)
      campaigns[c].called += 1
    }
    history.count(call.history)
    reviewPerson(call.intent.row)
  }

  mutating func schedulePoll(_ call: LiveAttempt, after: Instant?) {
    let next = PollSchedule.next(startedAt: call.intent.at, after: after, notBefore: max(now, call.silentUntil))
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
      if let effect = ending(of: call) { effects.append(effect) }
      return
    }
    let disposition = Disposition(report)
    let cost = cost(of: call, report: report)
    effects.append(
      .record(
        .ended(
          key, disposition, at: now, duration: report.duration, answeredBy: report.answeredBy, settled: cost)))
    if world.account.checksPrices, cost > .zero { expectPrice(call, settled: cost, report: report) }
    end(key, disposition, cost: cost, talk: report.duration.map { .seconds(Int64($0)) })
  }

  private func cost(of call: LiveAttempt, report: CallReport) -> Money {
    guard report.status == .completed else { return .zero }
    let cost = rates.classes[call.intent.rateClass].cost(of: Self.talk(report.duration))
    // A rate that was raised meanwhile was not in force when this call was dialed: its own price will tell.
    return min(cost + extras(call.intent.campaign), call.intent.reserved)
  }

  /// Nothing left us, or what left was refused for a reason that is not the number's: the try is not used up.
  mutating func takeBack(_ key: AttemptKey, code: Int?, into effects: inout [Effect]) {
    guard let call = attempts.removeValue(forKey: key) else { return }
    let c = call.intent.campaign
    effects.append(.record(.unsent(key, code: code)))
    giveBack(call, refused: code != nil)
    guard !call.isTry else { return }
    unsent[entryCode(c, call.entry), default: 0] += 1
    admit(c, call.entry)
  }

  /// The intent was never written, so there is nothing to record; the customer is refused until the files or the
  /// customer change.
  mutating func intentRefused(_ key: AttemptKey, _ reason: Reason, into effects: inout [Effect]) {
    guard let call = attempts[key], call.state == .committing else { return }
    attempts[key] = nil
    giveBack(call, refused: false)
    guard !call.isTry else {
      effects.append(.refuseTry(call.intent.order, Refusal(reason)))
      return
    }
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
    if call.country >= 0, world.needsConfirmation[call.country] {
      international.giveBack(.init(campaign: c, country: call.country), call.intent.reserved, at: call.intent.at)
    }
    release(call, cost: .zero)
    if !call.isTry { campaigns[c].tries[call.entry] -= 1 }
  }

  /// Ends an attempt with its cost; the customer goes to the place that the disposition says.
  /// - Parameters:
  ///   - talk: nil where the carrier does not say it.
  ///   - resolution: what a person said of an attempt of unknown fate.
  mutating func end(
    _ key: AttemptKey, _ disposition: Disposition, cost: Money, talk: Interval? = nil, resolution: Resolution? = nil
  ) {
    guard let call = attempts.removeValue(forKey: key) else { return }
    let c = call.intent.campaign
    if call.state == .ambiguous || call.state == .presumed { moveUnresolved(call, back: true) }
    history.end(call.history, at: now)
    if call.isTry {
      release(call, cost: cost)
      return judgeEnd(call, disposition)
    }
    if campaigns[c].has(Mark.unresolved, call.entry) {
      campaigns[c].clear(Mark.unresolved, call.entry)
      numbers.unblock(call.number)
    }
    history.conclude(call.history, disposition)
    // Whoever waited for the number asks his gates when it is released: they must know of this end.
    if disposition == .answered {
      campaigns[c].answered += 1
      history.answer(call.history)
    }
    if world.campaigns[c].isConversation(disposition, talk: talk) { history.converse(call.history) }
    release(call, cost: cost)
    judgeEnd(call, disposition)
    unsent[entryCode(c, call.entry)] = nil
    count(disposition, of: c, startedAt: call.intent.at)
    judgeStops(c)
    conclude(c, call.entry, disposition, line: call.intent.line, resolution: resolution, at: now)
    reviewPerson(call.intent.row)
    if campaigns[c].place[call.entry] != .done { admit(c, call.entry) }
  }

  /// Settles what was reserved and frees slot and number.
  private mutating func release(_ call: LiveAttempt, cost: Money) {
    let c = call.intent.campaign
    ledger.book(Money.zero - call.intent.reserved, as: .reserved, in: call.scopes)
    ledger.book(cost, as: .settled, in: call.scopes)
    addSpent(c, call.entry, cost - call.intent.reserved)
    guard call.holdsSlot else { return }
    freeSlot(call)
    for waiter in numbers.end(call.number)
    where campaigns[waiter.campaign].place[waiter.entry] == .blocked {
      admit(waiter.campaign, waiter.entry)
    }
  }

  /// Money of one customer in one campaign, where that has a cap; a try is nobody's.
  mutating func addSpent(_ c: Int, _ entry: Int, _ amount: Money) {
    if entry >= 0, !campaigns[c].spent.isEmpty { campaigns[c].spent[entry] += amount.micros }
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
