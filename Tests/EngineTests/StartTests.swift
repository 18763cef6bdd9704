import Campaigns
import Engine
import Testing

/// What happens once, at a campaign's first start: seats of `segment.limit` and segments that are fixed.
@Suite struct StartTests {
  /// Born on the days of March 2027 given, in the order of the segment; nil: on none.
  private func scene(_ days: [Int?], _ change: (inout Campaign) -> Void) -> Scene {
    var scene = Scene(
      days.enumerated().map { index, day in
        var person = Person.newYork(Int64(index + 1))
        person.birthday = day.map { "2027-03-" + ($0 < 10 ? "0\($0)" : "\($0)") }
        return person
      })
    scene.campaigns[0].segment.orderBy = [.init(column: "birthday", descending: false)]
    scene.campaigns[0].attempts.max = 1
    change(&scene.campaigns[0])
    return scene
  }

  private func born(_ test: Condition.Test) -> Condition { .leaf(.init(column: "birthday", test: test, line: 3)) }

  private func stage(_ days: [Int?], at text: String = "2027-03-02T15:00:00Z", _ change: (inout Campaign) -> Void)
    throws -> Stage
  {
    try Stage(scene(days, change), at: text)
  }

  // MARK: - Seats

  @Test func `Seats are given in order, kept, and not given again when their customers leave`() throws {
    // In the next 0 days: who was born on the 2nd is in on that day alone.
    let stage = try stage([2, 2, 3, 3]) {
      $0.segment.limit = 2
      $0.segment.condition = self.born(.inNext(days: 0))
    }
    stage.send(.paused(campaign: "a", reason: "x", until: nil))
    stage.tick()
    #expect(stage.seats["a"]?.sorted() == [0, 1])
    stage.tick("2027-03-03T05:00:00Z")
    #expect(stage.waiting() == ["not-in-segment": 2, "segment-limit": 2])
    let again = try Stage(restarting: stage)
    #expect(again.waiting() == ["segment-limit": 2])
    again.tick()
    #expect(again.seats == stage.seats)
  }

  @Test func `Without what was kept the seats would be given to others after a restart`() throws {
    let stage = try stage([2, 3, 3]) { $0.segment.limit = 1 }
    let call = try stage.call()
    #expect(call.row == 0 && stage.seats["a"] == [0])
    stage.report(call.key, .busy)
    // Now somebody else comes first in order.
    var changed = stage.scene
    changed.people[1].birthday = "2027-03-01"
    let again = try Stage(restarting: stage, scene: changed)
    #expect(again.standing("ny2")?.reason == .segmentLimit && again.standing("ny3")?.reason == .segmentLimit)
  }

  @Test func `Before the start nobody has a seat, and from it on the first in order do`() throws {
    let stage = try stage([4, 3, 2], at: "2027-03-01T15:00:00Z") {
      $0.segment.limit = 2
      $0.schedule.starts = CivilDate(iso8601: "2027-03-03").map { .day($0) }
    }
    stage.tick()
    #expect(stage.waiting() == ["campaign-not-started": 3] && stage.seats.isEmpty)
    #expect(stage.engine.wakesAt <= at("2027-03-03T05:00:00Z"))
    stage.tick("2027-03-03T04:59:59Z")
    #expect(stage.seats.isEmpty)
    stage.tick("2027-03-03T05:00:00Z")
    #expect(stage.seats["a"]?.sorted() == [1, 2])
    #expect(stage.standing("ny1")?.reason == .segmentLimit)
  }

  @Test func `A draft gives no seats`() throws {
    let stage = try stage([2, 3]) {
      $0.segment.limit = 1
      $0.live = false
    }
    stage.tick()
    #expect(stage.seats.isEmpty && stage.waiting() == ["campaign-draft": 2])
  }

  // MARK: - Snapshots

  @Test func `A segment that was fixed lets nobody in and nobody out, over days and restarts`() throws {
    let stage = try stage([2, 3, 4]) {
      $0.segment.isSnapshot = true
      $0.segment.condition = self.born(.inNext(days: 1))
    }
    stage.send(.paused(campaign: "a", reason: "x", until: nil))
    stage.tick()
    #expect(stage.segments["a"] == [0, 1])
    stage.tick("2027-03-04T05:00:00Z")
    #expect(stage.report.selected == 2 && stage.waiting() == ["campaign-paused": 2])
    // By today's `where` the second and third belong, and another one joins.
    var changed = stage.scene
    changed.people.append(.newYork(4))
    changed.people[3].birthday = "2027-03-04"
    let again = try Stage(restarting: stage, scene: changed)
    again.tick()
    #expect(again.report.selected == 2 && again.segments == stage.segments)
    #expect(again.standing("ny3") == nil && again.standing("ny4") == nil)
    #expect(again.explanation(row: 0).refusals.allSatisfy { $0.refusal?.reason != .notInSegment })
    let outside = again.explanation(row: 2).refusals.first { $0.refusal?.reason == .notInSegment }
    #expect(outside?.value == "not in the segment when it was fixed")
  }

  @Test func `It is fixed at the start and not at the load before`() throws {
    let stage = try stage([2, 3, 4], at: "2027-03-01T15:00:00Z") {
      $0.segment.isSnapshot = true
      $0.segment.condition = self.born(.inNext(days: 0))
      $0.schedule.starts = .instant(at("2027-03-03T15:00:00Z"))
    }
    stage.tick()
    #expect(stage.segments.isEmpty)
    stage.tick("2027-03-02T15:00:00Z")
    #expect(stage.segments.isEmpty && stage.report.selected == 1)
    stage.tick("2027-03-03T15:00:00Z")
    #expect(stage.segments["a"] == [1])
    // Who matched before the start and does not at it stays selected, and is not called.
    #expect(stage.standing("ny1")?.reason == .notInSegment)
    #expect(stage.tick("2027-03-04T15:00:00Z").intents.map(\.row).allSatisfy { $0 == 1 })
  }

  @Test func `Calls do not change who belongs to a fixed segment, and who is removed is not called`() throws {
    let stage = try stage([2, 3]) {
      $0.segment.isSnapshot = true
      $0.segment.condition = .leaf(.init(column: "calls", test: .equals("0"), line: 3))
      $0.attempts.max = 2
      $0.attempts.retry[.busy] = [.minutes(30)]
    }
    let call = try stage.call()
    stage.report(call.key, .busy)
    #expect(stage.standing("ny1")?.reason == .retryWait)
    var changed = stage.scene
    changed.people[1].present = false
    let again = try Stage(restarting: stage, scene: changed)
    #expect(again.standing("ny1")?.reason == .retryWait)
    #expect(again.standing("ny2")?.reason == .customerRemoved || again.report.selected == 1)
  }
}
