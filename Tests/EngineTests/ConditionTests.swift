import Campaigns
import Engine
import Testing

/// The standing conditions: raised by a state, gone with it.
@Suite struct ConditionTests {
  private func stage(_ people: Int64, _ change: (inout Scene) -> Void = { _ in }) throws -> Stage {
    var scene = Scene((1...people).map { .newYork($0) })
    scene.campaigns[0].attempts.max = 1
    change(&scene)
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  private func codes(_ stage: Stage) -> [String] { stage.engine.conditions.map(\.code) }
  private func budgets(_ stage: Stage) -> [String] {
    stage.engine.conditions.filter { $0.code == "budget-alert" }.map(\.subject)
  }

  private func refuse(_ stage: Stage, _ placement: Placement) throws {
    let intent = try #require(stage.intents().first)
    stage.send(.intentCommitted(intent.key))
    stage.send(.placementReturned(intent.key, placement, sentAt: stage.now))
  }

  @Test func `Nothing stands where all is well`() throws {
    let stage = try stage(3)
    let call = try stage.call()
    #expect(codes(stage).isEmpty)
    stage.report(call.key, .completed, seconds: 20)
    stage.tick()
    #expect(codes(stage).isEmpty)
  }

  @Test(
    arguments: [
      (.stopAccount, "account-stopped"), (.stopCampaign, "campaign-stopped"), (.stopCountry, "country-stopped"),
      (.stopCallerID, "caller-id-stopped"),
    ] as [(CarrierAction, String)])
  func `What the carrier refuses stands until somebody resumes, without numbers in clear`(
    action: CarrierAction, code: String
  ) throws {
    let stage = try stage(3)
    try refuse(stage, .unsent(code: 21210, message: "+12125550101 may not call from 14155550100", action: action))
    let found = try #require(stage.engine.conditions.first { $0.code == code })
    #expect(!found.remedy.isEmpty && found.text.contains("21210"))
    #expect(!found.text.contains("1415555") && !found.text.contains("1212555"))
    stage.send(.resumed(campaign: nil))
    #expect(!codes(stage).contains(code))
  }

  @Test func `A request that was not processed stands until the carrier answers again`() throws {
    let stage = try stage(3)
    try refuse(stage, .unsent(code: 20429, message: "slow down", action: .backOff))
    #expect(codes(stage) == ["carrier-unavailable"])
    let call = try stage.call(after: .seconds(2))
    #expect(codes(stage).isEmpty)
    stage.report(call.key, .busy)
  }

  @Test func `Two lost questions after a live call stand until an answer, though nothing waits to be placed`() throws {
    let stage = try stage(1)
    let call = try stage.call(after: .seconds(2))
    stage.send(.fetchFailed(call.key))
    #expect(codes(stage).isEmpty, "one may be lost")
    let since = stage.now
    stage.send(.fetchFailed(call.key), at: stage.now + .seconds(30))
    let found = try #require(stage.engine.conditions.first)
    #expect(found.code == "carrier-unavailable")
    #expect(found.text.contains(since.rfc3339))
    stage.report(call.key, .ringing)
    #expect(codes(stage).isEmpty)
    stage.report(call.key, .busy)
  }

  @Test func `Quarantined attempts stand until they are found, and are held by a finished campaign`() throws {
    let stage = try stage(1)
    try refuse(stage, .ambiguous(message: "cut"))
    #expect(codes(stage) == ["attempt-unresolved"])
    let intent = try #require(stage.engine.liveKeys.first.flatMap { stage.engine.intent(of: $0) })
    for seconds in [5, 30, 120, 300, 900] as [Int64] {
      stage.send(.ticked, at: intent.at + .seconds(seconds))
      stage.send(.reconciled(intent.key, nil))
    }
    stage.tick(after: .minutes(1))
    #expect(codes(stage) == ["attempt-unresolved", "attempts-held"])
    #expect(stage.engine.conditions.last?.text == "campaign a is finished, 1 held")
    stage.report(intent.key, .busy)
    stage.tick()
    #expect(codes(stage).isEmpty)
  }

  @Test func `Three unclear answers and an open breaker stand until a call succeeds`() throws {
    let stage = try stage(9) {
      $0.campaigns[0].pacing.circuitBreaker.atLeast = 3
      $0.campaigns[0].pacing.concurrentCalls = 9
    }
    let intents = stage.intents()
    for intent in intents { stage.send(.intentCommitted(intent.key)) }
    for intent in intents.prefix(3) {
      stage.send(.placementReturned(intent.key, .ambiguous(message: "500"), sentAt: stage.now))
    }
    #expect(codes(stage) == ["account-stopped", "attempt-unresolved", "circuit-open"])
    for intent in intents.dropFirst(3) {
      let placement = Placement.unsent(code: nil, message: "no", action: .backOff)
      stage.send(.placementReturned(intent.key, placement, sentAt: stage.now))
    }
    let probe = try #require(stage.intents(after: .minutes(6)).first)
    stage.place(probe.key)
    #expect(!codes(stage).contains("account-stopped"))
    #expect(codes(stage).contains("circuit-open"), "the probe has not succeeded yet")
    stage.report(probe.key, .noAnswer)
    #expect(!codes(stage).contains("circuit-open"))
  }

  @Test func `A clock more than 30 s from the carrier's stops dialing until it is right`() throws {
    let stage = try stage(3)
    for ahead in [Interval.seconds(31), .seconds(-31)] {
      stage.send(.clockCompared(ahead: ahead))
      #expect(codes(stage) == ["clock-skew"])
      #expect(stage.intents().isEmpty)
      #expect(stage.waiting() == ["clock-skew": 3])
      stage.send(.clockCompared(ahead: ahead > .zero ? .seconds(30) : .seconds(-30)))
      #expect(codes(stage).isEmpty)
    }
    #expect(stage.intents().count == 1)
  }

  @Test func `Recovery, a store that was put back and a clock that is behind`() throws {
    let first = try stage(3)
    first.engine.requireRecovery(newestIntent: first.now + .minutes(3))
    #expect(codes(first) == ["recovering"])
    first.send(.recovered([], newestCommit: first.now))
    #expect(codes(first) == ["clock-behind"])
    first.tick(after: .minutes(3))
    #expect(codes(first).isEmpty)
    let again = try Stage(restarting: try stage(3))
    let call = ListedCall(
      report: CallReport(sid: "CAx", status: .completed), to: 442_079_460_001, from: 14_155_550_100,
      createdAt: again.now + .seconds(1))
    again.send(.recovered([call], newestCommit: again.now))
    #expect(codes(again) == ["rolled-back"])
    again.send(.recoveryAccepted)
    #expect(codes(again).isEmpty)
  }

  // MARK: - Budgets

  @Test func `Each share of each budget that is spent stands for its period`() throws {
    let stage = try stage(9) {
      $0.campaigns[0].budget.total = .mille(100)
      $0.campaigns[0].budget.perDay = .mille(28)
      $0.campaigns[0].budget.alertAt = [500, 800, 1_000]
    }
    let first = try stage.call()
    #expect(budgets(stage).isEmpty, "what is reserved is not spent")
    stage.report(first.key, .completed, seconds: 20)
    stage.tick()
    #expect(budgets(stage) == ["a per_day 2027-03-02 50%"])
    stage.tick(after: .seconds(1))
    let second = try #require(stage.engine.liveKeys.first)
    stage.place(second)
    stage.report(second, .completed, seconds: 20)
    #expect(budgets(stage) == ["50%", "80%", "100%"].map { "a per_day 2027-03-02 \($0)" })
    #expect(stage.engine.conditions.allSatisfy { $0.isOnce })
    stage.send(.ticked, at: at("2027-03-03T15:00:00Z"))
    #expect(budgets(stage).isEmpty, "a new day")
  }

  @Test func `A cap that cannot take the cheapest call is used up`() throws {
    let stage = try stage(9) {
      $0.campaigns[0].budget.total = .mille(20)
      $0.campaigns[0].budget.alertAt = [800, 1_000]
    }
    let call = try stage.call()
    stage.report(call.key, .completed, seconds: 20)
    stage.tick()
    #expect(budgets(stage) == ["a total 100%"])
  }
}
