import Campaigns
import Engine
import Testing

/// From the decision to the carrier's answer.
@Suite struct PlacementTests {
  private let tuesday = "2027-03-02T15:00:00Z"
  private func stage(_ people: [Person], _ change: (inout Scene) -> Void = { _ in }) throws -> Stage {
    var scene = Scene(people)
    change(&scene)
    return try Stage(scene, at: tuesday)
  }

  @Test func `A request leaves only after its intent was committed, once`() throws {
    let stage = try stage([.newYork(1)])
    let effects = stage.tick()
    let key = try #require(effects.intents.first?.key)
    #expect(effects.placed.isEmpty)
    #expect(stage.send(.intentCommitted(key)).placed == [key])
    #expect(stage.send(.intentCommitted(key)).placed.isEmpty)
    #expect(stage.tick().intents.isEmpty)
  }

  enum Obstacle: CaseIterable { case windowClosed, paused, pausedAll, suppressed, pastNotAfter, stopping, killSwitch }

  @Test(arguments: Obstacle.allCases)
  func `What changed between commit and request withdraws the permit`(_ obstacle: Obstacle) throws {
    var scene = Scene([.newYork(1)])
    scene.campaigns = [Scene.campaign("a")]
    // 20:00 less 40 s is the last instant of the window.
    let stage = try Stage(scene, at: obstacle == .windowClosed ? "2027-03-03T00:58:59Z" : tuesday)
    let intent = try #require(stage.intents().first)
    var later = stage.now
    switch obstacle {
    case .windowClosed: later = at("2027-03-03T00:59:00Z")
    case .paused: stage.send(.paused(campaign: "a", reason: "test", until: nil))
    case .pausedAll: stage.send(.paused(campaign: nil, reason: "test", until: nil))
    case .suppressed: stage.send(.suppressed(callee: intent.callee))
    case .pastNotAfter: later = intent.notAfter + Interval(microseconds: 1)
    case .stopping: stage.send(.stopRequested)
    case .killSwitch: stage.send(.killSwitchChanged(isOn: true))
    }
    let effects = stage.send(.intentCommitted(intent.key), at: later)
    #expect(effects.placed.isEmpty)
    #expect(effects.withdrawn == [intent.key])
    #expect(effects.changes == [.unsent(intent.key, code: nil)])
    #expect(stage.spend == Spend())
    #expect(stage.report.calls == 0)
  }

  @Test func `What was not sent is sent again as transmission 2 of the same try`() throws {
    let stage = try stage([.newYork(1)])
    let first = try #require(stage.intents().first)
    stage.send(.intentCommitted(first.key))
    stage.send(
      .placementReturned(first.key, .unsent(code: 20429, message: "slow down", action: .backOff), sentAt: stage.now))
    #expect(stage.intents().isEmpty, "the carrier asked for a pause")
    let second = try #require(stage.intents(after: .seconds(1)).first)
    #expect((first.attempt, first.transmission) == (1, 1))
    #expect((second.attempt, second.transmission) == (1, 2))
    #expect(second.key > first.key)
  }

  @Test func `Pauses after refusals double, and one clear answer ends them`() throws {
    let stage = try stage([.newYork(1), .newYork(2)])
    for wait in [1, 2, 4] {
      let intent = try #require(stage.intents().first)
      stage.send(.intentCommitted(intent.key))
      stage.send(
        .placementReturned(intent.key, .unsent(code: nil, message: "no route", action: .backOff), sentAt: stage.now))
      #expect(stage.intents(after: .seconds(Int64(wait)) - .milliseconds(1)).isEmpty)
      stage.tick(after: .milliseconds(0))
      stage.send(.fetchFailed(1), at: stage.now + .milliseconds(1))
    }
    let intent = try stage.call()
    stage.report(intent.key, .busy)
    #expect(stage.intents().count == 1)
  }

  @Test func `A rejected number is parked, and its try is not taken again`() throws {
    let stage = try stage([.newYork(1)])
    let intent = try #require(stage.intents().first)
    stage.send(.intentCommitted(intent.key))
    let effects = stage.send(
      .placementReturned(intent.key, .rejected(code: 21211, message: "no such number"), sentAt: stage.now))
    #expect(effects.changes == [.rejected(intent.key, code: 21211, at: stage.now)])
    #expect(stage.standing("ny1")?.reason == .numberParked)
    #expect(stage.report.calls == 0)
    #expect(stage.spend == Spend())
    #expect(stage.intents(after: .hours(3)).isEmpty)
  }

  @Test(arguments: [
    (CarrierAction.stopAccount, Reason.accountStopped), (.stopCampaign, .campaignStopped),
    (.stopCountry, .countryStopped), (.stopCallerID, .callerIDStopped),
  ])
  func `A refusal larger than the number stops what it is about until somebody resumes`(
    action: CarrierAction, reason: Reason
  ) throws {
    let stage = try stage([.newYork(1), .newYork(2)])
    let intent = try #require(stage.intents().first)
    stage.send(.intentCommitted(intent.key))
    stage.send(.placementReturned(intent.key, .unsent(code: 1, message: "no", action: action), sentAt: stage.now))
    #expect(stage.intents(after: .hours(1)).isEmpty)
    #expect(stage.waiting() == [reason.code: 2])
    stage.send(.resumed(campaign: nil))
    #expect(stage.intents().count == 1)
  }

  @Test func `A refused country stops the intents that were committed with it`() throws {
    let stage = try stage([.newYork(1), .newYork(2)]) { $0.campaigns[0].pacing.concurrentCalls = 2 }
    let intents = stage.intents()
    try #require(intents.count == 2)
    stage.send(.intentCommitted(intents[0].key))
    stage.send(
      .placementReturned(intents[0].key, .unsent(code: 1, message: "no", action: .stopCountry), sentAt: stage.now))
    #expect(stage.send(.intentCommitted(intents[1].key)).withdrawn == [intents[1].key])
  }

  @Test func `A callback that is faster than the answer binds the call, and the answer still sets the pace`() throws {
    let stage = try stage([.newYork(1), .newYork(2)]) {
      $0.configuration.twilio.callsPerSecond = .perSecond(thousandths: 1_000)
      $0.campaigns[0].pacing.concurrentCalls = 2
      $0.campaigns[0].pacing.callsPerSecond = nil
    }
    let intent = try #require(stage.intents().first)
    stage.send(.intentCommitted(intent.key))
    let sent = stage.now + .milliseconds(900)
    stage.report(intent.key, .ringing, after: .milliseconds(950))
    #expect(stage.sid(of: intent.key) == "CA1")
    stage.send(.placementReturned(intent.key, .placed(sid: "CA1"), sentAt: sent))
    #expect(stage.report.calls == 1)
    stage.send(.ticked, at: sent + .milliseconds(1_004))
    #expect(stage.records.count == 1)
    #expect(stage.send(.ticked, at: sent + .milliseconds(1_005)).intents.count == 1)
  }

  @Test func `Statuses merge by order, and a terminal one never reopens`() throws {
    let stage = try stage([.newYork(1)])
    let key = try stage.call().key
    stage.report(key, .inProgress)
    #expect(stage.report(key, .ringing).changes.isEmpty)
    #expect(stage.report(key, .completed, seconds: 20).changes.count == 1)
    #expect(stage.report(key, .completed, seconds: 20).changes.isEmpty)
    #expect(stage.report(key, .inProgress).changes.isEmpty)
    #expect(stage.records[key]?.disposition == .answered)
    #expect(stage.spend.settled == .mille(14))
    #expect(stage.spend.reserved == .zero)
  }

  @Test func `A clock that runs backwards changes nothing that was decided`() throws {
    let stage = try stage([.newYork(1), .newYork(2)])
    let intent = try stage.call()
    stage.report(intent.key, .busy, after: .seconds(10))
    #expect(stage.send(.ticked, at: at("2027-03-02T08:00:00Z")).intents.isEmpty)
    #expect(stage.tick().intents.map(\.at) == [stage.now])
  }
}
