import ActivityStore
import Campaigns
import Engine
import Foundation
import Sandbox
import Simulation
import Synchronization
import Testing

@testable import Dialer

/// The carrier cannot be reached, from the start or in the middle of a run.
@Suite(.serialized)
struct OutageTests {
  private static let people = 30

  private func rig(_ faults: [Fault] = []) async throws -> Rig {
    var shape = Home.Shape(customers: Self.people, concurrency: 4, attempts: 1)
    shape.faults = faults
    let home = try Home(shape)
    let sandbox = try await home.startSandbox(
      try Home.everybodyAnswers(#""ring": {"mean": "5s"}, "talk": {"mean": "20s", "sd": "5s"}"#))
    try home.makeStore()
    return try Rig(home, sandbox)
  }

  @Test("unreachable at the start: ready, nothing is dialed and status says why; when it is back calls begin")
  func atStart() async throws {
    let rig = try await rig()
    rig.door.shut()
    let socket = try NotifySocket(isAbstract: true)
    let service = try #require(ServiceLink(environment: ["NOTIFY_SOCKET": socket.name]))
    let first = Once(at: 1)
    let said = Mutex<JSON?>(nil)
    let told = Mutex<[String]>([])
    let watcher = RigWatcher(onWarning: { warning, daemon in
      guard warning.code == "recovering", warning.text.contains("cannot be reached"), first.isNow() else { return }
      daemon.queue.async {
        said.withLock { $0 = daemon.status().json }
        told.withLock { $0 = socket.pending() }
        rig.door.open()
      }
    })
    let code = try await rig.run(watcher, service: service)
    let evidence = try await Evidence.gather(rig.home, rig.sandbox)
    await rig.sandbox.stop()
    #expect(code == 0)
    #expect(told.withLock { $0.contains("READY=1") }, "the service is ready though the carrier is not")
    let status = try #require(said.withLock { $0 })
    #expect(status["state"] == .string("recovering"))
    #expect(status["conditions"]?.text.contains("it is asked again in 5 s") == true, "\(status.text)")
    #expect(status["campaigns"]?.text.contains(#""waiting":{"recovering":30}"#) == true, "\(status.text)")
    #expect(watcher.codes.contains("-recovering"))
    #expect(evidence.sent.count == Self.people)
    evidence.expectOneCallPerAttempt()
    evidence.expectMoneyAddsUp()
  }

  @Test("refused for twenty minutes in mid-run: unsent and sent again later, slowly at first, nobody twice")
  func refused() async throws {
    let rig = try await rig()
    let tenth = Once(at: 10)
    let shutAt = Mutex<Instant?>(nil)
    let openedAt = Mutex<Instant?>(nil)
    let watcher = RigWatcher(onPlacing: { now, _ in
      if tenth.isNow() {
        shutAt.withLock { $0 = now }
        rig.door.shut()
      } else if let shut = shutAt.withLock({ $0 }), now - shut >= .minutes(20), openedAt.withLock({ $0 }) == nil {
        openedAt.withLock { $0 = now }
        rig.door.open()
      }
    })
    let code = try await rig.run(watcher)
    let evidence = try await Evidence.gather(rig.home, rig.sandbox)
    let report = try await Evidence.get(rig.sandbox.baseURL + "/sandbox/report")
    await rig.sandbox.stop()
    let opened = try #require(openedAt.withLock { $0 })
    let unsent = evidence.attempts.filter { $0.state == .unsent }
    let after = evidence.sent.map(\.at).filter { $0 >= opened }.sorted()
    print(
      "refused for 20 min: \(evidence.summary), unsent \(unsent.count), first calls after it: "
        + after.prefix(12).map { "\(($0 - opened).wholeSeconds)" }.joined(separator: " ") + " s")
    #expect(code == 0)
    #expect(!unsent.isEmpty && unsent.allSatisfy { $0.errorCode == nil && $0.settled == .zero })
    #expect(evidence.held.isEmpty)
    #expect(Set(evidence.sent.map(\.customer)).count == Self.people, "everybody is called in the end")
    #expect(evidence.sent.count == Self.people, "no try is used up by what did not leave")
    #expect(after.prefix { $0 < opened + .seconds(10) }.count <= 11, "a burst after the silence")
    #expect(
      watcher.codes.contains("carrier-unavailable")
        && watcher.codes.last { $0.hasSuffix("carrier-unavailable") } == "-carrier-unavailable")
    if case .integer(let most)? = report["max_per_sliding_second"] { #expect(most <= 2) }
    evidence.expectOneCallPerAttempt()
  }

  @Test("a gateway's 503 for forty minutes in mid-run: three unclear answers, then probes; all are looked for")
  func gateway() async throws {
    let from = Home.start + .minutes(1)
    let rig = try await rig([Fault(kind: .outage, from: from, to: from + .minutes(40))])
    let watcher = RigWatcher()
    let code = try await rig.run(watcher)
    let evidence = try await Evidence.gather(rig.home, rig.sandbox)
    await rig.sandbox.stop()
    let during = evidence.sent.filter { $0.at >= from && $0.at < from + .minutes(40) }
    print("503 for 40 min: \(evidence.summary), requests meanwhile \(during.count), exit \(code)")
    // Three stop the account; then one probe in five minutes.
    #expect(during.count >= 4 && during.count <= 3 + 8, "\(during.count)")
    #expect(evidence.held.count == during.count, "nobody knows of them: they are held, and not sent again")
    #expect(code == 75)
    #expect(watcher.codes.contains("account-stopped") && watcher.codes.contains("-account-stopped"))
    #expect(Set(evidence.sent.map(\.customer)).count == Self.people, "the others are called afterwards")
    evidence.expectOneCallPerAttempt()
  }

  @Test("a call that was made though the answer was 500, and an outage longer than the schedule: found afterwards")
  func foundAfterOutage() async throws {
    let from = Home.start + .seconds(2)
    let rig = try await rig([
      Fault(kind: .errorAfter, nth: 2), Fault(kind: .outage, from: from, to: from + .minutes(40)),
    ])
    let code = try await rig.run(RigWatcher())
    let evidence = try await Evidence.gather(rig.home, rig.sandbox)
    await rig.sandbox.stop()
    let lost = try #require(evidence.sent.dropFirst().first)
    #expect(lost.sid != nil && lost.state == .ended, "\(lost.state)")
    #expect(code == (evidence.held.isEmpty ? 0 : 75))
    evidence.expectOneCallPerAttempt()
  }
}
