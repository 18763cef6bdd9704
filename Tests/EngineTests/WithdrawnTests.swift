import Campaigns
import Engine
import Testing

/// What becomes of a customer whose call was withdrawn before anybody answered.
@Suite struct WithdrawnTests {
  private func stage(most: Int) throws -> Stage {
    var scene = Scene([.newYork(1)])
    scene.campaigns[0].attempts.max = most
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  private func halted(most: Int) throws -> Stage {
    let stage = try stage(most: most)
    let call = try stage.call()
    stage.report(call.key, .ringing)
    let effects = stage.send(.halted(campaign: "a", reason: "wrong text", until: nil))
    try #require(effects.canceled == [call.key])
    stage.report(call.key, .canceled)
    return stage
  }

  @Test func `He waits for the resume and is called again, also after a restart`() throws {
    let stage = try halted(most: 2)
    #expect(stage.waiting() == ["campaign-paused": 1] && stage.report.done == 0)
    #expect(stage.intents(after: .hours(1)).isEmpty)
    let again = try Stage(restarting: stage)
    again.send(.recovered([], newestCommit: again.now))
    #expect(again.waiting() == ["campaign-paused": 1])
    again.send(.resumed(campaign: "a"))
    #expect(again.intents(after: .seconds(1)).map(\.attempt) == [2])
  }

  @Test func `The try is used up: with one attempt nothing follows`() throws {
    let stage = try halted(most: 1)
    stage.send(.resumed(campaign: "a"))
    #expect(stage.intents(after: .seconds(1)).isEmpty)
    #expect(stage.standing("ny1") == Standing(reason: .attemptsUsed, disposition: .canceled))
  }
}
