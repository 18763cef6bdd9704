import Campaigns
import Foundation
import Synchronization
import Telephony

/// Where the daemon's time comes from: the wall, or a sandbox whose clock the daemon steps.
final class DaemonClock: Sendable {
  private let stepped: Mutex<Instant>?
  /// The carrier's clock, when it is stepped.
  let sandbox: SandboxClock?

  private init(stepped: Mutex<Instant>?, sandbox: SandboxClock?) {
    self.stepped = stepped
    self.sandbox = sandbox
  }

  static func wall() -> DaemonClock { DaemonClock(stepped: nil, sandbox: nil) }

  /// - Parameter now: the sandbox's time when the daemon starts.
  static func stepped(_ sandbox: SandboxClock, now: Instant) -> DaemonClock {
    DaemonClock(stepped: Mutex(now), sandbox: sandbox)
  }

  var isStepped: Bool { sandbox != nil }

  func now() -> Instant {
    guard let stepped else { return DaemonClock.wallNow() }
    return stepped.withLock { $0 }
  }

  func advance(to instant: Instant) {
    stepped?.withLock { $0 = max($0, instant) }
  }

  static func wallNow() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }
}
