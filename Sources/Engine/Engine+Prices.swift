import Campaigns
import HeapModule

/// The carrier's price of a call, which comes minutes after its end and replaces the card's.
extension Engine {
  mutating func expectPrice(_ call: LiveAttempt, settled: Money, report: CallReport) {
    expectPrice(
      of: call.intent.key,
      UnpricedCall(
        campaign: call.intent.campaign, entry: call.entry, rateClass: call.intent.rateClass,
        talk: Self.talk(report.duration), scopes: call.scopes, settled: settled, endedAt: now, asks: 0,
        sid: report.sid))
  }

  mutating func expectPrice(of key: AttemptKey, _ call: UnpricedCall) {
    unpriced[key] = call
    queue.insert(TimedWork(at: max(now, call.endedAt + .minutes(1)), .price(key)))
  }

  /// What is billed of a completed call: a second at least.
  static func talk(_ seconds: Int?) -> Interval { .seconds(Int64(max(1, seconds ?? 1))) }

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

  /// The carrier's price replaces the card's at once; extras are not in it. A price above the card's is taken for the
  /// price of every call to that prefix from now on.
  mutating func settleAgain(_ key: AttemptKey, price: Money, into effects: inout [Effect]) {
    guard let call = unpriced.removeValue(forKey: key) else { return }
    let total = price + extras(call.campaign)
    ledger.book(total - call.settled, as: .settled, in: call.scopes)
    bookAgain(total - call.settled, campaign: call.campaign, entry: call.entry)
    effects.append(.record(.priced(key, price: price)))
    if learn(price, for: call.talk, rateClass: call.rateClass) { takeRaisedRate(call.rateClass) }
  }

  /// A price of an earlier process life, for a call that ended after the card was last changed.
  mutating func restorePrice(_ record: AttemptRecord) {
    guard let price = record.price, (record.endedAt ?? record.at) >= world.account.ratesChangedAt,
      let rateClass = rates.classIndex(for: record.callee)
    else { return }
    if learn(price, for: Self.talk(record.duration), rateClass: rateClass) { takeRaisedRate(rateClass) }
  }

  private mutating func learn(_ price: Money, for talk: Interval, rateClass: Int) -> Bool {
    rates.learn(price, for: talk, class: rateClass)
  }

  /// The worst case of every group with this rate is another one; its holds are asked again.
  private mutating func takeRaisedRate(_ rateClass: Int) {
    for c in campaigns.indices {
      let worst = worstCase(c, rateClass: rateClass)
      for index in campaigns[c].groups.indices where campaigns[c].groups[index].identity.rateClass == rateClass {
        campaigns[c].groups[index].worstCase = worst
      }
      refreshHolds(c)
    }
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
