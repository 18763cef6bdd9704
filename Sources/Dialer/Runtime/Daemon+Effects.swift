import ActivityStore
import Campaigns
import Dispatch
import Engine
import Telephony

/// What the engine asks for: kept first, then done.
extension Daemon {
  /// Commits what the effects want kept, spends the permits, then does the rest.
  func carryOut(_ effects: [Effect], at now: Instant) {
    var waiting = effects
    while !waiting.isEmpty || !conditionChanges.isEmpty, !isFinished {
      let batch = Batch(effects: waiting)
      waiting = []
      do {
        waiting = try commitAndPlace(batch, at: now)
      } catch {
        return fail(error)
      }
      for effect in batch.outward { perform(effect, at: now) }
    }
  }

  /// The effects of one commit, in their kinds.
  struct Batch {
    var intents: [Intent] = []
    var changes: [AttemptChange] = []
    var orphans: [(AttemptKey, ListedCall)] = []
    var seats: [(campaign: Int, rows: [Int32])] = []
    var segments: [(campaign: Int, rows: [Int32])] = []
    var stops: [(campaign: Int, text: String)] = []
    var outward: [Effect] = []

    init(effects: [Effect]) {
      for effect in effects {
        switch effect {
        case .commitIntents(let some): intents += some
        case .record(let change): changes.append(change)
        case .recordOrphan(let key, let call): orphans.append((key, call))
        case .admitted(let campaign, let rows): seats.append((campaign, rows))
        case .segmentFixed(let campaign, let rows): segments.append((campaign, rows))
        case .campaignStopped(let campaign, let text): stops.append((campaign, text))
        case .wake: break
        case .placeCall, .withdraw, .fetch, .list, .cancelCall, .hangUpCall, .refuseTry, .warn: outward.append(effect)
        }
      }
    }
  }

  private func commitAndPlace(_ batch: Batch, at now: Instant) throws -> [Effect] {
    var turn = StoreTurn(at: now)
    var changed: [AttemptKey] = []
    for change in batch.changes {
      let key = apply(change)
      if !changed.contains(key) { changed.append(key) }
    }
    turn.updates = changed.compactMap { rows[$0] }
    var effects: [Effect] = []
    turn.intents = try batch.intents.compactMap { try prepare($0, into: &effects) }
    turn.keep(batch, of: engine.world.campaigns)
    let orphans = batch.orphans.compactMap { orphanRecord($0.0, $0.1, at: now) }
    turn.intents += orphans
    let told = takeConditions(into: &turn)
    var committed = try store.commit([turn])
    while let permit = committed.next() {
      if rows[permit.key]?.kind == .orphan {
        _ = permit.withdraw()
        continue
      }
      #if DEBUG
        FailPoint.afterIntent.pass()
      #endif
      spend(permit, into: &effects, at: now)
    }
    if !orphans.isEmpty { try close(orphans, at: now) }
    tell(told, at: now)
    for key in changed { observe(key, at: now) }
    return effects
  }

  /// The engine is asked once more at the last instant; the permit is spent or given back.
  private func spend(_ permit: consuming DialPermit, into effects: inout [Effect], at now: Instant) {
    let key = permit.key
    rows[key]?.attemptID = permit.attemptID.description
    var asked: [Effect] = []
    // The commit took time: window, pace and not-after are asked by the clock as it is now.
    engine.handle(.intentCommitted(key), at: clock.now(), into: &asked)
    needsTick = true
    let mayPlace = asked.contains { if case .placeCall(key) = $0 { true } else { false } }
    effects += asked.filter { effect in
      switch effect {
      case .placeCall, .withdraw: false
      default: true
      }
    }
    guard mayPlace, let request = requests.removeValue(forKey: key) else {
      requests[key] = nil
      _ = permit.withdraw()
      return answerTry(key, isPlaced: false)
    }
    answerTry(key, isPlaced: true)
    inFlight += 1
    sending.insert(key)
    observer.placing(rows[key], at: now)
    #if DEBUG
      FailPoint.beforePlace.pass()
    #endif
    client.place(permit, request) { [self] key, placement, sentAt in
      queue.async { [self] in
        inFlight -= 1
        #if DEBUG
          FailPoint.beforeRecord.pass()
        #endif
        if case .placed(let sid) = placement { knownSIDs.insert(sid) }
        receive(.placementReturned(key, placement, sentAt: sentAt))
        sent(key)
      }
    }
    #if DEBUG
      FailPoint.afterPlace.pass()
    #endif
  }

  private func perform(_ effect: Effect, at now: Instant) {
    switch effect {
    case .fetch(let key, let sid): fetch(key, sid: sid)
    case .list(let key, let callee, let callerID, let since):
      look(key, callee: callee, callerID: callerID, since: since)
    case .cancelCall(let key, let sid): cancel(key, sid: sid)
    case .hangUpCall(_, let sid): hangUp(sid: sid)
    case .refuseTry(let order, let refusal): refuseTry(order, refusal)
    case .warn(let warning): observer.warned(warning, at: now)
    case .commitIntents, .placeCall, .withdraw, .record, .recordOrphan, .admitted, .segmentFixed, .campaignStopped,
      .wake:
      break
    }
  }

  private func fetch(_ key: AttemptKey, sid: String) {
    inFlight += 1
    client.fetch(sid: sid) { [self] report in
      queue.async { [self] in
        inFlight -= 1
        receive(report.map { .statusReported(key, $0) } ?? .fetchFailed(key))
      }
    }
  }

  private func look(_ key: AttemptKey, callee: Int64, callerID: Int64, since: Instant) {
    inFlight += 1
    client.list(to: callee, from: callerID) { [self] calls in
      queue.async { [self] in
        inFlight -= 1
        let ours = (calls ?? []).filter { !knownSIDs.contains($0.report.sid) && $0.createdAt >= since }
          .sorted { ($0.createdAt, $0.report.sid) < ($1.createdAt, $1.report.sid) }
        if ours.count > 1 { raiseDoubleCall(key, ours) }
        if calls != nil {
          if let sid = ours.first?.report.sid { knownSIDs.insert(sid) }
          receive(.reconciled(key, ours.first))
        } else {
          receive(.lookFailed(key))
        }
      }
    }
  }

  private func raiseDoubleCall(_ key: AttemptKey, _ calls: [ListedCall]) {
    note(
      Warning(
        code: "double-call", text: "attempt \(key) matches \(calls.count) calls at the carrier",
        remedy: "look at both Activities; the one that was still queued or ringing was cancelled"),
      until: workspace.nextMidnight(after: clock.now()), at: clock.now())
    for extra in calls.dropFirst() where extra.report.status.order < 3 { cancel(key, sid: extra.report.sid) }
  }

  func cancel(_ key: AttemptKey, sid: String) {
    inFlight += 1
    cancelling += 1
    client.cancel(sid: sid) { [self] in
      queue.async { [self] in
        inFlight -= 1
        cancelling -= 1
        scheduleTurn()
      }
    }
  }

  private func hangUp(sid: String) {
    inFlight += 1
    client.hangUp(sid: sid) { [self] in
      queue.async { [self] in
        inFlight -= 1
        scheduleTurn()
      }
    }
  }
}

extension StoreTurn {
  /// Seats, fixed segments and stops, by the ids of their campaigns.
  mutating func keep(_ batch: Daemon.Batch, of campaigns: [Campaign]) {
    seats = batch.seats.map { StoredSegment(campaign: campaigns[$0.campaign].id, rows: $0.rows) }
    fixedSegments = batch.segments.map { StoredSegment(campaign: campaigns[$0.campaign].id, rows: $0.rows) }
    let now = at
    stops = batch.stops.map { FailureStop(campaign: campaigns[$0.campaign].id, text: $0.text, stoppedAt: now) }
  }
}
