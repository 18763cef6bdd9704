import Campaigns
import Engine
import Testing

/// Budgets, confirmations and the refusals that hold while a world stands.
@Suite struct MoneyTests {
  private func stage(_ people: [Person], _ change: (inout Scene) -> Void = { _ in }) throws -> Stage {
    var scene = Scene(people)
    change(&scene)
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  @Test func `A cap is kept by reservation: reserved while calls live, exhausted when they are settled`() throws {
    let stage = try stage((1...4).map { .newYork($0) }) {
      $0.campaigns[0].budget.total = .mille(30)
      $0.campaigns[0].pacing.concurrentCalls = 4
    }
    let intents = stage.intents()
    #expect(intents.count == 2)
    #expect(stage.waiting() == ["budget-reserved": 2])
    for intent in intents { stage.place(intent.key) }
    stage.report(intents[0].key, .noAnswer)
    let third = try stage.call()
    stage.report(intents[1].key, .completed, seconds: 50)
    stage.report(third.key, .completed, seconds: 50)
    #expect(stage.waiting() == ["budget-campaign": 1])
    #expect(stage.spend.committed == .mille(28))
    #expect(!stage.canStillCall())
  }

  @Test func `Budgets of a day come back at the account's midnight`() throws {
    let stage = try stage((1...2).map { .losAngeles($0) }) {
      $0.campaigns[0].budget.perDay = .mille(14)
      $0.campaigns[0].callingHours.open = WeeklyWindows(
        days: .init(repeating: [DayWindow(opens: 0, closes: 1_440)], count: 7))
      $0.configuration.floor = DayWindow(opens: 0, closes: 1_440)
    }
    let first = try stage.call(after: .hours(3))
    stage.report(first.key, .completed, seconds: 5)
    let midnight = at("2027-03-03T05:00:00Z")
    let waiting = stage.scene.people[1 - first.row].id
    stage.tick()
    #expect(stage.standing(waiting) == Standing(reason: .budgetCampaignDay, clearsAt: midnight))
    #expect(stage.send(.ticked, at: midnight).intents.count == 1)
  }

  @Test func `The account's day and month bind over campaigns`() throws {
    for (change, reason): ((inout Scene) -> Void, Reason) in [
      ({ $0.configuration.budget.perDay = .mille(14) }, .budgetAccountDay),
      ({ $0.configuration.budget.perMonth = .mille(14) }, .budgetAccountMonth),
    ] {
      let stage = try stage([.newYork(1)]) {
        $0.campaigns = [Scene.campaign("a"), Scene.campaign("b")]
        change(&$0)
      }
      let first = try stage.call()
      stage.report(first.key, .completed, seconds: 5)
      #expect(stage.intents(after: .minutes(1)).isEmpty)
      #expect(stage.standing("ny1", campaign: 1)?.reason == reason)
    }
  }

  @Test func `What one customer and one call may cost`() throws {
    let stage = try stage([.newYork(1), .london(1)]) {
      $0.configuration.international.allow = ["GB"]
      $0.campaigns = [Scene.campaign("a"), Scene.campaign("b") { $0.budget.perCall = .mille(20) }]
      $0.campaigns[0].budget.perCustomer = .mille(20)
      $0.campaigns[1].priority = 5
      $0.campaigns[0].attempts.retry[.machine] = [.minutes(1)]
    }
    let first = try stage.call()
    stage.report(first.key, .completed, seconds: 5, by: "machine_start")
    stage.tick(after: .minutes(1))
    #expect(stage.standing("ny1")?.reason == .budgetCustomer)
    #expect(stage.standing("uk1")?.reason == .budgetCustomer)
    #expect(stage.standing("uk1", campaign: 1)?.reason == .callTooExpensive)
  }

  @Test func `The carrier's price replaces the card's, once`() throws {
    let stage = try stage([.newYork(1)]) { $0.checksPrices = true }
    let intent = try stage.call()
    stage.report(intent.key, .completed, seconds: 30)
    #expect(stage.tick(after: .minutes(1)).fetched == [intent.key])
    let priced = CallReport(sid: "CA1", status: .completed, duration: 30, price: .mille(20))
    stage.send(.statusReported(intent.key, priced))
    stage.send(.statusReported(intent.key, priced))
    #expect(stage.spend.settled == .mille(20))
    #expect(stage.tick(after: .minutes(10)).fetched.isEmpty)
  }

  /// Calls, reports a completed call and the carrier's price of it.
  private func priced(_ stage: Stage, _ price: Money) throws -> Intent {
    let intent = try stage.call()
    stage.report(intent.key, .completed, seconds: 30)
    let report = CallReport(sid: "CA\(intent.key)", status: .completed, duration: 30, price: price)
    stage.send(.statusReported(intent.key, report), at: stage.now + .minutes(1))
    return intent
  }

  @Test func `A price above the card is that prefix's from then on, also after a restart, until the card changes`()
    throws
  {
    let stage = try stage((1...6).map { .newYork($0) }) { $0.checksPrices = true }
    #expect(try priced(stage, .mille(14)).reserved == .mille(14))
    #expect(stage.engine.conditions.isEmpty)
    #expect(try priced(stage, .mille(20)).reserved == .mille(14))
    #expect(stage.engine.conditions.map(\.code) == ["price-above-card"])
    #expect(stage.engine.conditions.first?.text.contains("0.020000 a minute to +1, the rate card says 0.014") == true)
    #expect(try priced(stage, .mille(13)).reserved == .mille(20), "a cheaper call lowers nothing")
    let again = try Stage(restarting: stage)
    again.send(.recovered([], newestCommit: again.now))
    let next = try again.call()
    #expect(next.reserved == .mille(20))
    again.report(next.key, .noAnswer)
    var newCard = again.scene
    newCard.ratesChangedAt = again.now
    let third = try Stage(restarting: again, scene: newCard)
    third.send(.recovered([], newestCommit: third.now))
    #expect(try third.call().reserved == .mille(14))
  }

  @Test func `A raised rate is held against the limits of a call and of an international rate`() throws {
    let dear = try stage([.newYork(1), .newYork(2)]) {
      $0.checksPrices = true
      $0.campaigns[0].budget.perCall = .mille(15)
    }
    _ = try priced(dear, .mille(16))
    #expect(dear.waiting() == ["call-too-expensive": 1])
    let abroad = try stage([.london(1), .london(2)]) {
      $0.checksPrices = true
      $0.configuration.international.allow = ["GB"]
      $0.campaigns[0].international.maxRatePerMinute = .mille(40)
    }
    _ = try priced(abroad, .mille(41))
    #expect(abroad.waiting() == ["rate-above-limit": 1])
  }

  // MARK: - International

  private func confirmation(_ stage: Stage, digest: String? = nil, calls: Int? = nil) -> Event {
    .confirmed(
      Confirmation(
        campaign: "a", country: "GB", digest: digest ?? stage.scene.campaigns[0].confirmableDigest,
        grantedAt: stage.now,
        expiresAt: stage.now + .hours(1),
        maxCalls: calls))
  }

  @Test func `An international call waits for a confirmation of this revision, and for no longer than it holds`() throws
  {
    let stage = try stage([.london(1), .london(2)])
    #expect(stage.intents().isEmpty)
    #expect(stage.waiting() == ["needs-confirmation": 2])
    stage.send(confirmation(stage, digest: "older"))
    #expect(stage.intents().isEmpty)
    stage.send(confirmation(stage))
    let first = try stage.call()
    stage.report(first.key, .busy)
    #expect(stage.intents(after: .hours(1)).isEmpty)
    #expect(stage.waiting() == ["confirmation-expired": 1])
  }

  @Test func `A confirmation of one call allows one, not counting what never left, also after a restart`() throws {
    let stage = try stage([.london(1), .london(2)])
    stage.send(confirmation(stage, calls: 1))
    let unsent = try #require(stage.intents().first)
    stage.send(.intentCommitted(unsent.key))
    stage.send(
      .placementReturned(unsent.key, .unsent(code: nil, message: "no route", action: .backOff), sentAt: stage.now))
    let again = try Stage(restarting: stage)
    again.send(.recovered([], newestCommit: again.now))
    for stage in [stage, again] {
      let first = try stage.call(after: .seconds(1))
      #expect(first.transmission == 2)
      stage.report(first.key, .busy)
      #expect(stage.intents().isEmpty)
      #expect(stage.waiting() == ["confirmation-used-up": 1])
    }
  }

  @Test func `Each refusal that only a new world clears`() throws {
    var people = [Person.newYork(1)]
    people.append(Person(id: "none", callee: 0, zone: nil, state: .missing))
    people.append(Person(id: "bad", callee: 0, zone: nil, state: .invalid))
    people.append(Person(id: "short", callee: 0, zone: nil, state: .emergencyOrShort))
    people.append(Person(id: "dear", callee: 442_079_460_900, zone: nil, country: "GB", type: .premiumRate))
    people.append(Person(id: "cu", callee: 442_079_460_901, zone: nil, country: "CU"))
    people.append(.london(1))
    people.append(.newYork(2))
    let stage = try stage(people) {
      $0.suppressed = [12_125_550_102]
      $0.rates = RateCard(classes: [
        RateClass(prefix: "1", pricePerMinute: .mille(14), increment: 60, label: "United States")
      ])
      $0.campaigns[0].international.deniedCountries = ["CU"]
      $0.campaigns[0].live = false
    }
    let expected: [(String, Reason)] = [
      ("none", .noPhone), ("bad", .invalidNumber), ("short", .emergencyOrShortNumber), ("dear", .numberTypeDenied),
      ("cu", .countryDenied), ("uk1", .noRate), ("ny2", .suppressed), ("ny1", .campaignDraft),
    ]
    for (id, reason) in expected { #expect(stage.standing(id)?.reason == reason, "\(id)") }
    #expect(stage.intents().isEmpty)
  }
}
