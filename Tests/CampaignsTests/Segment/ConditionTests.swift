import Campaigns
import Testing

@Suite struct ConditionTests {
  private let today = CivilDate(day: 20_514)  // 2026-03-02

  private func condition(_ lines: String) throws -> Condition {
    let (campaign, findings) = Fixture.campaign("segment:\n  where: " + lines)
    #expect(findings.isEmpty)
    return try #require(campaign?.segment.condition)
  }

  private func customer(_ values: [String: String], phone: PhoneNumber = PhoneNumber(state: .missing)) -> Customer {
    Customer(
      id: "1", matter: "", fields: Fixture.columns.names.map { values[$0] }, phone: phone, present: true)
  }

  private func holds(_ lines: String, _ values: [String: String]) throws -> Bool {
    try condition(lines).holds(for: customer(values), columns: Fixture.columns, today: today)
  }

  @Test(
    arguments: [
      ("{status: active}", ["status": "active"], true), ("{status: active}", ["status": "Active"], false),
      ("{status: [active, vip]}", ["status": "vip"], true), ("{status: [active, vip]}", [:], false),
      ("{tags: {contains: b}}", ["tags": "a; b;c"], true), ("{tags: {contains: b}}", ["tags": "ab;bc"], false),
      ("{notes: {contains: ell}}", ["notes": "hello"], true), ("{notes: {contains: ell}}", ["notes": "el"], false),
      ("{name: {starts_with: An}}", ["name": "Ana"], true), ("{email: {ends_with: .org}}", ["email": "a@b.org"], true),
      ("{notes: {exists: true}}", [:], false), ("{notes: {exists: false}}", [:], true),
      ("[reminders]", ["reminders": "YES"], true), ("[reminders]", ["reminders": "no"], false),
      ("{reminders: true}", ["reminders": "1"], true), ("[reminders]", ["reminders": "maybe"], false),
      ("{lifetime_value: {at_least: 100}}", ["lifetime_value": "100.00"], true),
      ("{lifetime_value: {more_than: 100}}", ["lifetime_value": "100"], false),
      ("{lifetime_value: {less_than: 0.5}}", ["lifetime_value": "0.4999999"], true),
      ("{lifetime_value: {at_most: -1}}", ["lifetime_value": "-1.5"], true),
      ("{lifetime_value: 100}", ["lifetime_value": "100.0"], true),
      ("{lifetime_value: {at_least: 0}}", ["lifetime_value": "much"], false),
      ("{plan_ends: {before: 2026-03-02}}", ["plan_ends": "2026-03-02"], true),
      ("{plan_ends: {after: 2026-03-03}}", ["plan_ends": "2026-03-02"], false),
      ("{plan_ends: {in_next: 30d}}", ["plan_ends": "2026-03-02"], true),
      ("{plan_ends: {in_next: 30d}}", ["plan_ends": "2026-04-01"], true),
      ("{plan_ends: {in_next: 30d}}", ["plan_ends": "2026-04-02"], false),
      ("{plan_ends: {in_last: 1d}}", ["plan_ends": "2026-03-01"], true),
      ("{plan_ends: {in_last: 1d}}", ["plan_ends": "2026-03-03"], false),
      ("{seen: {in_last: 0d}}", ["seen": "2026-03-02T23:59:59Z"], true),
      ("{not: {status: active}}", [:], true), ("{not: {notes: {exists: false}}}", [:], false),
      ("[{status: a}, {name: b}]", ["status": "a"], false),
      ("{status: a, name: b}", ["status": "a", "name": "b"], true),
      ("{any: [{status: a}, {name: b}]}", ["name": "b"], true),
    ] as [(String, [String: String], Bool)])
  func answersAsTheDesignSays(lines: String, values: [String: String], expected: Bool) throws {
    #expect(try holds(lines, values) == expected)
  }

  @Test func thePhoneNumberAnswersForItself() throws {
    let phone = PhoneNumber(state: .valid, e164: 1_212_555_0100, country: "US", type: .mobile)
    let asked = try condition("{phone.country: US, phone.area: [212, 646], phone.type: mobile}")
    #expect(asked.holds(for: customer([:], phone: phone), columns: Fixture.columns, today: today))
    #expect(!asked.holds(for: customer([:]), columns: Fixture.columns, today: today))
    #expect(PhoneNumber(state: .valid, e164: 442_079_460_000).areaCode == nil)
  }

  @Test func instantsAreDaysInTheZoneThatIsAsked() throws {
    let asked = try condition("{seen: {in_last: 0d}}")
    let late = customer(["seen": "2026-03-02T23:00:00Z"])
    let ahead: (Instant) -> CivilDate = { Condition.utcDay($0 + .hours(2)) }
    #expect(!asked.holds(for: late, columns: Fixture.columns, today: today, dayOf: ahead))
    #expect(asked.holds(for: late, columns: Fixture.columns, today: today + 1, dayOf: ahead))
  }

  @Test func theTruthChangesOnlyOnBoundaries() throws {
    let asked = try condition("[{any: [{plan_ends: {in_next: 3d}}, {seen: {in_last: 2d}}]}, {status: a}]")
    let person = customer(["plan_ends": "2026-03-20", "seen": "2026-03-10T12:00:00Z", "status": "a"])
    let boundaries = asked.boundaries(for: person, columns: Fixture.columns)
    let days = (0..<60).map { today + $0 }
    let changes = zip(days, days.dropFirst()).filter { before, after in
      asked.holds(for: person, columns: Fixture.columns, today: before)
        != asked.holds(for: person, columns: Fixture.columns, today: after)
    }.map(\.1)
    #expect(changes == boundaries)
    #expect(boundaries.map(\.description) == ["2026-03-10", "2026-03-13", "2026-03-17", "2026-03-21"])
  }

  @Test func staticConditionsHaveNoBoundaries() throws {
    let asked = try condition("{plan_ends: {before: 2027-01-01}, status: a}")
    #expect(asked.boundaries(for: customer(["plan_ends": "2026-03-20"]), columns: Fixture.columns).isEmpty)
    #expect(!asked.dependsOnToday)
    #expect(try condition("{not: {plan_ends: {in_next: 1d}}}").dependsOnToday)
  }

  @Test func ordersMissingValuesLastInBothDirections() throws {
    let (campaign, _) = Fixture.campaign("segment: {order_by: [plan_ends, {lifetime_value: desc}]}")
    let segment = try #require(campaign?.segment)
    let early = customer(["plan_ends": "2026-03-01", "lifetime_value": "9"])
    let rich = customer(["plan_ends": "2026-03-01", "lifetime_value": "10.5"])
    let poor = customer(["plan_ends": "2026-03-01"])
    let none = customer(["lifetime_value": "99"])
    func order(_ a: Customer, _ b: Customer) -> Bool? { segment.orders(a, before: b, columns: Fixture.columns) }
    #expect(order(rich, early) == true)
    #expect(order(early, rich) == false)
    #expect(order(early, poor) == true)
    #expect(order(poor, none) == true)
    #expect(order(none, poor) == false)
    #expect(order(early, early) == nil)
  }
}
