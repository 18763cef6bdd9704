import Campaigns

/// The gates. `plan`, `run` and `explain` ask these and no others.
extension Engine {
  /// The first refusal of one entry by the gates from membership to the customer's budget: those that no other entry
  /// of its group shares.
  func entryRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    if let refusal = membershipRefusal(c, entry) { return refusal }
    if let reason = standingRefusal(c, entry) { return Refusal(reason) }
    return attemptsRefusal(c, entry) ?? numberRefusal(c, entry) ?? customerBudgetRefusal(c, entry)
  }

  /// The first, in the order of the gates, of the refusals that nothing clears by itself: those of the row and the
  /// files, a parked number, a suppression, a message that cannot be said.
  private func standingRefusal(_ c: Int, _ entry: Int) -> Reason? {
    var first = Reason(rawValue: world.segments[c].refusal[entry])
    func ask(_ mark: UInt16, _ reason: Reason) {
      if campaigns[c].has(mark, entry), first.map({ reason < $0 }) ?? true { first = reason }
    }
    ask(CampaignState.Mark.parked, .numberParked)
    ask(CampaignState.Mark.suppressed, .suppressed)
    ask(CampaignState.Mark.valueMissing, .templateValueMissing)
    ask(CampaignState.Mark.messageTooLong, .messageTooLong)
    return first
  }

  private func membershipRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    if !campaigns[c].has(CampaignState.Mark.member, entry) {
      // Who was taken out of the customers has no row that `where` could be asked of.
      if world.segments[c].refusal[entry] == Reason.customerRemoved.rawValue { return Refusal(.customerRemoved) }
      let next = world.segments[c].flips[UInt32(entry)]?.first { $0.at > now && $0.matches }
      return Refusal(.notInSegment, clearsAt: next?.at)
    }
    if world.campaigns[c].segment.limit != nil, !campaigns[c].has(CampaignState.Mark.admitted, entry) {
      return Refusal(.segmentLimit)
    }
    if Int(campaigns[c].tries[entry]) >= world.campaigns[c].attempts.max { return Refusal(.attemptsUsed) }
    return nil
  }

  private func attemptsRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    let person = Int(world.segments[c].row[entry])
    let number = Int(world.people.number[person])
    let minGap = world.campaigns[c].attempts.minGap
    var clears: Instant?
    for limit in campaigns[c].limits {
      if let at = history.clears(limit, person: person, number: number, at: now) { clears = max(at, clears ?? at) }
    }
    if let clears { return Refusal(.attemptLimit, clearsAt: clears) }
    let due = Instant(microseconds: campaigns[c].due[entry])
    if due > now { return Refusal(.retryWait, clearsAt: due) }
    if let at = history.gapClears(minGap, person: person, number: number, at: now) {
      return Refusal(.minGap, clearsAt: at)
    }
    return nil
  }

  private func numberRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    let number = world.people.number[Int(world.segments[c].row[entry])]
    if numbers.isLive(number) { return Refusal(.numberInUse) }
    if campaigns[c].has(CampaignState.Mark.unresolved, entry) { return Refusal(.attemptUnresolved) }
    if let until = numbers.unresolved(number, at: now) { return Refusal(.attemptUnresolved, clearsAt: until) }
    return nil
  }

  /// What one call may cost is asked before what one customer may cost: a call that is too expensive in itself is left
  /// to its group, which is held for that.
  private func customerBudgetRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    guard let cap = world.campaigns[c].budget.perCustomer else { return nil }
    let need = worstCase(c, rateClass: Int(world.people.rateClass[Int(world.segments[c].row[entry])]))
    if let most = world.campaigns[c].budget.perCall, need > most { return nil }
    return Money(micros: campaigns[c].spent[entry]) + need > cap ? Refusal(.budgetCustomer) : nil
  }

  /// What refuses every call of the campaign, whoever is called.
  func campaignRefusal(_ c: Int, for key: AttemptKey? = nil) -> Refusal? {
    if let refusal = gate.refusal(at: now, for: key) { return refusal }
    if !world.campaigns[c].live, !world.account.dialsDrafts { return Refusal(.campaignDraft) }
    if let hold = campaigns[c].hold { return Refusal(hold.reason) }
    if campaigns[c].stopped != nil { return Refusal(.campaignStopped) }
    return campaigns[c].paused?.refusal(at: now)
  }

  /// What refuses a whole group other than hours and money.
  func holdRefusal(_ c: Int, _ identity: Group.Identity, worstCase: Money) -> Refusal? {
    let country = Int(identity.country)
    let campaign = world.campaigns[c]
    if gate.stoppedCountries.contains(country) { return Refusal(.countryStopped) }
    if gate.stoppedCallerIDs.contains(callerID(c, identity.callerID)) { return Refusal(.callerIDStopped) }
    if world.needsConfirmation[country] {
      let key = ConfirmationBook.Key(campaign: c, country: country)
      if let refusal = international.refusal(key, worstCase: worstCase, at: now) { return refusal }
    }
    if world.account.ratesTooOld { return Refusal(.ratesTooOld) }
    if let most = campaign.budget.perCall, worstCase > most { return Refusal(.callTooExpensive) }
    return nil
  }

  /// The first budget scope that cannot take a call of this worst case.
  func budgetRefusal(_ c: Int, need: Money) -> Refusal? {
    if let cap = world.campaigns[c].budget.perDay,
      let exhausted = isExhausted(cap, ledger.campaignDay(c, calendar.day), need: need)
    {
      let waits = world.campaigns[c].budget.whenExhausted == .wait
      return exhausted
        ? Refusal(.budgetCampaignDay, clearsAt: waits ? calendar.nextDay : nil) : Refusal(.budgetReserved)
    }
    if let cap = world.campaigns[c].budget.total,
      let exhausted = isExhausted(cap, ledger.campaigns[c], need: need)
    {
      return Refusal(exhausted ? .budgetCampaign : .budgetReserved)
    }
    if let cap = world.account.perDay, let exhausted = isExhausted(cap, ledger.accountDay(calendar.day), need: need) {
      return exhausted ? Refusal(.budgetAccountDay, clearsAt: calendar.nextDay) : Refusal(.budgetReserved)
    }
    if let cap = world.account.perMonth,
      let exhausted = isExhausted(cap, ledger.accountMonth(calendar.month), need: need)
    {
      return exhausted ? Refusal(.budgetAccountMonth, clearsAt: calendar.nextMonth) : Refusal(.budgetReserved)
    }
    return nil
  }

  /// nil: the scope can take the call. Else whether what is spent for certain leaves no room, or only what live calls
  /// have reserved.
  private func isExhausted(_ cap: Money, _ spend: Spend, need: Money) -> Bool? {
    if spend.committed + need <= cap { return nil }
    return spend.certain + need > cap
  }

  /// The worst case of one call: the longest possible talk at the card's rate, and the extras.
  func worstCase(_ c: Int, rateClass: Int) -> Money {
    guard rateClass >= 0 else { return .zero }
    let campaign = world.campaigns[c]
    return world.rates.classes[rateClass].cost(of: campaign.call.maxDuration) + extras(campaign)
  }

  func extras(_ campaign: Campaign) -> Money { campaign.detectsMachine ? world.machineDetection : .zero }

  func callerID(_ c: Int, _ index: UInt8) -> Int64 {
    let from = world.campaigns[c].call.from
    return from.isEmpty ? 0 : from[Int(index) % from.count]
  }
}

extension Campaign {
  /// Machine detection is asked for (and paid) only where its answer changes something.
  package var detectsMachine: Bool { !(attempts.retry[.machine] ?? []).isEmpty }
}
