import Campaigns
import Engine
import Testing

/// The days on which New York changes its clocks: 2027-03-14, when 2:00 is followed by 3:00, and 2027-11-07, when 1:00
/// to 2:00 comes twice.
@Suite struct ClockChangeTests {
  private func stage(
    _ people: Int, at start: String, opens: Int16, closes: Int16, _ change: (inout Scene) -> Void = { _ in }
  ) throws -> Stage {
    var scene = Scene((1...Int64(people)).map { .newYork($0) })
    scene.configuration.floor = DayWindow(opens: 0, closes: 1_440)
    scene.campaigns[0].callingHours.open = WeeklyWindows(
      days: .init(repeating: [DayWindow(opens: opens, closes: closes)], count: 7))
    change(&scene)
    return try Stage(scene, at: start)
  }

  /// Ticks at each wake up to `end`; every call is busy at once. The instants at which calls start.
  private func starts(_ stage: Stage, until end: String) -> [String] {
    var starts: [String] = []
    var next = stage.now
    while next < at(end) {
      let effects = stage.send(.ticked, at: next)
      for intent in effects.intents {
        starts.append(intent.at.rfc3339)
        stage.place(intent.key)
        stage.report(intent.key, .busy)
      }
      // An ended call wakes the engine anew.
      next = max(stage.tick().wake ?? .distantFuture, stage.now + Interval(microseconds: 1))
    }
    return starts
  }

  @Test func `A window within the repeated hour opens twice, once per real instant`() throws {
    // 1:30 to 1:45 is 5:30 UTC by summer time, an hour later by winter time, and 6:30 UTC on the day after.
    let stage = try stage(3, at: "2027-11-07T04:00:00Z", opens: 90, closes: 105) {
      $0.campaigns[0].pacing.callsPerSecond = .perSecond(thousandths: 1)
    }
    #expect(
      starts(stage, until: "2027-11-09T00:00:00Z")
        == ["2027-11-07T05:30:00.000Z", "2027-11-07T06:30:00.000Z", "2027-11-08T06:30:00.000Z"])
  }

  @Test func `A window over the repeated hour is an hour longer`() throws {
    // 0:30 to 2:30 is 4:30 to 7:30 UTC; the last start is a minute before. 1.005 ÷ 0.001 is 1,005 seconds.
    let stage = try stage(12, at: "2027-11-07T04:00:00Z", opens: 30, closes: 150) {
      $0.campaigns[0].pacing.callsPerSecond = .perSecond(thousandths: 1)
    }
    let expected = (0..<11).map { at("2027-11-07T04:30:00Z") + .seconds(1_005 * $0) }
    #expect(
      starts(stage, until: "2027-11-09T00:00:00Z")
        == expected.map(\.rfc3339) + ["2027-11-08T05:30:00.000Z"])
    #expect(expected.last == at("2027-11-07T07:17:30Z"))
  }

  @Test func `A window within the skipped hour holds no call that day`() throws {
    let stage = try stage(1, at: "2027-03-14T05:00:00Z", opens: 130, closes: 170)
    // 2:10 on the day after is 6:10 UTC by summer time.
    #expect(stage.tick().wake == at("2027-03-15T06:10:00Z"))
    #expect(
      stage.standing("ny1") == Standing(reason: .outsideCallingHours, clearsAt: at("2027-03-15T06:10:00Z")))
    #expect(starts(stage, until: "2027-03-16T00:00:00Z") == ["2027-03-15T06:10:00.000Z"])
  }

  @Test func `A window over the skipped hour begins when the clock has jumped, or is an hour shorter`() throws {
    // 2:00 to 3:30 is 3:00 to 3:30 by summer time: 7:00 to 7:30 UTC.
    let late = try stage(1, at: "2027-03-14T05:00:00Z", opens: 120, closes: 210)
    #expect(starts(late, until: "2027-03-15T00:00:00Z") == ["2027-03-14T07:00:00.000Z"])
    // 0:30 to 3:30 is 5:30 to 7:30 UTC.
    let long = try stage(12, at: "2027-03-14T05:00:00Z", opens: 30, closes: 210) {
      $0.campaigns[0].pacing.callsPerSecond = .perSecond(thousandths: 1)
    }
    let first = (0..<8).map { (at("2027-03-14T05:30:00Z") + .seconds(1_005 * $0)).rfc3339 }
    let second = (0..<4).map { (at("2027-03-15T04:30:00Z") + .seconds(1_005 * $0)).rfc3339 }
    #expect(starts(long, until: "2027-03-16T00:00:00Z") == first + second)
  }

  @Test func `Limits are counted by real time, the account's day by its own midnights`() throws {
    let stage = try stage(1, at: "2027-11-07T04:30:00Z", opens: 0, closes: 1_440) {
      $0.configuration.attemptLimits = [AttemptLimit(max: 1, per: .hours(24), scope: .customer)]
      $0.campaigns[0].attempts.retry[.busy] = [.minutes(1)]
    }
    stage.report(try stage.call().key, .busy)
    #expect(
      stage.standing("ny1") == Standing(reason: .attemptLimit, clearsAt: at("2027-11-08T04:30:00Z")))
    let spent = try self.stage(2, at: "2027-11-07T04:30:00Z", opens: 0, closes: 1_440) {
      $0.campaigns[0].budget.perDay = .mille(14)
    }
    let first = try spent.call()
    spent.report(first.key, .completed, seconds: 10)
    spent.tick()
    // The day has 25 hours: 4:00 UTC to 5:00 UTC.
    #expect(
      spent.standing(spent.scene.people[1 - first.row].id)
        == Standing(reason: .budgetCampaignDay, clearsAt: at("2027-11-08T05:00:00Z")))
    #expect(spent.send(.ticked, at: at("2027-11-08T05:00:00Z")).intents.count == 1)
  }
}
