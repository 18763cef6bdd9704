import Campaigns
import Engine
import Testing

/// A reason for each refusal that the other suites do not come to, and the instant at which it clears.
@Suite struct ReasonTests {
  /// A scene in which the one customer who is asked about is refused, and how.
  struct Refused: Sendable, CustomTestStringConvertible {
    var reason: Reason
    var start = "2027-03-02T15:00:00Z"
    /// nil: only an action clears it.
    var clearsAt: String?
    var scene: @Sendable () -> Scene
    var testDescription: String { reason.code }
  }

  static let refused: [Refused] = [
    Refused(reason: .rateAboveLimit) {
      scene([.london(1)]) {
        $0.configuration.international.allow = ["GB"]
        $0.campaigns[0].international.maxRatePerMinute = .mille(29)
      }
    },
    Refused(reason: .ratesTooOld) { scene([.newYork(1)]) { $0.ratesTooOld = true } },
    Refused(reason: .templateValueMissing) {
      scene([.newYork(1)]) { $0.campaigns[0].call.answer = says([.text("Until "), .column("birthday")]) }
    },
    Refused(reason: .messageTooLong) {
      var person = Person.newYork(1)
      person.birthday = "2027-03-05"
      return scene([person]) {
        // With <Response><Say></Say></Response> around it the text may be 3,967 characters long.
        $0.campaigns[0].call.answer = says([.text(String(repeating: "a", count: 3_960)), .column("birthday")])
      }
    },
    Refused(reason: .timeZoneUnknown) {
      scene([Person(id: "free", callee: 18_005_550_101, zone: nil, type: .tollFree)])
    },
    Refused(reason: .noCommonHours) {
      // A number of New York with an address in Hawaii: at 9 in the one it is 4 in the other.
      scene([Person(id: "moved", callee: 12_125_550_101, zone: "Pacific/Honolulu")]) {
        $0.campaigns[0].callingHours.open = daily(9 * 60, 10 * 60)
      }
    },
    // 19:59:30 in New York: what starts now could still ring at 20:00.
    Refused(reason: .windowAboutToClose, start: "2027-03-03T00:59:30Z", clearsAt: "2027-03-03T14:00:00Z") {
      scene([.newYork(1)])
    },
  ]

  @Test(arguments: refused)
  func `Refused for`(_ refused: Refused) throws {
    let stage = try Stage(refused.scene(), at: refused.start)
    #expect(stage.intents().isEmpty)
    let id = stage.scene.people[0].id
    #expect(stage.standing(id) == Standing(reason: refused.reason, clearsAt: refused.clearsAt.map { at($0) }))
    #expect(stage.waiting() == [refused.reason.code: 1])
    if let clearsAt = refused.clearsAt {
      #expect(stage.tick(clearsAt).intents.count == 1)
    } else {
      #expect(stage.intents(after: .days(30)).isEmpty)
      #expect(!stage.canStillCall())
    }
  }

  @Test func `Just within the limits nobody is refused`() throws {
    var person = Person.newYork(1)
    person.birthday = "2027-03-05"
    let scene = Self.scene([.london(1), person]) {
      $0.configuration.international.allow = ["GB"]
      $0.campaigns[0].international.maxRatePerMinute = .mille(30)
      $0.campaigns[0].pacing.concurrentCalls = 2
    }
    #expect(try Stage(scene, at: "2027-03-02T16:00:00Z").intents().count == 2)
    // One second earlier than the last minute of the window.
    #expect(try Stage(scene, at: "2027-03-03T00:58:59Z").intents().map(\.row) == [1])
  }

  @Test func `A customer whom the source has no more is removed, not out of the segment`() throws {
    let stage = try Stage(Self.scene([.newYork(1)]) { $0.campaigns[0].attempts.retry[.busy] = [.hours(1)] }, at: noon)
    stage.report(try stage.call().key, .busy)
    #expect(stage.standing("ny1")?.reason == .retryWait)
    var scene = stage.scene
    scene.people[0].present = false
    let again = try Stage(restarting: stage, scene: scene)
    again.send(.recovered([], newestCommit: again.now))
    #expect(again.intents(after: .hours(2)).isEmpty)
    #expect(again.standing("ny1") == Standing(reason: .customerRemoved))
    #expect(again.report.selected == 1)
  }

  @Test func `A clock behind the newest intent waits until it has passed`() throws {
    let stage = try Stage(Self.scene([.newYork(1)]), at: noon)
    let newest = stage.now + .minutes(10)
    stage.engine.requireRecovery(newestIntent: newest)
    #expect(stage.intents().isEmpty)
    #expect(stage.standing("ny1") == Standing(reason: .recovering))
    stage.send(.recovered([], newestCommit: stage.now))
    #expect(stage.tick().wake == newest)
    #expect(stage.standing("ny1") == Standing(reason: .clockBehind, clearsAt: newest))
    #expect(stage.send(.ticked, at: newest - Interval(microseconds: 1)).intents.isEmpty)
    #expect(stage.send(.ticked, at: newest).intents.count == 1)
  }

  @Test func `A clock that is set back waits until it has passed what it showed before`() throws {
    let stage = try Stage(Self.scene([.newYork(1), .newYork(2)]), at: noon)
    let first = try stage.call()
    stage.report(first.key, .completed, seconds: 5, after: .seconds(10))
    let stood = stage.now
    stage.send(.ticked, at: stood - .hours(3))
    let behind = try #require(stage.engine.conditions.first)
    #expect(behind.code == "clock-behind" && behind.text.contains(stood.rfc3339))
    #expect(behind.remedy.contains("restart the daemon"))
    #expect(stage.waiting() == ["clock-behind": 1])
    #expect(stage.send(.ticked, at: stood - .seconds(1)).intents.isEmpty)
    #expect(stage.send(.ticked, at: stood).intents.count == 1)
    #expect(stage.engine.conditions.isEmpty)
  }

  @Test func `What NTP corrects in passing stops nothing`() throws {
    let stage = try Stage(Self.scene([.newYork(1)]), at: noon)
    stage.send(.ticked, at: stage.now + .seconds(30))
    stage.send(.ticked, at: stage.now - .seconds(4))
    #expect(stage.engine.conditions.isEmpty)
  }

  // MARK: - The order of the gates

  @Test func `Of two refusals the earlier gate's is told`() throws {
    let dear = try Stage(
      Self.scene([.newYork(1)]) {
        $0.campaigns[0].budget.perCall = .mille(13)
        $0.campaigns[0].budget.perCustomer = .mille(13)
      }, at: noon)
    dear.tick()
    #expect(dear.standing("ny1") == Standing(reason: .callTooExpensive))
    let parked = try Stage(Self.scene([.newYork(1)]), at: noon)
    let intent = try #require(parked.intents().first)
    parked.send(.intentCommitted(intent.key))
    parked.send(.placementReturned(intent.key, .rejected(code: 21_211, message: "not a number"), sentAt: parked.now))
    #expect(parked.standing("ny1") == Standing(reason: .numberParked))
    var scene = parked.scene
    scene.suppressed = [12_125_550_101]
    #expect(try Stage(restarting: parked, scene: scene).standing("ny1") == Standing(reason: .numberParked))
    parked.send(.suppressed(callee: 12_125_550_101))
    #expect(parked.standing("ny1") == Standing(reason: .numberParked))
  }

  // MARK: - What a restart must not change

  @Test func `The gap after an attempt of unknown fate ends when its call can have ended, however long we were down`()
    throws
  {
    let stage = try Stage(Self.scene([.newYork(1)]) { $0.configuration.twilio.reconcile = [.seconds(5)] }, at: noon)
    let intent = try #require(stage.intents().first)
    stage.send(.intentCommitted(intent.key))
    stage.send(.placementReturned(intent.key, .ambiguous(message: "reset"), sentAt: stage.now))
    stage.tick(after: .seconds(5))
    stage.send(.reconciled(intent.key, nil))
    stage.tick(after: .hours(30))
    var scene = stage.scene
    scene.campaigns[0].attempts.minGap = .hours(2)
    let again = try Stage(restarting: stage, scene: scene)
    #expect(again.report.live == 0 && again.report.peakConcurrency == 0)
    #expect(again.spend.unresolved == .mille(14))
    again.send(.recovered([], newestCommit: again.now))
    again.tick()
    #expect(again.standing("ny1") == Standing(reason: .attemptUnresolved))
  }
}

// MARK: - Building blocks

extension ReasonTests {
  private var noon: String { "2027-03-02T17:00:00Z" }

  private static func scene(_ people: [Person], _ change: (inout Scene) -> Void = { _ in }) -> Scene {
    var scene = Scene(people)
    change(&scene)
    return scene
  }

  private static func says(_ parts: [Template.Part]) -> Campaign.Call.Answer {
    .say(Template(parts: parts), voice: nil, language: nil)
  }

  private static func daily(_ opens: Int16, _ closes: Int16) -> WeeklyWindows {
    WeeklyWindows(days: .init(repeating: [DayWindow(opens: opens, closes: closes)], count: 7))
  }
}
