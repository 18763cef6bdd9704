import Campaigns
import Engine
import Testing

/// `stop_when`: a goal that finishes the campaign, failures that stop it.
@Suite struct StopWhenTests {
  private func stage(_ rules: [StopRule], people: Int64 = 6, _ change: (inout Scene) -> Void = { _ in }) throws -> Stage
  {
    var scene = Scene((1...people).map { .newYork($0) })
    scene.campaigns[0].stopWhen = rules
    scene.campaigns[0].pacing.circuitBreaker.atLeast = 1_000
    change(&scene)
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  /// Calls one customer after another; the calls end so.
  private func call(_ stage: Stage, _ statuses: CallReport.Status...) throws {
    for status in statuses {
      let intent = try stage.call(after: .seconds(1))
      stage.report(intent.key, status, seconds: 9, by: "human", after: .seconds(20))
    }
  }

  private func stops(_ stage: Stage) -> [StandingCondition] {
    stage.engine.conditions.filter { $0.code == "campaign-stopped" }
  }

  // MARK: - Goals

  @Test("when so many calls have the outcome nobody is called any more, and the campaign is finished")
  func goal() throws {
    let stage = try stage([.goal(outcome: "answered", count: 2)])
    try call(stage, .completed, .busy)
    #expect(stage.report.state == .running)
    try call(stage, .completed)
    #expect(stage.intents(after: .seconds(1)).isEmpty)
    #expect(stage.waiting() == ["goal-reached": 3])
    #expect(stage.report.state == .finished && stage.report.finishedAt == stage.now)
    #expect(!stage.canStillCall() && stage.engine.nextCallAt == .distantFuture)
    let verdict = stage.explanation(row: 5).refusals.first
    #expect(verdict?.refusal == Refusal(.goalReached) && verdict?.value == "2 of 2 calls answered")
    #expect(verdict?.rule.campaign == ["stop_when.0", "stop_when"])
    #expect(stage.expectReasonsMatch() > 0)
  }

  @Test("a restart counts anew, also calls of customers who are gone; a higher goal lets it go on")
  func goalRestarts() throws {
    let stage = try stage([.goal(outcome: "answered", count: 2)])
    try call(stage, .completed, .completed)
    var scene = stage.scene
    let called = Set(stage.records.values.map(\.customer))
    scene.people.removeAll { called.contains($0.id) }
    let again = try Stage(restarting: stage, scene: scene)
    again.send(.recovered([], newestCommit: again.now))
    #expect(again.intents(after: .seconds(1)).isEmpty && again.waiting() == ["goal-reached": 4])
    scene.campaigns[0].stopWhen = [.goal(outcome: "answered", count: 3)]
    let higher = try Stage(restarting: stage, scene: scene)
    higher.send(.recovered([], newestCommit: higher.now))
    #expect(higher.intents(after: .seconds(1)).count == 1)
  }

  @Test("calls that are up when the goal is reached go on, and those who wait for a time wait for nothing")
  func upWhenReached() throws {
    let stage = try stage([.goal(outcome: "answered", count: 1)]) {
      $0.campaigns[0].pacing.concurrentCalls = 3
      $0.campaigns[0].attempts.retry[.busy] = [.hours(1)]
    }
    let intents = stage.intents()
    #expect(intents.count == 3)
    for intent in intents { stage.place(intent.key) }
    stage.report(intents[0].key, .busy)
    stage.report(intents[1].key, .completed, seconds: 9, by: "human")
    stage.tick(after: .seconds(1))
    #expect(stage.report.live == 1 && stage.report.state != .finished)
    stage.report(intents[2].key, .completed, seconds: 9, by: "human")
    stage.tick(after: .seconds(1))
    #expect(stage.report.state == .finished)
    #expect(stage.intents(after: .hours(2)).isEmpty)
  }

  @Test("who waits for the campaign begins when its goal is reached")
  func follows() throws {
    let stage = try stage([.goal(outcome: "answered", count: 1)]) {
      $0.campaigns.append(Scene.campaign("b") { $0.schedule.after = ["a"] })
    }
    #expect(stage.waiting(1) == ["waiting-for-campaign": 6])
    try call(stage, .completed)
    #expect(stage.intents(after: .seconds(1)).map(\.campaign) == [1])
  }

  // MARK: - Failures

  @Test("when so many of at least so many calls failed the campaign is stopped until somebody resumes it")
  func failures() throws {
    let stage = try stage([.failures(share: 500, atLeast: 3)])
    try call(stage, .failed, .busy)
    #expect(stops(stage).isEmpty)
    try call(stage, .failed)
    #expect(stage.intents(after: .seconds(1)).isEmpty)
    #expect(stage.waiting() == ["campaign-stopped": 3] && stage.report.state == .stopped)
    #expect(
      stops(stage).map(\.text) == ["campaign a: 2 of 3 calls failed; stop_when stops it at 50%"])
    #expect(stops(stage).first?.remedy.contains("dialer resume a") == true)
    #expect(stage.stops["a"]?.text == "2 of 3 calls failed; stop_when stops it at 50%")
    let verdict = stage.explanation(row: 5).refusals.first
    #expect(verdict?.refusal?.reason == .campaignStopped && verdict?.rule.campaign == ["stop_when"])
    stage.send(.resumed(campaign: "a"))
    try call(stage, .failed, .failed)
    #expect(stage.report.state != .stopped, "failures are counted anew")
    try call(stage, .completed)
    stage.tick()
    #expect(stage.report.state == .stopped)
  }

  @Test("a restart keeps the stop, whatever the file says by then, and what somebody resumed")
  func failuresRestart() throws {
    let stage = try stage([.failures(share: 500, atLeast: 2)])
    try call(stage, .failed, .failed)
    var scene = stage.scene
    scene.campaigns[0].stopWhen = []
    for changed in [nil, scene] {
      let again = try Stage(restarting: stage, scene: changed)
      again.send(.recovered([], newestCommit: again.now))
      #expect(again.intents(after: .seconds(1)).isEmpty && again.waiting() == ["campaign-stopped": 4])
    }
    stage.send(.resumed(campaign: nil))
    try call(stage, .failed)
    let resumed = try Stage(restarting: stage)
    resumed.send(.recovered([], newestCommit: resumed.now))
    #expect(stops(resumed).isEmpty)
    try call(resumed, .failed)
    #expect(stops(resumed).count == 1)
  }

  @Test("neither busy lines nor a share without any failure stop it")
  func noFailures() throws {
    let stage = try stage([.failures(share: 0, atLeast: 1)])
    try call(stage, .busy, .noAnswer, .completed)
    #expect(stops(stage).isEmpty)
    try call(stage, .failed)
    #expect(stops(stage).count == 1)
  }
}
