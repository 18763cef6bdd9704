import ActivityStore
import Campaigns
import Engine
import Telephony

/// The rows of live attempts, as the store keeps them.
extension Daemon {
  /// The row of an intent, and what its call will say.
  ///
  /// - Returns: nil when the customer lost a value that the call needs; the engine is told, and no intent is written.
  func prepare(_ intent: Intent, into effects: inout [Effect]) throws -> AttemptRecord? {
    let world = engine.world
    let campaign = world.campaigns[intent.campaign]
    let stored = try store.customers(rows: [Int64(intent.row)])[0]
    // What the message says of the number is said of the one that is called.
    let isFurther = intent.line >= world.people.count
    let customer = isFurther ? stored.at(PhoneReader.read(e164: intent.callee)) : stored
    let columns = try store.columns(types: workspace.columnTypes)
    guard let twiml = campaign.call.answer.twiml(for: customer, columns: columns) else {
      let reason = campaign.call.answer.refusal(for: customer, columns: columns)
      engine.handle(.intentRefused(intent.key, reason), at: clock.now(), into: &effects)
      needsTick = true
      return nil
    }
    let record = AttemptRecord(
      key: intent.key, kind: intent.kind, campaign: campaign.id, revision: campaign.revision, customer: customer.id,
      matter: customer.matter, attempt: intent.attempt, transmission: intent.transmission, callee: intent.callee,
      callerID: intent.callerID, scheduledAt: intent.scheduledAt, at: intent.at, notAfter: intent.notAfter,
      ringTimeout: campaign.call.ringTimeout, maxDuration: campaign.call.maxDuration, reserved: intent.reserved,
      timeZones: world.zoneSets[intent.zoneSet],
      decision: DecisionRecord.text(intent, world: world, rates: engine.rates, zones: workspace.zones))
    rows[intent.key] = record
    if intent.kind == .try { startedTry(intent) }
    requests[intent.key] = CallRequest(
      to: intent.callee, from: intent.callerID,
      twiml: twiml, ringTimeout: campaign.call.ringTimeout, maxDuration: campaign.call.maxDuration,
      detectMachine: intent.detectsMachine, statusCallback: nil)
    return record
  }

  /// Writes a change over its row.
  func apply(_ change: AttemptChange) -> AttemptKey {
    switch change {
    case .placed(let key, let sid):
      rows[key]?.state = .placed
      rows[key]?.sid = sid
      return key
    case .rejected(let key, let code, let at):
      rows[key]?.state = .ended
      rows[key]?.disposition = .rejected
      rows[key]?.errorCode = code
      rows[key]?.endedAt = at
      rows[key]?.settled = .zero
      return key
    case .unsent(let key, let code):
      rows[key]?.state = .unsent
      rows[key]?.errorCode = code
      rows[key]?.settled = .zero
      return key
    case .ambiguous(let key):
      rows[key]?.state = .ambiguous
      return key
    case .presumedNotPlaced(let key):
      rows[key]?.state = .presumedNotPlaced
      return key
    case .ended(let key, let disposition, let at, let duration, let answeredBy, let settled):
      rows[key]?.state = .ended
      rows[key]?.disposition = disposition
      rows[key]?.endedAt = at
      rows[key]?.duration = duration
      rows[key]?.answeredBy = answeredBy
      rows[key]?.settled = settled
      return key
    case .priced(let key, let price):
      let extras = (rows[key]?.settled ?? .zero) - (cardPrice(key) ?? price)
      rows[key]?.price = price
      rows[key]?.settled = price + max(.zero, extras)
      return key
    }
  }

  /// What the card charges for an ended call without its extras.
  private func cardPrice(_ key: AttemptKey) -> Money? {
    guard let row = rows[key], let duration = row.duration,
      let index = engine.rates.classIndex(for: row.callee)
    else { return nil }
    return engine.rates.classes[index].cost(of: .seconds(Int64(max(1, duration))))
  }

  /// Shows a change, and lets go of a row of which no more is to come.
  func observe(_ key: AttemptKey, at now: Instant) {
    guard let row = rows[key] else { return }
    observer.changed(row, at: now)
    let isPriced = row.price != nil || row.settled == .zero
    if row.state == .unsent || (row.state == .ended && isPriced) { rows[key] = nil }
    if key % 1_000 == 0 {
      for (old, record) in rows where record.state == .ended && (record.endedAt ?? now) + .hours(2) < now {
        rows[old] = nil
      }
    }
  }

  // MARK: - Orphans

  /// The row of a call that no intent explains; nil when its number has a live attempt, which keeps the one live row.
  func orphanRecord(_ key: AttemptKey, _ call: ListedCall, at now: Instant) -> AttemptRecord? {
    let sid = call.report.sid
    note(
      Warning(
        code: "orphan-call", text: "the carrier has a call (\(sid)) that no attempt explains",
        remedy: "find out who made it; its number is not called again today"),
      until: workspace.nextMidnight(after: now), at: now)
    knownSIDs.insert(sid)
    if rows.values.contains(where: { $0.callee == call.to && $0.isLive }) { return nil }
    var record = AttemptRecord(
      key: key, kind: .orphan, campaign: "", revision: "", customer: sid, matter: "", attempt: 1, transmission: 1,
      callee: call.to, callerID: call.from, scheduledAt: call.createdAt, at: call.createdAt, notAfter: call.createdAt,
      ringTimeout: .zero, maxDuration: .zero, reserved: .zero, timeZones: [], decision: "{}")
    record.sid = sid
    rows[key] = record
    return record
  }

  /// Ends the rows of orphans: there is nothing of ours to wait for.
  func close(_ orphans: [AttemptRecord], at now: Instant) throws {
    var turn = StoreTurn(at: now)
    for orphan in orphans {
      var record = orphan
      record.state = .ended
      record.disposition = .unknown
      record.endedAt = now
      record.settled = .zero
      turn.updates.append(record)
      rows[record.key] = nil
    }
    try commit(turn)
  }
}

extension Daemon {
  /// Writes a turn without intents.
  func commit(_ turn: StoreTurn) throws {
    precondition(turn.intents.isEmpty, "intents go through carryOut")
    let none = try store.commit([turn])
    assert(none.count == 0)
  }
}
