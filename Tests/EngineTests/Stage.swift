import Campaigns
import Engine
import Testing

/// An engine with the store that its effects describe, so that a test can crash and restart it.
final class Stage {
  var engine: Engine
  let scene: Scene
  private(set) var now: Instant
  private(set) var records: [AttemptKey: AttemptRecord] = [:]
  private(set) var decisions: [Event] = []
  /// Rows by campaign id, as the store keeps them.
  private(set) var seats: [String: [Int]] = [:]
  private(set) var segments: [String: [Int]] = [:]
  /// Stops by failures, by campaign id.
  private(set) var stops: [String: (text: String, stoppedAt: Instant, resumedAt: Instant?)] = [:]

  init(_ scene: Scene, at text: String) throws {
    self.scene = scene
    now = at(text)
    engine = Engine(world: try scene.world(at: now), at: now)
    engine.begin()
  }

  /// A new process life at `now`, from what the store of `other` holds; `keeps` says which records were committed.
  init(restarting other: Stage, scene changed: Scene? = nil, keeps: (AttemptKey) -> Bool = { _ in true }) throws {
    scene = changed ?? other.scene
    now = other.now
    decisions = other.decisions
    (seats, segments, stops) = (other.seats, other.segments, other.stops)
    records = other.records.filter { keeps($0.key) }
    let scene = scene
    let ids = scene.campaigns.map(\.id).sorted()
    let rows = Dictionary(uniqueKeysWithValues: scene.people.enumerated().map { ($1.id + "/" + $1.matter, $0) })
    var carried: [Int: Set<Int>] = [:]
    for record in records.values {
      guard let row = rows[record.customer + "/" + record.matter], let campaign = ids.firstIndex(of: record.campaign)
      else { continue }
      carried[row, default: []].insert(campaign)
    }
    for (index, id) in ids.enumerated() {
      for row in segments[id] ?? [] { carried[row, default: []].insert(index) }
    }
    engine = Engine(world: try scene.world(at: now, carried: carried), at: now)
    for id in ids {
      if let rows = seats[id] { engine.restoreSeats(campaign: id, rows: rows) }
      if let rows = segments[id] { engine.restoreSegment(campaign: id, rows: rows) }
      if let stop = stops[id] {
        engine.restoreStop(campaign: id, text: stop.text, stoppedAt: stop.stoppedAt, resumedAt: stop.resumedAt)
      }
    }
    for key in records.keys.sorted() {
      if let record = records[key] { engine.restore(record, row: rows[record.customer + "/" + record.matter]) }
    }
    for decision in decisions { _ = engine.handle(decision, at: now) }
    engine.begin()
    engine.requireRecovery(newestIntent: records.values.map(\.at).max())
  }

  /// Handles one event, keeps the books of the store and asks that the places add up.
  @discardableResult
  func send(_ event: Event, at instant: Instant? = nil) -> [Effect] {
    if let instant { now = max(now, instant) }
    switch event {
    case .paused, .resumed, .confirmed, .suppressed, .revoked, .halted: decisions.append(event)
    default: break
    }
    if case .resumed(let id) = event {
      for campaign in stops.keys where id == nil || id == campaign { stops[campaign]?.resumedAt = now }
    }
    let effects = engine.handle(event, at: instant ?? now)
    for effect in effects { keep(effect) }
    for c in 0..<engine.campaignCount { #expect(addsUp(c), "the places do not add up after \(event)") }
    return effects
  }

  @discardableResult
  func tick(_ text: String) -> [Effect] { send(.ticked, at: at(text)) }
  @discardableResult
  func tick(after length: Interval = .zero) -> [Effect] { send(.ticked, at: now + length) }

  /// Ticks at `now + length` and answers with the intents that this starts.
  func intents(after length: Interval = .zero) -> [Intent] { tick(after: length).intents }

  /// Commits and places a call; the sid is `CA` and the key.
  func place(_ key: AttemptKey) {
    send(.intentCommitted(key))
    send(.placementReturned(key, .placed(sid: "CA\(key)"), sentAt: now))
  }

  /// Starts, commits and places the next call.
  func call(after length: Interval = .zero) throws -> Intent {
    let intent = try #require(intents(after: length).first)
    place(intent.key)
    return intent
  }

  @discardableResult
  func report(
    _ key: AttemptKey, _ status: CallReport.Status, seconds: Int? = nil, by: String? = nil, after: Interval = .zero
  ) -> [Effect] {
    let report = CallReport(sid: "CA\(key)", status: status, duration: seconds, answeredBy: by)
    return send(.statusReported(key, report), at: now + after)
  }

  func standing(_ id: String, campaign: Int = 0) -> Standing? {
    for entry in 0..<engine.entryCount(campaign: campaign)
    where scene.people[engine.row(campaign: campaign, entry: entry)].id == id {
      return engine.standing(campaign: campaign, entry: entry)
    }
    return nil
  }

  func waiting(_ campaign: Int = 0) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: engine.report(campaign: campaign).waiting.map { ($0.code, $0.count) })
  }

  var confirmable: [(country: String, scope: Engine.Scope)] { engine.confirmable(campaign: 0) }
  var accountStop: String? { engine.accountStop }
  var isRecovering: Bool { engine.isRecovering }
  func sid(of key: AttemptKey) -> String? { engine.sid(of: key) }
  func canStillCall() -> Bool { engine.canStillCall(campaign: 0) }
  var report: CampaignReport { engine.report(campaign: 0) }
  var spend: Spend { engine.report(campaign: 0).spend }

  private func addsUp(_ c: Int) -> Bool {
    let report = engine.report(campaign: c)
    let selected = (0..<engine.entryCount(campaign: c)).count { engine.isSelected(campaign: c, entry: $0) }
    return report.selected == selected
      && report.selected == report.live + report.done + report.waiting.reduce(0) { $0 + $1.count }
  }
}

extension Stage {
  private func keep(_ effect: Effect) {
    switch effect {
    case .commitIntents(let intents): for intent in intents { records[intent.key] = row(of: intent) }
    case .record(let change): apply(change)
    case .admitted(let campaign, let rows):
      seats[engine.world.campaigns[campaign].id, default: []] += rows.map { Int($0) }
    case .segmentFixed(let campaign, let rows):
      let id = engine.world.campaigns[campaign].id
      #expect(segments[id] == nil, "the segment of \(id) was fixed twice")
      segments[id] = rows.map { Int($0) }
    case .campaignStopped(let campaign, let text):
      let id = engine.world.campaigns[campaign].id
      if stops[id].map({ $0.resumedAt != nil }) ?? true { stops[id] = (text, now, nil) }
    case .recordOrphan(let key, let call):
      records[key] = AttemptRecord(
        key: key, kind: .orphan, campaign: "", revision: "", customer: "", matter: "", attempt: 1, transmission: 1,
        callee: call.to, callerID: call.from, scheduledAt: now, at: now, notAfter: now, ringTimeout: .zero,
        maxDuration: .zero, reserved: .zero, timeZones: [], decision: "{}")
    default: break
    }
  }

  private func row(of intent: Intent) -> AttemptRecord {
    let campaign = engine.world.campaigns[intent.campaign]
    return AttemptRecord(
      key: intent.key, kind: intent.kind, campaign: campaign.id, revision: campaign.revision,
      customer: scene.people[intent.row].id, matter: scene.people[intent.row].matter, attempt: intent.attempt,
      transmission: intent.transmission,
      callee: intent.callee, callerID: intent.callerID, scheduledAt: intent.scheduledAt, at: intent.at,
      notAfter: intent.notAfter, ringTimeout: campaign.call.ringTimeout, maxDuration: campaign.call.maxDuration,
      reserved: intent.reserved, timeZones: engine.world.zoneSets[intent.zoneSet], decision: "{}")
  }

  private func apply(_ change: AttemptChange) {
    switch change {
    case .placed(let key, let sid):
      records[key]?.state = .placed
      records[key]?.sid = sid
    case .rejected(let key, let code, let instant):
      records[key]?.errorCode = code
      end(key, .rejected, at: instant, settled: .zero)
    case .unsent(let key, let code):
      records[key]?.state = .unsent
      records[key]?.errorCode = code
    case .ambiguous(let key): records[key]?.state = .ambiguous
    case .presumedNotPlaced(let key): records[key]?.state = .presumedNotPlaced
    case .ended(let key, let disposition, let instant, let duration, let answeredBy, let settled):
      records[key]?.duration = duration
      records[key]?.answeredBy = answeredBy
      end(key, disposition, at: instant, settled: settled)
    case .priced(let key, let price):
      records[key]?.price = price
      records[key]?.settled = price + engine.world.machineDetection
    }
  }

  private func end(_ key: AttemptKey, _ disposition: Disposition, at instant: Instant, settled: Money) {
    #expect(records[key]?.state != .ended, "attempt \(key) ended twice")
    records[key]?.state = .ended
    records[key]?.disposition = disposition
    records[key]?.endedAt = instant
    records[key]?.settled = settled
  }
}

extension [Effect] {
  var intents: [Intent] { flatMap { if case .commitIntents(let intents) = $0 { intents } else { [Intent]() } } }
  var placed: [AttemptKey] { compactMap { if case .placeCall(let key) = $0 { key } else { nil } } }
  var withdrawn: [AttemptKey] { compactMap { if case .withdraw(let key) = $0 { key } else { nil } } }
  var fetched: [AttemptKey] { compactMap { if case .fetch(let key, _) = $0 { key } else { nil } } }
  var listed: [AttemptKey] { compactMap { if case .list(let key, _, _, _) = $0 { key } else { nil } } }
  var canceled: [AttemptKey] { compactMap { if case .cancelCall(let key, _) = $0 { key } else { nil } } }
  var hungUp: [AttemptKey] { compactMap { if case .hangUpCall(let key, _) = $0 { key } else { nil } } }
  var refusedTries: [Reason] { compactMap { if case .refuseTry(_, let refusal) = $0 { refusal.reason } else { nil } } }
  var changes: [AttemptChange] { compactMap { if case .record(let change) = $0 { change } else { nil } } }
  var warnings: [String] { compactMap { if case .warn(let warning) = $0 { warning.code } else { nil } } }
  var orphans: [ListedCall] { compactMap { if case .recordOrphan(_, let call) = $0 { call } else { nil } } }
  /// The last wake that was asked for.
  var wake: Instant? { compactMap { if case .wake(let at) = $0 { at } else { nil } }.last }
}
