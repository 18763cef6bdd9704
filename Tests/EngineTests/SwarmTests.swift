import Campaigns
import Engine
import Foundation
import Testing

/// Random runs of the engine against a carrier that misbehaves and a process that crashes, each a function of its seed.
@Suite struct SwarmTests {
  private static var seeds: Range<UInt64> {
    ProcessInfo.processInfo.environment["DIALER_LONG_TESTS"] == "1" ? 0..<1_000 : 0..<50
  }

  @Test func `Whatever carrier and crashes do, the limits hold at every turn`() throws {
    var calls = 0
    for seed in Self.seeds {
      let swarm = try Swarm(seed: seed)
      try swarm.run(turns: 400)
      let found = swarm.checker.problems
      try #require(found.isEmpty, "seed \(seed): \(found.prefix(3))")
      calls += swarm.stage.records.count
    }
    #expect(calls > Self.seeds.count * 10, "the swarm hardly calls anybody")
  }

  @Test func `The same seed runs the same`() throws {
    let runs = try (0..<2).map { _ in
      let swarm = try Swarm(seed: 7)
      try swarm.run(turns: 300)
      return swarm.stage.records.keys.sorted().compactMap { swarm.stage.records[$0] }
    }
    #expect(runs[0] == runs[1])
  }

  @Test func `The checker sees what is broken`() {
    var scene = Scene([.newYork(1)])
    scene.campaigns[0].budget.total = .mille(20)
    let noon = at("2027-03-02T17:00:00Z")
    let record = AttemptRecord(
      key: 1, kind: .campaign, campaign: "a", revision: "", customer: "ny1", matter: "", attempt: 1, transmission: 1,
      callee: 12_125_550_101, callerID: 14_155_550_100, scheduledAt: noon, at: noon, notAfter: noon,
      ringTimeout: .seconds(25), maxDuration: .minutes(1), reserved: .mille(14), timeZones: ["America/New_York"],
      decision: "{}")
    var second = record
    second.key = 2
    var checker = SwarmChecker(scene: scene)
    checker.check([1: record], at: noon)
    checker.placed(record, at: noon)
    #expect(checker.problems.isEmpty)
    checker.check([1: record, 2: second], at: noon)
    checker.placed(second, at: noon)
    checker.placed(second, at: at("2027-03-02T04:00:00Z"))
    for word in ["one number", "concurrency", "budget", "twice", "hours"] {
      #expect(checker.problems.contains { $0.contains(word) }, "\(word)")
    }
  }
}

/// Holds the books of a run against the promises, without asking the engine anything.
struct SwarmChecker {
  let scene: Scene
  private(set) var problems: [String] = []
  private var requests: Set<String> = []

  init(scene: Scene) { self.scene = scene }

  /// A request left at an instant.
  mutating func placed(_ record: AttemptRecord, at instant: Instant) {
    let request = "\(record.campaign)/\(record.customer)/\(record.attempt)/\(record.transmission)"
    if !requests.insert(request).inserted { problems.append("\(request) was sent twice") }
    for name in record.timeZones {
      guard let zone = Scene.zones.rules(named: name) else { continue }
      let minute = zone.local(at: instant).second / 60
      // 20:00 less the margin of 40 s.
      if minute < 9 * 60 || minute >= 20 * 60 { problems.append("\(request) left outside the hours of \(name)") }
    }
    if scene.suppressed.contains(record.callee) { problems.append("\(request) went to a suppressed number") }
  }

  /// The rows as a turn leaves them.
  mutating func check(_ records: [AttemptKey: AttemptRecord], at now: Instant) {
    let live = records.values.filter {
      $0.isLive && $0.kind == .campaign && now < $0.at + $0.ringTimeout + $0.maxDuration + .seconds(60)
    }
    if live.count > scene.configuration.twilio.concurrentCalls {
      problems.append("the account's concurrency: \(live.count)")
    }
    if Set(live.map(\.callee)).count < live.count { problems.append("two live attempts to one number") }
    for campaign in scene.campaigns {
      let own = live.count { $0.campaign == campaign.id }
      if own > campaign.pacing.concurrentCalls { problems.append("concurrency of \(campaign.id): \(own)") }
      let money = records.values.filter { $0.campaign == campaign.id && $0.state != .unsent }
        .reduce(Money.zero) { $0 + ($1.settled ?? $1.reserved) }
      if let cap = campaign.budget.total, money > cap { problems.append("the budget of \(campaign.id): \(money)") }
    }
  }
}
