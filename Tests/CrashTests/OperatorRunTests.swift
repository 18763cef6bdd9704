import ActivityStore
import Campaigns
import Engine
import Foundation
import Sandbox
import Synchronization
import Telephony
import Testing

@testable import Dialer

/// What people decide while a daemon runs, against the sandbox: each request comes between two turns, right after the
/// first call was placed.
@Suite(.serialized)
struct OperatorRunTests {
  /// A daemon in this process, and what is asked of it once the first call is placed.
  final class Stagehand: DaemonObserver, Sendable {
    typealias Act = @Sendable (Daemon) -> Void
    private let act: Mutex<Act?>
    private let daemon = Mutex<Daemon?>(nil)

    init(_ act: Act?) { self.act = Mutex(act) }

    func watch(_ daemon: Daemon) { self.daemon.withLock { $0 = daemon } }

    func changed(_ record: AttemptRecord, at now: Instant) {
      guard record.state == .placed, let daemon = daemon.withLock({ $0 }) else { return }
      let act = act.withLock { act in
        defer { act = nil }
        return act
      }
      if let act { daemon.queue.async { act(daemon) } }
    }

    func placing(_ record: AttemptRecord?, at now: Instant) {}
    func warned(_ warning: Warning, at now: Instant) {}
    func reloaded(_ state: Daemon.ReloadState, at now: Instant) {}
    func ended(reports: [CampaignReport], notCalled: [[ReasonCount]], at now: Instant) {}
  }

  /// Answers in the order in which they came.
  final class Answers: Sendable {
    private let all = Mutex<[Result<JSON, Failure>]>([])
    var list: [Result<JSON, Failure>] { all.withLock { $0 } }
    var take: @Sendable (Result<JSON, Failure>) -> Void {
      { [self] answer in all.withLock { $0.append(answer) } }
    }
  }

  /// Runs a daemon to the end of the day.
  /// - Parameter before: between the daemon's loading of the store and its start.
  private func run(
    _ home: Home, more: String = "", act: Stagehand.Act? = nil, before: (SQLiteStore) throws -> Void = { _ in }
  ) async throws -> Evidence {
    let (_, scenario) = try await home.plan()
    try home.makeStore()
    let sandbox = try await home.startSandbox(scenario)
    try home.write("dialer.yaml", Home.configuration(carrier: sandbox.baseURL, more: more))
    let workspace = try home.workspace()
    let store = try SQLiteStore.open(at: home.storePath)
    let stepped = SandboxClock(baseURL: sandbox.baseURL)
    let clock = DaemonClock.stepped(stepped, now: Home.start)
    let client = TwilioClient(
      baseURL: sandbox.baseURL, credentials: Credentials(accountSid: Home.account, authToken: Home.token),
      clock: { clock.now() })
    let hand = Stagehand(act)
    let daemon = try Daemon(
      workspace: workspace, store: store, client: client, clock: clock, observer: hand,
      options: .init(ends: .at(Home.start + .hours(15)), config: home.config, isLoopback: true, speed: nil))
    hand.watch(daemon)
    try before(store)
    let code = await withCheckedContinuation { done in daemon.start { done.resume(returning: $0) } }
    #expect(code == 0)
    await client.shutdown()
    let evidence = try await Evidence.gather(home, sandbox)
    await sandbox.stop()
    return evidence
  }

  @Test("calls to a number after its suppression was acknowledged: none; the ringing one is cancelled")
  func suppression() async throws {
    let home = try Home(.init(customers: 6))
    let answers = Answers()
    let evidence = try await run(home) { daemon in
      let ringing = daemon.engine.liveKeys.compactMap { daemon.rows[$0]?.callee }
      let subjects = (ringing + [Home.number(3)]).map { Suppression.Subject.number($0) } + [.customer("K1004")]
      SuppressRequest(list: "do-not-call", subjects: subjects).perform(on: daemon, by: "ana", answer: answers.take)
    }
    #expect(answers.list.count == 1)
    #expect(evidence.callsByNumber["+\(Home.number(3))", default: 0] == 0)
    #expect(evidence.callsByNumber["+\(Home.number(4))", default: 0] == 0)
    let first = try #require(evidence.sent.first)
    #expect(first.disposition == .canceled)
    #expect(evidence.sent.count { $0.callee == first.callee } == 1)
    #expect(Set(evidence.sent.map(\.customer)).count == 4)
    evidence.expectOneCallPerAttempt()
  }

  @Test("calls that run on after a halt: none; their Activities end")
  func halt() async throws {
    let home = try Home(.init(customers: 6, concurrency: 3))
    let answers = Answers()
    let evidence = try await run(home) { daemon in
      HaltRequest(PauseRequest(campaign: "round", reason: "wrong text", until: nil))
        .perform(on: daemon, by: "ana", answer: answers.take)
    }
    #expect(answers.list.count == 1)
    #expect(evidence.sent.count >= 1 && evidence.sent.count <= 3)
    #expect(evidence.sent.allSatisfy { $0.disposition == .canceled || ($0.duration ?? 0) <= 10 })
    #expect(evidence.activities.allSatisfy { $0.attempt.state == .ended })
  }

  @Test("a try to a number of ours is an Activity of its own; to any other it is refused with 77")
  func tries() async throws {
    let home = try Home(.init(customers: 3))
    let answers = Answers()
    let evidence = try await run(home, more: "try_numbers: [\"+14155550123\"]\n") { daemon in
      for callee in [14_155_550_199, 14_155_550_123] as [Int64] {
        TryRequest(campaign: "round", customer: "K1001", callee: callee)
          .perform(on: daemon, by: "ana", answer: answers.take)
      }
    }
    #expect(answers.list.count == 2)
    if case .failure(let failure)? = answers.list.first { #expect(failure.code == .refused) }
    let tries = evidence.attempts.filter { $0.kind == .try }
    #expect(tries.count == 1 && tries[0].state == .ended && tries[0].sid != nil)
    #expect(evidence.callsByNumber["+14155550123"] == 1 && evidence.callsByNumber["+14155550199"] == nil)
    #expect(Set(evidence.sent.map(\.customer)).count == 3)
    #expect(evidence.sent.filter { $0.customer == "K1001" }.first?.attempt == 1)
    evidence.expectOneCallPerAttempt()
  }

  @Test("a customer who loses a value between load and call: refused, and the others are called")
  func lostValue() async throws {
    let home = try Home(.init(customers: 4))
    let evidence = try await run(
      home,
      before: { store in
        let rows = [(0, "Customer 0"), (1, ""), (2, "Customer 2"), (3, "Customer 3")]
        let lines = rows.map { "K\(1_000 + $0),\($1),+\(Home.number($0)),US,America/New_York\n" }
        try home.write("customers.csv", "id,name,phone,country,time_zone\n" + lines.joined())
        try CustomerSync.importChanged(try home.workspace(), store: store, now: Home.start)
      })
    #expect(Set(evidence.sent.map(\.customer)) == ["K1000", "K1002", "K1003"])
    #expect(evidence.attempts.allSatisfy { $0.customer != "K1001" })
  }
}
