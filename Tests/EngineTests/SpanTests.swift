import Campaigns
import Engine
import Testing

/// `segment.due` and `consent`: gates that open and close for one customer as time passes.
@Suite struct SpanTests {
  /// A Tuesday, 10 in the morning of New York.
  private static let start = "2027-03-02T15:00:00Z"

  private func stage(
    _ people: [Person], at start: String = start, _ change: (inout Campaign) -> Void
  ) throws -> Stage {
    var scene = Scene(people)
    change(&scene.campaigns[0])
    return try Stage(scene, at: start)
  }

  private func born(_ n: Int64, _ day: String?) -> Person {
    var person = Person.newYork(n)
    person.birthday = day
    return person
  }

  private func agreed(_ n: Int64, _ text: String?, on day: String? = nil) -> Person {
    var person = Person.newYork(n)
    (person.agreed, person.agreedOn) = (text, day)
    return person
  }

  // MARK: - due

  @Test func `Working days are counted back over weekends and closed days`() throws {
    // From Friday the 19th: 18, 17, 16, 15, 12, 11, 10, 8 (the 9th is closed).
    let stage = try stage([born(1, "2027-03-19")]) {
      $0.segment.due = DueRule(by: "birthday", notBefore: .init(days: 8, isWorking: true))
      let closed = CivilDate(iso8601: "2027-03-09").map { ClosedDate(first: $0, last: $0) }
      $0.callingHours.closed = closed.map { [$0] } ?? []
    }
    #expect(stage.intents().isEmpty)
    #expect(stage.standing("ny1") == Standing(reason: .notDue, clearsAt: at("2027-03-08T05:00:00Z")))
    #expect(stage.waiting() == ["not-due": 1])
    #expect(stage.tick("2027-03-08T13:59:59Z").intents.isEmpty)
    #expect(stage.waiting() == ["outside-calling-hours": 1])
    #expect(stage.tick("2027-03-08T14:00:00Z").intents.count == 1)
  }

  @Test func `A holiday is no working day, and without data for the year nobody is due`() throws {
    // From Friday the 19th: 18, 17, and the 16th is a holiday: the 15th.
    let holiday = try #require(CivilDate(iso8601: "2027-03-16"))
    let stage = try stage([born(1, "2027-03-19"), born(2, "2027-01-04")]) {
      $0.segment.due = DueRule(by: "birthday", notBefore: .init(days: 3, isWorking: true))
      $0.callingHours.holidays = [HolidayCalendar(name: "office", origin: "test", years: [2027], days: [holiday])]
    }
    stage.tick()
    #expect(stage.standing("ny1") == Standing(reason: .notDue, clearsAt: at("2027-03-15T04:00:00Z")))
    #expect(stage.standing("ny2") == Standing(reason: .notDue, clearsAt: nil))
    let value = stage.explanation(row: 1).refusals.first?.value
    #expect(value == "birthday has no date, or a calendar has no data for the days before it")
  }

  @Test func `Due ends with its last day, also for somebody who waits for an opening`() throws {
    let stage = try stage([born(1, "2027-03-03"), born(2, "2027-03-02"), born(3, nil)], at: "2027-03-03T02:00:00Z") {
      $0.segment.due = DueRule(by: "birthday", notAfter: .init(days: 1))
    }
    // 21:00 of the 2nd: the first is due until midnight, and nobody may be called until 9:00.
    stage.tick()
    #expect(stage.standing("ny1")?.reason == .outsideCallingHours)
    #expect(stage.standing("ny2") == Standing(reason: .duePassed, clearsAt: nil))
    #expect(stage.standing("ny3") == Standing(reason: .notDue, clearsAt: nil))
    #expect(stage.tick("2027-03-03T05:00:00Z").intents.isEmpty)
    #expect(stage.waiting() == ["due-passed": 2, "not-due": 1])
    #expect(stage.tick("2027-03-03T15:00:00Z").intents.isEmpty)
    #expect(stage.report.state == .finished)
  }

  // MARK: - consent

  @Test func `Without a yes there is no consent, and without a date where one is asked for`() throws {
    let people = [
      agreed(1, "no", on: "2027-01-10"), agreed(2, nil, on: "2027-01-10"), agreed(3, "yes"), agreed(4, "1"),
    ]
    let plain = try stage(people) { $0.consent = ConsentRule(column: "agreed") }
    plain.tick()
    #expect(plain.standing("ny1") == Standing(reason: .noConsent, clearsAt: nil))
    #expect(plain.standing("ny2")?.reason == .noConsent)
    #expect(plain.standing("ny3")?.reason != .noConsent && plain.standing("ny4")?.reason != .noConsent)
    let dated = try stage(people) { $0.consent = ConsentRule(column: "agreed", givenAt: "agreed_on") }
    #expect(dated.intents().isEmpty)
    #expect(dated.waiting() == ["no-consent": 4])
  }

  @Test func `A proof that is asked for must be there`() throws {
    var withProof = agreed(1, "yes")
    withProof.birthday = "2000-01-01"
    let stage = try stage([withProof, agreed(2, "yes")]) {
      $0.consent = ConsentRule(column: "agreed", proof: "birthday")
    }
    #expect(stage.intents().map(\.row) == [0])
    #expect(stage.waiting() == ["no-consent": 1])
  }

  @Test func `A consent counts from its day on, until it is too old, to the microsecond`() throws {
    let stage = try stage([agreed(1, "yes", on: "2027-03-05")]) {
      $0.consent = ConsentRule(column: "agreed", givenAt: "agreed_on", maxAge: .hours(14))
    }
    #expect(stage.intents().isEmpty)
    #expect(stage.standing("ny1") == Standing(reason: .noConsent, clearsAt: at("2027-03-05T05:00:00Z")))
    // It ends at 14:00 of its day. Before that he could be called, and no request may leave after it.
    stage.send(.paused(campaign: "a", reason: "x", until: at("2027-03-05T18:59:30Z")), at: at("2027-03-05T15:00:00Z"))
    let intent = try #require(stage.tick("2027-03-05T18:59:30Z").intents.first)
    #expect(intent.notAfter == at("2027-03-05T19:00:00Z") - Interval(microseconds: 1))
  }

  @Test func `A consent that runs out while its customer waits refuses him without any event`() throws {
    let stage = try stage([agreed(1, "yes", on: "2027-03-01")], at: "2027-03-02T03:00:00Z") {
      $0.consent = ConsentRule(column: "agreed", givenAt: "agreed_on", maxAge: .hours(30))
    }
    stage.tick()
    #expect(stage.waiting() == ["outside-calling-hours": 1])
    // From midnight of the 1st in New York 30 hours on: 11:00 UTC of the 2nd, before the day opens.
    #expect(stage.tick("2027-03-02T11:00:00Z").intents.isEmpty)
    #expect(stage.standing("ny1") == Standing(reason: .consentExpired, clearsAt: nil))
    #expect(stage.tick("2027-03-02T15:00:00Z").intents.isEmpty)
  }

  @Test func `Explain names both gates, what they saw and where they stand`() throws {
    let stage = try stage([born(1, "2027-03-19")]) {
      $0.segment.due = DueRule(by: "birthday", notBefore: .init(days: 2))
      $0.consent = ConsentRule(column: "agreed")
    }
    let refusals = stage.explanation(row: 0).refusals
    #expect(refusals.map { $0.refusal?.reason } == [.notDue, .noConsent])
    #expect(refusals.map(\.gate) == [.membership, .suppression])
    #expect(refusals.first?.value == "due from 2027-03-17T04:00:00.000Z until 2027-03-20T04:00:00.000Z, by birthday")
    #expect(refusals.last?.value == "agreed has no value")
    #expect(refusals.last?.rule.campaign == ["consent"])
  }
}
