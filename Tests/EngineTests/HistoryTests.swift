import Campaigns
import Engine
import Testing

/// `where` that asks the history of calls: who is in a segment changes with every call, and with the days.
@Suite struct HistoryTests {
  private func leaf(_ column: String, _ test: Condition.Test) -> Condition {
    .leaf(.init(column: column, test: test, line: 4))
  }

  private func stage(_ people: [Person], _ conditions: Condition?..., max: Int = 3) throws -> Stage {
    var scene = Scene(people)
    scene.campaigns = conditions.enumerated().map { index, condition in
      Scene.campaign(["a", "b", "c"][index]) {
        $0.segment.condition = condition
        $0.attempts.max = max
        $0.attempts.retry[.busy] = [.minutes(30), .minutes(30)]
      }
    }
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  @Test func `A call of any campaign takes its customer out, and a midnight brings him back`() throws {
    let stage = try stage([.newYork(1)], nil, leaf("last_called", .olderThan(days: 7)))
    let call = try stage.call()
    #expect(call.campaign == 0)
    stage.report(call.key, .completed, seconds: 30)
    stage.tick()
    // Called on the 2nd: 7 days are over with the 9th.
    #expect(stage.standing("ny1", campaign: 1) == Standing(reason: .notInSegment, clearsAt: at("2027-03-10T05:00:00Z")))
    #expect(stage.waiting(1) == ["not-in-segment": 1])
    #expect(stage.engine.nextCallAt == at("2027-03-10T05:00:00Z") && stage.engine.canStillCall(campaign: 1))
    #expect(stage.tick("2027-03-10T04:59:59Z").intents.isEmpty)
    stage.tick("2027-03-10T05:00:00Z")
    #expect(stage.waiting(1) == ["outside-calling-hours": 1])
    #expect(stage.tick("2027-03-10T14:00:00Z").intents.map(\.campaign) == [1])
  }

  @Test func `What must have happened first brings nobody in before it has`() throws {
    let stage = try stage([.newYork(1), .newYork(2)], nil, leaf("answered", .atLeast(1_000_000)), max: 1)
    #expect(stage.engine.report(campaign: 1).selected == 0 && !stage.engine.canStillCall(campaign: 1))
    let first = try stage.call()
    stage.report(first.key, .busy)
    #expect(stage.engine.report(campaign: 1).selected == 0)
    let second = try stage.call(after: .seconds(5))
    stage.report(second.key, .completed, seconds: 30)
    #expect(stage.engine.report(campaign: 1).selected == 1)
    #expect(stage.intents(after: .seconds(5)).map(\.row) == [second.row])
  }

  @Test func `No request leaves after the midnight that takes its customer out`() throws {
    // Honolulu is open when the day ends in New York, where the days of the campaign are counted.
    let person = Person(id: "hi", callee: 18_085_550_101, zone: "Pacific/Honolulu", birthday: "2027-03-02")
    for condition in [
      leaf("birthday", .inNext(days: 0)), .all([leaf("birthday", .inNext(days: 0)), leaf("calls", .equals("0"))]),
    ] {
      var scene = Scene([person])
      scene.campaigns[0].segment.condition = condition
      let stage = try Stage(scene, at: "2027-03-03T04:59:30Z")
      let intent = try #require(stage.intents().first)
      #expect(intent.notAfter == at("2027-03-03T05:00:00Z") - Interval(microseconds: 1))
    }
  }

  @Test func `Here means this campaign alone`() throws {
    let stage = try stage(
      [.newYork(1)], nil, .not(leaf("here.calls", .atLeast(1_000_000))), leaf("here.last_called", .exists(true)))
    let first = try stage.call()
    stage.report(first.key, .completed, seconds: 5)
    let second = try stage.call(after: .seconds(5))
    #expect(second.campaign == 1)
    stage.report(second.key, .busy)
    stage.tick()
    #expect(stage.standing("ny1", campaign: 1) == Standing(reason: .notInSegment, clearsAt: nil))
    #expect(stage.intents(after: .hours(1)).isEmpty)
    #expect(stage.engine.report(campaign: 2).selected == 0)
  }

  @Test func `The last outcome is that of the newest call that has one, also after a restart`() throws {
    let stage = try stage(
      [.newYork(1)], nil, leaf("last_outcome", .equals("busy")), leaf("here.last_outcome", .exists(true)))
    let first = try stage.call()
    #expect(stage.engine.report(campaign: 1).selected == 0, "a call that lasts has no outcome yet")
    stage.report(first.key, .busy)
    #expect(stage.engine.report(campaign: 1).selected == 1 && stage.engine.report(campaign: 2).selected == 0)
    let second = try stage.call()
    #expect(second.campaign == 1)
    stage.report(second.key, .completed, seconds: 30, by: "human")
    for stage in [stage, try Stage(restarting: stage)] {
      let verdict = stage.explanation(row: 0, campaign: 1).refusals.first { $0.refusal?.reason == .notInSegment }
      #expect(verdict?.value == "last_outcome is answered, not busy")
    }
  }

  @Test func `A call that was withdrawn leaves the last outcome as it was`() throws {
    let stage = try stage([.newYork(1)], nil, leaf("last_outcome", .equals("busy")), max: 2)
    let first = try stage.call()
    stage.report(first.key, .busy)
    let second = try stage.call()
    #expect(second.campaign == 1)
    stage.report(second.key, .canceled)
    stage.tick()
    #expect(stage.standing("ny1", campaign: 1)?.reason != .notInSegment)
  }

  @Test func `No retry comes while where keeps out the last outcome, until a call elsewhere has another`() throws {
    let stage = try stage([.newYork(1)], .not(leaf("last_outcome", .equals("busy"))), leaf("here.calls", .equals("0")))
    stage.send(.paused(campaign: "b", reason: "x", until: nil))
    let first = try stage.call()
    stage.report(first.key, .busy)
    let outside = Standing(reason: .notInSegment, clearsAt: nil)
    #expect(stage.standing("ny1") == outside && stage.intents(after: .hours(1)).isEmpty, "the retry was due at 30m")
    #expect(try Stage(restarting: stage).standing("ny1") == outside)
    stage.send(.resumed(campaign: "b"))
    let other = try stage.call()
    #expect(other.campaign == 1)
    #expect(stage.standing("ny1") == outside, "a call that lasts leaves the former outcome")
    stage.report(other.key, .failed)
    #expect(stage.standing("ny1")?.reason != .notInSegment)
    let retry = try stage.call(after: .hours(1))
    #expect(retry.campaign == 0 && retry.attempt == 2)
  }

  @Test func `The last outcome of a campaign that is gone is known after a restart, but not as one of here`() throws {
    let before = try stage([.newYork(1)], nil, max: 1)
    let call = try before.call()
    before.report(call.key, .noAnswer)
    var scene = Scene([.newYork(1)])
    scene.campaigns = [
      Scene.campaign("y") { $0.segment.condition = self.leaf("last_outcome", .oneOf(["no-answer"])) },
      Scene.campaign("z") { $0.segment.condition = self.leaf("here.last_outcome", .exists(true)) },
    ]
    let after = try Stage(restarting: before, scene: scene)
    #expect(after.engine.report(campaign: 0).selected == 1 && after.engine.report(campaign: 1).selected == 0)
  }

  @Test func `A request that the carrier did not process is no call`() throws {
    let stage = try stage([.newYork(1)], leaf("calls", .equals("0")))
    let intent = try #require(stage.intents().first)
    stage.send(.intentCommitted(intent.key))
    stage.send(
      .placementReturned(intent.key, .unsent(code: nil, message: "refused", action: .backOff), sentAt: stage.now))
    #expect(stage.standing("ny1")?.reason != .notInSegment)
    #expect(try stage.call(after: .minutes(1)).attempt == 1)
    #expect(stage.standing("ny1") == nil)
  }

  @Test func `Restored attempts count, also of a campaign that is gone`() throws {
    let before = try stage([.newYork(1), .newYork(2)], nil, max: 1)
    let call = try before.call()
    before.report(call.key, .completed, seconds: 30)
    var scene = Scene([.newYork(1), .newYork(2)])
    scene.campaigns = [
      Scene.campaign("z") { $0.segment.condition = self.leaf("last_answered", .olderThan(days: 3)) }
    ]
    let after = try Stage(restarting: before, scene: scene)
    let called = scene.people[call.row].id
    #expect(after.report.selected == 1)
    let refused = after.explanation(row: call.row).refusals.first { $0.refusal?.reason == .notInSegment }
    #expect(refused?.value.hasPrefix("last_answered is 2027-03-02T") == true)
    after.send(.recovered([], newestCommit: after.now))
    let next = after.intents(after: .seconds(10))
    #expect(next.count == 1 && scene.people[next[0].row].id != called)
    after.tick("2027-03-06T05:00:00Z")
    #expect(after.report.selected == 2)
  }

  @Test func `Explain agrees with what is counted, at every step`() throws {
    let stage = try stage(
      [.newYork(1), .newYork(2), .losAngeles(1)], leaf("last_called", .olderThan(days: 1)),
      .any([leaf("here.calls", .atLeast(1_000_000)), leaf("last_called", .olderThan(days: 2))]))
    var compared = 0
    for _ in 0..<40 {
      for intent in stage.intents(after: .hours(2)) {
        stage.place(intent.key)
        stage.report(intent.key, intent.attempt == 1 ? .busy : .completed, seconds: 20)
      }
      compared += stage.expectReasonsMatch()
    }
    #expect(compared > 50 && stage.engine.report(campaign: 1).calls > 0)
  }

  // MARK: - one_per

  private func household(_ condition: Condition? = nil, _ change: (inout Scene) -> Void = { _ in }) throws -> Stage {
    var people = [Person.newYork(1), .newYork(2), .newYork(3)]
    for index in people.indices { people[index].birthday = "2027-03-0\(index + 1)" }
    people[1].callee = people[0].callee
    people[2].home = "NY"
    var scene = Scene(people)
    scene.campaigns[0].segment.orderBy = [.init(column: "birthday", descending: false)]
    scene.campaigns[0].segment.condition = condition
    scene.campaigns[0].segment.onePer = .number
    change(&scene)
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  @Test func `Of those who share a number the first in order is called`() throws {
    let stage = try household()
    stage.tick()
    #expect(stage.standing("ny2") == Standing(reason: .representedBy, clearsAt: nil))
    #expect(stage.waiting()["represented-by"] == 1)
    let verdict = stage.explanation(row: 1).refusals.first
    #expect(verdict?.value == "somebody with the same number comes first in order")
    #expect(verdict?.rule.campaign == ["segment.one_per"])
    #expect(stage.expectReasonsMatch() > 0)
  }

  @Test func `A column groups by its text, and who has none stands alone`() throws {
    let stage = try household {
      $0.people[0].home = "NY"
      $0.campaigns[0].segment.onePer = .column("state")
    }
    stage.tick()
    #expect(stage.standing("ny3")?.reason == .representedBy)
    #expect(stage.standing("ny2")?.reason != .representedBy)
  }

  @Test func `When the first leaves uncalled the next one takes his place; once called he keeps it`() throws {
    // Who was born in the next 0 days of the 2nd: the first never was in; the second leaves at midnight.
    let stage = try household(leaf("birthday", .inNext(days: 1))) { $0.people[2].callee = $0.people[0].callee }
    stage.send(.paused(campaign: "a", reason: "x", until: nil))
    stage.tick()
    #expect(stage.standing("ny2")?.reason == .campaignPaused)
    #expect(stage.standing("ny3")?.reason == .representedBy)
    stage.tick("2027-03-03T05:00:00Z")
    #expect(stage.standing("ny2")?.reason == .notInSegment)
    #expect(stage.standing("ny3")?.reason == .campaignPaused)
    let called = try household(leaf("birthday", .inNext(days: 1))) { $0.people[2].callee = $0.people[0].callee }
    let call = try called.call()
    #expect(call.row == 1)
    called.report(call.key, .busy)
    called.tick("2027-03-03T05:00:00Z")
    #expect(called.standing("ny3")?.reason == .representedBy)
    let restarted = try Stage(restarting: called)
    #expect(restarted.standing("ny3")?.reason == .representedBy)
  }
}
