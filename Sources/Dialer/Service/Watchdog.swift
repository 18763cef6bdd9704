import Campaigns

/// When the service manager's watchdog is fed: by a turn that was asked for it, and never while a turn's commit is
/// late. Times are those of a clock that never steps.
struct Watchdog: Sendable, Equatable {
  /// How long a turn may wait for its commit before the process counts as wedged.
  static let patience = Interval.seconds(10)
  /// What the manager waits for a sign of life.
  let timeout: Interval
  /// How often to ask a turn for one.
  var interval: Interval { Interval(microseconds: max(1_000, timeout.microseconds / 2)) }
  private(set) var isDue = false
  private var oldestUncommitted: Instant?

  init(timeout: Interval) { self.timeout = timeout }

  /// Reads WATCHDOG_USEC and WATCHDOG_PID as sd_watchdog_enabled(3) does; nil when this process has no watchdog.
  init?(environment: [String: String], pid: Int32) {
    guard let text = environment["WATCHDOG_USEC"], let microseconds = Int64(text), microseconds > 0 else { return nil }
    if let owner = environment["WATCHDOG_PID"], owner != String(pid) { return nil }
    self.init(timeout: Interval(microseconds: microseconds))
  }

  /// The next turn is to show that the engine lives.
  mutating func ask() { isDue = true }

  /// A turn begins; what it decides is not on disk.
  mutating func turnBegan(at now: Instant) { oldestUncommitted = oldestUncommitted ?? now }

  /// Everything decided so far is on disk.
  mutating func committed() { oldestUncommitted = nil }

  /// At the end of a turn: whether to feed now. A late commit leaves the feeding to a later turn.
  mutating func feeds(at now: Instant) -> Bool {
    guard isDue else { return false }
    if let oldestUncommitted, now - oldestUncommitted >= Watchdog.patience { return false }
    isDue = false
    return true
  }
}
