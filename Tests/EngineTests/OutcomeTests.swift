import Campaigns
import Engine
import Testing

/// `attempts.done_on` and waits after outcomes.
@Suite struct OutcomeTests {
  private func stage(_ change: (inout Campaign) -> Void) throws -> Stage {
    var scene = Scene([.newYork(1)])
    change(&scene.campaigns[0])
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  /// Calls the customer as soon as he may be called; the call ends so.
  private func call(_ stage: Stage, after wait: Interval = .zero, _ status: CallReport.Status) throws {
    let intent = try stage.call(after: wait)
    stage.report(intent.key, status, seconds: 30, by: "human", after: .seconds(10))
  }

  @Test("without done_on an answer finishes, whatever waits are listed after it")
  func anyAnswer() throws {
    let stage = try stage { $0.attempts.retryOutcomes = [OutcomeRetry(outcome: "answered", waits: [.hours(1)])] }
    try call(stage, .completed)
    #expect(stage.report.done == 1)
    #expect(stage.standing("ny1") == Standing(reason: .done, disposition: .answered))
  }

  @Test("with done_on an answer is tried again after its waits, until none is left")
  func answersAgain() throws {
    let stage = try stage {
      $0.attempts.max = 5
      $0.attempts.doneOn = ["busy"]
      $0.attempts.retryOutcomes = [OutcomeRetry(outcome: "answered", waits: [.hours(1), .hours(2)])]
    }
    try call(stage, .completed)
    #expect(stage.standing("ny1") == Standing(reason: .retryWait, clearsAt: stage.now + .hours(1)))
    try call(stage, after: .hours(1), .completed)
    #expect(stage.standing("ny1")?.clearsAt == stage.now + .hours(2))
    let again = try Stage(restarting: stage)
    #expect(again.standing("ny1") == stage.standing("ny1"))
    try call(stage, after: .hours(2), .completed)
    #expect(stage.report.done == 1)
    let rule = stage.explanation(row: 0).refusals.first { $0.refusal?.reason == .done }?.rule
    #expect(rule?.campaign.first == "attempts.retry")
  }

  @Test("an outcome of done_on finishes although its waits are listed, and the rule is that key")
  func finishes() throws {
    let stage = try stage {
      $0.attempts.doneOn = ["busy"]
      $0.attempts.retry = [.busy: [.minutes(5)], .noAnswer: [.minutes(5)]]
    }
    try call(stage, .noAnswer)
    #expect(stage.standing("ny1")?.reason == .retryWait)
    try call(stage, after: .minutes(5), .busy)
    #expect(stage.standing("ny1") == Standing(reason: .done, disposition: .busy))
    let rule = stage.explanation(row: 0).refusals.first { $0.refusal?.reason == .done }?.rule
    #expect(rule?.campaign.first == "attempts.done_on")
    #expect(try Stage(restarting: stage).standing("ny1") == stage.standing("ny1"))
  }

  @Test("attempts.max wins over the waits")
  func usedUp() throws {
    let stage = try stage {
      $0.attempts.max = 1
      $0.attempts.doneOn = []
      $0.attempts.retryOutcomes = [OutcomeRetry(outcome: "answered", waits: [.hours(1)])]
    }
    try call(stage, .completed)
    #expect(stage.standing("ny1")?.reason == .attemptsUsed)
  }

  @Test("machines are told from people where a rule names them, and nowhere else")
  func detection() {
    #expect(!Scene.campaign("a").detectsMachine)
    #expect(Scene.campaign("a") { $0.attempts.doneOn = ["machine"] }.detectsMachine)
    #expect(Scene.campaign("a") { $0.attempts.conversation = .outcomes(["machine"]) }.detectsMachine)
    #expect(Scene.campaign("a") { $0.stopWhen = [.goal(outcome: "machine", count: 2)] }.detectsMachine)
    #expect(!Scene.campaign("a") { $0.stopWhen = [.failures(share: 10, atLeast: 2)] }.detectsMachine)
  }
}

/// `attempts.conversation` and `attempts.after_conversation`.
@Suite struct ConversationTests {
  /// Campaign `b` lets customers rest; `a` calls first.
  private func stage(
    _ scope: AttemptLimit.Scope, _ people: [Person] = [.newYork(1)], _ change: (inout Scene) -> Void = { _ in }
  ) throws -> Stage {
    var scene = Scene(people)
    scene.campaigns = [
      Scene.campaign("a") { $0.priority = 1 },
      Scene.campaign("b") { $0.attempts.afterConversation = ConversationRest(rest: .days(7), scope: scope) },
    ]
    change(&scene)
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  private func talk(
    _ stage: Stage, _ seconds: Int, _ status: CallReport.Status = .completed, by: String = "human"
  ) throws {
    let intent = try stage.call()
    #expect(intent.campaign == 0)
    stage.report(intent.key, status, seconds: seconds, by: by, after: .seconds(40))
  }

  @Test("after 20 s with a person nobody calls for the time of the rest; to the instant")
  func rests() throws {
    let stage = try stage(.matter)
    try talk(stage, 20)
    let end = stage.now
    #expect(stage.intents().isEmpty)
    #expect(stage.standing("ny1", campaign: 1) == Standing(reason: .conversationRest, clearsAt: end + .days(7)))
    #expect(stage.waiting(1) == ["conversation-rest": 1])
    let verdict = stage.explanation(row: 0, campaign: 1).refusals.first { $0.refusal?.reason == .conversationRest }
    #expect(verdict?.value == "7d after a conversation by matter, not over")
    #expect(verdict?.rule.campaign == ["attempts.after_conversation"])
    #expect(stage.expectReasonsMatch() > 0)
    #expect(stage.send(.ticked, at: end + .days(7) - .seconds(1)).intents.isEmpty)
    #expect(stage.send(.ticked, at: end + .days(7)).intents.map(\.campaign) == [1])
  }

  @Test("less talk, a machine or a busy line is no conversation")
  func noConversation() throws {
    for (seconds, status, by) in [
      (19, CallReport.Status.completed, "human"), (60, .completed, "machine_start"), (0, .busy, ""),
    ] {
      let stage = try stage(.matter)
      try talk(stage, seconds, status, by: by)
      #expect(stage.intents().map(\.campaign) == [1], "\(seconds) s, \(status), \(by)")
    }
  }

  @Test("each campaign says which of its calls are conversations")
  func ownRule() throws {
    let talked = try stage(.matter) { $0.campaigns[0].attempts.conversation = .talk(.minutes(1)) }
    try talk(talked, 59)
    #expect(talked.intents().map(\.campaign) == [1])
    let busy = try stage(.matter) { $0.campaigns[0].attempts.conversation = .outcomes(["busy"]) }
    try talk(busy, 0, .busy)
    #expect(busy.intents().isEmpty && busy.waiting(1) == ["conversation-rest": 1])
  }

  @Test("a conversation at the number lets everybody there rest, one with a customer him alone")
  func scopes() throws {
    var other = Person.newYork(2)
    other.callee = Person.newYork(1).callee
    for (scope, rested) in [(AttemptLimit.Scope.number, 2), (.customer, 1), (.matter, 1)] {
      let stage = try stage(scope, [.newYork(1), other]) { $0.campaigns[0].segment.limit = 1 }
      try talk(stage, 30)
      stage.tick()
      #expect(stage.waiting(1)["conversation-rest"] ?? 0 == rested, "\(scope)")
    }
  }

  @Test("of a subject counts what its campaigns talked about")
  func subjects() throws {
    let same = try stage(.subject) { for c in $0.campaigns.indices { $0.campaigns[c].subject = "renewal" } }
    try talk(same, 30)
    #expect(same.intents().isEmpty)
    let others = try stage(.subject)
    try talk(others, 30)
    #expect(others.intents().map(\.campaign) == [1])
  }

  @Test("a restart knows it, also of a campaign that is gone")
  func restarts() throws {
    let stage = try stage(.customer)
    try talk(stage, 30)
    let rest = Standing(reason: .conversationRest, clearsAt: stage.now + .days(7))
    let again = try Stage(restarting: stage)
    #expect(again.standing("ny1", campaign: 1) == rest)
    var scene = stage.scene
    scene.campaigns.removeFirst()
    #expect(try Stage(restarting: stage, scene: scene).standing("ny1") == rest)
  }
}
