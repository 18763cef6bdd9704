import Campaigns
import HeapModule

/// Unresolved attempts: quarantine, looks, giving up; and recovery at the start of a process.
extension Engine {
  /// A request left and nothing proves what became of it: never sent again, looked for by listing.
  mutating func quarantine(_ key: AttemptKey, message: String, into effects: inout [Effect]) {
    guard var call = attempts[key] else { return }
    call.state = .ambiguous
    attempts[key] = call
    moveUnresolved(call, back: false)
    effects.append(.record(.ambiguous(key)))
    effects.append(
      .warn(
        Warning(
          code: "attempt-unresolved", text: "attempt \(key) is quarantined: \(message)",
          remedy: "nothing to do yet: it is looked for at the carrier")))
    scheduleLook(call)
    queue.insert(TimedWork(at: max(now, slotEnd(of: call)), .giveUp(key)))
  }

  /// Money of an unresolved attempt is certain, not reserved; `back` undoes that.
  mutating func moveUnresolved(_ call: LiveAttempt, back: Bool) {
    let amount = call.intent.reserved
    ledger.book(back ? amount : .zero - amount, as: .reserved, in: call.scopes)
    ledger.book(back ? .zero - amount : amount, as: .unresolved, in: call.scopes)
    unresolvedOf[call.intent.campaign] += back ? -1 : 1
  }

  /// Until when an unresolved attempt holds its slot: no call of it can run any more and the schedule is over.
  func slotEnd(of call: LiveAttempt) -> Instant {
    max(lastInstant(of: call), call.intent.at + (world.account.reconcile.last ?? .zero))
  }

  private mutating func scheduleLook(_ call: LiveAttempt) {
    guard call.looks < world.account.reconcile.count else { return }
    let at = max(now, call.intent.at + world.account.reconcile[call.looks])
    queue.insert(TimedWork(at: at, .look(call.intent.key)))
  }

  mutating func look(_ key: AttemptKey, into effects: inout [Effect]) {
    guard let call = attempts[key], call.state == .ambiguous else { return }
    effects.append(
      .list(
        key, callee: call.intent.callee, callerID: call.intent.callerID, since: call.intent.at - Self.clockSkew))
  }

  /// How far the carrier's clock may be from ours.
  static var clockSkew: Interval { .seconds(30) }

  mutating func reconciled(_ key: AttemptKey, _ found: ListedCall?, into effects: inout [Effect]) {
    guard var call = attempts[key], call.state == .ambiguous else { return }
    if let found {
      bind(key, sid: found.report.sid, into: &effects)
      statusReported(key, found.report, into: &effects)
      return
    }
    call.looks += 1
    attempts[key] = call
    if call.looks < world.account.reconcile.count {
      scheduleLook(call)
    } else {
      presumeNotPlaced(call, into: &effects)
    }
  }

  /// Nobody answered, so nothing was looked at: the look is repeated every minute, beyond the schedule if need be, and
  /// given up a day after the intent, when the carrier has dropped whatever it still queued.
  mutating func lookFailed(_ key: AttemptKey, into effects: inout [Effect]) {
    pacer.ramp.unanswered(at: now)
    guard let call = attempts[key], call.state == .ambiguous else { return }
    let again = now + .minutes(1)
    if again < call.intent.at + .hours(24) {
      queue.insert(TimedWork(at: again, .look(key)))
    } else {
      presumeNotPlaced(call, into: &effects)
    }
  }

  /// No call was found within the schedule: counted as spent, its number blocked for a day, until somebody resolves it.
  private mutating func presumeNotPlaced(_ call: LiveAttempt, into effects: inout [Effect]) {
    var call = call
    call.state = .presumed
    attempts[call.intent.key] = call
    effects.append(.record(.presumedNotPlaced(call.intent.key)))
    numbers.block(call.number, until: call.intent.at + .hours(24))
    if !call.isTry, !isSkipped(call) { campaigns[call.intent.campaign].set(Mark.unresolved, call.entry) }
    if now >= slotEnd(of: call) { giveUp(call.intent.key, into: &effects) }
  }

  /// Slots never leak: a placed call without news ends as unknown, an unresolved one stops holding its slot.
  mutating func giveUp(_ key: AttemptKey, into effects: inout [Effect]) {
    guard var call = attempts[key] else { return }
    switch call.state {
    case .placed:
      guard now >= lastInstant(of: call) else { return }
      if call.lastAsked.map({ call.heardAt >= $0 }) ?? true {
        askOnceMore(call, into: &effects)
        return
      }
      let cost = call.intent.reserved
      effects.append(
        .record(.ended(key, .unknown, at: now, duration: nil, answeredBy: nil, settled: cost)))
      end(key, .unknown, cost: cost)
    case .presumed:
      guard call.holdsSlot else { return }
      if isSkipped(call) { return skip(call, into: &effects) }
      freeSlot(call)
      call.holdsSlot = false
      attempts[key] = call
      // Not `now`: a process that was down in between must not make the gap after the call longer.
      history.end(call.history, at: min(now, slotEnd(of: call)))
      for waiter in numbers.end(call.number)
      where campaigns[waiter.campaign].place[waiter.entry] == .blocked {
        admit(waiter.campaign, waiter.entry)
      }
      if !call.isTry { admit(call.intent.campaign, call.entry) }
    case .committing, .dialing, .ambiguous:
      // The request or a look is still under way: asked again when that answers.
      queue.insert(TimedWork(at: now + .seconds(30), .giveUp(key)))
    }
  }

  /// Before a placed call is given up the carrier is asked once more: after a standstill of ours the last news may be
  /// old, and a call that it still names alive is not over.
  private mutating func askOnceMore(_ attempt: LiveAttempt, into effects: inout [Effect]) {
    var call = attempt
    call.lastAsked = now
    attempts[call.intent.key] = call
    if let sid = call.sid { effects.append(.fetch(call.intent.key, sid: sid)) }
    queue.insert(TimedWork(at: now + .minutes(1), .giveUp(call.intent.key)))
  }

  /// Binds the calls found at the start to the attempts that explain them; what nothing explains is an orphan.
  mutating func recovered(_ calls: [ListedCall], newestCommit: Instant, into effects: inout [Effect]) {
    var rollback = false
    for call in calls {
      if let key = unresolvedAttempt(for: call) {
        countRestored(key)
        bind(key, sid: call.report.sid, into: &effects)
        statusReported(key, call.report, into: &effects)
        continue
      }
      lastKey += 1
      effects.append(.recordOrphan(lastKey, call))
      if let row = world.people.callee.firstIndex(of: call.to), call.to != 0 {
        numbers.block(world.people.number[row], until: calendar.nextDay)
      }
      // The carrier's instants are whole seconds: only what is later than the commit's second is later than the commit.
      if world.account.exclusive, call.createdAt.seconds > newestCommit.seconds { rollback = true }
    }
    for key in attempts.keys.sorted() {
      guard let call = attempts[key], call.state == .dialing else { continue }
      countRestored(key)
      quarantine(key, message: "the process ended while its request was under way", into: &effects)
      breakers.judge(call.intent, .saysNothing, at: now)
    }
    carrierAnswered()
    gate.stopped = nil
    gate.recovering = rollback
    gate.rolledBack = rollback
  }

  private mutating func countRestored(_ key: AttemptKey) {
    guard let call = attempts[key], call.state == .dialing else { return }
    countCall(call)
  }

  /// The unresolved attempt that a call belongs to: same numbers, created no earlier than the intent less the skew.
  private func unresolvedAttempt(for call: ListedCall) -> AttemptKey? {
    attempts.keys.sorted().first { key in
      guard let attempt = attempts[key], attempt.state == .dialing || attempt.state == .ambiguous else { return false }
      return attempt.intent.callee == call.to && attempt.intent.callerID == call.from
        && call.createdAt >= attempt.intent.at - Self.clockSkew
    }
  }
}
