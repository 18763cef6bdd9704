internal import Campaigns
internal import Glibc

/// The sandbox's time: stepped by its clients, or running with the machine's.
struct SandboxClock {
  /// The instant of the last reading; it never goes back.
  private(set) var now: Instant
  /// nil: stepped.
  private let pace: Pace?

  private struct Pace {
    let origin: Instant
    let started: ContinuousClock.Instant
    let speed: Double
  }

  init(_ clock: SandboxOptions.Clock) {
    switch clock {
    case .stepped(let from): (now, pace) = (from, nil)
    case .running(let from, let speed):
      now = from ?? SandboxClock.machineTime()
      pace = Pace(origin: now, started: .now, speed: speed)
    }
  }

  var isStepped: Bool { pace == nil }

  /// What the clock should show: of a running clock, the time that has passed; of a stepped one, where it stands.
  func reading() -> Instant {
    guard let pace else { return now }
    let (seconds, attoseconds) = (ContinuousClock.now - pace.started).components
    let elapsed = Double(seconds) * 1e6 + Double(attoseconds) / 1e12
    return max(now, pace.origin + Interval(microseconds: Int64(elapsed * pace.speed)))
  }

  /// Moves on to an instant that is not earlier.
  mutating func advance(to instant: Instant) {
    precondition(instant >= now, "the sandbox's clock does not go back")
    now = instant
  }

  private static func machineTime() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }
}
