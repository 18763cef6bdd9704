import Campaigns
import Engine
import Testing

/// Requests without a clear answer: held, looked for, found or presumed; and the start of a process.
@Suite struct QuarantineTests {
  private func stage(_ people: [Person], _ change: (inout Scene) -> Void = { _ in }) throws -> Stage {
    var scene = Scene(people)
    change(&scene)
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  private func quarantined(_ stage: Stage) throws -> Intent {
    let intent = try #require(stage.intents().first)
    stage.send(.intentCommitted(intent.key))
    stage.send(.placementReturned(intent.key, .ambiguous(message: "cut"), sentAt: stage.now))
    return intent
  }

  private func listed(_ intent: Intent, _ status: CallReport.Status, sid: String = "CAfound") -> ListedCall {
    ListedCall(
      report: CallReport(sid: sid, status: status, duration: 20), to: intent.callee, from: intent.callerID,
      createdAt: intent.at)
  }

  /// Ticks through the whole schedule; every look finds nothing.
  private func exhaust(_ stage: Stage, _ intent: Intent) {
    for seconds in [5, 30, 120, 300, 900] as [Int64] {
      let effects = stage.send(.ticked, at: intent.at + .seconds(seconds))
      #expect(effects.listed == [intent.key], "look at \(seconds) s")
      stage.send(.reconciled(intent.key, nil))
    }
  }

  @Test func `An unclear answer holds slot, money and number and is never sent again`() throws {
    let stage = try stage([.newYork(1), Person(id: "same", callee: 12_125_550_101, zone: "America/New_York")])
    let intent = try quarantined(stage)
    #expect(stage.spend.unresolved == .mille(14))
    #expect(stage.spend.reserved == .zero)
    #expect(stage.report.calls == 1)
    #expect(stage.intents(after: .seconds(4)).isEmpty)
    exhaust(stage, intent)
    #expect(stage.records[intent.key]?.state == .presumedNotPlaced)
    #expect(stage.intents(after: .seconds(1)).isEmpty)
    #expect(stage.waiting() == ["attempt-unresolved": 2])
    #expect(stage.spend.unresolved == .mille(14))
  }

  @Test func `The number of a presumed attempt is free for others after a day, the customer is not`() throws {
    let stage = try stage([.newYork(1), Person(id: "same", callee: 12_125_550_101, zone: "America/New_York")])
    let intent = try quarantined(stage)
    exhaust(stage, intent)
    stage.tick(after: .seconds(1))
    let day = intent.at + .hours(24)
    #expect(stage.send(.ticked, at: day - .milliseconds(1)).intents.isEmpty)
    let next = stage.send(.ticked, at: day).intents
    #expect(next.map(\.row) == [1 - intent.row])
  }

  @Test func `A slot is freed when no call can be running and the schedule is over`() throws {
    let stage = try stage([.newYork(1), .newYork(2)])
    let intent = try quarantined(stage)
    for seconds in [5, 30, 120, 300] as [Int64] {
      stage.send(.ticked, at: intent.at + .seconds(seconds))
      stage.send(.reconciled(intent.key, nil))
    }
    #expect(stage.send(.ticked, at: intent.at + .seconds(899)).intents.isEmpty)
    stage.send(.ticked, at: intent.at + .seconds(900))
    stage.send(.reconciled(intent.key, nil))
    #expect(stage.send(.ticked, at: intent.at + .seconds(900)).intents.count == 1)
  }

  @Test func `A look that nobody answers proves nothing: it is repeated until the carrier lists its calls`() throws {
    let stage = try stage([.newYork(1)])
    let intent = try quarantined(stage)
    stage.send(.ticked, at: intent.at + .seconds(5))
    for minute in 1...40 as ClosedRange<Int64> {
      stage.send(.lookFailed(intent.key))
      let again = intent.at + .seconds(5) + .minutes(minute)
      #expect(stage.send(.ticked, at: again - .seconds(1)).listed.isEmpty)
      #expect(stage.send(.ticked, at: again).listed == [intent.key])
    }
    #expect(stage.records[intent.key]?.state == .ambiguous)
    stage.send(.reconciled(intent.key, listed(intent, .ringing)))
    #expect(stage.records[intent.key]?.state == .placed)
  }

  @Test func `After a day without an answer an unclear attempt is held for a person`() throws {
    let stage = try stage([.newYork(1)])
    let intent = try quarantined(stage)
    stage.send(.ticked, at: intent.at + .hours(24) - .minutes(2))
    stage.send(.lookFailed(intent.key))
    #expect(stage.records[intent.key]?.state == .ambiguous)
    stage.send(.ticked, at: intent.at + .hours(24) - .minutes(1))
    stage.send(.lookFailed(intent.key))
    #expect(stage.records[intent.key]?.state == .presumedNotPlaced)
  }

  @Test func `A call that a look finds is placed, and ends like any other`() throws {
    let stage = try stage([.newYork(1)])
    let intent = try quarantined(stage)
    #expect(stage.send(.ticked, at: intent.at + .seconds(5)).listed == [intent.key])
    let effects = stage.send(.reconciled(intent.key, listed(intent, .completed)))
    #expect(effects.changes.first == .placed(intent.key, sid: "CAfound"))
    #expect(stage.spend.unresolved == .zero)
    #expect(stage.spend.settled == .mille(14))
    #expect(stage.report.calls == 1)
    #expect(stage.report.done == 1)
  }

  @Test func `A presumed attempt whose call turns up late ends, and frees neither slot nor number twice`() throws {
    let stage = try stage([.newYork(1), Person(id: "same", callee: 12_125_550_101, zone: "America/New_York")]) {
      $0.campaigns[0].attempts.retry[.busy] = [.hours(1)]
    }
    let intent = try quarantined(stage)
    exhaust(stage, intent)
    stage.tick(after: .seconds(1))
    // A day later the number is called for the other customer: that call is live.
    let other = try #require(stage.send(.ticked, at: intent.at + .hours(24)).intents.first)
    stage.place(other.key)
    stage.report(intent.key, .busy)
    #expect(stage.records[intent.key]?.disposition == .busy)
    #expect(stage.spend.unresolved == .zero)
    stage.tick(after: .hours(1))
    #expect(stage.records.count == 2, "two live attempts to one number")
    stage.report(other.key, .completed, seconds: 1)
    #expect(stage.intents(after: .hours(1)).map(\.row) == [intent.row])
  }

  @Test func `Three unclear answers in a row stop the account for five minutes`() throws {
    let stage = try stage((1...5).map { .newYork($0) }) { $0.campaigns[0].pacing.concurrentCalls = 5 }
    let intents = stage.intents()
    try #require(intents.count == 5)
    for intent in intents { stage.send(.intentCommitted(intent.key)) }
    for intent in intents.prefix(2) {
      #expect(
        stage.send(.placementReturned(intent.key, .ambiguous(message: "500"), sentAt: stage.now)).warnings
          == ["attempt-unresolved"])
    }
    #expect(stage.accountStop == nil)
    let effects = stage.send(.placementReturned(intents[2].key, .ambiguous(message: "500"), sentAt: stage.now))
    #expect(effects.warnings == ["attempt-unresolved"])
    #expect(stage.accountStop != nil)
    stage.send(.ticked, at: stage.now + .minutes(5))
    #expect(stage.accountStop == nil)
  }

  @Test func `A call without news ends as unknown at its full price, but is asked for once more before that`() throws {
    let stage = try stage([.newYork(1)])
    let intent = try stage.call()
    let last = intent.at + .seconds(25 + 60 + 60)
    #expect(stage.send(.ticked, at: last - .milliseconds(1)).changes.isEmpty)
    #expect(stage.send(.ticked, at: last).fetched.contains(intent.key))
    stage.send(.ticked, at: last + .minutes(1))
    #expect(stage.records[intent.key]?.disposition == .unknown)
    #expect(stage.spend.settled == .mille(14))
    #expect(stage.waiting() == ["attempt-unresolved": 1])
  }

  @Test func `A standstill of an hour does not make the calls of that time unknown`() throws {
    let stage = try stage([.newYork(1)])
    let intent = try stage.call()
    #expect(stage.tick(after: .hours(1)).fetched.contains(intent.key))
    stage.report(intent.key, .completed, seconds: 30)
    #expect(stage.records[intent.key]?.disposition == .answered)
  }

  @Test func `A start binds what the carrier lists, quarantines the rest and lets orphans be`() throws {
    let stage = try stage((1...3).map { .newYork($0) }) {
      $0.configuration.twilio.exclusive = false
      $0.campaigns[0].pacing.concurrentCalls = 2
    }
    let intents = stage.intents()
    for intent in intents { stage.send(.intentCommitted(intent.key)) }
    let again = try Stage(restarting: stage)
    #expect(again.intents().isEmpty)
    #expect(again.waiting() == ["recovering": 1])
    let stray = ListedCall(
      report: CallReport(sid: "CAstray", status: .ringing), to: 442_079_460_099, from: 14_155_550_100,
      createdAt: again.now)
    let effects = again.send(.recovered([listed(intents[1], .completed), stray], newestCommit: again.now))
    #expect(again.records[intents[1].key]?.disposition == .answered)
    #expect(again.records[intents[0].key]?.state == .ambiguous)
    #expect(effects.orphans.map(\.report.sid) == ["CAstray"])
    #expect(effects.canceled.isEmpty)
    #expect(!again.isRecovering)
  }

  @Test(arguments: [(true, 1, true), (true, 0, false), (false, 1, false)] as [(Bool, Int64, Bool)])
  func `Only an exclusive account with a call younger than the store was rolled back`(
    exclusive: Bool, secondsYounger: Int64, expected: Bool
  ) throws {
    let stage = try stage([.newYork(1)]) { $0.configuration.twilio.exclusive = exclusive }
    let again = try Stage(restarting: stage)
    let call = ListedCall(
      report: CallReport(sid: "CAx", status: .completed), to: 442_079_460_001, from: 14_155_550_100,
      createdAt: again.now + .seconds(secondsYounger))
    again.send(.recovered([call], newestCommit: again.now))
    #expect(again.engine.conditions.contains { $0.code == "rolled-back" } == expected)
    #expect(again.intents().isEmpty == expected)
    again.send(.recoveryAccepted)
    #expect(again.intents().count == (expected ? 1 : 0))
  }

  @Test func `A wall clock behind the newest intent does not dial until it has passed`() throws {
    let stage = try stage([.newYork(1)])
    stage.engine.requireRecovery(newestIntent: stage.now + .minutes(3))
    stage.send(.recovered([], newestCommit: stage.now))
    #expect(stage.intents(after: .minutes(2)).isEmpty)
    #expect(stage.waiting() == ["clock-behind": 1])
    #expect(stage.intents(after: .minutes(1)).count == 1)
  }

  @Test func `A suppressed number's call is cancelled at whatever point it is, also after a crash`() throws {
    let stage = try stage([.newYork(1)])
    let intent = try #require(stage.intents().first)
    stage.send(.intentCommitted(intent.key))
    stage.send(.suppressed(callee: intent.callee))
    let effects = stage.send(.placementReturned(intent.key, .placed(sid: "CA1"), sentAt: stage.now))
    #expect(effects.canceled == [intent.key])
    var scene = stage.scene
    scene.suppressed = [intent.callee]
    let again = try Stage(restarting: stage, scene: scene)
    again.send(.recovered([], newestCommit: again.now))
    #expect(again.report(intent.key, .ringing).canceled == [intent.key])
    #expect(again.report(intent.key, .inProgress).canceled.isEmpty)
  }
}
