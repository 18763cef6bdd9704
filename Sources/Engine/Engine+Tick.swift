import Campaigns
import HeapModule

/// A tick: due work first, then calls, then when to be asked again. Calls start nowhere else.
extension Engine {
  mutating func tick(into effects: inout [Effect]) {
    for c in campaigns.indices { refreshHours(c) }
    refreshRates()
    while let work = queue.min, work.at <= now {
      queue.removeMin()
      take(work.kind, into: &effects)
    }
    noticePilots()
    noticeFinished()
    if !gate.stopping { startCalls(into: &effects) }
    noticePilots()
    noticeFinished()
    for c in campaigns.indices {
      if campaigns[c].finishedAt == nil {
        if !canContinue(c) { campaigns[c].finishedAt = now }
      } else if canContinue(c) {
        campaigns[c].finishedAt = nil
      }
      assert(campaigns[c].sizesAddUp, "the sizes of the places do not add up")
    }
    let next = nextWake()
    if next < .distantFuture { effects.append(.wake(at: next)) }
  }

  private mutating func take(_ work: TimedWork.Kind, into effects: inout [Effect]) {
    switch work {
    case .entry(let c, let entry):
      let place = campaigns[c].place[entry]
      if place == .timed || place == .blocked || hasClosed(c, entry) { admit(c, entry) }
    case .flip(let c, let entry): flip(c, entry)
    case .start(let c): start(c)
    case .poll(let key): poll(key, into: &effects)
    case .look(let key): look(key, into: &effects)
    case .giveUp(let key): giveUp(key, into: &effects)
    case .price(let key): askPrice(key, into: &effects)
    }
  }

  private mutating func flip(_ c: Int, _ entry: Int) {
    if isFixed(c) { return }
    if asksHistory(c) { return reviewDue(c, entry) }
    campaigns[c].pendingFlips -= 1
    guard let flips = world.segments[c].flips[UInt32(entry)], let latest = flips.last(where: { $0.at <= now }) else {
      return
    }
    if latest.matches {
      campaigns[c].set(Mark.member, entry)
      select(c, entry)
    } else {
      campaigns[c].clear(Mark.member, entry)
    }
    reviewPeers(c, entry)
    let place = campaigns[c].place[entry]
    if campaigns[c].has(Mark.selected, entry), place != .live, place != .done { admit(c, entry) }
  }

  private mutating func startCalls(into effects: inout [Effect]) {
    var intents = startTries(into: &effects)
    while let (c, group, entry) = nextCall() { intents.append(start(c, group: group, entry: entry)) }
    if !intents.isEmpty { effects.append(.commitIntents(intents)) }
  }

  /// Strict priority, then turns among the campaigns that can call now.
  private mutating func nextCall() -> (campaign: Int, group: Int, entry: Int)? {
    guard gate.refusal(at: now) == nil, pacer.hasFreeCall, pacer.nextSlot <= now else { return nil }
    for priority in 1...5 where !levels[priority].isEmpty {
      let count = levels[priority].count
      let first = pacer.firstTurn(of: levels[priority], priority: priority)
      for turn in first..<first + count {
        let c = levels[priority][turn < count ? turn : turn - count]
        if let (group, entry) = candidate(c) { return (c, group, entry) }
      }
    }
    return nil
  }

  /// The campaign's next customer whom every gate lets through; who is refused on the way goes to another place.
  private mutating func candidate(_ c: Int) -> (group: Int, entry: Int)? {
    guard campaignRefusal(c) == nil, campaigns[c].running < world.campaigns[c].pacing.concurrentCalls,
      campaigns[c].nextSlot <= now, !isFlowStopped(c)
    else { return nil }
    var skipped: [Int] = []
    while let index = firstGroup(c, except: skipped) {
      if budgetRefusal(c, need: campaigns[c].groups[index].worstCase) != nil || isHeld(c, index)
        || flowVerdict(c, callerID: campaigns[c].groups[index].identity.callerID).refusal != nil
      {
        skipped.append(index)
        continue
      }
      guard let entry = campaigns[c].groups[index].head?.entry else { continue }
      campaigns[c].groups[index].popHead()
      if entryRefusal(c, Int(entry)) != nil {
        admit(c, Int(entry))
      } else {
        return (index, Int(entry))
      }
    }
    return nil
  }

  /// A confirmation can run out between two calls, so its hold is asked each time.
  private mutating func isHeld(_ c: Int, _ index: Int) -> Bool {
    let identity = campaigns[c].groups[index].identity
    if world.needsConfirmation[Int(identity.country)] || identity.isPilot {
      let worstCase = campaigns[c].groups[index].worstCase
      campaigns[c].groups[index].hold = holdRefusal(c, identity, worstCase: worstCase)
    }
    return campaigns[c].groups[index].hold != nil
  }

  /// The open group whose next entry comes first.
  private mutating func firstGroup(_ c: Int, except skipped: [Int]) -> Int? {
    var best: (due: Int64, entry: UInt32, group: Int)?
    for index in campaigns[c].groups.indices {
      if campaigns[c].groups[index].waiting == 0 || !isOpen(c, index) { continue }
      if !skipped.isEmpty, skipped.contains(index) { continue }
      dropLeavers(c, index)
      guard let head = campaigns[c].groups[index].head else { continue }
      if best.map({ (head.due, head.entry) < ($0.due, $0.entry) }) ?? true {
        best = (head.due, head.entry, index)
      }
    }
    return best?.group
  }

  /// Entries that left the group without being called are still in its heaps: they go when they come up.
  private mutating func dropLeavers(_ c: Int, _ index: Int) {
    while let head = campaigns[c].groups[index].head,
      campaigns[c].place[Int(head.entry)] != .ready || Int(campaigns[c].group[Int(head.entry)]) != index
    {
      campaigns[c].groups[index].popHead()
    }
  }

  private mutating func start(_ c: Int, group index: Int, entry: Int) -> Intent {
    let identity = campaigns[c].groups[index].identity
    let worstCase = campaigns[c].groups[index].worstCase
    let (person, line) = (person(c, entry), line(c, entry))
    lastKey += 1
    campaigns[c].tries[entry] += 1
    var closes = campaigns[c].hours[Int(identity.zoneSet)]?.changesAt ?? now
    precondition(isOpen(c, index) && closes > now, "a call would start in closed hours")
    for end in [closesAt(c, entry), leavesAt(c, entry)] { closes = min(closes, end ?? closes) }
    let due = campaigns[c].due[entry]
    let intent = Intent(
      key: lastKey, campaign: c, row: person, line: line, attempt: Int(campaigns[c].tries[entry]),
      transmission: (unsent[entryCode(c, entry)] ?? 0) + 1, callee: world.people.callee[line],
      callerID: callerID(c, identity.callerID), scheduledAt: due == 0 ? now : Instant(microseconds: due), at: now,
      notAfter: min(closes - Interval(microseconds: 1), now + .seconds(60)), reserved: worstCase,
      zoneSet: Int(identity.zoneSet), rateClass: Int(identity.rateClass),
      detectsMachine: campaigns[c].detectsMachine)
    let number = world.people.number[line]
    let call = LiveAttempt(
      intent: intent, entry: entry, number: number, country: Int(identity.country),
      history: history.begin(party(c, row: person, line: line), at: now),
      scopes: .init(campaign: c, day: calendar.day, month: calendar.month))
    attempts[lastKey] = call
    occupy(call)
    beginFlow(intent)
    campaigns[c].enterLive(entry)
    pacer.start(at: now, campaign: c, priority: world.campaigns[c].priority)
    campaigns[c].nextSlot = now + campaigns[c].spacing
    let key = ConfirmationBook.Key(campaign: c, country: Int(identity.country))
    if world.needsConfirmation[key.country] { international.use(key, worstCase, at: now) }
    return intent
  }

  /// Reserves what a call needs: money, a slot of the campaign and the number.
  mutating func occupy(_ call: LiveAttempt) {
    let c = call.intent.campaign
    ledger.book(call.intent.reserved, as: .reserved, in: call.scopes)
    addSpent(c, call.entry, call.intent.reserved)
    numbers.begin(call.number)
    campaigns[c].running += 1
    campaigns[c].peak = max(campaigns[c].peak, campaigns[c].running)
  }

  func entryCode(_ c: Int, _ entry: Int) -> UInt64 { UInt64(c) << 32 | UInt64(entry) }
}
