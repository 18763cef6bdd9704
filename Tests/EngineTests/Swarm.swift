import Campaigns
import Engine

/// One random run: a carrier that answers as the seed says, and crashes between any two effects.
final class Swarm {
  private(set) var stage: Stage
  private(set) var checker: SwarmChecker
  private var random: SeededRandom
  private var scene: Scene
  /// Intents that are committed and not yet asked for.
  private var committed: [AttemptKey] = []
  private var requested: [AttemptKey] = []
  /// Calls that the carrier has, whether we know it or not.
  private var carrier: [AttemptKey: ListedCall] = [:]
  private var looks: [AttemptKey] = []
  private var reports: [AttemptKey] = []

  init(seed: UInt64) throws {
    random = SeededRandom(state: seed)
    scene = Scene((1...6).map { .newYork($0) } + (1...4).map { .losAngeles($0) })
    scene.people.append(Person(id: "twin", callee: 12_125_550_101, zone: "America/New_York"))
    scene.campaigns = ["a", "b"].map { id in
      Scene.campaign(id) {
        $0.pacing.concurrentCalls = id == "a" ? 2 : 3
        $0.budget.total = .mille(id == "a" ? 150 : 90)
        $0.attempts.retry = [.busy: [.minutes(5), .minutes(20)], .noAnswer: [.minutes(30)], .machine: [.hours(1)]]
        $0.attempts.minGap = .minutes(2)
      }
    }
    scene.configuration.twilio.concurrentCalls = 4
    scene.configuration.twilio.exclusive = false
    scene.configuration.twilio.callsPerSecond = .perSecond(thousandths: 1_000)
    stage = try Stage(scene, at: "2027-03-02T22:00:00Z")
    checker = SwarmChecker(scene: scene)
  }

  func run(turns: Int) throws {
    for _ in 0..<turns {
      try turn()
      checker.check(stage.records, at: stage.now)
    }
  }

  private func turn() throws {
    switch random.below(24) {
    case 0: try crash()
    case 1...4: news()
    case 5...7: answer()
    case 8...10: commit()
    case 11: look()
    case 12 where random.below(6) == 0: suppress()
    case 13: pauseOrResume()
    default: tick()
    }
  }

  private func send(_ event: Event) { take(stage.send(event)) }

  private func take(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .commitIntents(let intents): committed += intents.map(\.key)
      case .placeCall(let key):
        requested.append(key)
        if let record = stage.records[key] { checker.placed(record, at: stage.now) }
      case .fetch(let key, _): reports.append(key)
      case .list(let key, _, _, _): looks.append(key)
      default: break
      }
    }
  }

  private func tick() {
    let steps: [Interval] = [.zero, .milliseconds(300), .seconds(2), .seconds(20), .minutes(3), .minutes(25)]
    take(stage.tick(after: steps[random.below(random.below(4) == 0 ? 6 : 4)]))
  }

  private func commit() {
    while !committed.isEmpty { send(.intentCommitted(committed.removeFirst())) }
  }

  /// The carrier answers a request: placed, rejected, not sent, or in a way that proves nothing.
  private func answer() {
    guard !requested.isEmpty else { return tick() }
    let key = requested.remove(at: random.below(requested.count))
    guard let record = stage.records[key] else { return }
    let draw = random.below(20)
    if draw < 14 || draw > 17 { carry(record) }
    let placement: Placement =
      switch draw {
      case 0..<14: .placed(sid: "CA\(key)")
      case 14: .rejected(code: 21211, message: "no such number")
      case 15: .unsent(code: 20429, message: "too many", action: .backOff)
      default: .ambiguous(message: "cut")
      }
    send(.placementReturned(key, placement, sentAt: stage.now))
  }

  private func carry(_ record: AttemptRecord) {
    let report = CallReport(sid: "CA\(record.key)", status: .queued)
    carrier[record.key] = ListedCall(
      report: report, to: record.callee, from: record.callerID, createdAt: Instant(seconds: record.at.seconds))
  }

  /// A status, often late, twice or out of order.
  private func news() {
    guard !carrier.isEmpty else { return tick() }
    let keys = carrier.keys.sorted()
    let key = keys[random.below(keys.count)]
    guard var call = carrier[key] else { return }
    let all = CallReport.Status.allCases
    if !call.report.status.isTerminal {
      call.report.status = all[random.below(all.count)]
      if call.report.status == .completed { call.report.duration = random.below(59) }
      carrier[key] = call
    }
    if random.below(3) > 0 { send(.statusReported(key, call.report)) }
    if random.below(8) == 0 { send(.statusReported(key, CallReport(sid: call.report.sid, status: .ringing))) }
  }

  private func look() {
    guard !looks.isEmpty else { return tick() }
    let key = looks.removeFirst()
    send(.reconciled(key, carrier[key]))
  }

  private func suppress() {
    let callee = scene.people[random.below(scene.people.count)].callee
    send(.suppressed(callee: callee))
  }

  private func pauseOrResume() {
    send(random.below(2) == 0 ? .paused(campaign: "a", reason: "swarm", until: nil) : .resumed(campaign: nil))
  }

  /// The process dies: intents and answers under way are lost, requests that left are not.
  private func crash() throws {
    for key in requested where random.below(2) == 0 { if let record = stage.records[key] { carry(record) } }
    (committed, requested, looks, reports) = ([], [], [], [])
    stage = try Stage(restarting: stage)
    let known = Set(stage.records.values.compactMap(\.sid))
    let listed = carrier.keys.sorted().compactMap { carrier[$0] }.filter { !known.contains($0.report.sid) }
    send(.recovered(listed, newestCommit: stage.now))
  }
}

/// Sebastiano Vigna's SplitMix64, so that a failing seed can be run again.
struct SeededRandom {
  var state: UInt64
  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}
