import Campaigns
import Engine
import Testing

/// What is counted against a customer's own budget and against a confirmation, also when it changes later.
@Suite struct CountingTests {
  private func stage(_ people: [Person], _ change: (inout Scene) -> Void = { _ in }) throws -> Stage {
    var scene = Scene(people)
    change(&scene)
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  // MARK: - The carrier's price

  /// A customer whom a machine answered for 0.014, by the card; the retry is due in two minutes.
  private func priced(_ price: Money, perCustomer: Money, beforeDue: Bool) throws -> Stage {
    let stage = try stage([.newYork(1)]) {
      $0.checksPrices = true
      $0.campaigns[0].budget.perCustomer = perCustomer
      $0.campaigns[0].attempts.retry[.machine] = [.minutes(2)]
    }
    let intent = try stage.call()
    stage.report(intent.key, .completed, seconds: 30, by: "machine_start")
    stage.send(.paused(campaign: "a", reason: "so that nothing starts meanwhile", until: nil))
    #expect(stage.tick(after: .minutes(1)).fetched == [intent.key])
    if !beforeDue { stage.tick(after: .minutes(2)) }
    let report = CallReport(sid: "CA\(intent.key)", status: .completed, duration: 30, price: price)
    stage.send(.statusReported(intent.key, report))
    return stage
  }

  @Test(arguments: [true, false])
  func `A dearer call leaves no room in the customer's budget, also after a restart`(beforeDue: Bool) throws {
    let stage = try priced(.mille(20), perCustomer: .mille(30), beforeDue: beforeDue)
    let again = try Stage(restarting: stage)
    again.send(.recovered([], newestCommit: again.now))
    for stage in [stage, again] {
      stage.send(.resumed(campaign: "a"))
      #expect(stage.intents(after: .hours(1)).isEmpty)
      #expect(stage.standing("ny1") == Standing(reason: .budgetCustomer))
    }
  }

  @Test(arguments: [true, false])
  func `A cheaper call makes room in the customer's budget`(beforeDue: Bool) throws {
    let stage = try priced(.mille(5), perCustomer: .mille(20), beforeDue: beforeDue)
    stage.send(.resumed(campaign: "a"))
    #expect(stage.intents(after: .hours(1)).count == 1)
  }

  @Test func `At the card's price there is no room either way`() throws {
    let stage = try priced(.mille(14), perCustomer: .mille(20), beforeDue: false)
    stage.send(.resumed(campaign: "a"))
    #expect(stage.intents(after: .hours(1)).isEmpty)
    #expect(stage.standing("ny1") == Standing(reason: .budgetCustomer))
  }

  // MARK: - Confirmations

  private func confirm(_ stage: Stage, calls: Int? = nil, spend: Money? = nil) {
    stage.send(
      .confirmed(
        Confirmation(
          campaign: "a", country: "GB", revision: "r-a", grantedAt: stage.now, expiresAt: stage.now + .days(7),
          maxCalls: calls, maxSpend: spend)))
  }

  /// Starts the next call, which is busy.
  private func callBusy(_ stage: Stage) throws {
    let intent = try stage.call(after: .minutes(1))
    stage.report(intent.key, .busy)
  }

  private func expectUsedUp(_ stage: Stage, _ count: Int) {
    #expect(stage.intents(after: .minutes(1)).isEmpty)
    #expect(stage.waiting() == ["confirmation-used-up": count])
  }

  @Test(arguments: [false, true])
  func `A second confirmation starts a count of its own, also after a restart`(byMoney: Bool) throws {
    let stage = try stage((1...3).map { .london($0) })
    let grant = { (stage: Stage) in
      self.confirm(stage, calls: byMoney ? nil : 1, spend: byMoney ? .mille(30) : nil)
    }
    grant(stage)
    try callBusy(stage)
    expectUsedUp(stage, 2)
    grant(stage)
    try callBusy(stage)
    expectUsedUp(stage, 1)
    let again = try Stage(restarting: stage)
    again.send(.recovered([], newestCommit: again.now))
    expectUsedUp(again, 1)
    grant(again)
    try callBusy(again)
    #expect(again.report.called == 3)
  }

  @Test func `What never left under an earlier confirmation is not given back to the later one`() throws {
    let stage = try stage((1...3).map { .london($0) }) { $0.campaigns[0].pacing.concurrentCalls = 3 }
    confirm(stage, calls: 1)
    let early = try #require(stage.intents().first)
    stage.tick(after: .seconds(1))
    confirm(stage, calls: 1)
    stage.send(.intentCommitted(early.key))
    stage.send(
      .placementReturned(early.key, .unsent(code: nil, message: "no route", action: .backOff), sentAt: stage.now))
    try callBusy(stage)
    expectUsedUp(stage, 2)
  }

  @Test func `An older confirmation that comes late changes nothing`() throws {
    let stage = try stage((1...2).map { .london($0) })
    let older = Confirmation(
      campaign: "a", country: "GB", revision: "r-a", grantedAt: stage.now - .hours(1), expiresAt: stage.now + .days(7))
    confirm(stage, calls: 1)
    stage.send(.confirmed(older))
    try callBusy(stage)
    expectUsedUp(stage, 1)
  }
}
