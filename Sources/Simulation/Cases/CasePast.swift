internal import Campaigns
internal import Engine

/// What happened before a case, as the attempts that a store would hold.
struct CasePast {
  let campaign: Campaign
  let customer: Customer
  /// The numbers at which each campaign calls the customer, in their order; by the campaign's id.
  let numbers: [String: [Int64]]
  let now: Instant
  /// Days of the account.
  let zone: ZoneRules

  /// Replays money, calls that are up, and the customer's own calls.
  func replay(_ test: TestCase, _ past: [TestCase.Past], in engine: inout Engine) {
    var key: AttemptKey = 0
    for (amount, id, at) in money(test.spent) where amount > .zero {
      key += 1
      var record = record(key, campaign: id, at: at, callee: 1, settled: amount)
      record.customer = ""
      engine.restore(record, row: nil)
    }
    for index in 0..<test.live {
      key += 1
      var record = record(key, campaign: campaign.id, at: now - .seconds(30), callee: 1, settled: nil)
      record.state = .placed
      record.sid = "live-\(index + 1)"
      record.callee = (numbers[campaign.id]?.first ?? customer.phone.e164) + Int64(index + 1)
      engine.restore(record, row: index + 1)
    }
    var attempts: [String: Int] = [:]
    for one in past.sorted(by: { $0.at < $1.at }) {
      key += 1
      let id = one.campaign ?? campaign.id
      attempts[id, default: 0] += 1
      let attempt = attempts[id] ?? 1
      // The calls took the numbers in turn.
      let called = numbers[id] ?? []
      let callee = called.isEmpty ? customer.phone.e164 : called[(attempt - 1) % called.count]
      var record = record(key, campaign: id, at: one.at, callee: callee, settled: one.cost)
      record.attempt = attempt
      record.disposition = Disposition(rawValue: one.disposition)
      record.duration = Int(one.talk.wholeSeconds)
      record.endedAt = one.at + one.talk
      engine.restore(record, row: 0)
    }
  }

  /// Amounts of removed customers, so that nothing but budgets sees them: each campaign's id and instant put it into
  /// the scopes that the case names.
  private func money(_ spent: TestCase.Spent) -> [(Money, String, Instant)] {
    let today = zone.local(at: now).date
    let midnight = zone.instant(of: today, minute: 0)
    let firstOfMonth = zone.instant(of: today + (1 - today.components.dayOfMonth), minute: 0)
    let long = firstOfMonth - .days(2)
    let day = max(spent.campaignDay, spent.accountDay)
    return [
      (spent.campaignDay, campaign.id, midnight), (spent.campaign - spent.campaignDay, campaign.id, long),
      (spent.accountDay - spent.campaignDay, "", midnight), (spent.accountMonth - day, "", firstOfMonth),
    ]
  }

  private func record(
    _ key: AttemptKey, campaign id: String, at: Instant, callee: Int64, settled: Money?
  ) -> AttemptRecord {
    var record = AttemptRecord(
      key: key, kind: .campaign, campaign: id, revision: campaign.revision, customer: customer.id,
      matter: customer.matter,
      attempt: 1, transmission: 1, callee: callee, callerID: campaign.call.from.first ?? 0, scheduledAt: at, at: at,
      notAfter: at, ringTimeout: campaign.call.ringTimeout, maxDuration: campaign.call.maxDuration,
      reserved: settled ?? .zero, timeZones: [], decision: "{}")
    record.state = .ended
    record.disposition = .noAnswer
    record.endedAt = at
    record.settled = settled
    return record
  }
}
