import Campaigns
import Engine
import Testing

/// Rates in sliding windows, of a campaign and of its caller IDs.
@Suite struct RateTests {
  private static let noon = "2027-03-02T17:00:00Z"

  private func stage(
    _ people: Int64, campaigns: [Campaign] = [Scene.campaign("a") { $0.pacing.concurrentCalls = 50 }],
    _ change: (inout Campaign) -> Void
  ) throws -> Stage {
    var scene = Scene((1...people).map { .newYork($0) })
    scene.configuration.twilio.concurrentCalls = 100
    scene.campaigns = campaigns
    for index in scene.campaigns.indices { change(&scene.campaigns[index]) }
    return try Stage(scene, at: Self.noon)
  }

  /// Starts, places and ends what may start at an instant; how many that were.
  private func starts(_ stage: Stage, at instant: Instant) -> Int {
    let intents = stage.send(.ticked, at: instant).intents
    for intent in intents {
      stage.place(intent.key)
      stage.report(intent.key, .busy)
    }
    return intents.count
  }

  @Test func `An hour rate holds whoever is left, until the instant that frees a slot`() throws {
    let stage = try stage(5) { $0.pacing.callsPerHour = 3 }
    let free = stage.now + .hours(1)
    #expect(starts(stage, at: stage.now) == 3)
    #expect(stage.waiting() == ["hourly-rate": 2])
    let waiting = (1...5).compactMap { stage.standing("ny\($0)") }.filter { $0.reason == .hourlyRate }
    #expect(waiting == [Standing](repeating: Standing(reason: .hourlyRate, clearsAt: free), count: 2))
    #expect(stage.report.nextCallAt == free)
    #expect(stage.send(.ticked, at: free - Interval(microseconds: 1)).intents.isEmpty)
    #expect(starts(stage, at: free) == 2)
  }

  @Test func `Each start frees its own slot an hour later`() throws {
    let stage = try stage(6) {
      $0.pacing.callsPerHour = 2
      $0.pacing.concurrentCalls = 1
    }
    let noon = stage.now
    #expect(starts(stage, at: noon) == 1)
    #expect(starts(stage, at: noon + .minutes(10)) == 1)
    #expect(starts(stage, at: noon + .minutes(20)) == 0)
    #expect(stage.engine.nextCallAt == noon + .hours(1))
    #expect(starts(stage, at: noon + .hours(1)) == 1)
    #expect(stage.engine.nextCallAt == noon + .minutes(70))
    #expect(starts(stage, at: noon + .minutes(70) - Interval(microseconds: 1)) == 0)
    #expect(starts(stage, at: noon + .minutes(70)) == 1)
  }

  @Test func `A caller ID's rates count the calls of every campaign that calls from it`() throws {
    let two = [
      Scene.campaign("a") { $0.call.from = [14_155_550_100, 14_155_550_101] },
      Scene.campaign("b") { $0.call.from = [14_155_550_100] },
    ]
    let stage = try stage(40, campaigns: two) {
      $0.pacing.perCallerID = CallerIDRates(callsPerHour: 4, callsPerDay: 6)
      $0.pacing.concurrentCalls = 50
      $0.attempts.max = 1
    }
    let noon = stage.now
    _ = starts(stage, at: noon)
    func made(_ number: Int64) -> Int { stage.records.values.count { $0.callerID == number } }
    #expect(made(14_155_550_100) == 4 && made(14_155_550_101) == 4)
    #expect(Set(stage.records.values.map(\.campaign)) == ["a", "b"])
    #expect(Set(stage.waiting(0).keys) == ["hourly-rate"])
    _ = starts(stage, at: noon + .hours(1))
    #expect(made(14_155_550_100) == 6 && made(14_155_550_101) == 6)
    #expect(Set(stage.waiting(0).keys) == ["daily-rate"])
    #expect(starts(stage, at: noon + .hours(2)) == 0)
    #expect(starts(stage, at: noon + .hours(24)) > 0)
    #expect(made(14_155_550_100) == 10 && made(14_155_550_101) == 10)
  }

  @Test func `The windows are kept over a restart`() throws {
    let stage = try stage(5) { $0.pacing.callsPerHour = 3 }
    let noon = stage.now
    #expect(starts(stage, at: noon) == 3)
    stage.send(.ticked, at: noon + .minutes(5))
    let again = try Stage(restarting: stage)
    again.send(.recovered([], newestCommit: again.now))
    #expect(again.intents().isEmpty)
    #expect(again.waiting() == ["hourly-rate": 2])
    #expect(again.engine.nextCallAt == noon + .hours(1))
    #expect(starts(again, at: noon + .hours(1)) == 2)
  }

  @Test(arguments: [(nil, 1), (20429, 0)] as [(Int?, Int)])
  func `What never left is no start; what the carrier refused is one, also after a restart`(
    code: Int?, more: Int
  ) throws {
    let stage = try stage(2) { $0.pacing.callsPerHour = 1 }
    let first = try #require(stage.intents().first)
    stage.send(.intentCommitted(first.key))
    stage.send(
      .placementReturned(first.key, .unsent(code: code, message: "no", action: .backOff), sentAt: stage.now))
    let again = try Stage(restarting: stage)
    again.send(.recovered([], newestCommit: again.now))
    #expect(again.intents(after: .minutes(2)).count == more)
    #expect(stage.intents(after: .minutes(2)).count == more)
  }

  @Test func `A request that left late counts from when it left`() throws {
    let stage = try stage(2) { $0.pacing.callsPerHour = 1 }
    let noon = stage.now
    let first = try #require(stage.intents().first)
    stage.send(.intentCommitted(first.key), at: noon + .seconds(2))
    stage.send(
      .placementReturned(first.key, .placed(sid: "CA1"), sentAt: noon + .seconds(3)), at: noon + .seconds(4))
    stage.report(first.key, .busy)
    #expect(stage.send(.ticked, at: noon + .hours(1) + .seconds(2)).intents.isEmpty)
    #expect(stage.send(.ticked, at: noon + .hours(1) + .seconds(3)).intents.count == 1)
  }

  /// Seeded runs with requests that never leave; those of odd seeds leave late, the others have restarts in between: a
  /// new process knows the slot, not how late after it a request left.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `No window of a random run holds more starts than its rate`(seed: UInt64) throws {
    var random = SeededRandom(state: seed)
    var stage = try stage(60, campaigns: ["a", "b"].map { Scene.campaign($0) }) {
      $0.call.from = $0.id == "a" ? [14_155_550_100, 14_155_550_101] : [14_155_550_101]
      $0.pacing.concurrentCalls = 50
      $0.pacing.callsPerSecond = .perSecond(thousandths: 2_000)
      $0.pacing.callsPerHour = $0.id == "a" ? 17 : nil
      $0.pacing.perCallerID = CallerIDRates(callsPerHour: 11, callsPerDay: 40)
      $0.attempts.retry[.busy] = [.minutes(1), .minutes(5)]
    }
    var sent: [(at: Instant, record: AttemptRecord)] = []
    for _ in 0..<900 {
      let step =
        random.below(3) == 0 ? .seconds(Int64(random.below(400))) : max(.zero, stage.engine.wakesAt - stage.now)
      var placed: [AttemptKey] = []
      for intent in stage.send(.ticked, at: stage.now + min(step, .minutes(20))).intents {
        let left = stage.now + .milliseconds(seed % 2 == 1 ? Int64(random.below(900)) : 0)
        stage.send(.intentCommitted(intent.key), at: left)
        if random.below(9) == 0 {
          let placement = Placement.unsent(code: nil, message: "no route", action: .backOff)
          stage.send(.placementReturned(intent.key, placement, sentAt: left))
          continue
        }
        if let record = stage.records[intent.key] { sent.append((left, record)) }
        stage.send(.placementReturned(intent.key, .placed(sid: "CA\(intent.key)"), sentAt: left))
        placed.append(intent.key)
      }
      for key in placed { stage.report(key, .busy, after: .seconds(Int64(random.below(30)))) }
      if seed % 2 == 0, random.below(60) == 0 {
        stage = try Stage(restarting: stage)
        stage.send(.recovered([], newestCommit: stage.now))
      }
    }
    #expect(sent.count > 60, "the run hardly calls anybody")
    let windows: [(String, Int, Interval, (AttemptRecord) -> Bool)] = [
      ("campaign a, hour", 17, .hours(1), { $0.campaign == "a" }),
      ("100, hour", 11, .hours(1), { $0.callerID == 14_155_550_100 }),
      ("101, hour", 11, .hours(1), { $0.callerID == 14_155_550_101 }),
      ("100, day", 40, .hours(24), { $0.callerID == 14_155_550_100 }),
      ("101, day", 40, .hours(24), { $0.callerID == 14_155_550_101 }),
      ("campaign a, second", 2, .seconds(1), { $0.campaign == "a" }),
    ]
    for (name, limit, length, counts) in windows {
      let instants = sent.filter { counts($0.record) }.map(\.at).sorted()
      let tooClose = zip(instants, instants.dropFirst(limit)).count { $1 - $0 < length }
      #expect(tooClose == 0, "\(name): \(tooClose) of \(instants.count), seed \(seed)")
    }
  }
}
