import Campaigns
import Engine
import Testing

/// What a new process life makes of the store: the same as the one before.
@Suite struct RestartTests {
  @Test func `A restart puts everybody where the engine before had them`() throws {
    var scene = Scene((1...8).map { .newYork($0) })
    scene.campaigns = [
      Scene.campaign("a") {
        $0.pacing.concurrentCalls = 3
        $0.attempts.retry = [.busy: [.minutes(5), .minutes(9)], .noAnswer: [.hours(1)]]
        $0.budget.perCustomer = .mille(50)
      }
    ]
    let stage = try Stage(scene, at: "2027-03-02T15:00:00Z")
    let statuses: [CallReport.Status] = [.busy, .noAnswer, .completed, .busy, .failed, .busy]
    for status in statuses {
      for intent in stage.intents() { stage.place(intent.key) }
      stage.report(try #require(stage.engine.liveKeys.first), status, seconds: 9, after: .seconds(3))
      for intent in stage.intents(after: .seconds(20)) { stage.place(intent.key) }
      let again = try Stage(restarting: stage)
      again.send(.recovered([], newestCommit: again.now))
      again.tick()
      #expect(again.engine.liveKeys == stage.engine.liveKeys)
      #expect(again.waiting() == stage.waiting())
      #expect(again.spend == stage.spend)
      #expect(again.report.called == stage.report.called && again.report.calls == stage.report.calls)
      for person in scene.people { #expect(again.standing(person.id) == stage.standing(person.id)) }
    }
  }

  @Test func `Calls of a campaign that is gone still count for limits and gaps`() throws {
    var scene = Scene([.newYork(1)])
    scene.campaigns = ["a", "b"].map { Scene.campaign($0) { $0.attempts.minGap = .hours(2) } }
    let stage = try Stage(scene, at: "2027-03-02T15:00:00Z")
    let call = try stage.call()
    stage.report(call.key, .completed, seconds: 9)
    scene.campaigns.removeFirst()
    let again = try Stage(restarting: stage, scene: scene)
    again.send(.recovered([], newestCommit: again.now))
    #expect(again.intents().isEmpty)
    #expect(again.standing("ny1") == Standing(reason: .minGap, clearsAt: stage.now + .hours(2)))
  }

  @Test func `Transmissions are counted anew for each try, also by a restart`() throws {
    var scene = Scene([.newYork(1)])
    scene.campaigns[0].attempts.retry[.busy] = [.minutes(5)]
    let stage = try Stage(scene, at: "2027-03-02T15:00:00Z")
    let unsent = try #require(stage.intents().first)
    stage.send(.intentCommitted(unsent.key))
    stage.send(
      .placementReturned(unsent.key, .unsent(code: nil, message: "no route", action: .backOff), sentAt: stage.now))
    let first = try stage.call(after: .seconds(1))
    stage.report(first.key, .busy)
    let again = try Stage(restarting: stage)
    again.send(.recovered([], newestCommit: again.now))
    let second = try #require(again.intents(after: .minutes(5)).first)
    #expect((first.attempt, first.transmission) == (1, 2))
    #expect((second.attempt, second.transmission) == (2, 1))
  }
}
