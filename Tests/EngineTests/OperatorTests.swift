import Campaigns
import Engine
import Testing

/// What people decide while calls are under way: lists, confirmations, halts, resolutions, tries.
@Suite struct OperatorTests {
  private static let start = "2027-03-02T15:00:00Z"

  private func stage(_ people: [Person], _ change: (inout Scene) -> Void = { _ in }) throws -> Stage {
    var scene = Scene(people)
    change(&scene)
    return try Stage(scene, at: Self.start)
  }

  private func change(
    _ rows: [Int], _ purposes: PurposeSet, numbers: [Int64: PurposeSet] = [:], adds: Bool = true
  ) -> Event {
    .suppressionsChanged(
      SuppressionChange(people: rows.map { .init(line: $0, purposes: purposes) }, numbers: numbers, adds: adds))
  }

  // MARK: - Lists

  @Test func `A customer on a list is not called until the list lets go, and stands under suppressed`() throws {
    let stage = try stage([.newYork(1)])
    stage.send(change([0], .all))
    #expect(stage.intents().isEmpty)
    #expect(stage.waiting() == ["suppressed": 1])
    stage.send(change([0], [], adds: false))
    #expect(stage.intents().map(\.row) == [0])
  }

  @Test func `A list of another purpose binds nobody here, and an addition never frees`() throws {
    let stage = try stage([.newYork(1), .newYork(2)]) { $0.campaigns[0].pacing.concurrentCalls = 2 }
    stage.send(change([0], PurposeSet([.marketing])))
    stage.send(change([1], .all))
    stage.send(change([1], PurposeSet([.marketing])))
    #expect(stage.intents().map(\.row) == [0])
    #expect(stage.standing("ny2")?.reason == .suppressed)
  }

  @Test func `An intent that is on disk is withdrawn, a call that rings is cancelled, one in progress goes on`() throws
  {
    let stage = try stage([.newYork(1), .newYork(2), .newYork(3)]) { $0.campaigns[0].pacing.concurrentCalls = 3 }
    let intents = stage.intents()
    try #require(intents.count == 3)
    stage.place(intents[1].key)
    stage.report(intents[1].key, .ringing)
    stage.place(intents[2].key)
    stage.report(intents[2].key, .inProgress)
    let effects = stage.send(change(intents.map(\.row), .all))
    #expect(effects.canceled == [intents[1].key])
    #expect(stage.send(.intentCommitted(intents[0].key)).withdrawn == [intents[0].key])
  }

  @Test func `A number of nobody in the world is withdrawn by its number`() throws {
    let stage = try stage([.newYork(1)])
    let call = try stage.call()
    stage.report(call.key, .queued)
    #expect(stage.send(change([], [], numbers: [call.callee: .all])).canceled == [call.key])
  }

  @Test(arguments: [Reason.customerDataStale, .suppressionListStale])
  func `Data that grows too old holds the campaign until newer is read`(reason: Reason) throws {
    let stage = try stage([.newYork(1)]) { $0.campaigns[0].schedule.starts = nil }
    let limit = stage.now + .minutes(1)
    stage.send(
      .dataRenewed([
        reason == .customerDataStale ? DataAge(customersStaleAt: limit) : DataAge(listsStaleAt: limit)
      ]))
    #expect(stage.intents(after: .minutes(1)).isEmpty)
    #expect(stage.waiting() == [reason.code: 1])
    stage.send(.dataRenewed([DataAge()]))
    #expect(stage.intents().count == 1)
  }

  // MARK: - Confirmations

  @Test func `Taking a confirmation back cancels what rings and holds the rest`() throws {
    let stage = try stage([.london(1), .london(2)])
    stage.send(
      .confirmed(
        Confirmation(
          campaign: "a", country: "GB", digest: stage.scene.campaigns[0].confirmableDigest, grantedAt: stage.now,
          expiresAt: stage.now + .days(1))))
    let call = try stage.call()
    stage.report(call.key, .ringing)
    #expect(stage.send(.revoked(campaign: "a", country: "GB")).canceled == [call.key])
    stage.report(call.key, .canceled)
    #expect(stage.intents().isEmpty)
    #expect(stage.waiting() == ["needs-confirmation": 2], "who was only rung waits too")
  }

  @Test func `An intent that waits for its commit falls with the confirmation`() throws {
    let stage = try stage([.london(1)])
    stage.send(
      .confirmed(
        Confirmation(
          campaign: "a", country: "GB", digest: stage.scene.campaigns[0].confirmableDigest, grantedAt: stage.now,
          expiresAt: stage.now + .days(1))))
    let intent = try #require(stage.intents().first)
    stage.send(.revoked(campaign: "a", country: nil))
    #expect(stage.send(.intentCommitted(intent.key)).withdrawn == [intent.key])
  }

  @Test func `What a confirmation binds is in its digest, the rest is not`() {
    let one = Scene.campaign("a")
    let digests: [(String, (inout Campaign) -> Void)] = [
      ("said", { $0.call.answer = .say(Template(parts: [.text("Other.")]), voice: nil, language: nil) }),
      ("caller ID", { $0.call.from = [14_155_550_199] }), ("caller IDs in turn", { $0.call.keep = .rotate }),
      ("a country's", { $0.call.byCountry = [CountryCallerIDs(country: "GB", numbers: [442_079_460_900])] }),
      ("duration", { $0.call.maxDuration = .minutes(2) }),
      ("most a call", { $0.budget.perCall = .mille(50) }), ("segment", { $0.segment.limit = 3 }),
      ("hours", { $0.callingHours.unknownTimeZone = .assume("UTC") }),
    ]
    for (name, change) in digests {
      #expect(Scene.campaign("a", change).confirmableDigest != one.confirmableDigest, "\(name)")
    }
    let free = Scene.campaign("a") {
      $0.title = "Other"
      $0.priority = 1
      $0.call.ringTimeout = .seconds(40)
      $0.budget.total = .mille(1)
    }
    #expect(free.confirmableDigest == one.confirmableDigest)
  }

  @Test func `What is confirmed is shown with customers, calls and the worst case`() throws {
    let stage = try stage([.london(1), .london(2), .newYork(1)])
    let scopes = stage.confirmable
    #expect(scopes.map(\.country) == ["GB"])
    let scope = try #require(scopes.first?.scope)
    #expect((scope.customers, scope.calls, scope.worstCase) == (2, 6, .mille(180)))
  }

  // MARK: - Halting

  @Test func `A halt cancels what rings, hangs up what talks, ends what the carrier names later, and pauses`() throws {
    let stage = try stage([.newYork(1), .newYork(2), .newYork(3), .newYork(4)]) {
      $0.campaigns[0].pacing.concurrentCalls = 3
    }
    let intents = stage.intents()
    try #require(intents.count == 3)
    stage.place(intents[0].key)
    stage.report(intents[0].key, .ringing)
    stage.place(intents[1].key)
    stage.report(intents[1].key, .inProgress)
    stage.send(.intentCommitted(intents[2].key))
    let effects = stage.send(.halted(campaign: "a", reason: "wrong text", until: nil))
    #expect(effects.canceled == [intents[0].key])
    #expect(effects.hungUp == [intents[1].key])
    let late = stage.send(.placementReturned(intents[2].key, .placed(sid: "CA\(intents[2].key)"), sentAt: stage.now))
    #expect(late.canceled == [intents[2].key])
    #expect(stage.report(intents[0].key, .inProgress).hungUp == [intents[0].key])
    for intent in intents { stage.report(intent.key, .completed, seconds: 1) }
    #expect(stage.intents(after: .hours(1)).isEmpty)
    #expect(stage.waiting() == ["campaign-paused": 1])
  }

  // MARK: - Quarantine

  private func held(_ stage: Stage) throws -> Intent {
    let intent = try #require(stage.intents().first)
    stage.send(.intentCommitted(intent.key))
    stage.send(.placementReturned(intent.key, .ambiguous(message: "cut"), sentAt: stage.now))
    for _ in 0..<5 { stage.send(.reconciled(intent.key, nil), at: stage.now + .minutes(4)) }
    return intent
  }

  @Test func `Resolved as not placed, the money is free and the next attempt follows`() throws {
    let stage = try stage([.newYork(1)])
    let intent = try held(stage)
    stage.send(.operatorResolved(intent.key, .notPlaced), at: stage.now + .hours(1))
    #expect(stage.spend.committed == .zero)
    let next = try #require(stage.intents().first)
    #expect((next.attempt, next.transmission) == (2, 1))
  }

  @Test func `Resolved as placed, the money stays and the customer is done`() throws {
    let stage = try stage([.newYork(1)])
    let intent = try held(stage)
    stage.send(.operatorResolved(intent.key, .placed), at: stage.now + .hours(1))
    #expect(stage.spend.settled == intent.reserved)
    #expect(stage.standing("ny1") == Standing(reason: .done, clearsAt: nil, disposition: .unknown))
    stage.send(.operatorResolved(intent.key, .notPlaced))
    #expect(stage.spend.settled == intent.reserved)
  }

  // MARK: - Tries

  private func order(_ id: Int = 1, to callee: Int64 = 14_155_550_123) -> TryOrder {
    TryOrder(
      id: id, campaign: 0, row: 0, callee: callee, country: "US", needsConfirmation: false, attempt: 1_000_001)
  }

  @Test func `A try goes out at night, uses nobody's attempt, and its money counts`() throws {
    let stage = try Stage(Scene([.newYork(1)]), at: "2027-03-02T07:00:00Z")
    stage.send(.tryOrdered(order()))
    let intent = try #require(stage.intents().first)
    #expect((intent.kind, intent.callee, intent.order) == (.try, 14_155_550_123, 1))
    stage.place(intent.key)
    #expect(stage.spend.reserved == .mille(14))
    stage.report(intent.key, .completed, seconds: 10)
    #expect(stage.spend.settled == .mille(14) && stage.spend.reserved == .zero)
    #expect(stage.report.called == 0 && stage.report.calls == 0)
    let own = try #require(stage.tick("2027-03-02T14:00:00Z").intents.first)
    #expect(own.attempt == 1)
  }

  @Test func `A try waits for its slot and is refused by the gates that concern it`() throws {
    let stage = try stage([.newYork(1)])
    let call = try stage.call()
    stage.send(.tryOrdered(order()))
    #expect(stage.intents().isEmpty)
    stage.report(call.key, .completed, seconds: 10)
    #expect(stage.intents().map(\.kind) == [.try])
    #expect(stage.send(.tryOrdered(order(2, to: 14_155_550_123))).refusedTries == [.numberInUse])
    stage.send(.paused(campaign: nil, reason: "stop", until: nil))
    #expect(stage.send(.tryOrdered(order(3, to: 14_155_550_124))).refusedTries == [.campaignPaused])
    stage.send(.resumed(campaign: nil))
    #expect(stage.send(.tryOrdered(order(4, to: 33_639_980_101))).refusedTries == [.noRate])
  }

  @Test func `A try that waits for its slot does not outlive a suppression of its number`() throws {
    let stage = try stage([.newYork(1)])
    let call = try stage.call()
    stage.send(.tryOrdered(order()))
    stage.send(.tryOrdered(order(2, to: 14_155_550_124)))
    #expect(stage.send(.suppressed(callee: 14_155_550_123)).refusedTries == [.suppressed])
    stage.report(call.key, .completed, seconds: 10)
    #expect(stage.intents().map(\.callee) == [14_155_550_124])
  }

  @Test func `A try abroad needs its country's confirmation, and a budget must hold it`() throws {
    let stage = try stage([.newYork(1)]) { $0.campaigns[0].budget.total = .mille(20) }
    var abroad = order(1, to: 442_079_460_123)
    abroad.country = "GB"
    abroad.needsConfirmation = true
    #expect(stage.send(.tryOrdered(abroad)).refusedTries == [.needsConfirmation])
    let call = try stage.call()
    stage.report(call.key, .completed, seconds: 10)
    #expect(stage.send(.tryOrdered(order(2))).refusedTries == [.budgetCampaign])
  }
}
