import Campaigns

/// The gates of price, content, attempts, money and flow in words.
extension Engine {
  // MARK: - International and content

  func addInternational(_ subject: ExplainedSubject, _ gates: RowGates, to list: inout VerdictList) {
    let phone = subject.gated.customer.phone
    guard phone.state == .valid else { return }
    let c = subject.campaign
    let worst = worstCase(c, rateClass: Int(subject.identity.rateClass))
    let refusal = confirmationRefusal(c, subject.identity, worstCase: worst)
    list.add(.needsConfirmation, refusal, confirmationText(subject, phone))
    let rate = subject.gated.rateClass.map { rates.classes[$0] }
    ask(
      .rate, subject, gates, as: .noRate,
      rate.map { "\($0.pricePerMinute.short) a minute by prefix \($0.prefix)" } ?? "the rate card has no price",
      to: &list)
    list.add(.ratesTooOld, ratesRefusal(), ratesAreTooOld ? "older than rates.max_age" : "young enough")
    if let rate, let most = world.campaigns[c].international.maxRatePerMinute, !gates.isHome(phone.country) {
      let text = "\(rate.pricePerMinute.short) a minute, at most \(most.short)"
      if let refusal = rateLimitRefusal(c, subject.identity) {
        list.add(.rateAboveLimit, refusal, text)
      } else {
        ask(.rateLimit, subject, gates, as: .rateAboveLimit, text, to: &list)
      }
    }
  }

  private func confirmationText(_ subject: ExplainedSubject, _ phone: PhoneNumber) -> String {
    let country = Int(subject.identity.country)
    guard world.needsConfirmation[country] else { return "\(phone.country) needs none" }
    let key = ConfirmationBook.Key(campaign: subject.campaign, country: country)
    guard let (grant, used, committed) = international.inForce(key) else { return "none for \(phone.country)" }
    let calls = grant.maxCalls.map { " of \($0)" } ?? ""
    let spend = grant.maxSpend.map { " of \($0.short)" } ?? ""
    return "\(phone.country) until \(grant.expiresAt.rfc3339), used for \(used)\(calls) calls and "
      + "\(committed.short)\(spend)"
  }

  func addContent(_ subject: ExplainedSubject, _ gates: RowGates, to list: inout VerdictList) {
    guard subject.gated.customer.phone.state == .valid else { return }
    let campaign = world.campaigns[subject.campaign]
    let missing = gates.missingValues(subject.gated.customer, campaign: campaign)
    let since = subject.entry.flatMap { contentReason(subject.campaign, $0) }
    let found = gates.refusal(.content, subject.gated, campaign: campaign) ?? since
    let value =
      switch found {
      case .messageTooLong: "longer than an answer may be"
      case nil: "every value is there"
      default: "no value for \(missing.joined(separator: ", "))"
      }
    list.add(found ?? .templateValueMissing, found.map { Refusal($0) }, value)
  }

  // MARK: - Attempts and number in use

  func addAttempts(_ subject: ExplainedSubject, to list: inout VerdictList) {
    let c = subject.campaign
    let number = Int(world.people.number[subject.line])
    let party = party(c, row: subject.row, line: subject.line)
    let accountLimits = world.account.limits.count
    for (index, limit) in campaigns[c].limits.enumerated() {
      let clears = history.clears(limit, party, at: now)
      let count = history.count(limit, party, at: now)
      let isAccount = index < accountLimits
      let paths = isAccount ? ["attempt_limits.\(index)", "attempt_limits"] : []
      let own = isAccount ? [] : ["attempts.limits.\(index - accountLimits)", "attempts.limits"]
      list.add(
        .attemptLimit, clears.map { Refusal(.attemptLimit, clearsAt: $0) },
        "\(count) of \(limit.max) in \(limit.per.hourText) by \(limit.scope.rawValue)",
        rule: RuleKeys(campaign: own, account: paths))
    }
    guard let entry = subject.entry else { return }
    let retry = retryRefusal(c, entry)
    let due = Instant(microseconds: campaigns[c].due[entry])
    list.add(.retryWait, retry, campaigns[c].due[entry] == 0 ? "no retry waits" : "due at \(due.rfc3339)")
    let gap = gapRefusal(c, entry)
    list.add(.minGap, gap, "\(world.campaigns[c].attempts.minGap) between calls" + (gap == nil ? "" : ", not over"))
    if let rule = world.campaigns[c].attempts.afterConversation {
      let rest = restRefusal(c, entry)
      list.add(
        .conversationRest, rest,
        "\(rule.rest) after a conversation by \(rule.scope.rawValue)" + (rest == nil ? "" : ", not over"))
    }
    guard number >= 0 else { return }
    let inUse = inUseRefusal(c, entry)
    list.add(.numberInUse, inUse, inUse == nil ? "no call to the number" : "a call to the number is under way")
    let unresolved = unresolvedRefusal(c, entry)
    list.add(
      .attemptUnresolved, unresolved,
      unresolved == nil ? "no call of unknown fate" : "a call to the number has an unknown fate")
  }

  // MARK: - Money

  func addBudget(_ subject: ExplainedSubject, to list: inout VerdictList) {
    let c = subject.campaign
    guard subject.identity.rateClass >= 0 else { return }
    let need = worstCase(c, rateClass: Int(subject.identity.rateClass))
    let budget = world.campaigns[c].budget
    if let most = budget.perCall {
      list.add(.callTooExpensive, callCapRefusal(c, worstCase: need), "\(need.short) needed, at most \(most.short)")
    }
    if let cap = budget.perCustomer, let entry = subject.entry {
      let spent = Money(micros: campaigns[c].spent[entry])
      list.add(
        .budgetCustomer, customerBudgetRefusal(c, entry), "\(spent.short) of \(cap.short) spent, \(need.short) needed")
    }
    let scopes: [(Reason, Money?, Spend, Refusal?)] = [
      (.budgetCampaignDay, budget.perDay, ledger.campaignDay(c, calendar.day), campaignDayRefusal(c, need: need)),
      (.budgetCampaign, budget.total, ledger.campaigns[c], campaignBudgetRefusal(c, need: need)),
      (.budgetAccountDay, world.account.perDay, ledger.accountDay(calendar.day), accountDayRefusal(need: need)),
      (
        .budgetAccountMonth, world.account.perMonth, ledger.accountMonth(calendar.month),
        accountMonthRefusal(need: need)
      ),
    ]
    for (reason, cap, spend, refusal) in scopes {
      guard let cap else { continue }
      list.add(reason, refusal, spend.text(of: cap, need: need), rule: RuleKeys(reason))
    }
  }

  // MARK: - Flow

  func addFlow(_ subject: ExplainedSubject, to list: inout VerdictList) {
    let c = subject.campaign
    list.add(
      .concurrency, concurrencyRefusal(c),
      "\(campaigns[c].running) of \(world.campaigns[c].pacing.concurrentCalls) calls of the campaign, "
        + "\(pacer.running) of \(world.account.concurrentCalls) of the account")
    let pace = paceRefusal(c)
    list.add(.pacing, pace, pace?.clearsAt.map { "the next slot is at \($0.rfc3339)" } ?? "a slot is free")
    addRates(subject, to: &list)
    let circuit = breakers.refusal(campaign: c, callerID: Int(subject.identity.callerID), at: now)
    list.add(.circuitOpen, circuit, circuit == nil ? "closed" : "open: calls failed")
  }

  /// The rates in sliding windows, where the campaign has them.
  private func addRates(_ subject: ExplainedSubject, to list: inout VerdictList) {
    let c = subject.campaign
    let pacing = world.campaigns[c].pacing
    let (hour, day) = starts.callerIDClears(callerID(c, subject.identity.callerID), pacing.perCallerID, at: now)
    let own = starts.hourClears(campaign: c, pacing, at: now)
    let rates: [(Reason, Int?, Instant?, String, String)] = [
      (.hourlyRate, pacing.callsPerHour, own, "hour", "calls_per_hour"),
      (.hourlyRate, pacing.perCallerID.callsPerHour, hour, "hour and caller ID", "per_caller_id"),
      (.dailyRate, pacing.perCallerID.callsPerDay, day, "day and caller ID", "per_caller_id"),
    ]
    for (reason, limit, clears, window, key) in rates {
      guard let limit else { continue }
      list.add(
        reason, clears.map { Refusal(reason, clearsAt: $0) },
        "at most \(limit) calls per \(window)" + (clears == nil ? "" : ", all used"),
        rule: RuleKeys(campaign: ["pacing.\(key)"]))
    }
  }
}

extension Spend {
  /// `0.986 of 1.00 spent, 0.028 needed`.
  func text(of cap: Money, need: Money) -> String {
    let held = reserved > .zero ? ", \(reserved.short) reserved" : ""
    return "\(certain.short) of \(cap.short) spent\(held), \(need.short) needed"
  }
}

extension Interval {
  /// Up to a day in hours, as limits are written: `24 h`.
  var hourText: String {
    let hour = Interval.hours(1).microseconds
    return self <= .days(1) && microseconds % hour == 0 ? "\(microseconds / hour) h" : description
  }
}
