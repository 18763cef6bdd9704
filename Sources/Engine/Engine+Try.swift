import Campaigns
import HeapModule

/// A call to one of the account's own numbers, as a campaign would make it to a customer: nobody's attempt is used.
package struct TryOrder: Sendable, Equatable {
  /// By which the driver knows it again.
  package var id: Int
  /// Index into `World.campaigns`.
  package var campaign: Int
  /// The customer whose values the call says.
  package var row: Int
  /// E.164 without the plus sign.
  package var callee: Int64
  /// ISO 3166 alpha-2 of the number.
  package var country: String
  /// Whether a call to that country waits for a confirmation.
  package var needsConfirmation: Bool
  /// From 1, unique among the tries for this customer.
  package var attempt: Int
  package init(
    id: Int, campaign: Int, row: Int, callee: Int64, country: String, needsConfirmation: Bool, attempt: Int
  ) {
    self.id = id
    self.campaign = campaign
    self.row = row
    self.callee = callee
    self.country = country
    self.needsConfirmation = needsConfirmation
    self.attempt = attempt
  }
}

extension Engine {
  /// Takes an order, or refuses it; it starts at the next slot, before the campaigns' calls.
  mutating func order(_ order: TryOrder, into effects: inout [Effect]) {
    if let refusal = refusal(of: order) {
      effects.append(.refuseTry(order.id, refusal))
    } else {
      tries.append(order)
    }
  }

  /// Every gate but those of the customer and the hours: the number is one of ours.
  private func refusal(of order: TryOrder) -> Refusal? {
    let c = order.campaign
    if gate.stopping { return Refusal(.killSwitch) }
    if let refusal = gate.refusal(at: now) { return refusal }
    guard let rateClass = rates.classIndex(for: order.callee) else { return Refusal(.noRate) }
    guard let callerID = tryCallerID(order) else { return Refusal(.noCallerID) }
    if gate.stoppedCallerIDs.contains(callerID) { return Refusal(.callerIDStopped) }
    let country = world.countries.firstIndex(of: order.country)
    if let country, gate.stoppedCountries.contains(country) { return Refusal(.countryStopped) }
    let need = worstCase(c, rateClass: rateClass)
    if order.needsConfirmation {
      guard let country else { return Refusal(.needsConfirmation) }
      let key = ConfirmationBook.Key(campaign: c, country: country)
      if let refusal = international.refusal(key, worstCase: need, at: now) { return refusal }
    }
    if let refusal = ratesRefusal() ?? callCapRefusal(c, worstCase: need) { return refusal }
    if numbers.isLive(number(of: order.callee)) { return Refusal(.numberInUse) }
    return budgetRefusal(c, need: need)
  }

  /// The first caller ID for the number's country that the carrier does not refuse, else the first.
  private func tryCallerID(_ order: TryOrder) -> Int64? {
    let numbers = world.campaigns[order.campaign].call.callerIDs(for: order.country)
    return numbers.first { !gate.stoppedCallerIDs.contains($0) } ?? numbers.first
  }

  /// The index that a number has in this world; one below -1 for a number of nobody.
  func number(of callee: Int64) -> Int32 {
    if let row = world.people.callee.firstIndex(of: callee) { return world.people.number[row] }
    return -2 - Int32(truncatingIfNeeded: callee % 1_000_000_000)
  }

  /// Whether a try waits for its slot, and when that comes.
  var nextTry: Instant? {
    guard let first = tries.first, hasSlot(first.campaign) else { return nil }
    return max(pacer.nextSlot, campaigns[first.campaign].nextSlot)
  }

  private func hasSlot(_ c: Int) -> Bool {
    pacer.hasFreeCall && campaigns[c].running < world.campaigns[c].pacing.concurrentCalls
  }

  /// The tries whose slot has come: each is asked its gates once more.
  mutating func startTries(into effects: inout [Effect]) -> [Intent] {
    var intents: [Intent] = []
    while let next = nextTry, next <= now {
      let order = tries.removeFirst()
      if let refusal = refusal(of: order) {
        effects.append(.refuseTry(order.id, refusal))
      } else {
        intents.append(start(order))
      }
    }
    return intents
  }

  private mutating func start(_ order: TryOrder) -> Intent {
    let c = order.campaign
    let rateClass = rates.classIndex(for: order.callee) ?? 0
    lastKey += 1
    let intent = Intent(
      key: lastKey, kind: .try, order: order.id, campaign: c, row: order.row, attempt: order.attempt, transmission: 1,
      callee: order.callee, callerID: tryCallerID(order) ?? 0, scheduledAt: now, at: now, notAfter: now + .seconds(60),
      reserved: worstCase(c, rateClass: rateClass), zoneSet: 0, rateClass: rateClass,
      detectsMachine: world.campaigns[c].detectsMachine)
    let call = LiveAttempt(
      intent: intent, entry: -1, number: number(of: order.callee),
      country: order.needsConfirmation ? world.countries.firstIndex(of: order.country) ?? -1 : -1, history: -1,
      scopes: .init(campaign: c, day: calendar.day, month: calendar.month))
    attempts[lastKey] = call
    occupy(call)
    pacer.start(at: now, campaign: c, priority: world.campaigns[c].priority)
    campaigns[c].nextSlot = now + campaigns[c].spacing
    if call.country >= 0 {
      international.use(.init(campaign: c, country: call.country), intent.reserved, at: now)
    }
    beginFlow(intent)
    return intent
  }

  /// A try of an earlier process life.
  mutating func restoreTry(_ record: AttemptRecord, campaign c: Int, row: Int?) {
    let intent = Intent(
      key: record.key, kind: .try, campaign: c, row: row ?? 0, attempt: record.attempt,
      transmission: record.transmission, callee: record.callee, callerID: record.callerID,
      scheduledAt: record.scheduledAt, at: record.at, notAfter: record.notAfter, reserved: record.reserved, zoneSet: 0,
      rateClass: rates.classIndex(for: record.callee) ?? 0, detectsMachine: world.campaigns[c].detectsMachine)
    let call = LiveAttempt(
      intent: intent, entry: -1, number: number(of: record.callee), country: -1, history: -1,
      scopes: calendar.scopes(at: record.at, campaign: c))
    guard record.state != .ended else {
      ledger.book(record.settled ?? record.reserved, as: .settled, in: call.scopes)
      return
    }
    restoreLive(record, call)
  }
}
