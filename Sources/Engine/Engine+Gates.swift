import Campaigns

/// The gates: one function a question, so that the first refusal (what the daemon needs) and all of them (what
/// `explain` shows) come from the same code. `Engine+Explain.swift` asks each of these and no others.
extension Engine {
  // MARK: - One entry

  /// The first refusal of one entry by the gates from membership to the customer's budget: those that no other entry
  /// of its group shares.
  func entryRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    if let refusal = membershipRefusal(c, entry) { return refusal }
    if let refusal = seatRefusal(c, entry) { return refusal }
    if let refusal = representedRefusal(c, entry) { return refusal }
    if let refusal = dueRefusal(c, entry) { return refusal }
    if let refusal = triesRefusal(c, entry) { return refusal }
    let row = rowRefusal(c, entry)
    if let refusal = consentRefusal(c, entry), row.map({ refusal.reason < $0 }) ?? true { return refusal }
    if let row { return Refusal(row) }
    return limitsRefusal(c, entry) ?? retryRefusal(c, entry) ?? gapRefusal(c, entry) ?? restRefusal(c, entry)
      ?? inUseRefusal(c, entry) ?? unresolvedRefusal(c, entry) ?? customerBudgetRefusal(c, entry)
  }

  func membershipRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    if campaigns[c].has(CampaignState.Mark.member, entry) { return nil }
    // Who was taken out of the customers has no row that `where` could be asked of.
    if world.segments[c].refusal[entry] == Reason.customerRemoved.rawValue { return Refusal(.customerRemoved) }
    if isFixed(c) { return Refusal(.notInSegment) }
    if asksHistory(c) { return Refusal(.notInSegment, clearsAt: membership(c, entry).changesAt) }
    let next = world.segments[c].flips[UInt32(entry)]?.first { $0.at > now && $0.matches }
    return Refusal(.notInSegment, clearsAt: next?.at)
  }

  func seatRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    if world.campaigns[c].segment.limit == nil || campaigns[c].has(CampaignState.Mark.admitted, entry) { return nil }
    // Before the start nobody has a seat, and everybody waits for that.
    if !campaigns[c].hasStarted { return nil }
    return Refusal(.segmentLimit)
  }

  func triesRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    Int(campaigns[c].tries[entry]) >= world.campaigns[c].attempts.max ? Refusal(.attemptsUsed) : nil
  }

  /// The first, in the order of the gates, of what refuses the row itself: what `RowGates` found when the world was
  /// built, and what happened since.
  private func rowRefusal(_ c: Int, _ entry: Int) -> Reason? {
    let fixed = Reason(rawValue: world.segments[c].refusal[entry])
    guard let since = parkedReason(c, entry) ?? suppressedReason(c, entry) ?? contentReason(c, entry) else {
      return fixed
    }
    return fixed.map { min($0, since) } ?? since
  }

  func parkedReason(_ c: Int, _ entry: Int) -> Reason? {
    campaigns[c].has(CampaignState.Mark.parked, entry) ? .numberParked : nil
  }

  func suppressedReason(_ c: Int, _ entry: Int) -> Reason? {
    campaigns[c].has(CampaignState.Mark.suppressed, entry) ? .suppressed : nil
  }

  /// What was found when its call was about to be said.
  func contentReason(_ c: Int, _ entry: Int) -> Reason? {
    if campaigns[c].has(CampaignState.Mark.valueMissing, entry) { return .templateValueMissing }
    return campaigns[c].has(CampaignState.Mark.messageTooLong, entry) ? .messageTooLong : nil
  }

  /// All rolling limits: it clears when the last of them does.
  func limitsRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    let party = party(c, entry)
    var clears: Instant?
    for limit in campaigns[c].limits {
      if let at = history.clears(limit, party, at: now) { clears = max(at, clears ?? at) }
    }
    return clears.map { Refusal(.attemptLimit, clearsAt: $0) }
  }

  /// Whom the entry's next call is to.
  func party(_ c: Int, _ entry: Int) -> CallParty { party(c, row: person(c, entry), line: line(c, entry)) }

  /// Whom a call of the campaign to one of a customer's numbers is to.
  func party(_ c: Int, row: Int, line: Int) -> CallParty {
    CallParty(
      person: world.person(ofRow: row), row: row, number: Int(world.people.number[line]), subject: world.subjects[c],
      campaign: c)
  }

  func retryRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    let due = Instant(microseconds: campaigns[c].due[entry])
    return due > now ? Refusal(.retryWait, clearsAt: due) : nil
  }

  func gapRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    let party = party(c, entry)
    return history.gapClears(world.campaigns[c].attempts.minGap, party, at: now)
      .map { Refusal(.minGap, clearsAt: $0) }
  }

  func inUseRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    numbers.isLive(world.people.number[line(c, entry)]) ? Refusal(.numberInUse) : nil
  }

  func unresolvedRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    if campaigns[c].has(CampaignState.Mark.unresolved, entry) { return Refusal(.attemptUnresolved) }
    let number = world.people.number[line(c, entry)]
    return numbers.unresolved(number, at: now).map { Refusal(.attemptUnresolved, clearsAt: $0) }
  }

  /// What one call may cost is asked before what one customer may cost: a call that is too expensive in itself is left
  /// to its group, which is held for that.
  func customerBudgetRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    guard let cap = world.campaigns[c].budget.perCustomer else { return nil }
    let need = worstCase(c, rateClass: Int(world.people.rateClass[line(c, entry)]))
    if let most = world.campaigns[c].budget.perCall, need > most { return nil }
    return Money(micros: campaigns[c].spent[entry]) + need > cap ? Refusal(.budgetCustomer) : nil
  }

  // MARK: - The whole campaign

  /// What refuses every call of the campaign, whoever is called.
  /// - Parameter key: the attempt that asks at its last instant; nil for a further one.
  func campaignRefusal(_ c: Int, for key: AttemptKey? = nil) -> Refusal? {
    if let refusal = gate.refusal(at: now, for: key) { return refusal }
    return draftRefusal(c) ?? heldRefusal(c) ?? stoppedRefusal(c) ?? campaigns[c].paused?.refusal(at: now)
      ?? afterRefusal(c) ?? goalRefusal(c) ?? campaigns[c].age.refusal(at: now)
  }

  func draftRefusal(_ c: Int) -> Refusal? { campaignIsDraft(c) ? Refusal(.campaignDraft) : nil }

  func heldRefusal(_ c: Int) -> Refusal? { campaigns[c].hold.map { Refusal($0.reason) } }

  func stoppedRefusal(_ c: Int) -> Refusal? { campaigns[c].stopText == nil ? nil : Refusal(.campaignStopped) }

  // MARK: - A group

  /// What refuses a whole group other than hours and money.
  func holdRefusal(_ c: Int, _ identity: Group.Identity, worstCase: Money) -> Refusal? {
    if let refusal = pilotRefusal(c, identity) { return refusal }
    if let refusal = countryRefusal(identity) ?? callerIDRefusal(c, identity) { return refusal }
    if let refusal = confirmationRefusal(c, identity, worstCase: worstCase) { return refusal }
    return ratesRefusal() ?? rateLimitRefusal(c, identity) ?? callCapRefusal(c, worstCase: worstCase)
  }

  /// A rate that the carrier's prices have raised above what the campaign allows; the card's own is a rule of the row.
  func rateLimitRefusal(_ c: Int, _ identity: Group.Identity) -> Refusal? {
    guard let most = world.campaigns[c].international.maxRatePerMinute,
      rates.cardPrices[Int(identity.rateClass)] != nil, world.isForeign[Int(identity.country)],
      rates.classes[Int(identity.rateClass)].pricePerMinute > most
    else { return nil }
    return Refusal(.rateAboveLimit)
  }

  func countryRefusal(_ identity: Group.Identity) -> Refusal? {
    gate.stoppedCountries.contains(Int(identity.country)) ? Refusal(.countryStopped) : nil
  }

  func callerIDRefusal(_ c: Int, _ identity: Group.Identity) -> Refusal? {
    gate.stoppedCallerIDs.contains(callerID(c, identity.callerID)) ? Refusal(.callerIDStopped) : nil
  }

  func confirmationRefusal(_ c: Int, _ identity: Group.Identity, worstCase: Money) -> Refusal? {
    let country = Int(identity.country)
    guard world.needsConfirmation[country] else { return nil }
    return international.refusal(.init(campaign: c, country: country), worstCase: worstCase, at: now)
  }

  func ratesRefusal() -> Refusal? { ratesAreTooOld ? Refusal(.ratesTooOld) : nil }

  func callCapRefusal(_ c: Int, worstCase: Money) -> Refusal? {
    guard let most = world.campaigns[c].budget.perCall else { return nil }
    return worstCase > most ? Refusal(.callTooExpensive) : nil
  }

  // MARK: - Money

  /// The first budget scope that cannot take a call of this worst case.
  func budgetRefusal(_ c: Int, need: Money) -> Refusal? {
    campaignDayRefusal(c, need: need) ?? campaignBudgetRefusal(c, need: need) ?? accountDayRefusal(need: need)
      ?? accountMonthRefusal(need: need)
  }

  func campaignDayRefusal(_ c: Int, need: Money) -> Refusal? {
    let waits = world.campaigns[c].budget.whenExhausted == .wait
    return Self.refusal(
      .budgetCampaignDay, cap: world.campaigns[c].budget.perDay, ledger.campaignDay(c, calendar.day), need: need,
      clearsAt: waits ? calendar.nextDay : nil)
  }

  func campaignBudgetRefusal(_ c: Int, need: Money) -> Refusal? {
    Self.refusal(
      .budgetCampaign, cap: world.campaigns[c].budget.total, ledger.campaigns[c], need: need, clearsAt: nil)
  }

  func accountDayRefusal(need: Money) -> Refusal? {
    Self.refusal(
      .budgetAccountDay, cap: world.account.perDay, ledger.accountDay(calendar.day), need: need,
      clearsAt: calendar.nextDay)
  }

  func accountMonthRefusal(need: Money) -> Refusal? {
    Self.refusal(
      .budgetAccountMonth, cap: world.account.perMonth, ledger.accountMonth(calendar.month), need: need,
      clearsAt: calendar.nextMonth)
  }

  /// A scope refuses for good when what is spent for certain leaves no room, else until live calls settle.
  private static func refusal(
    _ reason: Reason, cap: Money?, _ spend: Spend, need: Money, clearsAt: Instant?
  ) -> Refusal? {
    guard let cap, spend.committed + need > cap else { return nil }
    return spend.certain + need > cap ? Refusal(reason, clearsAt: clearsAt) : Refusal(.budgetReserved)
  }

  // MARK: - Flow

  func concurrencyRefusal(_ c: Int) -> Refusal? {
    pacer.hasFreeCall && campaigns[c].running < world.campaigns[c].pacing.concurrentCalls ? nil : Refusal(.concurrency)
  }

  func paceRefusal(_ c: Int) -> Refusal? {
    let slot = max(pacer.nextSlot, campaigns[c].nextSlot)
    return slot > now ? Refusal(.pacing, clearsAt: slot) : nil
  }

  // MARK: - What they look at

  /// The worst case of one call: the longest possible talk at the card's rate, and the extras.
  func worstCase(_ c: Int, rateClass: Int) -> Money {
    guard rateClass >= 0 else { return .zero }
    return rates.classes[rateClass].cost(of: world.campaigns[c].call.maxDuration) + extras(c)
  }

  func extras(_ c: Int) -> Money { campaigns[c].detectsMachine ? world.machineDetection : .zero }
}

extension Campaign {
  /// Machine detection is asked for (and paid) only where its answer changes something.
  package var detectsMachine: Bool {
    !(attempts.retry[.machine] ?? []).isEmpty || namedOutcomes.contains(Disposition.machine.rawValue)
  }
}
