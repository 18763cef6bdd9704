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

  /// A confirmation counts when it names a campaign as it stands now.
  mutating func confirm(_ confirmation: Confirmation) {
    guard let c = world.campaigns.firstIndex(where: { $0.id == confirmation.campaign }),
      world.campaigns[c].revision == confirmation.revision,
      let country = world.countries.firstIndex(of: confirmation.country)
    else { return }
    international.grant(.init(campaign: c, country: country), confirmation)
    refreshHolds(c)
  }

  /// Nobody calls the number any more; a call that is queued or ringing is cancelled (G7).
  mutating func suppress(_ callee: Int64, into effects: inout [Effect]) {
    guard callee != 0 else { return }
    for c in campaigns.indices {
      for entry in campaigns[c].place.indices where world.people.callee[person(c, entry)] == callee {
        campaigns[c].set(Mark.suppressed, entry)
        let place = campaigns[c].place[entry]
        if place == .ready || place == .timed || place == .blocked { admit(c, entry) }
      }
    }
    for key in attempts.keys.sorted() {
      guard var call = attempts[key], call.intent.callee == callee else { continue }
      call.unwanted = true
      attempts[key] = call
      if let sid = call.sid, call.statusOrder < 3 { effects.append(.cancelCall(key, sid: sid)) }
    }
  }

  /// What a refused request stops beyond the attempt.
  mutating func act(
    on action: CarrierAction, call: LiveAttempt, code: Int?, message: String, into effects: inout [Effect]
  ) {
    let c = call.intent.campaign
    let said = code.map { "the carrier refused with code \($0): \(message)" } ?? message
    switch action {
    case .backOff, .parkNumber:
      pacer.retreat(from: now)
      effects.append(
        .warn(
          Warning(
            code: "carrier-unavailable", text: said,
            remedy: "nothing was placed; it is tried again in \(pacer.backOff.wholeSeconds) s")))
    case .stopAccount:
      stopAccount(said, into: &effects)
    case .stopCampaign:
      campaigns[c].stopped = said
      effects.append(
        .warn(
          Warning(
            code: "campaign-stopped", text: "campaign \(world.campaigns[c].id): \(said)",
            remedy: "correct the campaign, then: dialer resume \(world.campaigns[c].id)")))
    case .stopCountry:
      gate.stoppedCountries.insert(Int(world.people.country[call.intent.row]))
      effects.append(
        .warn(
          Warning(
            code: "country-stopped", text: said,
            remedy: "allow the country in the carrier's geographic permissions, then: dialer resume --all")))
    case .stopCallerID:
      gate.stoppedCallerIDs.insert(call.intent.callerID)
      effects.append(
        .warn(
          Warning(
            code: "caller-id-stopped", text: said,
            remedy: "buy or verify the caller ID at the carrier, then: dialer resume --all")))
    }
    if action != .backOff { for index in campaigns.indices { refreshHolds(index) } }
  }

  /// Nothing is dialed before somebody lets the account go on, or the carrier answers a recovery.
  mutating func stopAccount(_ said: String, into effects: inout [Effect]) {
    gate.stopped = said
    effects.append(
      .warn(
        Warning(
          code: "account-stopped", text: said,
          remedy: "correct the account or its credentials, then: dialer resume --all")))
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
    let total = price + extras(world.campaigns[call.campaign])
    ledger.book(total - call.settled, as: .settled, in: call.scopes)
    bookAgain(total - call.settled, campaign: call.campaign, entry: call.entry)
    effects.append(.record(.priced(key, price: price)))
  }

  /// The customer's own budget takes the difference too, and is asked again: a dearer call may leave no room for
  /// another, a cheaper one make room.
  private mutating func bookAgain(_ difference: Money, campaign c: Int, entry: Int) {
    guard !campaigns[c].spent.isEmpty else { return }
    campaigns[c].spent[entry] += difference.micros
    switch campaigns[c].place[entry] {
    case .ready where entryRefusal(c, entry) != nil: admit(c, entry)
    case .blocked where campaigns[c].reason[entry] == Reason.budgetCustomer.rawValue: admit(c, entry)
    case .ready, .blocked, .timed, .outside, .live, .done: break
    }
  }
}
