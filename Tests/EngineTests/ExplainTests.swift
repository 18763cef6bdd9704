import Campaigns
import Testing

@testable import Engine

/// `explain` asks the daemon's own gates: all of them, in their order.
@Suite struct ExplainTests {
  private func stage(
    _ people: [Person], at text: String = "2027-03-02T15:00:00Z", _ change: (inout Scene) -> Void = { _ in }
  ) throws -> Stage {
    var scene = Scene(people)
    change(&scene)
    return try Stage(scene, at: text)
  }

  @Test func `Five customers are refused by five gates, each with what it saw`() throws {
    let people = [
      Person(id: "none", callee: 0, state: .missing), .newYork(1), .losAngeles(1), .london(1),
      Person(id: "nowhere", callee: 12_125_550_109, zone: nil, type: .premiumRate),
    ]
    let stage = try stage(people) {
      $0.suppressed = [12_125_550_101]
      $0.configuration.international.deniedTypes = [.premiumRate]
    }
    func refusal(_ row: Int) throws -> GateVerdict { try #require(stage.explanation(row: row).refusals.first) }
    #expect(try refusal(0).refusal == Refusal(.noPhone))
    #expect(try refusal(0).value == "no number")
    #expect(try refusal(1).refusal == Refusal(.suppressed))
    #expect(try refusal(1).gate == .suppression)
    let early = try refusal(2)
    #expect(early.refusal == Refusal(.outsideCallingHours, clearsAt: at("2027-03-02T17:00:00Z")))
    #expect(early.value == "07:00 in America/Los_Angeles, open 09:00-20:00")
    #expect(try refusal(3).refusal == Refusal(.needsConfirmation))
    #expect(try refusal(3).value == "none for GB")
    #expect(try refusal(4).refusal == Refusal(.numberTypeDenied))
    #expect(try refusal(4).value == "premium_rate")
  }

  @Test func `All gates are asked, not only the first that refuses`() throws {
    let stage = try stage([.london(1)], at: "2027-03-02T03:00:00Z") {
      $0.suppressed = [442_079_460_001]
      $0.campaigns[0].budget.perCall = .mille(1)
    }
    stage.send(.paused(campaign: "a", reason: "a complaint", until: nil))
    let refusals = stage.explanation(row: 0).refusals
    #expect(
      refusals.map { $0.refusal?.reason } == [
        .campaignPaused, .suppressed, .needsConfirmation, .outsideCallingHours, .callTooExpensive,
      ])
    #expect(refusals.first?.value == "the campaign: a complaint")
    #expect(refusals.last?.value == "0.03 needed, at most 0.001")
    #expect(stage.standing("uk1")?.reason == .suppressed)
  }

  @Test func `Verdicts stand in the order of the gates, also for a customer whom nothing refuses`() throws {
    let stage = try stage([.newYork(1)]) {
      $0.campaigns[0].budget.total = .mille(1_000)
      $0.campaigns[0].attempts.limits = [AttemptLimit(max: 3, per: .hours(24), scope: .customer)]
    }
    let explanation = stage.explanation(row: 0)
    let order = explanation.verdicts.compactMap { Gate.allCases.firstIndex(of: $0.gate) }
    #expect(order == order.sorted())
    #expect(explanation.refusals == [])
    #expect(explanation.position == .waiting)
    #expect(explanation.standing?.reason == .notReached)
    let values = explanation.verdicts.map(\.value)
    #expect(values.contains("0.00 of 1.00 spent, 0.014 needed"))
    #expect(values.contains("0 of 3 in 24 h by customer"))
  }

  @Test func `After a call the limits, the money and the retry are told as they stand`() throws {
    let stage = try stage([.newYork(1)]) {
      $0.campaigns[0].budget.total = .mille(20)
      $0.campaigns[0].attempts = .init(
        max: 3, retry: [.busy: [.hours(2)]], minGap: .hours(1),
        limits: [AttemptLimit(max: 1, per: .hours(24), scope: .customer)])
    }
    let intent = try stage.call()
    #expect(stage.engine.carrierStatus(of: intent.key) == nil)
    stage.report(intent.key, .ringing)
    #expect(stage.engine.carrierStatus(of: intent.key) == .ringing)
    let live = stage.explanation(row: 0)
    #expect(live.position == .live)
    #expect(live.standing == nil)
    #expect(live.refusals.contains { $0.refusal == Refusal(.numberInUse) })
    #expect(live.verdicts.contains { $0.value == "0.00 of 0.02 spent, 0.014 reserved, 0.014 needed" })
    stage.report(intent.key, .busy)
    #expect(stage.engine.carrierStatus(of: intent.key) == nil)
    let after = stage.explanation(row: 0)
    #expect(after.tries == 1)
    #expect(after.refusals.map { $0.refusal?.reason } == [.attemptLimit, .retryWait, .minGap])
    #expect(after.refusals.first?.value == "1 of 1 in 24 h by customer")
    #expect(after.refusals.first?.rule == RuleKeys(campaign: ["attempts.limits.0", "attempts.limits"]))
    #expect(after.standing?.reason == .attemptLimit)
  }

  @Test func `The reason that status counts is what the gates say, all day long`() throws {
    let people = (0..<8).flatMap { [Person.newYork($0), .losAngeles($0), .london($0)] }
    let stage = try stage(people, at: "2027-03-02T06:00:00Z") {
      $0.campaigns = ["a", "b"].map {
        Scene.campaign($0) {
          $0.attempts = .init(max: 3, retry: [.busy: [.minutes(40)], .noAnswer: [.hours(1)]], minGap: .minutes(30))
          $0.pacing = .init(concurrentCalls: 2, callsPerSecond: .perSecond(thousandths: 5))
        }
      }
      // Nobody stands in both: a place is looked at anew when its customer's turn comes, and what another campaign's
      // call changed shows only then.
      $0.campaigns[0].segment.condition = .leaf(.init(column: "time_zone", test: .startsWith("America/N"), line: 1))
      $0.campaigns[1].segment.condition = .not(
        .leaf(.init(column: "time_zone", test: .startsWith("America/N"), line: 1)))
      $0.campaigns[0].budget.total = .mille(200)
      $0.campaigns[1].segment.limit = 13
      $0.suppressed = [12_125_550_103]
      $0.configuration.attemptLimits = [AttemptLimit(max: 2, per: .hours(3), scope: .number)]
    }
    var checked = 0
    for step in 0..<400 {
      let intents = stage.intents(after: .minutes(2))
      for intent in intents { stage.place(intent.key) }
      if step % 9 == 4 { checked += stage.expectReasonsMatch() }
      for (index, intent) in intents.enumerated() {
        stage.report(intent.key, [.busy, .noAnswer, .completed][(step + index) % 3], seconds: 20)
      }
      if step % 9 == 0 { checked += stage.expectReasonsMatch() }
    }
    #expect(checked > 1_000)
  }

  @Test func `The sizes of the standings add up to selected`() throws {
    let stage = try stage([.newYork(1), .newYork(2), .losAngeles(1), .london(1)])
    let intent = try stage.call()
    stage.report(intent.key, .completed, seconds: 30)
    _ = try stage.call()
    let groups = stage.engine.standings(campaign: 0)
    #expect(groups.reduce(0) { $0 + $1.count } == stage.report.selected)
    #expect(groups.map(\.position) == [.waiting, .waiting, .done, .live])
    #expect(groups.map { $0.reason?.code } == ["needs-confirmation", "outside-calling-hours", "done", nil])
    #expect(groups[1].clearsAt == at("2027-03-02T17:00:00Z"))
  }

  @Test func `A customer outside the segment is told which line keeps him out`() throws {
    let stage = try stage([.newYork(1)]) {
      $0.campaigns[0].segment.condition = .all([
        .leaf(.init(column: "time_zone", test: .exists(true), line: 7)),
        .leaf(.init(column: "time_zone", test: .oneOf(["Europe/London", "Etc/UTC"]), line: 8)),
      ])
    }
    let explanation = stage.explanation(row: 0)
    #expect(explanation.position == .notSelected)
    let first = try #require(explanation.refusals.first)
    #expect(first.refusal == Refusal(.notInSegment))
    #expect(first.value == "time_zone is America/New_York, not one of Europe/London, Etc/UTC")
    #expect(first.rule == RuleKeys(line: 8))
  }
}

extension Stage {
  /// What the gates say of the customer in a row, as of now.
  func explanation(row: Int, campaign: Int = 0) -> Explanation {
    let person = scene.people[row]
    let phone = PhoneNumber(
      state: person.state, e164: person.state == .valid ? person.callee : 0,
      country: person.state == .valid ? person.country : "", type: person.type)
    let customer = Customer(
      id: person.id, matter: "", fields: person.fields, phone: phone, present: true)
    var book = SuppressionBook()
    for number in scene.suppressed.sorted() { book.add(number: number, .all) }
    let gates = RowGates(
      configuration: scene.configuration,
      columns: Scene.columns, zones: Scene.zones, rates: scene.rates,
      suppressions: book)
    return engine.explanation(campaign: campaign, row: row, customer: customer, gates: gates)
  }

  /// Compares every waiting customer's place with the verdicts.
  /// - Returns: how many customers were compared.
  func expectReasonsMatch() -> Int {
    var compared = 0
    for campaign in 0..<engine.campaignCount {
      for row in scene.people.indices {
        let explanation = explanation(row: row, campaign: campaign)
        guard explanation.position == .waiting, let standing = explanation.standing else { continue }
        compared += 1
        let reasons = explanation.countedReasons
        #expect(
          reasons.contains(standing.reason),
          "\(now) campaign \(campaign) row \(row): counted as \(standing.reason.code), gates say \(reasons.map(\.code))"
        )
      }
    }
    return compared
  }
}

extension Explanation {
  /// The reasons under which `status` may count the customer by these verdicts: one; two where closed hours count only
  /// for those who never saw them open.
  var countedReasons: [Reason] {
    let all = refusals.compactMap { $0.refusal?.reason }
    func first(_ belongs: (Reason) -> Bool) -> Reason? { all.first(where: belongs) }
    let shared: [Reason] = [
      .countryStopped, .callerIDStopped, .needsConfirmation, .confirmationUsedUp, .confirmationExpired, .ratesTooOld,
      .callTooExpensive,
    ]
    let isHours: (Reason) -> Bool = {
      $0 == .campaignNotStarted || $0 == .campaignEnded || ($0.gate == .callingHours && $0 != .timeZoneUnknown)
    }
    let isOwn: (Reason) -> Bool = { reason in
      switch reason.gate {
      case .membership, .number, .suppression, .international, .content, .attempts, .numberInUse:
        !shared.contains(reason)
      case .callingHours: reason == .timeZoneUnknown
      case .budget: reason == .budgetCustomer
      case .account, .campaign, .data, .flow: false
      }
    }
    if let own = first(isOwn) { return [own] }
    if let whole = first({ ($0.gate == .account || $0.gate == .campaign || $0.gate == .data) && !isHours($0) }) {
      return [whole]
    }
    if let held = first({ shared.contains($0) }) { return [held] }
    let closed = first(isHours)
    let rest = first { ($0.gate == .budget || $0.gate == .flow) && !($0 == .pacing && closed != nil) } ?? .notReached
    return (closed.map { [$0] } ?? []) + [rest]
  }
}
