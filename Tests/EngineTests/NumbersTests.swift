import Campaigns
import Engine
import Testing

/// `call.numbers`: attempt k takes usable number ((k−1) mod n)+1, and each number has its own place, price and limits.
@Suite struct NumbersTests {
  private static let home: Int64 = 12_125_550_101
  private static let mobile: Int64 = 13_105_550_101
  private static let office: Int64 = 12_125_550_150

  /// New York at home, Los Angeles on the mobile; the mobile is called first.
  private func person(mobile: String? = "+13105550101", office: String? = nil) -> Person {
    var person = Person.newYork(1)
    person.zone = nil
    (person.mobile, person.office) = (mobile, office)
    return person
  }

  private func stage(
    _ people: [Person], at start: String = "2027-03-02T18:00:00Z", _ change: (inout Scene) -> Void = { _ in }
  ) throws -> Stage {
    var scene = Scene(people)
    scene.configuration.international.allow = ["GB"]
    scene.campaigns[0].call.numbers = ["mobile_phone", "phone", "office_phone"]
    scene.campaigns[0].attempts.max = 6
    scene.campaigns[0].attempts.retry = [.busy: .init(repeating: .minutes(1), count: 6)]
    change(&scene)
    return try Stage(scene, at: start)
  }

  /// The number of the call that starts after a while; it ends busy.
  private func round(_ stage: Stage, after length: Interval = .minutes(1)) throws -> Int64 {
    let intent = try stage.call(after: length)
    stage.report(intent.key, .busy)
    return intent.callee
  }

  @Test func `Attempts take the numbers in turn, and go on in turn after a restart`() throws {
    let stage = try self.stage([person(office: "+12125550150")])
    #expect(try (0..<4).map { _ in try round(stage) } == [Self.mobile, Self.home, Self.office, Self.mobile])
    let restarted = try Stage(restarting: stage)
    restarted.send(.recovered([], newestCommit: .distantPast))
    #expect(try (0..<2).map { _ in try round(restarted) } == [Self.home, Self.office])
    #expect(restarted.standing("ny1")?.reason == .attemptsUsed)
  }

  @Test func `A column without a number, with a wrong one or with the same one again takes no turn`() throws {
    for (mobile, office) in [(nil, "+13105550101"), ("12", "+13105550101"), ("+13105550101", "+1 310 555 0101")] {
      let stage = try self.stage([person(mobile: mobile, office: office)])
      let expected = mobile == "+13105550101" ? [Self.mobile, Self.home] : [Self.home, Self.mobile]
      #expect(try (0..<4).map { _ in try round(stage) } == expected + expected, "\(mobile ?? "none")")
    }
  }

  @Test func `Without any number that can be called the first one says why`() throws {
    var nobody = person(mobile: nil)
    nobody.state = .missing
    #expect(try self.stage([nobody]).standing("ny1")?.reason == .noPhone)
    nobody.mobile = "12"
    #expect(try self.stage([nobody]).standing("ny1")?.reason == .invalidNumber)
    nobody.office = "+442079460001"
    let denied = try self.stage([nobody]) { $0.campaigns[0].international.deny = true }
    #expect(denied.standing("ny1")?.reason == .countryDenied)
    // The column phone is not among those of this campaign: it is not called.
    let other = try self.stage([person(mobile: nil)]) { $0.campaigns[0].call.numbers = ["mobile_phone"] }
    #expect(other.standing("ny1")?.reason == .noPhone)
  }

  @Test func `Hours are those of the number whose turn it is`() throws {
    // 9:30 in New York is 6:30 in Los Angeles.
    let stage = try self.stage([person()], at: "2027-03-02T14:30:00Z")
    #expect(stage.intents().isEmpty)
    #expect(stage.standing("ny1") == Standing(reason: .outsideCallingHours, clearsAt: at("2027-03-02T17:00:00Z")))
    #expect(stage.expectReasonsMatch() > 0)
    #expect(try round(stage, after: .minutes(150)) == Self.mobile)
    let next = try self.stage(
      [person()], at: "2027-03-02T14:30:00Z"
    ) { $0.campaigns[0].call.numbers = ["phone", "mobile_phone"] }
    #expect(try round(next, after: .zero) == Self.home)
    #expect(next.intents(after: .minutes(1)).isEmpty)
    #expect(next.standing("ny1") == Standing(reason: .outsideCallingHours, clearsAt: at("2027-03-02T17:00:00Z")))
    #expect(next.expectReasonsMatch() > 0)
  }

  @Test func `A number on a list is passed over; all of them, and the customer is suppressed`() throws {
    let stage = try self.stage([person(office: "+12125550150")]) { $0.suppressed = [Self.mobile] }
    #expect(try round(stage) == Self.home)
    stage.send(.suppressed(callee: Self.office))
    #expect(try (0..<2).map { _ in try round(stage) } == [Self.home, Self.home])
    stage.send(.suppressed(callee: Self.home))
    #expect(stage.intents(after: .minutes(1)).isEmpty)
    #expect(stage.standing("ny1")?.reason == .suppressed)
    let lines = (0..<stage.engine.world.people.callee.count)
    let lifted = lines.filter { stage.engine.world.people.callee[$0] == Self.office }
      .map { SuppressionChange.Person(line: $0, purposes: []) }
    stage.send(.suppressionsChanged(SuppressionChange(people: lifted, numbers: [:], adds: false)))
    #expect(try round(stage, after: .zero) == Self.office)
  }

  @Test func `A call to a number that is suppressed meanwhile is cancelled, one to another number is not`() throws {
    let stage = try self.stage([person()])
    let intent = try stage.call()
    #expect(intent.callee == Self.mobile)
    #expect(stage.send(.suppressed(callee: Self.home)).canceled.isEmpty)
    #expect(stage.send(.suppressed(callee: Self.mobile)).canceled == [intent.key])
  }

  @Test func `The carrier's refusal parks the one number; the customer is parked with the last`() throws {
    let stage = try self.stage([person()])
    func refuse() throws -> Int64 {
      let intent = try #require(stage.intents(after: .minutes(1)).first)
      stage.send(.intentCommitted(intent.key))
      stage.send(.placementReturned(intent.key, .rejected(code: 21_211, message: ""), sentAt: stage.now))
      return intent.callee
    }
    #expect(try refuse() == Self.mobile)
    let restarted = try Stage(restarting: stage)
    restarted.send(.recovered([], newestCommit: .distantPast))
    #expect(try round(restarted) == Self.home)
    #expect(try refuse() == Self.home)
    #expect(stage.standing("ny1")?.reason == .numberParked)
    #expect(stage.intents(after: .minutes(1)).isEmpty)
    #expect(try Stage(restarting: stage).standing("ny1")?.reason == .numberParked)
  }

  @Test func `Limits of a number count its calls alone, those of the customer all of them`() throws {
    let perNumber = AttemptLimit(max: 1, per: .hours(24), scope: .number)
    let stage = try self.stage([person()]) { $0.campaigns[0].attempts.limits = [perNumber] }
    let start = stage.now + .minutes(1)
    #expect(try [round(stage), round(stage)] == [Self.mobile, Self.home])
    #expect(stage.intents(after: .minutes(1)).isEmpty)
    #expect(stage.standing("ny1") == Standing(reason: .attemptLimit, clearsAt: start + .hours(24)))
    let perCustomer = AttemptLimit(max: 1, per: .hours(24), scope: .customer)
    let other = try self.stage([person()]) { $0.campaigns[0].attempts.limits = [perCustomer] }
    #expect(try round(other) == Self.mobile)
    #expect(other.intents(after: .minutes(1)).isEmpty)
  }

  @Test func `A number in use keeps its other owners waiting, whatever their column`() throws {
    var other = Person.losAngeles(9)
    other.callee = Self.mobile
    var scene = Scene([person(), other])
    scene.campaigns = [
      Scene.campaign("a") {
        $0.call.numbers = ["mobile_phone"]
        $0.segment.condition = .leaf(.init(column: "mobile_phone", test: .exists(true), line: 1))
      },
      Scene.campaign("b") {
        $0.segment.condition = .leaf(.init(column: "mobile_phone", test: .exists(false), line: 1))
      },
    ]
    let stage = try Stage(scene, at: "2027-03-02T18:00:00Z")
    let intents = stage.intents()
    #expect(intents.map(\.callee) == [Self.mobile])
    let waiting = try #require(intents.first).campaign == 0 ? 1 : 0
    #expect(stage.waiting(waiting) == ["number-in-use": 1])
  }

  @Test func `A live call keeps its number in use when the campaign calls other columns after a reload`() throws {
    var other = Person.losAngeles(9)
    other.callee = Self.mobile
    var scene = Scene([person(), other])
    let own = Condition.leaf(.init(column: "mobile_phone", test: .exists(true), line: 1))
    scene.campaigns = [
      Scene.campaign("a") {
        ($0.call.numbers, $0.segment.condition) = (["mobile_phone"], own)
      },
      Scene.campaign("b") { ($0.call.numbers, $0.segment.condition) = (["mobile_phone"], own) },
      Scene.campaign("c") { $0.segment.condition = .not(own) },
    ]
    let stage = try Stage(scene, at: "2027-03-02T18:00:00Z")
    let live = try #require(stage.intents().first { $0.callee == Self.mobile })
    stage.place(live.key)
    var changed = scene
    changed.campaigns[live.campaign].call.numbers = ["phone"]
    let restarted = try Stage(restarting: stage, scene: changed)
    restarted.send(.recovered([], newestCommit: .distantPast))
    restarted.tick()
    #expect(restarted.waiting(2) == ["number-in-use": 1])
  }

  @Test func `A confirmation shows each country's calls, and its price`() throws {
    let stage = try self.stage([person(mobile: "+442079460001")]) {
      $0.configuration.international.allow = []
      $0.campaigns[0].attempts.max = 3
    }
    // Of three attempts the first and the third go to Britain.
    let scope = try #require(stage.confirmable.first)
    #expect(stage.confirmable.count == 1 && scope.country == "GB")
    #expect(scope.scope.customers == 1 && scope.scope.calls == 2)
    #expect(scope.scope.worstCase == .mille(60))
    #expect(stage.intents().isEmpty)
    #expect(stage.standing("ny1")?.reason == .needsConfirmation)
  }

  @Test func `phone.country and one_per mean the first number that can be called`() throws {
    let country = Condition.leaf(.init(column: "phone.country", test: .equals("GB"), line: 1))
    let british = try self.stage([person(mobile: "+442079460001"), .newYork(2)]) {
      $0.campaigns[0].segment.condition = country
    }
    #expect(british.report.selected == 1)
    #expect(british.standing("ny1") != nil)
    var second = person()
    second.id = "ny2"
    second.callee = 12_125_550_177
    let shared = try self.stage([person(), second]) { $0.campaigns[0].segment.onePer = .number }
    #expect(shared.waiting()["represented-by"] == 1)
  }

  @Test func `The footprint counts every country, and the dearest number`() throws {
    let stage = try self.stage([person(mobile: "+442079460001")]) { $0.campaigns[0].attempts.max = 2 }
    let footprint = stage.engine.world.footprint(campaign: 0)
    #expect(footprint.countries == ["GB", "US"])
    #expect(footprint.worstCase == .mille(60))
  }

  @Test func `Explain names the number whose turn it is`() throws {
    let stage = try self.stage([person()])
    func text() -> String? { stage.explanation(row: 0).verdicts.first { $0.question == .invalidNumber }?.value }
    #expect(text() == "a valid number, 1 of 2: mobile_phone")
    _ = try round(stage)
    #expect(text() == "a valid number, 2 of 2: phone")
  }
}
