import Campaigns
import Engine
import Testing

/// `schedule.pilot`: nobody is called for the first time once so many customers were called.
@Suite struct PilotTests {
  private func stage(
    pilot: Int, people: Int = 5, pace: Rate = .perSecond(thousandths: 1_000)
  ) throws -> Stage {
    var scene = Scene((1...Int64(people)).map { Person.newYork($0) })
    scene.campaigns[0].schedule.pilot = pilot
    scene.campaigns[0].pacing.concurrentCalls = 10
    scene.campaigns[0].pacing.callsPerSecond = pace
    scene.campaigns[0].attempts.retry[.busy] = [.minutes(2)]
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  private func runPilot(_ stage: Stage, calls: Int) throws -> [Intent] {
    var made: [Intent] = []
    for _ in 0..<calls { made.append(try stage.call(after: .seconds(3))) }
    return made
  }

  private func codes(_ stage: Stage) -> [String] { stage.engine.conditions.map(\.code) }

  @Test("after the pilot's customers the others wait, and are counted by that reason")
  func waits() throws {
    let stage = try stage(pilot: 2)
    _ = try runPilot(stage, calls: 2)
    #expect(stage.intents(after: .seconds(10)).isEmpty)
    #expect(stage.waiting() == ["pilot-done": 3])
    let conditions = stage.engine.conditions.filter { $0.code == "pilot-done" }
    #expect(conditions.map(\.subject) == ["a"])
    #expect(conditions.first?.remedy.contains("dialer approve a --revision ") == true)
  }

  @Test("those who were called are tried again; then the campaign is held, not finished")
  func retries() throws {
    let stage = try stage(pilot: 2)
    let made = try runPilot(stage, calls: 2)
    stage.report(made[0].key, .busy)
    stage.report(made[1].key, .completed, seconds: 20, by: "human")
    let again = stage.intents(after: .minutes(3))
    #expect(again.map(\.row) == [made[0].row] && again.map(\.attempt) == [2])
    stage.place(try #require(again.first).key)
    stage.report(try #require(again.first).key, .completed, seconds: 20, by: "human")
    stage.tick(after: .minutes(4))
    #expect(stage.report.state == .held)
    #expect(stage.waiting() == ["pilot-done": 3])
  }

  @Test("no more start at one instant than the pilot has; a restart knows who was called")
  func together() throws {
    let stage = try stage(pilot: 2, pace: .unlimited)
    let made = stage.intents()
    #expect(made.count == 2)
    for intent in made { stage.place(intent.key) }
    let next = try Stage(restarting: stage)
    next.send(.recovered([], newestCommit: next.now))
    #expect(next.intents(after: .seconds(30)).isEmpty)
    #expect(next.waiting()["pilot-done"] == 3)
  }

  @Test("with a pilot as large as the segment nobody waits, and without one nothing changes")
  func large() throws {
    let stage = try stage(pilot: 3, people: 3)
    _ = try runPilot(stage, calls: 3)
    stage.tick(after: .seconds(5))
    #expect(!codes(stage).contains("pilot-done"))
    #expect(stage.waiting() == [:])
  }

  @Test("a call that was never placed gives its place in the pilot back")
  func unsent() throws {
    let stage = try stage(pilot: 1)
    let intent = try #require(stage.intents(after: .seconds(3)).first)
    stage.send(.intentCommitted(intent.key))
    #expect(stage.waiting() == ["pilot-done": 4])
    let placement = Placement.unsent(code: nil, message: "no route", action: .backOff)
    stage.send(.placementReturned(intent.key, placement, sentAt: stage.now))
    #expect(stage.intents(after: .minutes(5)).count == 1)
  }
}
