import Campaigns
import Engine
import Testing

/// Which caller ID a customer sees: by country, always the same or in turn, and what is left while one is refused.
@Suite struct CallerIDTests {
  private static let own: [Int64] = [14_155_550_100, 14_155_550_101, 14_155_550_102]
  private static let british = CountryCallerIDs(country: "GB", numbers: [442_079_460_900])

  private func stage(
    _ people: [Person], _ change: (inout Campaign.Call) -> Void = { _ in }
  ) throws -> Stage {
    var scene = Scene(people)
    scene.campaigns[0].pacing.concurrentCalls = 20
    scene.campaigns[0].attempts.retry = [.busy: .init(repeating: .minutes(1), count: 6)]
    scene.campaigns[0].attempts.max = 7
    scene.configuration.international.allow = ["GB"]
    scene.campaigns[0].call.from = Self.own
    change(&scene.campaigns[0].call)
    return try Stage(scene, at: "2027-03-02T16:00:00Z")
  }

  /// Caller IDs by customer of the calls that start now; all of them end busy.
  private func round(_ stage: Stage, after length: Interval = .minutes(1)) -> [String: Int64] {
    let intents = stage.intents(after: length)
    for intent in intents { stage.place(intent.key) }
    for intent in intents { stage.report(intent.key, .busy) }
    return Dictionary(uniqueKeysWithValues: intents.map { (stage.scene.people[$0.row].id, $0.callerID) })
  }

  @Test func `A customer sees the same caller ID at every try and after a restart`() throws {
    let people = (1...8).map { Person.newYork($0) }
    let stage = try stage(people)
    let first = round(stage)
    #expect(first.count == 8 && Set(first.values).isSubset(of: Set(Self.own)) && Set(first.values).count > 1)
    #expect(round(stage) == first)
    let restarted = try Stage(restarting: stage)
    restarted.send(.recovered([], newestCommit: .distantPast))
    #expect(round(restarted) == first)
  }

  @Test func `In turns the next customer and the next try get the next caller ID`() throws {
    let stage = try stage((1...6).map { .newYork($0) }) { $0.keep = .rotate }
    let first = stage.intents()
    #expect(first.map(\.callerID) == Self.own + Self.own)
    for intent in first { stage.place(intent.key) }
    for intent in first { stage.report(intent.key, .busy) }
    let second = stage.intents(after: .minutes(1))
    for (before, after) in zip(first, second) {
      #expect(before.row == after.row)
      let index = try #require(Self.own.firstIndex(of: before.callerID))
      #expect(after.callerID == Self.own[(index + 1) % 3])
    }
  }

  @Test func `A country has its own caller IDs; without any the customer is not called`() throws {
    let both = try stage([.london(1), .newYork(1)]) { $0.byCountry = [Self.british] }
    let calls = round(both)
    #expect(calls["uk1"] == 442_079_460_900)
    #expect(calls["ny1"].map(Self.own.contains) == true)
    let alone = try stage([.london(1), .newYork(1)]) {
      $0.from = []
      $0.byCountry = [Self.british]
    }
    #expect(round(alone) == ["uk1": 442_079_460_900])
    #expect(alone.waiting()["no-caller-id"] == 1)
    #expect(alone.standing("ny1") == Standing(reason: .noCallerID, clearsAt: nil))
  }

  @Test func `While the carrier refuses a caller ID its customers see another, then their own again`() throws {
    let stage = try stage((1...8).map { .newYork($0) })
    let before = round(stage)
    let intents = stage.intents(after: .minutes(1))
    let first = try #require(intents.first)
    stage.send(.intentCommitted(first.key))
    stage.send(
      .placementReturned(
        first.key, .unsent(code: 21_210, message: "not verified", action: .stopCallerID), sentAt: stage.now))
    for intent in intents.dropFirst() {
      guard stage.send(.intentCommitted(intent.key)).withdrawn.isEmpty else { continue }
      #expect(intent.callerID != first.callerID)
      stage.send(.placementReturned(intent.key, .placed(sid: "CA\(intent.key)"), sentAt: stage.now))
      stage.report(intent.key, .busy)
    }
    let later = round(stage)
    #expect(later.count == 8, "another caller ID is there for everybody")
    #expect(!later.values.contains(first.callerID))
    for (id, callerID) in later where before[id] != first.callerID { #expect(before[id] == callerID, "\(id)") }
    stage.send(.resumed(campaign: nil))
    #expect(round(stage) == before)
  }
}
