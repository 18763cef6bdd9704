import Campaigns
import Foundation
import Synchronization
import Telephony

/// Where the daemon's time comes from: the wall, or a sandbox whose clock the daemon steps.
final class DaemonClock: Sendable {
  /// Where a stepped clock stands; unused on the wall's.
  private let position: Mutex<Instant>
  /// The carrier's clock, when it is stepped.
  let sandbox: SandboxClock?
  private let wall: @Sendable () -> Instant
  /// By how much the wall's clock is ahead of the one that nobody sets, as of the last look.
  private let lead: Mutex<Interval>

  private init(position: Instant, sandbox: SandboxClock?, wall: @escaping @Sendable () -> Instant) {
    self.position = Mutex(position)
    self.sandbox = sandbox
    self.wall = wall
    lead = Mutex(wall() - DaemonClock.uptime())
  }

  /// - Parameter reading: this machine's clock.
  static func wall(_ reading: @escaping @Sendable () -> Instant = wallNow) -> DaemonClock {
    DaemonClock(position: .distantPast, sandbox: nil, wall: reading)
  }

  /// - Parameter now: the sandbox's time when the daemon starts.
  static func stepped(_ sandbox: SandboxClock, now: Instant) -> DaemonClock {
    DaemonClock(position: now, sandbox: sandbox, wall: wallNow)
  }

  var isStepped: Bool { sandbox != nil }

  func now() -> Instant {
    isStepped ? position.withLock { $0 } : wall()
  }

  func advance(to instant: Instant) {
    position.withLock { $0 = max($0, instant) }
  }

  /// How far the wall's clock was set since the last look, forward or (negative) back; zero on a stepped clock, which
  /// only moves when it is told to.
  func setSinceLastLook() -> Interval {
    guard !isStepped else { return .zero }
    let ahead = wall() - DaemonClock.uptime()
    return lead.withLock { lead in
      defer { lead = ahead }
      return ahead - lead
    }
  }

  static func wallNow() -> Instant { read(CLOCK_REALTIME) }

  /// The clock that runs evenly and that nobody sets, from an instant of no meaning.
  private static func uptime() -> Instant { read(CLOCK_MONOTONIC) }

  private static func read(_ clock: clockid_t) -> Instant {
    var time = timespec()
    clock_gettime(clock, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }
}
