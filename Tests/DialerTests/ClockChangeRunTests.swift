import ActivityStore
import Campaigns
import Engine
import Foundation
import Sandbox
import Testing

@testable import Dialer

/// The plan's calls are the run's calls (G10) also over the nights on which the clocks change: the daemon against the
/// sandbox makes the calls of the golden files.
@Suite(.serialized)
struct ClockChangeRunTests {
  struct Night: Sendable, CustomTestStringConvertible {
    var expected: String
    var from: String
    var until: String
    var testDescription: String { expected }
  }

  static let nights = [
    Night(expected: "fall-back.ndjson", from: "2027-11-07T04:00:00Z", until: "2027-11-08T05:00:00Z"),
    Night(expected: "spring-forward.ndjson", from: "2027-03-14T05:00:00Z", until: "2027-03-16T04:00:00Z"),
  ]

  @Test(arguments: nights)
  func `The run makes the golden plan's calls`(_ night: Night) async throws {
    let folder = try Golden.copy("clock-change")
    let from = instant(night.from)
    let until = instant(night.until)
    var workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let store = try SQLiteStore.create(at: workspace.storePath, now: from)
    try CustomerSync.importChanged(workspace, store: store, now: from)
    let planned = try PlanPrinter.plan(
      PlanSource(workspace: workspace, store: store), from: from, until: until, seed: 1, keepsCalls: true)
    let sandbox = try await PlanIsRunTests.sandbox(planned.scenario, workspace, seed: 1, from: from)
    workspace.configuration.twilio.baseURL = sandbox.baseURL
    let run = DaemonRun(
      workspace: workspace, config: folder.path("dialer.yaml"), credentials: PlanIsRunTests.credentials,
      ends: .at(until), wallClock: false, observer: RunWatch(), servesSocket: false, speed: nil)
    let code = try await run.run()
    await sandbox.stop()
    #expect(code == 0)
    let made = try store.attempts().filter { $0.state != .unsent }.map { "\($0.at.rfc3339) \($0.customer)" }
    let golden = try Golden.lines("clock-change/" + night.expected).map { try JSON.parse($0) }.compactMap { line in
      if case (.string("call"), .string(let at), .string(let customer)) = (line["type"], line["at"], line["customer"]) {
        "\(at) \(customer)"
      } else {
        nil as String?
      }
    }
    #expect(golden.count == 12)
    #expect(made == golden)
  }
}
