import Campaigns
import Engine
import Foundation
import Simulation
import Testing

/// The dry run: reproducible, complete, and at the instants that were worked out by hand.
@Suite struct PlanTests {
  private static let zones: ZoneDatabase = {
    var files: [String: [UInt8]] = [:]
    for name in ["America/New_York", "America/Los_Angeles"] {
      files[name] = try? Array(Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/\(name)")))
    }
    return ZoneDatabase(version: "test", files: files)
  }()

  private func campaign(_ change: (inout Campaign) -> Void = { _ in }) -> Campaign {
    let day = [DayWindow(opens: 9 * 60, closes: 20 * 60)]
    var campaign = Campaign(
      id: "plan", purpose: .service,
      callingHours: .init(
        zone: .customer, open: WeeklyWindows(days: .init(repeating: day, count: 7)), closed: [],
        unknownTimeZone: .block),
      call: .init(
        from: [14_155_550_100], ringTimeout: .seconds(25), maxDuration: .minutes(1),
        answer: .say(Template(parts: [.text("Hello.")]), voice: nil, language: nil)))
    campaign.pacing = .init(concurrentCalls: 3, callsPerSecond: .perSecond(thousandths: 500))
    campaign.attempts.retry = [.busy: [.hours(2)], .noAnswer: [.hours(4)]]
    change(&campaign)
    return campaign
  }

  /// Even customers in New York, odd ones in Los Angeles; `broken` of them have no phone.
  private func plan(
    _ campaigns: [Campaign], customers: Int, broken: Int = 0, from start: String = "2027-03-02T12:00:00Z",
    seed: UInt64 = 1, until: Instant? = nil, restoring records: [AttemptRecord] = []
  ) throws -> Plan {
    let from = try #require(Instant(rfc3339: start))
    let columns = Columns(names: ["time_zone", "rank"], types: [.text, .number])
    var configuration = Configuration(homeCountry: "US", timeZone: "America/New_York")
    configuration.twilio.callsPerSecond = .perSecond(thousandths: 1_000)
    let rates = RateCard(classes: [
      RateClass(prefix: "1", pricePerMinute: Money(micros: 14_000), increment: 60, label: "United States")
    ])
    var intake = try Intake(
      campaigns: campaigns, configuration: configuration, columns: columns, zones: Self.zones, rates: rates, now: from)
    for n in 0..<customers {
      let isEast = n % 2 == 0
      let callee = (isEast ? 12_125_550_100 : 13_105_550_100) + Int64(n)
      let phone =
        n < customers - broken
        ? PhoneNumber(state: .valid, e164: callee, country: "US", type: .mobile) : PhoneNumber(state: .missing)
      let zone = isEast ? "America/New_York" : "America/Los_Angeles"
      intake.add(Customer(id: "c\(n)", matter: "", fields: [zone, "\(n)"], phone: phone, present: true))
    }
    let world = try intake.finish(dialsDrafts: true, checksPrices: false, ratesTooOld: false)
    var engine = Engine(world: world, at: from)
    for record in records { engine.restore(record, row: 0) }
    engine.begin()
    return PlanRun(engine: engine, from: from, until: until, seed: seed, earlierCalls: [:], keepsCalls: true).run()
  }

  @Test func `A try that is live when the plan begins ends, and is nobody's call`() throws {
    let at = try #require(Instant(rfc3339: "2027-03-02T16:00:00Z"))
    var record = AttemptRecord(
      key: 1, kind: .try, campaign: "plan", revision: "r1", customer: "c0", matter: "", attempt: 1, transmission: 1,
      callee: 14_155_550_123, callerID: 14_155_550_100, scheduledAt: at, at: at, notAfter: at + .minutes(1),
      ringTimeout: .seconds(25), maxDuration: .minutes(1), reserved: Money(micros: 14_000), timeZones: [],
      decision: "{}")
    (record.state, record.sid) = (.placed, "CA1")
    let plan = try plan([campaign()], customers: 4, from: "2027-03-02T16:00:05Z", restoring: [record])
    #expect(Set(plan.calls.map(\.row)) == [0, 1, 2, 3])
    #expect(plan.calls.allSatisfy { $0.callee != 14_155_550_123 })
  }

  @Test func `The same seed plans the same calls; another draws other outcomes in the same first order`() throws {
    let first = try plan([campaign()], customers: 80)
    let again = try plan([campaign()], customers: 80)
    #expect(first.calls == again.calls)
    #expect(first.notCalled == again.notCalled)
    #expect(first.campaigns == again.campaigns)
    let other = try plan([campaign()], customers: 80, seed: 2)
    #expect(first.calls.map(\.disposition) != other.calls.map(\.disposition))
    for parity in [0, 1] {
      let order = [first, other].map { $0.calls.filter { $0.attempt == 1 && $0.row % 2 == parity }.map(\.row) }
      #expect(order[0] == order[1])
      #expect(order[0].count == 40)
    }
  }

  @Test func `A plan asks how its own calls ended: who was busy is called by whoever wants the busy`() throws {
    let first = campaign { $0.attempts.max = 1 }
    let second = campaign {
      $0.id = "then"
      $0.attempts.max = 1
      $0.segment.condition = .leaf(.init(column: "last_outcome", test: .equals("busy"), line: 4))
    }
    let plan = try plan([first, second], customers: 80)
    let busy = plan.calls.filter { $0.campaign == 0 && $0.disposition == .busy }.map(\.row)
    let followed = plan.calls.filter { $0.campaign == 1 }.map(\.row)
    #expect(!busy.isEmpty && busy.sorted() == followed.sorted())
  }

  @Test func `Every selected customer is called or has one reason`() throws {
    let plans = [
      try plan([campaign()], customers: 60, broken: 7),
      try plan([campaign { $0.budget.total = Money(micros: 300_000) }], customers: 60, broken: 7),
      try plan([campaign { $0.segment.limit = 20 }], customers: 60),
      try plan([campaign()], customers: 60, until: Instant(rfc3339: "2027-03-02T14:00:20Z")),
    ]
    for plan in plans {
      let campaign = plan.campaigns[0]
      #expect(campaign.selected == 60)
      #expect(campaign.selected == campaign.called + campaign.notCalled.values.reduce(0, +))
      let called = Set(plan.calls.map(\.row))
      let missed = plan.notCalled.map(\.row)
      #expect(Set(missed).count == missed.count)
      #expect(called.isDisjoint(with: missed))
      #expect(called.count == campaign.called)
      #expect(called.count + missed.count == 60)
    }
    #expect(plans[0].campaigns[0].notCalled == ["no-phone": 7])
    #expect(plans[1].campaigns[0].notCalled["budget-campaign"] != nil)
    #expect(plans[1].campaigns[0].spend.worst > Money.zero)
    #expect(plans[2].campaigns[0].notCalled == ["segment-limit": 40])
    #expect(plans[3].campaigns[0].notCalled["outside-calling-hours"] == 30)
  }

  /// Worked out by hand: everybody is busy after 2 s; setup 200 ms and news 1 s, so an end is seen by the poll at 5 s.
  /// One slot: the next start follows that poll at once, since 2.01 s of spacing are long over. Two tries, 2 h apart.
  @Test func `A plan that was worked out by hand`() throws {
    let busy = campaign {
      $0.pacing.concurrentCalls = 1
      $0.attempts = .init(max: 2, retry: [.busy: [.hours(2)]])
      $0.segment.orderBy = [.init(column: "rank", descending: false)]
      ($0.assume.answered, $0.assume.machine, $0.assume.busy, $0.assume.failed) = (0, 0, 1_000, 0)
      $0.assume.ringMean = .seconds(60)
    }
    let plan = try plan([busy], customers: 12)
    let east = try #require(Instant(rfc3339: "2027-03-02T14:00:00Z"))
    let west = try #require(Instant(rfc3339: "2027-03-02T17:00:00Z"))
    var expected: [(Int, Int, Instant)] = []
    for k in 0..<6 { expected.append((2 * k, 1, east + .seconds(Int64(5 * k)))) }
    for k in 0..<6 { expected.append((2 * k, 2, east + .seconds(Int64(5 * k + 5)) + .hours(2))) }
    for k in 0..<6 { expected.append((2 * k + 1, 1, west + .seconds(Int64(5 * k)))) }
    for k in 0..<6 { expected.append((2 * k + 1, 2, west + .seconds(Int64(5 * k + 5)) + .hours(2))) }
    #expect(plan.calls.count == expected.count)
    for (call, (row, attempt, instant)) in zip(plan.calls, expected) {
      #expect(call.row == row && call.attempt == attempt && call.at == instant, "\(call.row) at \(call.at)")
      #expect(call.endsAt == instant + .milliseconds(2_200))
      #expect(call.disposition == .busy && call.reserved == Money(micros: 14_000))
    }
    #expect(plan.campaigns[0].finishesAt == west + .seconds(30) + .seconds(5) + .hours(2))
  }
}
