import Campaigns
import HeapModule

/// What people and the carrier's refusals stop and let go on.
extension Engine {
  mutating func pause(_ id: String?, reason: String, until: Instant?) {
    let pause = PauseInForce(reason: reason, until: until)
    guard let id else {
      gate.paused = pause
      return
    }
    for c in campaigns.indices where world.campaigns[c].id == id { campaigns[c].paused = pause }
  }

  mutating func resume(_ id: String?) {
    if id == nil {
      gate.paused = nil
      gate.stopped = nil
      gate.brake.release()
      gate.stoppedCountries = []
      gate.stoppedCallerIDs = []
    }
    for c in campaigns.indices where id == nil || world.campaigns[c].id == id {
      campaigns[c].paused = nil
      campaigns[c].stopped = nil
      refreshHolds(c)
    }
  }

  /// What a refused request stops beyond the attempt.
  mutating func act(on action: CarrierAction, call: LiveAttempt, code: Int?, message: String) {
    let c = call.intent.campaign
    let said = MaskedText.of(code.map { "the carrier refused with code \($0): \(message)" } ?? message)
    switch action {
    case .backOff, .parkNumber:
      pacer.retreat(from: now)
      gate.unavailable = said
    case .stopAccount:
      gate.stopped = said
    case .stopCampaign:
      campaigns[c].stopped = said
    case .stopCountry:
      if call.country >= 0 {
        gate.stoppedCountries.insert(call.country)
        gate.saidOfCountry[call.country] = said
      }
    case .stopCallerID:
      gate.stoppedCallerIDs.insert(call.intent.callerID)
      gate.saidOfCallerID[call.intent.callerID] = said
    }
    if action != .backOff { for index in campaigns.indices { refreshHolds(index) } }
  }

  // MARK: - Prices

  mutating func expectPrice(_ call: LiveAttempt, settled: Money, sid: String) {
    unpriced[call.intent.key] = UnpricedCall(
      campaign: call.intent.campaign, entry: call.entry, scopes: call.scopes, settled: settled, endedAt: now, asks: 0,
      sid: sid)
    queue.insert(TimedWork(at: now + .minutes(1), .price(call.intent.key)))
  }

  /// One minute, ten minutes and an hour after the end.
  mutating func askPrice(_ key: AttemptKey, into effects: inout [Effect]) {
    guard var call = unpriced[key] else { return }
    effects.append(.fetch(key, sid: call.sid))
    call.asks += 1
    unpriced[key] = call
    if call.asks < 3 {
      let wait: Interval = call.asks == 1 ? .minutes(10) : .hours(1)
      queue.insert(TimedWork(at: call.endedAt + wait, .price(key)))
    }
  }

  /// The carrier's price replaces the card's at once; extras are not in it.
  mutating func settleAgain(_ key: AttemptKey, price: Money, into effects: inout [Effect]) {
    guard let call = unpriced.removeValue(forKey: key) else { return }
    let total = price + extras(call.campaign)
    ledger.book(total - call.settled, as: .settled, in: call.scopes)
    bookAgain(total - call.settled, campaign: call.campaign, entry: call.entry)
    effects.append(.record(.priced(key, price: price)))
  }

  /// The customer's own budget takes the difference too, and is asked again: a dearer call may leave no room for
  /// another, a cheaper one make room.
  private mutating func bookAgain(_ difference: Money, campaign c: Int, entry: Int) {
    guard entry >= 0, !campaigns[c].spent.isEmpty else { return }
    campaigns[c].spent[entry] += difference.micros
    switch campaigns[c].place[entry] {
    case .ready where entryRefusal(c, entry) != nil: admit(c, entry)
    case .blocked where campaigns[c].reason[entry] == Reason.budgetCustomer.rawValue: admit(c, entry)
    case .ready, .blocked, .timed, .outside, .live, .done: break
    }
  }
}
