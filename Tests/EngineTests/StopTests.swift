import Campaigns
import Engine
import Testing

/// The kill switch and the end of the process.
@Suite struct StopTests {
  private func stage(_ count: Int64) throws -> Stage {
    var scene = Scene((1...count).map(Person.newYork))
    scene.campaigns[0].pacing.concurrentCalls = 10
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  @Test func `Nobody is called while the kill switch is on, and the reason is the switch`() throws {
    let stage = try stage(3)
    stage.send(.killSwitchChanged(isOn: true))
    #expect(stage.intents().isEmpty)
    #expect(stage.intents(after: .hours(1)).isEmpty)
    #expect(stage.waiting() == ["kill-switch": 3])
    #expect(stage.standing("ny1") == Standing(.killSwitch))
    #expect(stage.report.state == .stopped)
    #expect(stage.report.nextCallAt == nil)
    stage.send(.killSwitchChanged(isOn: false))
    #expect(stage.report.state == .running)
    #expect(stage.intents().count == 3)
  }

  @Test func `The switch is asked before everything else`() throws {
    let stage = try stage(1)
    stage.send(.accountRefused(message: "suspended"))
    stage.send(.paused(campaign: nil, reason: "test", until: nil))
    stage.send(.killSwitchChanged(isOn: true))
    #expect(stage.waiting() == ["kill-switch": 1])
    stage.send(.killSwitchChanged(isOn: false))
    #expect(stage.waiting() == ["account-stopped": 1])
  }

  @Test func `Resuming everything does not turn the switch off`() throws {
    let stage = try stage(1)
    stage.send(.killSwitchChanged(isOn: true))
    stage.send(.resumed(campaign: nil))
    #expect(stage.intents().isEmpty)
  }

  static let stops: [Event] = [.stopRequested, .killSwitchChanged(isOn: true)]

  @Test(arguments: stops.indices)
  func `Calls that still wait at the carrier are cancelled, calls in progress go on`(index: Int) throws {
    let stage = try stage(4)
    let keys = stage.intents().map(\.key)
    try #require(keys.count == 4)
    for key in keys { stage.send(.intentCommitted(key)) }
    for key in keys.prefix(3) { stage.send(.placementReturned(key, .placed(sid: "CA\(key)"), sentAt: stage.now)) }
    stage.report(keys[0], .inProgress)
    stage.report(keys[1], .busy)
    #expect(stage.send(Self.stops[index]).canceled == [keys[2]])
    // The request was under way: its call is withdrawn when it is known.
    let late = stage.send(.placementReturned(keys[3], .placed(sid: "CA\(keys[3])"), sentAt: stage.now))
    #expect(late.canceled == [keys[3]])
    #expect(stage.send(Self.stops[index]).canceled.isEmpty, "asked for once")
  }

  @Test func `Without a stop no call is cancelled`() throws {
    let stage = try stage(1)
    let key = try #require(stage.intents().first?.key)
    stage.send(.intentCommitted(key))
    #expect(stage.send(.placementReturned(key, .placed(sid: "CA1"), sentAt: stage.now)).canceled.isEmpty)
    stage.send(.killSwitchChanged(isOn: true))
    #expect(stage.send(.killSwitchChanged(isOn: false)).canceled.isEmpty)
  }
}
