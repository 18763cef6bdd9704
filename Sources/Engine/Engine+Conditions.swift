import Campaigns

/// Something that an operator must see for as long as it holds.
package struct StandingCondition: Sendable, Equatable {
  /// The code that programs read; `ConditionCode` has the engine's.
  package var code: String
  /// What it is about, where a code can stand more than once; else empty. With the code it is the condition's identity.
  package var subject: String
  package var text: String
  package var remedy: String
  /// Raised at most once for its subject, also when it ceased and holds again.
  package var isOnce: Bool

  package init(_ code: ConditionCode, _ subject: String = "", text: String, remedy: String, isOnce: Bool = false) {
    self.init(code: code.rawValue, subject: subject, text: text, remedy: remedy, isOnce: isOnce)
  }

  package init(code: String, subject: String = "", text: String, remedy: String, isOnce: Bool = false) {
    self.code = code
    self.subject = subject
    self.text = text
    self.remedy = remedy
    self.isOnce = isOnce
  }
}

/// The standing conditions are a function of the engine's state: what no longer holds is not among them.
extension Engine {
  package var conditions: [StandingCondition] {
    var found: [StandingCondition] = []
    addAccount(to: &found)
    addCarrier(to: &found)
    addRates(to: &found)
    for c in campaigns.indices {
      addCampaign(c, to: &found)
      addBudget(c, to: &found)
    }
    return found
  }

  private func addAccount(to found: inout [StandingCondition]) {
    if gate.recovering {
      found.append(
        gate.rolledBack
          ? StandingCondition(
            .rolledBack,
            text: "the carrier has calls that are younger than the store: it was put back to an earlier state",
            remedy: "put the newest store back, or look at the orphans and run: dialer reconcile --accept")
          : StandingCondition(
            .recovering, text: "nothing is dialed before the carrier has listed its calls",
            remedy: "if it lasts: check the network and the carrier's status"))
    }
    if let said = gate.stopped {
      found.append(
        StandingCondition(
          .accountStopped, text: said, remedy: "correct the account or its credentials, then: dialer resume --all"))
    } else if let until = gate.brake.stoppedUntil, until > now || someoneWaits {
      found.append(
        StandingCondition(
          .accountStopped, text: AmbiguityBrake.text,
          remedy: "one call tries again after 5 minutes; check the carrier's status, or: dialer resume --all"))
    }
    if gate.clockRefusal(at: now) != nil, !gate.recovering {
      found.append(
        gate.wasSetBack
          ? StandingCondition(
            .clockBehind, text: "this machine's clock was set back: it stood at \(gate.behindUntil.rfc3339) before",
            remedy: "calls go on when that instant has passed; if the clock is right now, restart the daemon")
          : StandingCondition(
            .clockBehind, text: "the clock is behind the newest intent of \(gate.behindUntil.rfc3339)",
            remedy: "correct this machine's clock; calls go on when that instant has passed"))
    }
    if let ahead = gate.skew {
      let seconds = ahead.wholeSeconds.magnitude
      found.append(
        StandingCondition(
          .clockSkew,
          text: "the carrier's clock is \(seconds) s \(ahead > .zero ? "ahead of" : "behind") this machine's",
          remedy: "set this machine's clock by NTP; the carrier is asked again every minute"))
    }
  }

  private func addCarrier(to found: inout [StandingCondition]) {
    if let said = gate.unavailable, pacer.backOff > .zero, someoneWaits {
      found.append(
        StandingCondition(
          .carrierUnavailable, text: said,
          remedy: "nothing was placed; it is tried again after \(pacer.backOff.wholeSeconds) s"))
    } else if let since = pacer.ramp.silentSince, pacer.ramp.lostQuestions > 1, !attempts.isEmpty {
      // With every place taken nothing is placed, and no placement fails: then only questions find nobody.
      found.append(
        StandingCondition(
          .carrierUnavailable,
          text: "the carrier has not answered since \(since.rfc3339): how live calls stand is unknown",
          remedy: "they keep their places and are asked for again; check the network and the carrier's status"))
    }
    for country in gate.stoppedCountries.sorted() {
      found.append(
        StandingCondition(
          .countryStopped, world.countries[country],
          text: "calls to \(world.countries[country]) are stopped: \(gate.saidOfCountry[country] ?? "")",
          remedy: "allow the country in the carrier's geographic permissions, then: dialer resume --all"))
    }
    for callerID in gate.stoppedCallerIDs.sorted() {
      found.append(
        StandingCondition(
          .callerIDStopped, Self.lastDigits(callerID),
          text:
            "the caller ID ending in \(Self.lastDigits(callerID)) is stopped: \(gate.saidOfCallerID[callerID] ?? "")",
          remedy: "buy or verify the caller ID at the carrier, then: dialer resume --all"))
    }
    if unresolvedCount > 0 {
      found.append(
        StandingCondition(
          .attemptUnresolved,
          text: "quarantined attempts, of which nothing says yet whether they are calls: \(unresolvedCount)",
          remedy: "they are looked for at the carrier; what stays is resolved by: dialer quarantine list"))
    }
  }

  private func addRates(to found: inout [StandingCondition]) {
    for (index, card) in rates.cardPrices.sorted(by: { $0.key < $1.key }) {
      let rate = rates.classes[index]
      found.append(
        StandingCondition(
          .priceAboveCard, rate.prefix,
          text: "the carrier charged \(rate.pricePerMinute) a minute to +\(rate.prefix), the rate card says \(card):"
            + " the higher one is used",
          remedy: "bring the rate card up to date: dialer rates import FILE"))
    }
    if ratesAreTooOld {
      found.append(
        StandingCondition(
          .ratesTooOld, text: "the rate card is older than rates.max_age allows: nobody is called",
          remedy: "bring a newer card: dialer rates import FILE"))
    } else if let expires = world.account.ratesExpireAt, let warns = world.account.ratesWarnAt, warns <= now {
      found.append(
        StandingCondition(
          .ratesTooOldSoon, text: "the rate card is too old from \(expires.rfc3339) on: nobody is called then",
          remedy: "bring a newer card: dialer rates import FILE"))
    }
  }

  private func addCampaign(_ c: Int, to found: inout [StandingCondition]) {
    let id = world.campaigns[c].id
    if let said = campaigns[c].stopText {
      found.append(
        StandingCondition(
          .campaignStopped, id, text: "campaign \(id): \(said)",
          remedy: "correct the campaign, then: dialer resume \(id)"))
    }
    if let waiting = pilotCondition(c) { found.append(waiting) }
    if campaigns[c].finishedAt != nil, unresolvedOf[c] > 0 {
      found.append(
        StandingCondition(
          .attemptsHeld, id, text: "campaign \(id) is finished, \(unresolvedOf[c]) held",
          remedy: "look for each call in the carrier's log, then: dialer quarantine list"))
    }
    guard campaigns[c].finishedAt == nil else { return }
    if let outdated = calendarCondition(c) { found.append(outdated) }
    if breakers.own[c].isOpen { found.append(open(breakers.own[c], id, of: "campaign \(id)")) }
    for (index, breaker) in breakers.byCallerID[c].enumerated() where breaker.isOpen {
      let digits = Self.lastDigits(campaigns[c].callerIDs[index])
      found.append(open(breaker, "\(id) \(digits)", of: "the caller ID of campaign \(id) that ends in \(digits)"))
    }
  }

  private func open(_ breaker: CircuitBreaker, _ subject: String, of what: String) -> StandingCondition {
    StandingCondition(
      .circuitOpen, subject, text: "too many calls of \(what) failed: none is made before \(breaker.probesAt.rfc3339)",
      remedy: "it closes by itself when a call after that succeeds; look at the error codes: dialer activities")
  }

  // MARK: - Budgets

  /// The shares of `alert_at` that are spent: for the campaign, and for the account's day.
  private func addBudget(_ c: Int, to found: inout [StandingCondition]) {
    let budget = world.campaigns[c].budget
    guard !budget.alertAt.isEmpty else { return }
    if let cap = budget.total {
      addShares(c, "total", ledger.campaigns[c], of: cap, to: &found)
    }
    if let cap = budget.perDay {
      let day = CivilDate(day: calendar.day).description
      addShares(c, "per_day \(day)", ledger.campaignDay(c, calendar.day), of: cap, to: &found)
    }
  }

  private func addShares(_ c: Int, _ scope: String, _ spend: Spend, of cap: Money, to found: inout [StandingCondition])
  {
    let spent = spend.certain
    guard spent > .zero else { return }
    let id = world.campaigns[c].id
    for share in world.campaigns[c].budget.alertAt {
      let isReached = spent.micros >= cap.micros / 1_000 * Int64(share) + cap.micros % 1_000 * Int64(share) / 1_000
      guard isReached || share == 1_000 && spent + leastNeed(c) > cap else { continue }
      let percent = share % 10 == 0 ? "\(share / 10)%" : "\(share / 10).\(share % 10)%"
      found.append(
        StandingCondition(
          .budgetAlert, "\(id) \(scope) \(percent)",
          text: "campaign \(id) has reached \(percent) of budget \(scope): \(spent) of \(cap) are spent",
          remedy: share == 1_000
            ? "raise the budget in the campaign file, or let it rest" : "nothing yet; the cap holds by itself",
          isOnce: true))
    }
  }

  /// The worst case of the cheapest call that could be next; zero when nobody waits.
  private func leastNeed(_ c: Int) -> Money {
    var least: Money?
    for index in campaigns[c].groups.indices where campaigns[c].groups[index].waiting > 0 {
      least = min(least ?? campaigns[c].groups[index].worstCase, campaigns[c].groups[index].worstCase)
    }
    return least ?? .zero
  }

  // MARK: - What is asked of them

  private var someoneWaits: Bool { campaigns.contains { $0.finishedAt == nil } }

  /// Whether the rate card may no longer be dialed by.
  var ratesAreTooOld: Bool {
    world.account.ratesTooOld || world.account.ratesExpireAt.map { $0 <= now } ?? false
  }

  /// A card that has become too old holds every group.
  mutating func refreshRates() {
    guard ratesAreTooOld, !gate.ratesHeld else { return }
    gate.ratesHeld = true
    for c in campaigns.indices { refreshHolds(c) }
  }

  private static func lastDigits(_ number: Int64) -> String {
    let digits = String(number)
    return String(digits.suffix(2))
  }

  /// A smaller jump is the ordinary work of NTP.
  package static var clockStep: Interval { .seconds(5) }

  /// The carrier's clock was read: ahead of ours by so much (negative: behind). More than 30 s stops dialing.
  mutating func compareClocks(ahead: Interval) {
    let limit = Self.clockSkew
    gate.skew = ahead > limit || ahead < .zero - limit ? ahead : nil
  }

  /// What a new engine takes over from the one before it: what was learned of the carrier.
  package struct CarrierHealth: Sendable {
    var brake: AmbiguityBrake
    var ramp: RampUp
    var skew: Interval?
  }

  package var carrierHealth: CarrierHealth {
    get { CarrierHealth(brake: gate.brake, ramp: pacer.ramp, skew: gate.skew) }
    set {
      gate.brake = newValue.brake
      pacer.ramp = newValue.ramp
      gate.skew = newValue.skew
    }
  }

  /// Whether the carrier's clock is known to be too far from ours.
  package var isClockSkewed: Bool { gate.skew != nil }
}
