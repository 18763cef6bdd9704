package import Campaigns
package import Engine

/// The engine on a virtual clock with a carrier that behaves as each campaign's `assume:` says.
package struct PlanRun: ~Copyable {
  private var engine: Engine
  private var plan: Plan
  private let draws: [OutcomeDraw]
  private let keepsCalls: Bool
  private let latest: Instant
  private var timelines: [AttemptKey: CallTimeline] = [:]
  /// How many calls each distinct number had, history included.
  private var callsTo: [UInt16]
  /// Who was called in this plan, by campaign and row.
  private var called: [[Bool]]
  /// By campaign: how long a call rings and lasts at most.
  private let limits: [(ring: Interval, length: Interval)]
  /// When the last tick asked to be called again; distantFuture when it did not.
  private var wakesAt = Instant.distantFuture
  private var effects: [Effect] = []
  /// Expected cost by campaign and rate class.
  private var expectedCosts: [UInt64: Money] = [:]

  /// - Parameters:
  ///   - engine: restored and begun; it is used up.
  ///   - from: the first instant of the span.
  ///   - until: the end of the span; nil: when nothing more can happen, at most 31 days after `from`.
  ///   - earlierCalls: how many calls each number (E.164 digits) has had.
  ///   - keepsCalls: whether every call, and every customer not called, is kept for print.
  package init(
    engine: consuming Engine, from: Instant, until: Instant?, seed: UInt64, earlierCalls: [Int64: Int],
    keepsCalls: Bool
  ) {
    let world = engine.world
    draws = world.campaigns.map { OutcomeDraw(seed: seed, assume: $0.assume) }
    self.keepsCalls = keepsCalls
    latest = until ?? from + .days(31)
    plan = Plan(from: from, until: latest, seed: seed, calls: [], notCalled: [], campaigns: [])
    callsTo = .init(repeating: 0, count: world.numberCount)
    if !earlierCalls.isEmpty {
      for row in world.people.callee.indices where world.people.number[row] >= 0 {
        callsTo[Int(world.people.number[row])] = UInt16(clamping: earlierCalls[world.people.callee[row]] ?? 0)
      }
    }
    called = .init(repeating: .init(repeating: false, count: world.people.count), count: world.campaigns.count)
    limits = world.campaigns.map { ($0.call.ringTimeout, $0.call.maxDuration) }
    plan.campaigns = world.campaigns.map {
      CampaignPlan(campaign: $0.id, revision: $0.revision, selected: 0, called: 0)
    }
    self.engine = engine
  }

  /// Runs to the end of the span or until nothing more can happen.
  /// - Parameter progress: told the virtual instant now and then.
  package consuming func run(progress: (Instant) -> Void = { _ in }) -> Plan {
    var now = plan.from
    var ticks = 0
    takeOverLiveCalls(at: now)
    while now < latest {
      tick(at: now)
      ticks += 1
      if ticks % 50_000 == 0 { progress(now) }
      if isOver { break }
      guard wakesAt < latest else {
        // The engine's last word is of the last instant at which it would have asked the carrier.
        if let poll = engine.lastSilentPoll(before: latest) { tick(at: poll) }
        break
      }
      now = max(wakesAt, now)
    }
    finish(at: now)
    return plan
  }

  private var isOver: Bool {
    for c in 0..<engine.campaignCount where engine.canStillCall(campaign: c) { return false }
    return true
  }

  /// Calls that are under way when the plan begins end as `assume:` says.
  private mutating func takeOverLiveCalls(at now: Instant) {
    for key in engine.liveKeys {
      guard let intent = engine.intent(of: key) else { continue }
      // A try is nobody's call.
      let number = intent.line < 0 ? -1 : Int(engine.world.people.number[intent.line])
      let earlier = number < 0 ? 1 : max(1, Int(callsTo[number]))
      let timeline = timeline(of: intent, nth: earlier).timeline
      timelines[key] = timeline
      engine.expectSilence(of: key, until: timeline.endKnownAt)
      if engine.isDialing(key) {
        engine.handle(.placementReturned(key, .placed(sid: ""), sentAt: intent.at), at: now, into: &effects)
      }
    }
    settle(at: now)
  }

  private mutating func tick(at now: Instant) {
    repeat {
      wakesAt = .distantFuture
      engine.handle(.ticked, at: now, into: &effects)
    } while settle(at: now)
  }

  /// Does what the engine asked for, at once, and tells it what came of that, until nothing is left to do.
  /// - Returns: whether it was told anything, so that it must be asked once more at this instant.
  @discardableResult
  private mutating func settle(at now: Instant) -> Bool {
    var next = 0
    var hasNews = false
    while next < effects.count {
      let effect = effects[next]
      next += 1
      switch effect {
      case .commitIntents(let intents):
        hasNews = true
        for intent in intents {
          plannedCalls(intent)
          engine.handle(.intentCommitted(intent.key), at: now, into: &effects)
        }
      case .placeCall(let key):
        engine.handle(.placementReturned(key, .placed(sid: ""), sentAt: now), at: now, into: &effects)
      case .fetch(let key, _):
        hasNews = true
        if let report = report(key, at: now) { engine.handle(.statusReported(key, report), at: now, into: &effects) }
      case .list(let key, _, _, _):
        hasNews = true
        engine.handle(.reconciled(key, nil), at: now, into: &effects)
      case .wake(let at): wakesAt = at
      case .withdraw, .cancelCall, .hangUpCall, .refuseTry, .record, .recordOrphan, .admitted, .segmentFixed,
        .campaignStopped, .warn:
        break
      }
    }
    effects.removeAll(keepingCapacity: true)
    return hasNews
  }

  private mutating func report(_ key: AttemptKey, at now: Instant) -> CallReport? {
    guard let timeline = timelines[key] else { return nil }
    let status = timeline.known(at: now)
    guard status.isTerminal else { return CallReport(sid: "", status: status) }
    timelines[key] = nil
    let talk = timeline.billedTalk.wholeSeconds
    return CallReport(
      sid: "", status: status, duration: status == .completed ? Int(talk) : nil, answeredBy: timeline.answeredBy)
  }

  private func timeline(of intent: Intent, nth: Int) -> (timeline: CallTimeline, outcome: SimulatedOutcome) {
    let outcome = draws[intent.campaign].outcome(callee: intent.callee, nth: nth)
    let limits = limits[intent.campaign]
    let timeline = CallTimeline(
      requestedAt: intent.at, outcome: outcome, ringTimeout: limits.ring, maxDuration: limits.length,
      detectsMachine: intent.detectsMachine)
    return (timeline, outcome)
  }

  private mutating func plannedCalls(_ intent: Intent) {
    let number = Int(engine.world.people.number[intent.line])
    callsTo[number] += 1
    let (timeline, outcome) = timeline(of: intent, nth: Int(callsTo[number]))
    timelines[intent.key] = timeline
    engine.expectSilence(of: intent.key, until: timeline.endKnownAt)
    let c = intent.campaign
    let expected = expectedCost(intent)
    plan.campaigns[c].calls += 1
    plan.campaigns[c].spend.expected += expected
    plan.campaigns[c].spend.worst += intent.reserved
    if timeline.disposition == .answered { plan.campaigns[c].answered += 1 }
    if !called[c][intent.row] {
      called[c][intent.row] = true
      plan.campaigns[c].called += 1
    }
    guard keepsCalls else { return }
    plan.calls.append(
      PlannedCall(
        at: intent.at, campaign: c, row: intent.row, attempt: intent.attempt, zoneSet: intent.zoneSet,
        callee: intent.callee, callerID: intent.callerID, reserved: intent.reserved, expected: expected,
        disposition: timeline.disposition, endsAt: timeline.endsAt, outcome: outcome))
  }

  private mutating func expectedCost(_ intent: Intent) -> Money {
    let code = UInt64(intent.campaign) << 32 | UInt64(intent.rateClass)
    if let known = expectedCosts[code] { return known }
    let campaign = engine.world.campaigns[intent.campaign]
    let rate = engine.rates.classes[intent.rateClass]
    let extras = intent.detectsMachine ? engine.world.machineDetection : .zero
    let cost = OutcomeDraw.expectedCost(
      assume: campaign.assume, ringTimeout: campaign.call.ringTimeout, maxDuration: campaign.call.maxDuration,
      cost: { rate.cost(of: $0) + extras })
    expectedCosts[code] = cost
    return cost
  }

  private mutating func finish(at now: Instant) {
    for c in 0..<engine.campaignCount {
      let report = engine.report(campaign: c)
      plan.campaigns[c].selected = report.selected
      plan.campaigns[c].peakConcurrency = report.peakConcurrency
      plan.campaigns[c].finishesAt = report.finishedAt
      countNotCalled(c)
    }
  }

  private mutating func countNotCalled(_ c: Int) {
    var counts: [Reason: Int] = [:]
    for entry in 0..<engine.entryCount(campaign: c) where engine.isSelected(campaign: c, entry: entry) {
      let row = engine.row(campaign: c, entry: entry)
      if called[c][row] { continue }
      let standing = engine.standing(campaign: c, entry: entry) ?? .init(.notReached)
      counts[standing.reason, default: 0] += 1
      if keepsCalls { plan.notCalled.append(NotCalled(campaign: c, row: row, standing: standing)) }
    }
    for reason in Reason.allCases {
      if let count = counts[reason] { plan.campaigns[c].notCalled[reason.code] = count }
    }
  }
}
