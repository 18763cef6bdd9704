import Campaigns
import Testing

/// What `where` asks of earlier calls, and of the days behind us.
@Suite struct HistoryConditionTests {
  private let today = CivilDate(day: 20_514)  // 2026-03-02

  private func condition(_ lines: String) throws -> Condition {
    let (campaign, findings) = Fixture.campaign("segment:\n  where: " + lines)
    #expect(findings.isEmpty)
    return try #require(campaign?.segment.condition)
  }

  private func customer(_ values: [String: String] = [:]) -> Customer {
    Customer(
      id: "1", matter: "", fields: Fixture.columns.names.map { values[$0] }, phone: PhoneNumber(state: .missing),
      present: true)
  }

  /// Days in which calls were made, and whether a person answered; those of this campaign stand in `here`.
  private func history(_ calls: [(day: String, answered: Bool)], here: [(day: String, answered: Bool)] = []) throws
    -> CallHistory
  {
    var history = CallHistory()
    for call in calls + here {
      history.everywhere.note(
        at: try #require(Instant(rfc3339: call.day + "T15:00:00Z")), wasAnswered: call.answered)
    }
    for call in here {
      history.here.note(at: try #require(Instant(rfc3339: call.day + "T15:00:00Z")), wasAnswered: call.answered)
    }
    return history
  }

  @Test(
    arguments: [
      ("{last_called: {older_than: 7d}}", "2026-02-22", true), ("{last_called: {older_than: 7d}}", "2026-02-23", false),
      ("{last_called: {older_than: 0d}}", "2026-03-02", false), ("{last_called: {older_than: 0d}}", "2026-03-01", true),
      ("{last_called: {in_last: 7d}}", "2026-02-23", true), ("{last_called: {in_last: 7d}}", "2026-02-22", false),
      ("{last_called: {before: 2026-02-22}}", "2026-02-22", true),
      ("{last_called: {exists: false}}", "2026-02-22", false),
      ("{last_answered: {older_than: 1d}}", "2026-02-22", true),
      ("{last_answered: {exists: true}}", "2026-02-22", false),
      ("{calls: 1}", "2026-02-22", true), ("{calls: [2, 3]}", "2026-02-22", false),
      ("{calls: {more_than: 0}, answered: 0}", "2026-02-22", true),
      ("{here.calls: {exists: true}}", "2026-02-22", true),
      ("{here.calls: {at_least: 1}}", "2026-02-22", false),
      ("{here.last_called: {older_than: 9d}}", "2026-03-01", true),
    ] as [(String, String, Bool)])
  func `One unanswered call of another campaign`(lines: String, day: String, expected: Bool) throws {
    let history = try history([(day, false)])
    let asked = try condition(lines)
    #expect(asked.asksHistory)
    #expect(asked.holds(for: customer(), columns: Fixture.columns, history: history, today: today) == expected)
  }

  @Test func `Who was never called is older than everything, and has no calls`() throws {
    for lines in [
      "{last_called: {older_than: 36500d}}", "{here.last_answered: {older_than: 1d}}", "{calls: 0, here.answered: 0}",
      "{last_called: {exists: false}}", "{not: {last_called: {in_last: 9d}}}",
    ] {
      #expect(try condition(lines).holds(for: customer(), columns: Fixture.columns, today: today), "\(lines)")
    }
  }

  @Test func `The last outcome is the newest one, in whatever order calls are noted`() throws {
    var history = CallHistory.none
    let newest = try #require(Instant(rfc3339: "2026-03-01T15:00:00Z"))
    history.everywhere.note(at: newest, wasAnswered: false)
    #expect(
      try condition("{last_outcome: {exists: false}}").holds(
        for: customer(), columns: Fixture.columns, history: history, today: today))
    history.everywhere.note(at: newest - .days(1), wasAnswered: false, outcome: "busy")
    history.everywhere.note(at: newest - .days(2), wasAnswered: true, outcome: "answered")
    for (lines, expected) in [
      ("{last_outcome: busy}", true), ("{last_outcome: [answered, busy]}", true), ("{last_outcome: answered}", false),
      ("{here.last_outcome: {exists: true}}", false), ("{last_outcome: {starts_with: bu}}", true),
    ] {
      let holds = try condition(lines).holds(
        for: customer(), columns: Fixture.columns, history: history, today: today)
      #expect(holds == expected, "\(lines)")
    }
    #expect(try condition("{last_outcome: machine}").asksHistory)
    #expect(Fixture.campaign("segment:\n  where: {here.last_outcome: machine}").0?.namedOutcomes == ["machine"])
  }

  @Test func `The newest call counts, and the newest answered one, in whatever order they are noted`() throws {
    let history = try history([("2026-03-01", false), ("2026-01-05", true)], here: [("2026-02-01", true)])
    #expect(history.everywhere.calls == 3 && history.everywhere.answered == 2 && history.here.calls == 1)
    #expect(history.everywhere.lastCalled == Instant(rfc3339: "2026-03-01T15:00:00Z"))
    #expect(history.everywhere.lastAnswered == Instant(rfc3339: "2026-02-01T15:00:00Z"))
  }

  @Test(
    arguments: [
      ("2026-02-22", true), ("2026-02-23", false), ("2026-03-09", false), (nil, false),
    ] as [(String?, Bool)])
  func `A date is older than so many civil days, and a missing one is not`(day: String?, expected: Bool) throws {
    let asked = try condition("{plan_ends: {older_than: 7d}}")
    #expect(!asked.asksHistory && asked.dependsOnToday)
    let values = day.map { ["plan_ends": $0] } ?? [:]
    #expect(asked.holds(for: customer(values), columns: Fixture.columns, today: today) == expected)
  }

  /// What stays open of a condition must answer as the whole does, on every day, for every history.
  @Test(
    arguments: [
      "[{status: active}, {last_called: {older_than: 7d}}]", "{any: [{status: lapsed}, {calls: {at_least: 2}}]}",
      "{any: [{status: active}, {calls: {at_least: 2}}]}", "[{status: lapsed}, {calls: 0}]",
      "{not: {all: [{plan_ends: {in_next: 9d}}, {not: {last_called: {older_than: 3d}}}]}}",
      "{any: [{plan_ends: {older_than: 2d}}, {here.answered: {more_than: 0}}]}",
      "{not: {any: [{calls: 1}, {status: a}]}}",
    ])
  func `The open part answers like the whole`(lines: String) throws {
    let asked = try condition(lines)
    let person = customer(["status": "active", "plan_ends": "2026-03-08"])
    let open = asked.open(for: person, columns: Fixture.columns, today: today, dayOf: Condition.utcDay)
    let histories = [
      CallHistory.none, try history([("2026-03-01", false)]),
      try history([("2026-02-20", true)], here: [("2026-03-02", true)]),
    ]
    for history in histories {
      var changes: [CivilDate] = []
      for offset in -10..<30 {
        let day = today + offset
        let whole = asked.holds(for: person, columns: Fixture.columns, history: history, today: day)
        #expect(open.holds(history, today: day, dayOf: Condition.utcDay) == whole, "\(lines) on \(day)")
        if whole != open.holds(history, today: day + -1, dayOf: Condition.utcDay) { changes.append(day) }
      }
      let boundaries = open.boundaries(history, dayOf: Condition.utcDay)
      #expect(changes.allSatisfy(boundaries.contains))
    }
  }

  @Test func `What a customer's columns settle is settled`() throws {
    let person = customer(["status": "active"])
    func open(_ lines: String) throws -> OpenCondition {
      try condition(lines).open(for: person, columns: Fixture.columns, today: today, dayOf: Condition.utcDay)
    }
    #expect(try open("[{status: lapsed}, {calls: 0}]") == .known(false))
    #expect(try open("{any: [{status: active}, {calls: 0}]}") == .known(true))
    #expect(try open("[{status: active}, {calls: 0}]") == (try open("{calls: 0}")))
  }

  @Test func `What failed is said with what was seen`() throws {
    let history = try history([("2026-03-01", false)])
    let failure = try condition("[{last_called: {older_than: 7d}}]").failure(
      for: customer(), columns: Fixture.columns, history: history, today: today)
    #expect(failure?.text == "last_called is 2026-03-01T15:00:00.000Z, not older than 7 days")
    let never = try condition("[{last_answered: {in_last: 7d}}]").failure(
      for: customer(), columns: Fixture.columns, today: today)
    #expect(never?.text == "last_answered is never, not in the last 7 days")
  }
}
