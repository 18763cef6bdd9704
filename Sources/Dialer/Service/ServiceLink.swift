import Campaigns
import Dispatch
import Foundation

/// What the service manager learns of the daemon: that it is ready, reloads, stops, lives, and one line of its state.
///
/// Everything but `init` is called on the engine's queue; that is what `@unchecked Sendable` stands for.
final class ServiceLink: @unchecked Sendable {
  /// How long a reload may hold the engine's queue: the files of a million customers take longer than a watchdog waits.
  static let reloadTimeout = Interval.minutes(10)
  /// The least time between two status lines.
  private static let statusInterval = 1.0

  private let notifier: ServiceNotifier
  private var watchdog: Watchdog?
  private var timer: (any DispatchSourceTimer)?
  private var lastStatus = ""
  private var nextStatusAt = DispatchTime(uptimeNanoseconds: 0)
  private var isStatusDue = false
  private var isStopping = false

  /// - Parameters:
  ///   - environment: the process's; nil comes back when no service manager listens.
  ///   - pid: the process's own.
  init?(environment: [String: String], pid: Int32 = getpid()) {
    guard let notifier = ServiceNotifier(environment: environment) else { return nil }
    self.notifier = notifier
    watchdog = Watchdog(environment: environment, pid: pid)
  }

  /// The store is writable and the files are loaded. From here on the watchdog waits for turns.
  /// - Parameter takeTurn: asks the engine for a turn.
  func ready(on queue: DispatchQueue, takeTurn: @escaping @Sendable () -> Void) {
    notifier.send("READY=1")
    guard let watchdog, timer == nil else { return }
    let timer = DispatchSource.makeTimerSource(queue: queue)
    let interval = DispatchTimeInterval.microseconds(Int(watchdog.interval.microseconds))
    timer.schedule(deadline: .now() + interval, repeating: interval, leeway: .milliseconds(10))
    timer.setEventHandler { [self] in
      self.watchdog?.ask()
      takeTurn()
    }
    timer.activate()
    self.timer = timer
  }

  /// The files are being read anew, on the engine's queue: until `reloaded` the watchdog waits longer.
  func reloading() {
    let monotonic = ServiceLink.monotonicNow().microseconds
    if watchdog == nil {
      notifier.send("RELOADING=1", "MONOTONIC_USEC=\(monotonic)")
    } else {
      notifier.send(
        "RELOADING=1", "MONOTONIC_USEC=\(monotonic)", "WATCHDOG_USEC=\(ServiceLink.reloadTimeout.microseconds)")
    }
  }

  func reloaded() {
    if let watchdog {
      notifier.send("READY=1", "WATCHDOG_USEC=\(watchdog.timeout.microseconds)")
    } else {
      notifier.send("READY=1")
    }
  }

  /// The end has begun; said once.
  func stopping() {
    guard !isStopping else { return }
    isStopping = true
    notifier.send("STOPPING=1", "STATUS=stopping: no new calls, requests under way finish")
  }

  func ended() {
    stopping()
    timer?.cancel()
    timer = nil
  }

  // MARK: - Turns

  func turnBegan() { watchdog?.turnBegan(at: ServiceLink.monotonicNow()) }

  func committed() { watchdog?.committed() }

  /// Feeds the watchdog when it is time, and sees to it that the status line is told: at most once a second, and never
  /// without a turn.
  /// - Parameter status: the line as it is when it is sent.
  func turnEnded(on queue: DispatchQueue, status: @escaping @Sendable () -> String) {
    if watchdog?.feeds(at: ServiceLink.monotonicNow()) == true { notifier.send("WATCHDOG=1") }
    guard !isStatusDue, !isStopping else { return }
    isStatusDue = true
    queue.asyncAfter(deadline: max(.now(), nextStatusAt)) { [self] in
      isStatusDue = false
      nextStatusAt = .now() + ServiceLink.statusInterval
      let line = status()
      guard line != lastStatus, !isStopping else { return }
      lastStatus = line
      notifier.send("STATUS=" + line)
    }
  }

  /// CLOCK_MONOTONIC, which is what MONOTONIC_USEC counts.
  private static func monotonicNow() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }
}
