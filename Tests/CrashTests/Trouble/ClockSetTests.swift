import ActivityStore
import Campaigns
import Engine
import Foundation
import Sandbox
import Simulation
import Synchronization
import Telephony
import Testing

@testable import Dialer

/// Somebody sets this machine's clock by hours while the daemon runs; the carrier's goes on.
@Suite(.serialized)
struct ClockSetTests {
  /// A clock that runs from an instant, and can be set.
  final class Clock: Sendable {
    private let lead: Mutex<Interval>
    init(from instant: Instant) { lead = Mutex(instant - DaemonClock.wallNow()) }
    func now() -> Instant { DaemonClock.wallNow() + lead.withLock { $0 } }
    func set(by length: Interval) { lead.withLock { $0 = $0 + length } }
    var daemon: DaemonClock { .wall { [self] in now() } }
  }

  /// Knows whose calls ended, over all lives of the daemon, and stops it with the last of the customers.
  private final class Ends: Sendable {
    private let called = Mutex<Set<String>>([])
    let wanted: Int
    init(_ wanted: Int) { self.wanted = wanted }

    func note(_ record: AttemptRecord, _ daemon: Daemon) {
      guard record.state == .ended, record.sid != nil else { return }
      let count = called.withLock { called in
        called.insert(record.customer)
        return called.count
      }
      if count == wanted { daemon.stop() }
    }
  }

  private func rig(customers: Int, from instant: Instant) async throws -> (Rig, Clock) {
    let home = try Home(.init(customers: customers, concurrency: 2, attempts: 2))
    try home.makeStore(at: instant)
    let outcomes = try Home.everybodyAnswers(#""ring": {"mean": "1s"}, "talk": {"mean": "1s", "sd": "1s"}"#)
    let sandbox = try await home.startSandbox(outcomes, at: instant, isStepped: false)
    return (try Rig(home, sandbox), try await Self.clock(of: sandbox))
  }

  /// The clock that agrees with the sandbox's: on a busy machine a question can take longer than clocks may differ, and
  /// then it is asked again.
  private static func clock(of sandbox: SandboxServer) async throws -> Clock {
    while true {
      let asked = DaemonClock.wallNow()
      let now = try await StormOperator.clock(sandbox)
      let length = DaemonClock.wallNow() - asked
      if length < .seconds(5) { return Clock(from: now) }
    }
  }

  private func codes(_ daemon: Daemon) -> [String] { daemon.status().conditions.map(\.code) }

  @Test("twelve hours forward at nine: no call at night or after; set right and restarted, calls go on")
  func forward() async throws {
    let (rig, clock) = try await rig(customers: 5, from: Home.start)
    let first = Once(at: 1)
    let codes = Mutex<[[String]]>([])
    let isBack = Mutex(false)
    let ends = Ends(5)
    let watcher = RigWatcher(
      onPlacing: { _, daemon in
        guard first.isNow() else { return }
        daemon.queue.async {
          clock.set(by: .hours(12))
          daemon.scheduleTurn()
        }
      },
      onChange: { ends.note($0, $1) },
      onWarning: { warning, daemon in
        guard warning.code == "clock-skew" else {
          if warning.code == "clock-behind" {
            daemon.queue.async {
              codes.withLock { $0.append(self.codes(daemon)) }
              daemon.stop()
            }
          }
          return
        }
        daemon.queue.async {
          codes.withLock { $0.append(self.codes(daemon)) }
          guard !isBack.withLock({ $0 }) else { return }
          isBack.withLock { $0 = true }
          clock.set(by: .hours(-12))
          daemon.scheduleTurn()
        }
      })
    let code = try await rig.run(watcher, clock: clock.daemon, hours: nil)
    let before = try await Evidence.gather(rig.home, rig.sandbox)
    #expect(code == 0)
    #expect(before.sent.count <= 2, "what was placed before the clock was set")
    #expect(codes.withLock { $0.first?.contains("clock-skew") == true && $0.last?.contains("clock-behind") == true })
    #expect(watcher.codes.contains("clock-set"))
    let again = RigWatcher(onChange: { ends.note($0, $1) })
    #expect(try await rig.run(again, clock: clock.daemon, hours: nil) == 0)
    let evidence = try await Evidence.gather(rig.home, rig.sandbox)
    await rig.sandbox.stop()
    #expect(Set(evidence.sent.map(\.customer)).count == 5)
    #expect(evidence.sent.allSatisfy { $0.at >= Home.start && $0.at < Home.start + .hours(1) })
    evidence.expectOneCallPerAttempt()
  }

  @Test("three hours back in mid-run: nothing is dialed; set right, calls go on by themselves")
  func back() async throws {
    let (rig, clock) = try await rig(customers: 5, from: Home.start + .hours(3))
    let first = Once(at: 1)
    let behind = Once(at: 1)
    let placedMeanwhile = Mutex(0)
    let isBehind = Mutex(false)
    let ends = Ends(5)
    let watcher = RigWatcher(
      onPlacing: { _, daemon in
        if isBehind.withLock({ $0 }) { placedMeanwhile.withLock { $0 += 1 } }
        guard first.isNow() else { return }
        daemon.queue.async {
          clock.set(by: .hours(-3))
          isBehind.withLock { $0 = true }
          daemon.scheduleTurn()
        }
      },
      onChange: { ends.note($0, $1) },
      onWarning: { warning, daemon in
        guard warning.code == "clock-behind", behind.isNow() else { return }
        daemon.queue.async {
          #expect(self.codes(daemon).contains("clock-behind"))
          clock.set(by: .hours(3))
          isBehind.withLock { $0 = false }
          daemon.scheduleTurn()
        }
      })
    #expect(try await rig.run(watcher, clock: clock.daemon, hours: nil) == 0)
    let evidence = try await Evidence.gather(rig.home, rig.sandbox)
    await rig.sandbox.stop()
    #expect(placedMeanwhile.withLock { $0 } == 0)
    #expect(watcher.codes.contains("-clock-behind"))
    #expect(Set(evidence.sent.map(\.customer)).count == 5)
    #expect(evidence.sent.allSatisfy { $0.at >= Home.start + .hours(3) })
    evidence.expectOneCallPerAttempt()
  }

  @Test(
    "three hours back in the middle of a turn is noticed at its end, not three hours later", .timeLimit(.minutes(2)))
  func backWithinATurn() async throws {
    let (rig, clock) = try await rig(customers: 2, from: Home.start + .hours(3))
    let first = Once(at: 1)
    let watcher = RigWatcher(
      onPlacing: { _, _ in if first.isNow() { clock.set(by: .hours(-3)) } },
      onWarning: { warning, daemon in
        if warning.code == "clock-behind" { daemon.queue.async { daemon.stop() } }
      })
    #expect(try await rig.run(watcher, clock: clock.daemon, hours: nil) == 0)
    let evidence = try await Evidence.gather(rig.home, rig.sandbox)
    await rig.sandbox.stop()
    #expect(watcher.codes.contains("clock-set") && watcher.codes.contains("clock-behind"))
    #expect(evidence.sent.count == 1)
    evidence.expectOneCallPerAttempt()
  }

  @Test("six hours forward at night, into the window: the carrier is asked for the time before anybody is called")
  func intoTheWindow() async throws {
    let (rig, clock) = try await rig(customers: 3, from: Home.start - .hours(6))
    let said = Mutex<[String]>([])
    let asked = Once(at: 1)
    let watcher = RigWatcher(
      onStart: { daemon in
        daemon.queue.async { clock.set(by: .hours(6)) }
      },
      onWarning: { warning, daemon in
        guard warning.code == "clock-skew", asked.isNow() else { return }
        daemon.queue.async {
          said.withLock { $0 = self.codes(daemon) }
          // The carrier's answer changes nothing: its clock says that it is night.
          daemon.client.readClock {
            daemon.queue.async {
              daemon.scheduleTurn()
              daemon.queue.async { daemon.stop() }
            }
          }
        }
      })
    #expect(try await rig.run(watcher, clock: clock.daemon, hours: nil) == 0)
    let evidence = try await Evidence.gather(rig.home, rig.sandbox)
    await rig.sandbox.stop()
    #expect(said.withLock { $0.contains("clock-skew") })
    #expect(evidence.attempts.isEmpty)
    #expect(evidence.calls.isEmpty)
  }
}
