import ActivityStore
import Campaigns
import Engine
import Foundation
import Sandbox
import Synchronization
import Telephony

@testable import Dialer

/// Daemons in this process, one after the other, on one store; a test acts on what they show.
final class Rig: Sendable {
  let home: Home
  let sandbox: SandboxServer
  /// Between daemon and carrier; a stepped clock is asked around it.
  let door: Door

  init(_ home: Home, _ sandbox: SandboxServer) throws {
    self.home = home
    self.sandbox = sandbox
    door = try Door(to: sandbox.port)
    door.open()
  }

  /// A daemon until its end.
  /// - Parameters:
  ///   - clock: the daemon's; nil: the sandbox's, stepped.
  ///   - hours: after how many it ends by itself; nil: when it is stopped.
  func run(
    _ watcher: RigWatcher, clock wall: DaemonClock? = nil, hours: Int64? = 15, service: ServiceLink? = nil,
    servesSocket: Bool = false, watchPace: FilesWatch.Pace = .init()
  ) async throws -> Int32 {
    let workspace = try home.workspace()
    let store = try SQLiteStore.open(at: home.storePath)
    let now = try await StormOperator.clock(sandbox)
    let clock = wall ?? .stepped(SandboxClock(baseURL: sandbox.baseURL), now: now)
    var settings = TwilioClient.Settings()
    settings.retryDelays = []
    let client = TwilioClient(
      baseURL: door.baseURL, credentials: Credentials(accountSid: Home.account, authToken: Home.token),
      settings: settings, clock: { clock.now() })
    let daemon = try Daemon(
      workspace: workspace, store: store, client: client, clock: clock, observer: watcher,
      options: .init(
        ends: hours.map { .at(Home.start + .hours($0)) } ?? .never, config: home.config, isLoopback: true, speed: nil,
        service: service, watchPace: watchPace))
    watcher.watch(daemon)
    let control = servesSocket ? try await ControlServer.start(daemon, at: ControlSocket.path(workspace)) : nil
    let code = await withCheckedContinuation { done in daemon.start { done.resume(returning: $0) } }
    control?.close()
    await client.shutdown()
    return code
  }
}

/// Keeps what a daemon shows, and acts on it: on the daemon's queue.
final class RigWatcher: DaemonObserver, Sendable {
  typealias Act<Shown> = @Sendable (Shown, Daemon) -> Void
  private let daemon = Mutex<Daemon?>(nil)
  private let shown = Mutex<[String]>([])
  private let onPlacing: Act<Instant>
  private let onChange: Act<AttemptRecord>
  private let onWarning: Act<Warning>
  private let onLift: Act<String>
  private let onStart: @Sendable (Daemon) -> Void
  private let onReload: Act<Daemon.ReloadState>

  init(
    onStart: @escaping @Sendable (Daemon) -> Void = { _ in },
    onPlacing: @escaping Act<Instant> = { _, _ in }, onChange: @escaping Act<AttemptRecord> = { _, _ in },
    onWarning: @escaping Act<Warning> = { _, _ in }, onLift: @escaping Act<String> = { _, _ in },
    onReload: @escaping Act<Daemon.ReloadState> = { _, _ in }
  ) {
    self.onPlacing = onPlacing
    self.onChange = onChange
    self.onWarning = onWarning
    self.onLift = onLift
    self.onStart = onStart
    self.onReload = onReload
  }

  /// Before the daemon's first turn.
  func watch(_ daemon: Daemon) {
    self.daemon.withLock { $0 = daemon }
    onStart(daemon)
  }

  /// Codes of what was warned of, and with a minus sign of what ceased, in their order.
  var codes: [String] { shown.withLock { $0 } }

  func placing(_ record: AttemptRecord?, at now: Instant) {
    if let daemon = daemon.withLock({ $0 }) { onPlacing(now, daemon) }
  }
  func changed(_ record: AttemptRecord, at now: Instant) {
    if let daemon = daemon.withLock({ $0 }) { onChange(record, daemon) }
  }
  func warned(_ warning: Warning, at now: Instant) {
    shown.withLock { $0.append(warning.code) }
    if let daemon = daemon.withLock({ $0 }) { onWarning(warning, daemon) }
  }
  func lifted(_ condition: String, at now: Instant) {
    shown.withLock { $0.append("-" + condition) }
    if let daemon = daemon.withLock({ $0 }) { onLift(condition, daemon) }
  }
  func reloaded(_ state: Daemon.ReloadState, at now: Instant) {
    if let daemon = daemon.withLock({ $0 }) { onReload(state, daemon) }
  }
  func ended(reports: [CampaignReport], notCalled: [[ReasonCount]], at now: Instant) {}
}

/// Acts once, when it is asked for the nth time.
final class Once: Sendable {
  private let left: Mutex<Int>
  init(at count: Int) { left = Mutex(count) }
  /// True on that one occasion.
  func isNow() -> Bool {
    left.withLock { left in
      left -= 1
      return left == 0
    }
  }
}
