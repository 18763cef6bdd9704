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

  private init(position: Instant, sandbox: SandboxClock?) {
    self.position = Mutex(position)
    self.sandbox = sandbox
  }

  static func wall() -> DaemonClock { DaemonClock(position: .distantPast, sandbox: nil) }

  /// - Parameter now: the sandbox's time when the daemon starts.
  static func stepped(_ sandbox: SandboxClock, now: Instant) -> DaemonClock {
    DaemonClock(position: now, sandbox: sandbox)
  }

  var isStepped: Bool { sandbox != nil }

  func now() -> Instant {
    isStepped ? position.withLock { $0 } : DaemonClock.wallNow()
  }

  func advance(to instant: Instant) {
    position.withLock { $0 = max($0, instant) }
  }

  static func wallNow() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }
}
