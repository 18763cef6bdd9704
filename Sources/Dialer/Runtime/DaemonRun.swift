import ActivityStore
import Campaigns
import Dispatch
import Engine
import Foundation
import Telephony

/// One life of the daemon, from the lock to the exit code: what `run` and `demo` share.
struct DaemonRun {
  var workspace: Workspace
  var config: String?
  var credentials: Credentials
  var ends: Daemon.Ending
  /// nil: the carrier's `/sandbox/clock` decides.
  var wallClock: Bool?
  var observer: any DaemonObserver
  var servesSocket = true
  /// Slows a stepped clock down for the eye.
  var speed: Double?
  /// Whether conditions are told to the alert webhook: not from a rehearsal.
  var sendsAlerts = true
  /// The service manager that is told of this life; nil: nobody.
  var service: ServiceLink?
  /// The file that is the kill switch; nil: none.
  var stopFile: StopFile?
  /// Hold changes on a loopback carrier too: for rehearsals and tests.
  var forcesGuard = false

  /// Runs until the daemon ends.
  /// - Returns: the exit code.
  func run() async throws -> Int32 {
    let lock = try StoreLock.acquire(store: workspace.storePath)
    defer { withExtendedLifetime(lock) {} }
    let store = try SQLiteStore.open(at: workspace.storePath)
    let clock = try await chooseClock()
    let erasedAgain = try store.applyErasures(at: clock.now())
    if erasedAgain > 0 {
      Console.note("the store is an older copy: \(erasedAgain) customers of STORE.erasures were erased again")
    }
    try CustomerSync.importChanged(workspace, store: store, now: clock.now())
    try SuppressionFiles.importChanged(workspace, store: store, now: clock.now())
    let twilio = workspace.configuration.twilio
    var settings = TwilioClient.Settings()
    settings.connectTimeout = .microseconds(twilio.connectTimeout.microseconds)
    settings.totalTimeout = .microseconds(twilio.totalTimeout.microseconds)
    settings.reuseConnections = twilio.reuseConnections
    settings.currency = workspace.configuration.budget.currency
    let client = TwilioClient(
      baseURL: twilio.baseURL, credentials: credentials, settings: settings, clock: { clock.now() })
    let daemon = try Daemon(
      workspace: workspace, store: store, client: client, clock: clock, observer: observer,
      options: .init(
        ends: ends, config: config, isLoopback: workspace.configuration.carrierIsLoopback,
        comparesClocks: await isRealCarrier(), speed: speed, service: service,
        guardsChanges: forcesGuard || !workspace.configuration.carrierIsLoopback))
    let alerts = sendsAlerts ? startAlerts(daemon, store: store) : nil
    let control = servesSocket ? try await ControlServer.start(daemon, at: ControlSocket.path(workspace)) : nil
    let signals = SignalWatch(daemon)
    let stopFileWatch = stopFile.map { watch($0, for: daemon) }
    let code = await withCheckedContinuation { done in daemon.start { done.resume(returning: $0) } }
    signals.cancel()
    stopFileWatch?.cancel()
    control?.close()
    await alerts?.stop()
    await client.shutdown()
    return code
  }

  private func startAlerts(_ daemon: Daemon, store: any Store) -> AlertSender {
    var settings = AlertSender.Settings()
    settings.trouble = { [weak daemon] in daemon?.noteAlertTrouble($0) }
    let sender = AlertSender(
      webhook: workspace.configuration.alerts.webhook,
      secret: AlertSecret.read(environment: ProcessInfo.processInfo.environment), store: store, settings: settings)
    daemon.alertSender = sender
    sender.wake()
    return sender
  }

  /// A sandbox's clock may show any time.
  private func isRealCarrier() async -> Bool {
    guard workspace.configuration.carrierIsLoopback else { return true }
    return await SandboxClock(baseURL: workspace.configuration.twilio.baseURL).read() == nil
  }

  /// The first look comes before the daemon's first turn.
  private func watch(_ file: StopFile, for daemon: Daemon) -> StopFileWatch {
    let state = file.state()
    if state != .absent { daemon.stopFile(file, is: state) }
    return StopFileWatch(file, known: state) { daemon.stopFile(file, is: $0) }
  }

  private func chooseClock() async throws -> DaemonClock {
    if wallClock == true || !workspace.configuration.carrierIsLoopback { return .wall() }
    let sandbox = SandboxClock(baseURL: workspace.configuration.twilio.baseURL)
    if let time = await sandbox.read(), time.isStepped || wallClock == false {
      return .stepped(sandbox, now: time.now)
    }
    if wallClock == false {
      throw Failure(.unavailable, "--clock sandbox: \(workspace.configuration.twilio.baseURL) has no /sandbox/clock")
    }
    return .wall()
  }
}

/// SIGTERM and SIGINT stop the daemon, a second SIGINT ends it at once, SIGHUP reloads.
final class SignalWatch {
  private var sources: [any DispatchSourceSignal] = []

  init(_ daemon: Daemon) {
    for number in [SIGTERM, SIGINT, SIGHUP] { signal(number, SIG_IGN) }
    let interrupts = InterruptCount()
    watch(SIGTERM) { daemon.stop() }
    watch(SIGINT) {
      if interrupts.next() > 1 { exit(Failure.Code.interrupted.rawValue) }
      daemon.stop()
    }
    watch(SIGHUP) { daemon.requestReload() }
  }

  private func watch(_ number: Int32, _ handler: @escaping @Sendable () -> Void) {
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler(handler: handler)
    source.activate()
    sources.append(source)
  }

  func cancel() { for source in sources { source.cancel() } }
}
