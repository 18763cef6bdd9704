import ActivityStore
import Campaigns
import Engine
import Foundation
import Sandbox
import Simulation
import Synchronization
import Testing

@testable import Dialer

/// What is known of requests: those under way when somebody is suppressed, and those of earlier lives.
@Suite(.serialized)
struct SendingTests {
  @Test("a suppression that meets a request under way is acknowledged when that was answered; its call is cancelled")
  func suppressedMeanwhile() async throws {
    var shape = Home.Shape(customers: 2, attempts: 1)
    shape.faults = [Fault(kind: .slow, nth: 1, delay: .milliseconds(300))]
    let home = try Home(shape)
    let sandbox = try await home.startSandbox(try Home.everybodyAnswers())
    try home.makeStore()
    let rig = try Rig(home, sandbox)
    let first = Once(at: 1)
    let underWay = Mutex<[Bool]>([])
    let watcher = RigWatcher(onPlacing: { _, daemon in
      guard first.isNow() else { return }
      daemon.queue.async {
        underWay.withLock { $0.append(!daemon.sending.isEmpty) }
        SuppressRequest(list: "storm", subjects: [.number(Home.number(0))]).perform(on: daemon, by: "ana") { _ in
          underWay.withLock { $0.append(!daemon.sending.isEmpty) }
        }
      }
    })
    #expect(try await rig.run(watcher) == 0)
    let evidence = try await Evidence.gather(home, sandbox)
    await sandbox.stop()
    #expect(underWay.withLock { $0 } == [true, false], "under way when it was asked, and no more when it was answered")
    #expect(evidence.sent.map(\.disposition) == [.canceled, .answered])
    evidence.expectOneCallPerAttempt()
  }

  @Test("a start asks for the carrier's calls since the newest intent, also when everything is over")
  func laterStart() async throws {
    let home = try Home(.init(customers: 5, attempts: 1))
    let sandbox = try await home.startSandbox(
      try Home.everybodyAnswers(#""ring": {"mean": "5s"}, "talk": {"mean": "30s", "sd": "1s"}"#))
    try home.makeStore()
    let rig = try Rig(home, sandbox)
    let first = Once(at: 1)
    let watcher = RigWatcher(onPlacing: { _, _ in
      guard first.isNow() else { return }
      _ = Waiting.result { try await KillTests.callByHand(sandbox, to: KillTests.byHand) }
    })
    #expect(try await rig.run(watcher) == 0)
    let before = try await Evidence.gather(home, sandbox)
    try #require(before.calls.count == 6 && before.sent.count == 5)
    try await KillTests.step(sandbox, to: Home.start + .hours(30))
    #expect(try await rig.run(RigWatcher(), hours: 40) == 0)
    let evidence = try await Evidence.gather(home, sandbox)
    await sandbox.stop()
    #expect(evidence.orphans.isEmpty, "a call older than the newest intent was asked for")
  }
}
