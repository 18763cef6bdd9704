import Campaigns
import Testing

@testable import Engine

/// What narrows the hours of one customer: his own, the rules of his place, which evidence counts, and calendars.
@Suite struct HoursNarrowingTests {
  private func stage(
    _ people: [Person], at text: String = "2027-03-02T15:00:00Z", _ change: (inout Scene) -> Void = { _ in }
  ) throws -> Stage {
    var scene = Scene(people)
    change(&scene)
    return try Stage(scene, at: text)
  }

  private func person(_ id: String, _ n: Int64, contactHours: String? = nil, home: String? = nil) -> Person {
    Person(
      id: id, callee: 12_125_550_100 + n, zone: "America/New_York", home: home, contactHours: contactHours)
  }

  private func rules() throws -> [RuleTable] { [try #require(RuleTable.shipped.first { $0.name == "us" })] }

  // MARK: - Respect

  @Test func `Each customer's own hours narrow his calls alone, and none of his own narrows nothing`() throws {
    let people = [
      person("late", 1, contactHours: "mon-fri 17:00-21:00"), person("any", 2),
      person("odd", 3, contactHours: "evenings"),
      person("never", 4, contactHours: "daily 21:00-22:00"),
    ]
    let stage = try stage(people) {
      $0.campaigns[0].callingHours.respect = "contact_hours"
      $0.campaigns[0].pacing.concurrentCalls = 9
    }
    // Ten in New York.
    #expect(stage.intents().map { people[$0.row].id } == ["any"])
    let opens = at("2027-03-02T22:00:00Z")
    #expect(stage.standing("late") == Standing(reason: .outsideCallingHours, clearsAt: opens))
    #expect(stage.standing("odd") == Standing(reason: .contactHoursUnreadable))
    #expect(stage.standing("never")?.reason == .noCommonHours)
    #expect(stage.send(.ticked, at: opens - Interval(microseconds: 1)).intents.isEmpty)
    let intents = stage.send(.ticked, at: opens).intents
    #expect(intents.map { people[$0.row].id } == ["late"])
    #expect(intents.first.map { stage.engine.world.places[$0.zoneSet].contact?.text } == "mon-fri 17:00-21:00")
    // 20:00 closes the campaign, less the margin of 60 s; the minute after the intent comes first.
    #expect(stage.expectReasonsMatch() > 0)
  }

  @Test func `Without respect nobody's own hours are asked`() throws {
    let stage = try stage([person("odd", 3, contactHours: "evenings")])
    #expect(stage.intents().count == 1)
  }

  @Test func `The explanation shows the customer's own hours with their line`() throws {
    let people = [
      person("late", 1, contactHours: "mon-fri 17:00-21:00"), person("any", 2), person("odd", 3, contactHours: "x"),
    ]
    let stage = try stage(people) { $0.campaigns[0].callingHours.respect = "contact_hours" }
    func verdict(_ row: Int) throws -> GateVerdict {
      try #require(stage.explanation(row: row).verdicts.last { $0.rule.campaign == ["calling_hours.respect"] })
    }
    let late = try verdict(0)
    #expect(late.refusal == Refusal(.outsideCallingHours, clearsAt: at("2027-03-02T22:00:00Z")))
    #expect(late.value == "the customer's own hours: mon-fri 17:00-21:00")
    #expect(try verdict(1).refusal == nil)
    #expect(try verdict(1).value == "the customer names no hours")
    #expect(try verdict(2).refusal == Refusal(.contactHoursUnreadable))
  }

  // MARK: - Evidence

  @Test func `One trusted source decides the place alone`() throws {
    let mover = Person(id: "mover", callee: 13_105_550_101, zone: "America/New_York")
    let both = try stage([mover])
    // Ten in New York, seven in Los Angeles: the number and the time zone must both be open.
    #expect(both.intents().isEmpty)
    #expect(both.engine.world.zoneSets.last == ["America/Los_Angeles", "America/New_York"])
    let trusting = try stage([mover]) { $0.campaigns[0].callingHours.evidence = [.timeZone] }
    let intent = try #require(trusting.intents().first)
    #expect(trusting.engine.world.zoneSets[intent.zoneSet] == ["America/New_York"])
    let zone = try #require(trusting.explanation(row: 0).verdicts.first { $0.question == .timeZoneUnknown })
    #expect(zone.value == "America/New_York, by time_zone alone")
  }

  @Test func `A trusted source that says nothing leaves the place unknown`() throws {
    let stage = try stage([Person(id: "bare", callee: 12_125_550_101, zone: nil)]) {
      $0.campaigns[0].callingHours.evidence = [.timeZone]
    }
    #expect(stage.intents().isEmpty)
    #expect(stage.standing("bare") == Standing(reason: .timeZoneUnknown))
  }

  // MARK: - Rules

  @Test func `The rules of a customer's state bind by purpose, and the strictest of his states wins`() throws {
    let people = [person("ny", 1), person("fl", 2, home: "FL")]
    let eight = "2027-03-03T01:05:00Z"
    func called(_ purpose: Campaign.Purpose, _ tables: [RuleTable]) throws -> [String] {
      let stage = try stage(people, at: eight) {
        $0.campaigns[0].purpose = purpose
        $0.campaigns[0].pacing.concurrentCalls = 9
        $0.campaigns[0].callingHours.open = WeeklyWindows(
          days: .init(repeating: [DayWindow(opens: 9 * 60, closes: 24 * 60)], count: 7))
        $0.configuration.floor = DayWindow(opens: 0, closes: 1_440)
        $0.configuration.rules = tables
      }
      return stage.intents().map { people[$0.row].id }.sorted()
    }
    #expect(try called(.marketing, []) == ["fl", "ny"])
    #expect(try called(.marketing, try rules()) == ["ny"])
    #expect(try called(.service, try rules()) == ["fl", "ny"])
  }

  @Test func `The explanation names the row, its citation and the table's version`() throws {
    let tables = try rules()
    let stage = try stage([person("fl", 2, home: "FL")], at: "2027-03-03T01:05:00Z") {
      $0.campaigns[0].purpose = .marketing
      $0.configuration.rules = tables
    }
    let told = stage.explanation(row: 0)
    let verdict = try #require(told.verdicts.last { $0.rule.account.first == "calling_hours.rules" })
    #expect(verdict.refusal == Refusal(.outsideCallingHours, clearsAt: at("2027-03-03T14:00:00Z")))
    #expect(
      verdict.value.contains("us 2026-11-23: US daily 08:00-21:00 (47 CFR 64.1200(c)(1); 16 CFR 310.4(c)), US-FL"))
    #expect(verdict.value.hasSuffix("(Fla. Stat. § 501.616(6)(a)), US-NY no-rule-known"))
    #expect(stage.expectReasonsMatch() == 1)
  }

  // MARK: - Calendars

  @Test func `A calendar without the year blocks, and is warned of sixty days before`() throws {
    func stage(at text: String) throws -> Stage {
      try self.stage([.newYork(1)], at: text) {
        $0.campaigns[0].callingHours.holidays = [
          HolidayCalendar(name: "office", origin: "test", years: [2027], days: [])
        ]
      }
    }
    func codes(_ stage: Stage) -> [String] { stage.engine.conditions.map(\.code) }
    #expect(codes(try stage(at: "2027-11-01T15:00:00Z")).isEmpty)
    let soon = try stage(at: "2027-11-02T15:00:00Z")
    #expect(codes(soon) == ["calendar-out-of-date-soon"])
    #expect(soon.engine.conditions.first?.text.hasSuffix("no data from 2028-01-01 on: nobody is called then") == true)
    #expect(soon.intents().count == 1)
    let late = try stage(at: "2028-01-03T15:00:00Z")
    #expect(codes(late) == ["calendar-out-of-date"])
    #expect(late.intents().isEmpty)
    #expect(late.standing("ny1") == Standing(reason: .calendarOutOfDate))
    let verdict = try #require(late.explanation(row: 0).refusals.first)
    #expect(verdict.gate == .data && verdict.refusal == Refusal(.calendarOutOfDate))
    #expect(verdict.value == "office 2027")
    #expect(late.expectReasonsMatch() == 1)
  }

  @Test func `A campaign that ends with the year is not warned of the next`() throws {
    let stage = try stage([.newYork(1)], at: "2027-12-20T15:00:00Z") {
      $0.campaigns[0].schedule.ends = .day(CivilDate(year: 2027, month: 12, dayOfMonth: 30) ?? CivilDate(day: 0))
      $0.campaigns[0].callingHours.holidays = [HolidayCalendar(name: "office", origin: "test", years: [2027], days: [])]
    }
    #expect(stage.engine.conditions.isEmpty)
  }

  @Test func `A holiday closes the day, and the rule is the calendar's line`() throws {
    let stage = try stage([.newYork(1)], at: "2027-09-06T15:00:00Z") {
      $0.campaigns[0].callingHours.holidays = [CalendarBook.shipped.calendar(named: "us-federal")].compactMap(\.self)
    }
    #expect(stage.standing("ny1") == Standing(reason: .closedDate, clearsAt: at("2027-09-07T13:00:00Z")))
    let verdict = try #require(stage.explanation(row: 0).refusals.first)
    #expect(verdict.rule.campaign == ["calling_hours.holidays"])
    #expect(verdict.value == "11:00 in America/New_York, closed all day, a holiday")
  }
}
