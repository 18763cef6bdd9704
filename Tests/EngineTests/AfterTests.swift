import Campaigns
import Engine
import Testing

/// `schedule.after`: a campaign begins when those that it names are finished.
@Suite struct AfterTests {
  /// Campaign `a` waits for `b`; the customer's number is the same in both.
  private func stage(
    _ people: [Person] = [.newYork(1)], from text: String = "2027-03-02T15:00:00Z",
    _ change: (inout Scene) -> Void = { _ in }
  ) throws -> Stage {
    var scene = Scene(people)
    scene.campaigns = [Scene.campaign("a") { $0.schedule.after = ["b"] }, Scene.campaign("b")]
    change(&scene)
    return try Stage(scene, at: text)
  }

  private func finish(_ stage: Stage, _ intent: Intent) {
    stage.place(intent.key)
    stage.report(intent.key, .completed, seconds: 20, by: "human")
  }

  @Test("nobody is called before the other campaign is finished, then it begins with the next tick")
  func begins() throws {
    let stage = try stage()
    let first = stage.intents()
    #expect(first.map(\.campaign) == [1])
    #expect(stage.waiting(0) == ["waiting-for-campaign": 1])
    #expect(stage.engine.report(campaign: 0).state == .waiting)
    finish(stage, try #require(first.first))
    #expect(stage.intents(after: .seconds(1)).map(\.campaign) == [0])
  }

  @Test("a campaign that is paused or held is not finished; one without customers is")
  func notFinished() throws {
    let paused = try stage()
    paused.send(.paused(campaign: "b", reason: "look", until: nil))
    #expect(paused.intents().isEmpty)
    #expect(paused.waiting(0) == ["waiting-for-campaign": 1])
    let draft = try stage { $0.campaigns[1].live = false }
    #expect(draft.intents().isEmpty)
    #expect(!draft.canStillCall())
    let empty = try stage { $0.campaigns[1].segment.condition = .any([]) }
    #expect(empty.intents().map(\.campaign) == [0])
  }

  @Test("a chain goes by its order, not by the ids")
  func chain() throws {
    let stage = try stage {
      $0.campaigns[1].schedule.after = ["c"]
      $0.campaigns.append(Scene.campaign("c"))
    }
    var order: [Int] = []
    for _ in 0..<3 {
      let intent = try #require(stage.intents(after: .seconds(1)).first)
      order.append(intent.campaign)
      finish(stage, intent)
    }
    #expect(order == [2, 1, 0])
  }

  @Test("who has begun goes on after a restart, though the other has new customers")
  func keepsOn() throws {
    let stage = try stage([.newYork(1)])
    finish(stage, try #require(stage.intents().first))
    finish(stage, try #require(stage.intents(after: .seconds(1)).first))
    var scene = stage.scene
    scene.people += [.newYork(2), .newYork(3)]
    let next = try Stage(restarting: stage, scene: scene)
    next.send(.recovered([], newestCommit: next.now))
    // Both campaigns take their turns with the new customers.
    let intents = (0..<5).flatMap { _ in next.intents(after: .seconds(1)) }
    #expect(Set(intents.map(\.campaign)) == [0, 1])
    #expect(next.waiting(0)["waiting-for-campaign"] == nil)
  }

  @Test("a campaign whose days are over lets the next one begin by itself")
  func ends() throws {
    let stage = try stage([.newYork(1), .newYork(2)]) {
      $0.campaigns[1].schedule.ends = .instant(at("2027-03-02T15:30:00Z"))
      $0.campaigns[1].budget.perDay = .mille(14)
    }
    finish(stage, try #require(stage.intents().first))
    #expect(stage.intents(after: .seconds(1)).isEmpty)
    #expect(stage.engine.nextCallAt <= at("2027-03-02T15:30:00Z"))
    #expect(stage.send(.ticked, at: at("2027-03-02T15:30:00Z")).intents.map(\.campaign) == [0])
  }

  @Test("before its own first day the reason is that day")
  func notStarted() throws {
    let stage = try stage { $0.campaigns[0].schedule.starts = .instant(at("2027-03-03T15:00:00Z")) }
    stage.tick()
    #expect(stage.waiting(0) == ["campaign-not-started": 1])
    #expect(stage.engine.report(campaign: 0).state == .notStarted)
  }
}

/// `attempts.on_ambiguous: skip`.
@Suite struct AmbiguitySkipTests {
  private func skipped(_ rule: Campaign.AmbiguityRule) throws -> (Stage, Intent) {
    var scene = Scene([.newYork(1), Person(id: "same", callee: 12_125_550_101, zone: "America/New_York")])
    scene.campaigns[0].attempts.onAmbiguous = rule
    let stage = try Stage(scene, at: "2027-03-02T15:00:00Z")
    let intent = try #require(stage.intents().first)
    stage.send(.intentCommitted(intent.key))
    stage.send(.placementReturned(intent.key, .ambiguous(message: "cut"), sentAt: stage.now))
    for seconds in [5, 30, 120, 300, 900] as [Int64] {
      stage.send(.ticked, at: intent.at + .seconds(seconds))
      stage.send(.reconciled(intent.key, nil))
    }
    stage.tick(after: .seconds(1))
    return (stage, intent)
  }

  @Test("the attempt ends as unknown, its money is spent, its customer done, its number blocked for the day")
  func skips() throws {
    let (stage, intent) = try skipped(.skip)
    #expect(stage.records[intent.key]?.state == .ended)
    #expect(stage.records[intent.key]?.disposition == .unknown)
    #expect(stage.spend.settled == .mille(14) && stage.spend.unresolved == .zero)
    #expect(stage.report.done == 1)
    #expect(stage.waiting() == ["attempt-unresolved": 1])
    #expect(stage.send(.ticked, at: intent.at + .hours(24) - .seconds(1)).intents.isEmpty)
    #expect(stage.send(.ticked, at: intent.at + .hours(24)).intents.map(\.row) == [1 - intent.row])
  }

  @Test("a restart knows it, and the number stays blocked")
  func restarts() throws {
    let (stage, intent) = try skipped(.skip)
    let next = try Stage(restarting: stage)
    next.send(.recovered([], newestCommit: next.now))
    #expect(next.intents(after: .minutes(10)).isEmpty)
    #expect(next.report.done == 1)
    #expect(next.send(.ticked, at: intent.at + .hours(24)).intents.map(\.row) == [1 - intent.row])
  }

  @Test("what was held is let go when the file says skip from then on")
  func edited() throws {
    let (stage, intent) = try skipped(.hold)
    #expect(stage.records[intent.key]?.state == .presumedNotPlaced)
    var scene = stage.scene
    scene.campaigns[0].attempts.onAmbiguous = .skip
    let next = try Stage(restarting: stage, scene: scene)
    next.send(.recovered([], newestCommit: next.now))
    next.tick(after: .seconds(1))
    #expect(next.records[intent.key]?.disposition == .unknown)
    #expect(next.report.done == 1 && next.spend.unresolved == .zero)
  }
}
