import Campaigns
import Engine
import Testing

/// Circuit breakers, the brake on unclear answers, and the ramp-up after a silence of the carrier.
@Suite struct BreakerTests {
  private func stage(_ people: Int64, _ change: (inout Scene) -> Void = { _ in }) throws -> Stage {
    var scene = Scene((1...people).map { .newYork($0) })
    scene.configuration.twilio.concurrentCalls = 100
    scene.campaigns[0].pacing.concurrentCalls = 1
    scene.campaigns[0].attempts.max = 1
    change(&scene)
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  private func end(_ stage: Stage, _ status: CallReport.Status, after: Interval = .zero) throws {
    let call = try stage.call(after: after)
    stage.report(call.key, status, seconds: status == .completed ? 20 : nil)
  }

  @Test func `Failed calls open it, one probe at a time follows, and its success closes it`() throws {
    let stage = try stage(12)
    for _ in 0..<4 { try end(stage, .failed, after: .seconds(10)) }
    #expect(stage.waiting() == ["not-reached": 8])
    try end(stage, .failed, after: .seconds(10))
    let opened = stage.now
    #expect(stage.intents().isEmpty)
    #expect(stage.waiting() == ["circuit-open": 7])
    #expect(stage.engine.nextCallAt == opened + .minutes(5))
    #expect(stage.send(.ticked, at: opened + .minutes(5) - Interval(microseconds: 1)).intents.isEmpty)
    let probe = try #require(stage.send(.ticked, at: opened + .minutes(5)).intents.first)
    stage.place(probe.key)
    #expect(stage.intents(after: .seconds(3)).isEmpty)
    stage.report(probe.key, .completed, seconds: 5)
    try end(stage, .failed)
    #expect(stage.waiting() == ["not-reached": 5], "what failed before the probe does not count")
  }

  @Test func `Only one probe starts, however many calls could`() throws {
    let stage = try stage(12) { $0.campaigns[0].pacing.concurrentCalls = 5 }
    for intent in stage.intents() {
      stage.place(intent.key)
      stage.report(intent.key, .failed)
    }
    #expect(stage.intents(after: .minutes(5)).count == 1)
  }

  @Test func `A probe that fails opens it again, one that says nothing makes room for the next`() throws {
    let stage = try stage(12)
    for _ in 0..<5 { try end(stage, .failed) }
    try end(stage, .failed, after: .minutes(5))
    #expect(stage.engine.nextCallAt == stage.now + .minutes(5))
    let probe = try #require(stage.intents(after: .minutes(5)).first)
    stage.send(.intentCommitted(probe.key))
    stage.send(.placementReturned(probe.key, .rejected(code: 21217, message: "no"), sentAt: stage.now))
    #expect(stage.intents().count == 1)
  }

  @Test(arguments: [.busy, .noAnswer, .canceled] as [CallReport.Status])
  func `What a customer does never opens it`(status: CallReport.Status) throws {
    let stage = try stage(12)
    for _ in 0..<10 { try end(stage, status) }
    #expect(stage.waiting() == ["not-reached": 2])
  }

  @Test func `Fewer than half, or too long ago, is not enough`() throws {
    let mixed = try stage(12)
    for status in [.failed, .busy, .failed, .completed, .noAnswer, .failed] as [CallReport.Status] {
      try end(mixed, status)
    }
    #expect(mixed.waiting() == ["circuit-open": 6], "three of six are half")
    let slow = try stage(12)
    for _ in 0..<8 { try end(slow, .failed, after: .seconds(31)) }
    #expect(slow.waiting() == ["not-reached": 4], "no two minutes hold five")
  }

  @Test func `It opens with the very call that makes half of two minutes' calls failures, however many came before`()
    throws
  {
    let stage = try stage(400)
    var ends: [(at: Instant, failed: Bool)] = []
    var number = 0
    while true {
      number += 1
      let failed = number > 300 || number.isMultiple(of: 3)
      try end(stage, failed ? .failed : .busy, after: .seconds(2))
      ends.append((stage.now, failed))
      let recent = ends.filter { $0.at + .minutes(2) > stage.now }
      let isHalf = recent.count { $0.failed } * 2 >= recent.count && recent.count >= 5
      #expect((stage.waiting()["circuit-open"] != nil) == isHalf, "call \(number)")
      if isHalf || number == 400 { break }
    }
    #expect(number > 300 && number < 400)
  }

  @Test func `A campaign's own rule is the one that holds`() throws {
    let stage = try stage(12) {
      $0.campaigns[0].pacing.circuitBreaker = CircuitRule(
        failures: 1_000, over: .hours(1), atLeast: 2, probeAfter: .seconds(30))
    }
    try end(stage, .failed)
    try end(stage, .failed, after: .minutes(50))
    #expect(stage.engine.nextCallAt == stage.now + .seconds(30))
  }

  @Test func `A caller ID that fails stops alone`() throws {
    let stage = try stage(40) {
      $0.campaigns[0].call.from = [14_155_550_100, 14_155_550_101]
      $0.campaigns[0].pacing.circuitBreaker.failures = 900
      $0.campaigns[0].pacing.concurrentCalls = 20
    }
    for intent in stage.intents() {
      stage.place(intent.key)
      stage.report(intent.key, intent.callerID == 14_155_550_100 ? .failed : .busy)
    }
    let next = stage.intents()
    #expect(!next.isEmpty && next.allSatisfy { $0.callerID == 14_155_550_101 })
    #expect(stage.waiting()["circuit-open"] ?? 0 > 0)
  }

  @Test func `Open and probing are kept over a restart`() throws {
    let stage = try stage(12)
    for _ in 0..<5 { try end(stage, .failed, after: .seconds(10)) }
    let opened = stage.now
    stage.tick(after: .minutes(4))
    let again = try Stage(restarting: stage)
    again.send(.recovered([], newestCommit: again.now))
    #expect(again.intents().isEmpty)
    #expect(again.engine.nextCallAt == opened + .minutes(5))
    let probe = try #require(again.send(.ticked, at: opened + .minutes(5)).intents.first)
    again.place(probe.key)
    let third = try Stage(restarting: again)
    third.send(.recovered([], newestCommit: third.now))
    #expect(third.intents(after: .seconds(1)).isEmpty, "the probe is under way")
    third.report(probe.key, .busy)
    #expect(third.intents().count == 1)
  }

  // MARK: - Unclear answers

  private func unclear(_ stage: Stage, _ intent: Intent) {
    stage.send(.intentCommitted(intent.key))
    stage.send(.placementReturned(intent.key, .ambiguous(message: "500"), sentAt: stage.now))
  }

  private func braked() throws -> Stage {
    let stage = try stage(12) {
      $0.campaigns[0].pacing.concurrentCalls = 9
      $0.campaigns[0].pacing.circuitBreaker.atLeast = 100
    }
    let intents = stage.intents()
    for intent in intents.prefix(3) { unclear(stage, intent) }
    for intent in intents.dropFirst(3) { stage.send(.intentCommitted(intent.key)) }
    return stage
  }

  @Test func `After three unclear answers one call probes, and an unclear one stops again`() throws {
    let stage = try braked()
    #expect(stage.accountStop != nil)
    #expect(stage.records.values.count { $0.state == .unsent } == 6, "what had not left stays")
    let stopped = stage.now
    #expect(stage.intents(after: .minutes(4)).isEmpty)
    let probes = stage.send(.ticked, at: stopped + .minutes(5)).intents
    #expect(probes.count == 1)
    unclear(stage, try #require(probes.first))
    #expect(stage.intents(after: .minutes(4)).isEmpty)
    #expect(stage.send(.ticked, at: stopped + .minutes(10)).intents.count == 1)
  }

  @Test func `A probe that is placed lets the others follow`() throws {
    let stage = try braked()
    let probe = try #require(stage.intents(after: .minutes(5)).first)
    stage.place(probe.key)
    #expect(stage.accountStop == nil)
    // Five minutes without an answer: one a second at first.
    #expect(stage.intents().count == 1)
    #expect(stage.engine.nextCallAt == stage.now + .milliseconds(1_005))
  }

  @Test func `An operator who resumes lifts the brake`() throws {
    let stage = try braked()
    #expect(stage.intents().isEmpty)
    stage.send(.resumed(campaign: nil))
    #expect(stage.intents().count == 6)
  }

  // MARK: - Ramp-up

  /// The distances between starts, in milliseconds, of a run of an unlimited rate.
  /// - Parameter first: how long nothing is asked before.
  private func paces(_ stage: Stage, _ count: Int, after first: Interval = .zero) -> [Int64] {
    var starts: [Instant] = []
    var step = first
    let end = stage.now + first + .hours(1)
    while starts.count < count, stage.now < end {
      let intents = stage.intents(after: step)
      starts += intents.map(\.at)
      for intent in intents {
        stage.place(intent.key)
        stage.report(intent.key, .busy)
      }
      guard stage.engine.wakesAt < .distantFuture else { break }
      step = max(.zero, stage.engine.wakesAt - stage.now)
    }
    return zip(starts, starts.dropFirst()).map { ($1 - $0).microseconds / 1_000 }
  }

  private func silent(for length: Interval) throws -> Stage {
    let stage = try stage(80) { $0.campaigns[0].pacing.concurrentCalls = 90 }
    // One call is under way, and the others have not left.
    let intents = stage.intents()
    let first = try #require(intents.first)
    stage.place(first.key)
    stage.send(.paused(campaign: nil, reason: "test", until: nil))
    for intent in intents.dropFirst() { stage.send(.intentCommitted(intent.key)) }
    stage.send(.fetchFailed(first.key))
    stage.tick(after: length)
    stage.report(first.key, .busy)
    stage.send(.resumed(campaign: nil))
    return stage
  }

  @Test func `After five minutes without an answer the pace begins at one a second and doubles`() throws {
    let stage = try silent(for: .minutes(5))
    let paces = paces(stage, 40)
    try #require(paces.count >= 39)
    #expect(Array(paces.prefix(9)) == [Int64](repeating: 1_005, count: 9))
    #expect(Array(paces[10..<28]) == [Int64](repeating: 502, count: 18))
    #expect(paces[32..<38].allSatisfy { $0 == 251 })
  }

  @Test func `Less than five minutes, or a night without a question, ramps nothing up`() throws {
    let short = try silent(for: .minutes(4) + .seconds(59))
    let paces = paces(short, 20)
    #expect(paces.count >= 19 && paces.allSatisfy { $0 == 0 })
    let idle = try stage(3)
    try end(idle, .busy)
    #expect(self.paces(idle, 2, after: .hours(8)) == [0])
  }

  @Test func `A start that waited long for the carrier ramps up, an ordinary one does not`() throws {
    for (minutes, pace) in [(0, 0), (6, 1_005)] as [(Int64, Int64)] {
      let stage = try Stage(restarting: try stage(9) { $0.campaigns[0].pacing.concurrentCalls = 9 })
      stage.send(.recovered([], newestCommit: stage.now), at: stage.now + .minutes(minutes))
      #expect(paces(stage, 3).prefix(2) == [pace, pace])
    }
  }
}
