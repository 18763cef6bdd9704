import Campaigns
import Engine
import Testing

/// Attempts, limits, membership, pacing, hours and money: who is called when, and why somebody is not.
@Suite struct GateTests {
  private func stage(
    _ people: [Person], at start: String = "2027-03-02T15:00:00Z", _ change: (inout Scene) -> Void = { _ in }
  ) throws -> Stage {
    var scene = Scene(people)
    change(&scene)
    return try Stage(scene, at: start)
  }

  // MARK: - Attempts

  private static let waits: [(CallReport.Status, String?, Int64)] = [
    (.busy, nil, 2), (.noAnswer, nil, 4), (.failed, nil, 3), (.completed, "machine_start", 5),
  ]

  @Test(arguments: waits)
  func `A retry waits as its cause says, from the end of the call`(
    status: CallReport.Status, by: String?, hours: Int64
  ) throws {
    let stage = try stage([.newYork(1)]) {
      $0.campaigns[0].attempts.retry = [
        .busy: [.hours(2)], .noAnswer: [.hours(4)], .failed: [.hours(3)], .machine: [.hours(5)],
      ]
    }
    let intent = try stage.call()
    stage.report(intent.key, status, seconds: 5, by: by, after: .seconds(20))
    let due = stage.now + .hours(hours)
    #expect(stage.standing("ny1") == Standing(reason: .retryWait, clearsAt: due))
    #expect(stage.send(.ticked, at: due - Interval(microseconds: 1)).intents.isEmpty)
    let second = try #require(stage.send(.ticked, at: due).intents.first)
    #expect((second.attempt, second.transmission) == (2, 1))
    #expect(second.scheduledAt == due)
  }

  @Test func `A cause that is not listed, and a list that is used up, is done; max wins`() throws {
    let stage = try stage([.newYork(1), .newYork(2)]) {
      $0.campaigns[0].attempts.retry = [.busy: [.minutes(1), .minutes(1), .minutes(1)]]
      $0.campaigns[0].attempts.max = 2
    }
    let first = try stage.call()
    stage.report(first.key, .noAnswer)
    let second = try stage.call()
    stage.report(second.key, .busy)
    let third = try stage.call(after: .minutes(1))
    #expect(third.row == second.row)
    stage.report(third.key, .busy)
    let ids = stage.scene.people.map(\.id)
    #expect(stage.standing(ids[first.row]) == Standing(reason: .done, clearsAt: nil, disposition: .noAnswer))
    #expect(stage.standing(ids[third.row]) == Standing(reason: .attemptsUsed, clearsAt: nil, disposition: .busy))
    #expect(stage.report.done == 2)
  }

  @Test func `The gap and the rolling limits hold over campaigns and for customers who share a number`() throws {
    let twin = Person(id: "twin", callee: 12_125_550_101, zone: "America/New_York")
    let stage = try stage([.newYork(1), twin]) {
      $0.campaigns = ["a", "b"].map { Scene.campaign($0) { $0.attempts.minGap = .hours(2) } }
      $0.configuration.attemptLimits = [AttemptLimit(max: 2, per: .hours(5), scope: .number)]
    }
    let first = try stage.call()
    #expect(stage.intents().isEmpty)
    stage.report(first.key, .completed, seconds: 10, after: .seconds(30))
    let gap = stage.now + .hours(2)
    #expect(stage.send(.ticked, at: gap - Interval(microseconds: 1)).intents.isEmpty)
    let second = try #require(stage.send(.ticked, at: gap).intents.first)
    stage.place(second.key)
    stage.report(second.key, .completed, seconds: 10, after: .seconds(30))
    #expect(stage.intents(after: .hours(2)).isEmpty, "two calls in five hours")
    #expect((stage.waiting(0)["attempt-limit"] ?? 0) + (stage.waiting(1)["attempt-limit"] ?? 0) > 0)
    #expect(stage.send(.ticked, at: first.at + .hours(5) - Interval(microseconds: 1)).intents.isEmpty)
    #expect(stage.send(.ticked, at: first.at + .hours(5)).intents.count == 1)
  }

  @Test func `A number in use waits and comes back when its call ends`() throws {
    let twin = Person(id: "twin", callee: 12_125_550_101, zone: "America/New_York")
    let stage = try stage([.newYork(1), twin]) { $0.campaigns[0].pacing.concurrentCalls = 2 }
    let first = try stage.call()
    #expect(stage.waiting() == ["number-in-use": 1])
    stage.report(first.key, .busy)
    #expect(stage.intents().map(\.row) == [1 - first.row])
  }

  // MARK: - Membership

  @Test func `Seats of a limited segment go by order and do not refill`() throws {
    let stage = try stage((1...3).map { .newYork($0) }) {
      $0.campaigns[0].segment.limit = 1
    }
    let first = try stage.call()
    stage.report(first.key, .completed, seconds: 5)
    #expect(stage.intents(after: .hours(1)).isEmpty)
    #expect(stage.waiting() == ["segment-limit": 2])
  }

  @Test func `Membership by in_next begins and ends at civil midnights`() throws {
    var soon = Person.newYork(1)
    soon.birthday = "2027-03-05"
    let stage = try stage([soon], at: "2027-03-02T03:00:00Z") {
      let leaf = Condition.Leaf(column: "birthday", test: .inNext(days: 2), line: 1)
      $0.campaigns[0].segment.condition = .leaf(leaf)
    }
    #expect(stage.report.selected == 0)
    stage.send(.ticked, at: at("2027-03-03T05:00:00Z") - Interval(microseconds: 1))
    #expect(stage.report.selected == 0)
    stage.send(.ticked, at: at("2027-03-03T05:00:00Z"))
    #expect(stage.waiting() == ["outside-calling-hours": 1])
    stage.send(.paused(campaign: nil, reason: "until it is over", until: nil))
    stage.send(.ticked, at: at("2027-03-06T05:00:00Z"))
    #expect(stage.waiting() == ["not-in-segment": 1])
  }

  // MARK: - Pace

  @Test func `Starts are 1.005 ÷ rate apart, and a standstill is not caught up`() throws {
    let stage = try stage((1...4).map { .newYork($0) }) {
      $0.campaigns[0].pacing = .init(concurrentCalls: 10, callsPerSecond: .perSecond(thousandths: 2_000))
    }
    #expect(stage.intents().count == 1)
    #expect(stage.intents(after: .microseconds(502_499)).isEmpty)
    #expect(stage.intents(after: .microseconds(1)).count == 1)
    #expect(stage.intents(after: .minutes(1)).count == 1)
    #expect(stage.intents().isEmpty)
  }

  @Test func `Priorities are strict, and equals take turns by id`() throws {
    let stage = try stage((1...3).map { .newYork($0) }) {
      $0.campaigns = [
        Scene.campaign("a") { $0.priority = 3 }, Scene.campaign("b") { $0.priority = 1 },
        Scene.campaign("c") { $0.priority = 3 },
      ]
      $0.configuration.twilio.concurrentCalls = 1
    }
    var order: [Int] = []
    for _ in 0..<9 {
      let intent = try stage.call()
      order.append(intent.campaign)
      stage.report(intent.key, .completed, seconds: 1)
    }
    #expect(order == [1, 1, 1, 0, 2, 0, 2, 0, 2])
  }

  @Test func `The account's concurrency binds above the campaigns'`() throws {
    let stage = try stage((1...4).map { .newYork($0) }) {
      $0.campaigns = ["a", "b"].map { Scene.campaign($0) { $0.pacing.concurrentCalls = 2 } }
      $0.configuration.twilio.concurrentCalls = 3
    }
    #expect(stage.intents().map(\.campaign) == [0, 1, 0])
    #expect(stage.waiting(1).keys.contains("concurrency"))
  }

  // MARK: - Hours

  @Test func `Zones open one after the other, also over the change to summer time`() throws {
    let stage = try stage([.newYork(1), .losAngeles(1)], at: "2027-03-14T04:00:00Z")
    #expect(stage.waiting() == ["outside-calling-hours": 2])
    // Summer time began at 2 in the morning: 9:00 is 13:00 UTC in New York, 16:00 UTC in Los Angeles.
    #expect(stage.tick().wake == at("2027-03-14T13:00:00Z"))
    let first = stage.tick("2027-03-14T13:00:00Z").intents
    #expect(first.map(\.row) == [0])
    for intent in first {
      stage.place(intent.key)
      stage.report(intent.key, .busy)
    }
    #expect(stage.tick("2027-03-14T15:59:59Z").intents.isEmpty)
    #expect(stage.tick("2027-03-14T16:00:00Z").intents.map(\.row) == [1])
  }

  @Test func `A campaign starts and ends on the customer's own days`() throws {
    let stage = try stage([.newYork(1), .losAngeles(1)], at: "2027-03-01T20:00:00Z") {
      $0.campaigns[0].schedule = .init(
        starts: CivilDate(iso8601: "2027-03-02").map { .day($0) },
        ends: CivilDate(iso8601: "2027-03-02").map { .day($0) })
    }
    #expect(stage.waiting() == ["campaign-not-started": 2])
    #expect(stage.report.state == .notStarted)
    #expect(stage.tick("2027-03-02T14:00:00Z").intents.map(\.row) == [0])
    stage.tick("2027-03-03T08:00:00Z")
    #expect(stage.waiting()["campaign-ended"] == 1)
  }

  @Test func `A closed date that follows a closed night is told as what it is`() throws {
    let stage = try stage([.newYork(1)], at: "2027-03-03T02:00:00Z") {
      if let day = CivilDate(iso8601: "2027-03-03") {
        $0.campaigns[0].callingHours.closed = [ClosedDate(first: day, last: day)]
      }
    }
    #expect(stage.waiting() == ["outside-calling-hours": 1])
    stage.tick("2027-03-03T16:00:00Z")
    let opens = at("2027-03-04T14:00:00Z")
    #expect(stage.standing("ny1") == Standing(reason: .closedDate, clearsAt: opens))
    #expect(stage.send(.ticked, at: opens).intents.count == 1)
  }

  @Test func `A pause until an instant ends by itself`() throws {
    let stage = try stage([.newYork(1)])
    let until = stage.now + .minutes(10)
    stage.send(.paused(campaign: "a", reason: "lunch", until: until))
    #expect(stage.tick().wake == until)
    #expect(stage.standing("ny1") == Standing(reason: .campaignPaused, clearsAt: until))
    #expect(stage.send(.ticked, at: until).intents.count == 1)
  }
}

extension Interval {
  static func microseconds(_ n: Int64) -> Interval { Interval(microseconds: n) }
}
