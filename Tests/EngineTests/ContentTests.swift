import Campaigns
import Engine
import Testing

/// What a call says is made when its intent is written; a customer may have lost a value since the engine was built.
@Suite struct ContentTests {
  @Test(arguments: [Reason.templateValueMissing, .messageTooLong])
  func `A message that cannot be made any more refuses its customer alone, and nothing stays reserved`(
    reason: Reason
  ) throws {
    var scene = Scene([.newYork(1), .newYork(2)])
    scene.campaigns[0].pacing.concurrentCalls = 2
    let stage = try Stage(scene, at: "2027-03-02T15:00:00Z")
    let both = stage.intents()
    #expect(both.count == 2)
    let lost = scene.people[both[0].row].id
    let effects = stage.send(.intentRefused(both[0].key, reason))
    #expect(effects.changes.isEmpty && effects.placed.isEmpty)
    #expect(stage.standing(lost) == Standing(reason: reason))
    #expect(stage.spend.reserved == both[1].reserved)
    stage.place(both[1].key)
    stage.report(both[1].key, .completed, seconds: 10)
    #expect(stage.tick(after: .hours(3)).intents.isEmpty)
    #expect(stage.waiting() == [reason.code: 1])
  }

  @Test func `A refusal that comes too late changes nothing`() throws {
    let stage = try Stage(Scene([.newYork(1)]), at: "2027-03-02T15:00:00Z")
    let call = try stage.call()
    stage.send(.intentRefused(call.key, .templateValueMissing))
    #expect(stage.sid(of: call.key) == "CA\(call.key)")
    #expect(stage.report.live == 1)
  }
}
