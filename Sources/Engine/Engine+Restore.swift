import Campaigns
import HeapModule

/// What the store knows is replayed, oldest first, before `begin`: attempts, money, pace, confirmations, pauses.
extension Engine {
  /// Replays one attempt.
  /// - Parameters:
  ///   - record: in the order of keys.
  ///   - row: the customer's index in this world; nil when the customer is gone.
  ///   - resolution: what a person said of it, when nobody knew what became of it.
  package mutating func restore(_ record: AttemptRecord, row: Int?, resolution: Resolution? = nil) {
    lastKey = max(lastKey, record.key)
    guard record.kind != .orphan else { return }
    let c = world.campaigns.firstIndex { $0.id == record.campaign }
    let entry = c.flatMap { c in row.flatMap { entryOf(c, row: $0) } }
    pacer.restore(at: record.at, campaign: c, priority: c.map { world.campaigns[$0].priority } ?? 3)
    if let c { restorePace(c, at: record.at) }
    restoreStart(record, campaign: c)
    restorePrice(record)
    if record.kind == .try {
      if let c, record.state != .unsent { restoreTry(record, campaign: c, row: row) }
      if c == nil { restoreMoney(record, campaign: nil) }
      return
    }
    if record.state == .unsent {
      if let c, let entry { unsent[entryCode(c, entry)] = record.transmission }
      return
    }
    if let c, record.state == .ended, let disposition = record.disposition {
      count(disposition, of: c, startedAt: record.at)
    }
    guard let c, let row, let entry else {
      if let row { restoreHistory(record, row: row) }
      return restoreMoney(record, campaign: c)
    }
    restore(record, campaign: c, row: row, entry: entry, resolution: resolution)
  }

  /// Ends the replay: before the carrier was asked what is running there, nothing is dialed.
  /// - Parameter newestIntent: a wall clock behind it must not dial.
  package mutating func requireRecovery(newestIntent: Instant?) {
    gate.recovering = true
    pacer.ramp.unanswered(at: now)
    if let newestIntent { gate.behindUntil = newestIntent }
  }

  private mutating func entryOf(_ c: Int, row: Int) -> Int? {
    if rowIndex.isEmpty { rowIndex = .init(repeating: [], count: campaigns.count) }
    if rowIndex[c].isEmpty {
      rowIndex[c] = .init(repeating: -1, count: world.people.count)
      for (entry, row) in world.segments[c].row.enumerated() { rowIndex[c][Int(row)] = Int32(entry) }
      if !world.campaigns[c].matter, !world.people.person.isEmpty { joinRows(c) }
    }
    let entry = rowIndex[c][row]
    return entry < 0 ? nil : Int(entry)
  }

  /// To a campaign that does not count by matter every row of a customer is the one that it selected.
  private mutating func joinRows(_ c: Int) {
    var entryOf = [Int32](repeating: -1, count: world.personCount)
    for (row, entry) in rowIndex[c].enumerated() where entry >= 0 { entryOf[world.person(ofRow: row)] = entry }
    for row in rowIndex[c].indices { rowIndex[c][row] = entryOf[world.person(ofRow: row)] }
  }

  /// Money of campaigns and customers that are gone still counts against the account's caps.
  private mutating func restoreMoney(_ record: AttemptRecord, campaign: Int?) {
    let amount = record.settled ?? record.reserved
    var scopes = calendar.scopes(at: record.at, campaign: campaign ?? 0)
    scopes.campaign = campaign ?? -1
    ledger.book(amount, as: record.settled == nil ? .unresolved : .settled, in: scopes)
  }

  private mutating func restore(
    _ record: AttemptRecord, campaign c: Int, row: Int, entry: Int, resolution: Resolution?
  ) {
    // Rows that are one customer to this campaign are counted together.
    campaigns[c].tries[entry] = UInt8(clamping: max(record.attempt, Int(campaigns[c].tries[entry]) + 1))
    // What the last disposition means counts: an earlier one may read otherwise in today's campaign file.
    if campaigns[c].place[entry] == .done { campaigns[c].leave(entry) }
    let line = line(c, entry, callee: record.callee)
    let call = LiveAttempt(
      intent: intent(of: record, campaign: c, row: row, line: line, entry: entry), entry: entry,
      number: world.people.number[line], country: Int(world.people.country[line]),
      history: history.begin(party(c, row: row, line: line), at: record.at),
      scopes: calendar.scopes(at: record.at, campaign: c))
    useConfirmation(record, campaign: c, line: line)
    if record.state == .ended, let disposition = record.disposition {
      restoreEnded(record, disposition, call, resolution)
    } else {
      restoreLive(record, call)
    }
  }

  /// The subject of a campaign that may be gone; -1 when nobody knows it any more.
  private func subject(of campaign: String) -> Int {
    if let c = world.campaigns.firstIndex(where: { $0.id == campaign }) { return world.subjects[c] }
    return world.subjectsOfGone[campaign] ?? -1
  }

  private mutating func restorePace(_ c: Int, at instant: Instant) {
    campaigns[c].nextSlot = max(campaigns[c].nextSlot, instant + campaigns[c].spacing)
  }

  /// A call of a campaign that is gone: limits and gaps count it, and its number rests while it could be running.
  private mutating func restoreHistory(_ record: AttemptRecord, row: Int) {
    let number = world.people.number[world.people.line(of: record.callee, row: row)]
    let party = CallParty(
      person: world.person(ofRow: row), row: row, number: Int(number), subject: subject(of: record.campaign),
      campaign: -1)
    let call = history.begin(party, at: record.at)
    if record.disposition != .rejected { history.count(call) }
    if record.disposition == .answered { history.answer(call) }
    if let disposition = record.disposition { history.conclude(call, disposition) }
    let talk = record.duration.map { Interval.seconds(Int64($0)) }
    if let disposition = record.disposition, ConversationRule.standard.holds(disposition.rawValue, talk: talk) {
      history.converse(call)
    }
    let longest = record.at + record.ringTimeout + record.maxDuration + .seconds(60)
    history.end(call, at: record.endedAt ?? longest)
    if record.state != .ended {
      numbers.block(number, until: record.state == .placed ? longest : record.at + .hours(24))
    }
  }

  private func intent(of record: AttemptRecord, campaign c: Int, row: Int, line: Int, entry: Int) -> Intent {
    Intent(
      key: record.key, campaign: c, row: row, line: line, attempt: record.attempt, transmission: record.transmission,
      callee: record.callee, callerID: record.callerID, scheduledAt: record.scheduledAt, at: record.at,
      notAfter: record.notAfter, reserved: record.reserved, zoneSet: Int(zoneSet(c, entry, line: line)),
      rateClass: max(0, Int(world.people.rateClass[line])), detectsMachine: world.campaigns[c].detectsMachine)
  }

  private mutating func useConfirmation(_ record: AttemptRecord, campaign c: Int, line: Int) {
    let country = Int(world.people.country[line])
    if world.needsConfirmation[country] {
      international.use(.init(campaign: c, country: country), record.reserved, at: record.at)
    }
  }

  private mutating func restoreEnded(
    _ record: AttemptRecord, _ disposition: Disposition, _ call: LiveAttempt, _ resolution: Resolution?
  ) {
    let c = call.intent.campaign
    let endedAt = record.endedAt ?? record.at
    history.end(call.history, at: endedAt)
    unsent[entryCode(c, call.entry)] = nil
    let settled = record.settled ?? record.reserved
    ledger.book(settled, as: .settled, in: call.scopes)
    addSpent(c, call.entry, settled)
    history.conclude(call.history, disposition)
    if disposition != .rejected { countCall(call) }
    if disposition == .answered {
      campaigns[c].answered += 1
      history.answer(call.history)
    }
    let talk = record.duration.map { Interval.seconds(Int64($0)) }
    if world.campaigns[c].isConversation(disposition, talk: talk) { history.converse(call.history) }
    // Skipped: the carrier may queue what was never found for a day.
    if disposition == .unknown, record.sid == nil, resolution == nil {
      numbers.block(call.number, until: record.at + .hours(24))
    }
    conclude(c, call.entry, disposition, line: call.intent.line, resolution: resolution, at: endedAt)
    let rateClass = call.intent.rateClass
    guard world.account.checksPrices, record.price == nil, settled > .zero, let sid = record.sid,
      endedAt + .hours(1) > now
    else { return }
    expectPrice(
      of: record.key,
      UnpricedCall(
        campaign: c, entry: call.entry, rateClass: rateClass, talk: Self.talk(record.duration), scopes: call.scopes,
        settled: settled, endedAt: endedAt, asks: 0, sid: sid))
  }

  mutating func restoreLive(_ record: AttemptRecord, _ restored: LiveAttempt) {
    if record.state == .presumedNotPlaced, now >= slotEnd(of: restored), !isSkipped(restored) {
      return restoreHeld(restored)
    }
    var call = restored
    let c = call.intent.campaign
    call.state = .dialing
    call.sid = record.sid
    call.unwanted = !call.isTry && isSuppressed(c, call.entry, line: call.intent.line)
    attempts[record.key] = call
    occupy(call)
    pacer.occupy()
    if !call.isTry { campaigns[c].enterLive(call.entry) }
    switch record.state {
    case .placed:
      countCall(call)
      call.state = .placed
      attempts[record.key] = call
      schedulePoll(call, after: nil)
      queue.insert(TimedWork(at: max(now, lastInstant(of: call)), .giveUp(record.key)))
    case .presumedNotPlaced:
      countCall(call)
      call.state = .presumed
      attempts[record.key] = call
      moveUnresolved(call, back: false)
      if !call.isTry, !isSkipped(call) { campaigns[c].set(Mark.unresolved, call.entry) }
      numbers.block(call.number, until: record.at + .hours(24))
      queue.insert(TimedWork(at: max(now, lastInstant(of: call)), .giveUp(record.key)))
    case .dialing, .ambiguous, .unsent, .ended:
      // Whatever was under way is looked for by `recovered`.
      break
    }
  }

  /// An attempt of unknown fate of which no call can be running any more: it holds its money and its place among the
  /// attempts until somebody resolves it, but neither a slot nor, beyond a day, its number.
  private mutating func restoreHeld(_ restored: LiveAttempt) {
    var call = restored
    let c = call.intent.campaign
    call.state = .presumed
    call.holdsSlot = false
    attempts[call.intent.key] = call
    ledger.book(call.intent.reserved, as: .unresolved, in: call.scopes)
    unresolvedOf[c] += 1
    addSpent(c, call.entry, call.intent.reserved)
    countCall(call)
    if !call.isTry { campaigns[c].set(Mark.unresolved, call.entry) }
    history.end(call.history, at: slotEnd(of: call))
    numbers.block(call.number, until: call.intent.at + .hours(24))
  }
}
