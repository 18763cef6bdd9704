import ActivityStore
import ArgumentParser
import Campaigns
import Engine
import Foundation
import Logging
import Telephony

/// `dialer run`: the daemon.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "The daemon: places the calls that the plan shows, within hours, limits and budgets.",
    discussion: """
      Credentials come from $CREDENTIALS_DIRECTORY or the environment (TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN), never
      from the command line. SIGTERM stops it cleanly, SIGHUP reloads its files.

        dialer run                     until it is stopped
        dialer run --once              until nothing is left to call today
        dialer run --last-good         by the files that ran last, should those on disk be broken

      Exit: 0 stopped, or nothing left; 65 errors in campaign files, 78 in dialer.yaml or no credentials, 73 the store
      cannot be written, 75 another daemon holds it, or with --once something is unresolved; 130 a second SIGINT.
      """)

  enum Clock: String, ExpressibleByArgument { case sandbox, wall }

  @OptionGroup var common: ConfigurationOptions
  @Flag(help: "End when nothing is left today (75 when something is unresolved).") var once = false
  @Option(help: "With --once: another end than the account's next midnight, RFC 3339.") var until: String?
  @Option(help: "sandbox: take the carrier's time and step it (default when it says so); wall: this machine's.")
  var clock: Clock?
  @Option(help: "Refuse to start unless this is still the plan's hash.") var plan: String?

  @Flag(help: "When the files on disk are broken, run those of the last good load, and say so.") var lastGood = false
  @Flag(name: .customLong("guard"), help: .hidden) var forcesGuard = false

  func run() async throws {
    try await reporting {
      let workspace = try files()
      try refuseUnlessAllowed(workspace)
      let credentials = try RunCommand.credentials()
      if let plan { try requirePlan(plan, workspace) }
      LoggingSystem.bootstrap { _ in JournalLogHandler() }
      let log = LogObserver(logger: Logger(label: "dialer"))
      let kind = workspace.configuration.carrierIsLoopback ? "loopback" : "LIVE"
      Console.note(
        "\(kind) carrier \(workspace.configuration.twilio.baseURL), \(credentials), "
          + "campaigns: \(workspace.campaigns.map(\.id).joined(separator: ", "))")
      var run = DaemonRun(
        workspace: workspace, config: common.config, credentials: credentials,
        ends: try ending(), wallClock: clock.map { $0 == .wall },
        observer: RunObserver(log: log, zone: workspace.zones.rules(named: workspace.configuration.timeZone)))
      run.service = ServiceLink(environment: ProcessInfo.processInfo.environment)
      run.stopFile = StopFile()
      run.forcesGuard = forcesGuard
      let code = try await run.run()
      if code != 0 { throw ExitCode(code) }
    }
  }

  /// The files on disk, or with --last-good those that ran, where the ones on disk cannot.
  private func files() throws -> Workspace {
    guard lastGood else {
      let workspace = try Workspace.load(config: common.config)
      try workspace.requireValid()
      return workspace
    }
    if let workspace = try? Workspace.load(config: common.config), !workspace.hasErrors { return workspace }
    let workspace = try Workspace.lastGood(config: common.config)
    try workspace.requireValid()
    Console.note("LAST GOOD FILES: those on disk are broken, so the files of the last good load run; see: dialer check")
    return workspace
  }

  private func ending() throws -> Daemon.Ending {
    guard once else { return .never }
    return try until.map { .at(try PlanCommand.instant($0, "--until")) } ?? .midnight
  }

  private func refuseUnlessAllowed(_ workspace: Workspace) throws {
    guard let finding = workspace.configuration.liveNeeded(severity: .error) else { return }
    Console.note([finding], files: workspace.sources)
    throw Failure(.badConfiguration, "nothing was started")
  }

  private func requirePlan(_ hash: String, _ workspace: Workspace) throws {
    let source = try PlanSource.open(common)
    let loaded = try WorldLoader(
      workspace: workspace, store: source.store, now: DaemonClock.wallNow(), purpose: .plan
    ).load()
    let found = PlanHash.of(workspace, customers: loaded.customersHash)
    guard found.hasPrefix(hash), hash.count >= 12 else {
      throw Failure(
        .failed, "the plan \(hash) does not hold any more: files, rates, customers or tzdata changed (now \(found))")
    }
  }

  /// What the environment or systemd's credentials directory gives.
  static func credentials() throws -> Credentials {
    let environment = ProcessInfo.processInfo.environment
    do {
      return try Credentials.read(environment: environment)
    } catch {
      throw Failure(.badConfiguration, "\(error.description); for a sandbox: those that it prints when it starts")
    }
  }
}

/// The log, and on the last line what is left by reason.
struct RunObserver: DaemonObserver {
  let log: LogObserver
  let zone: ZoneRules?

  func placing(_ record: AttemptRecord?, at now: Instant) {}
  func changed(_ record: AttemptRecord, at now: Instant) { log.changed(record, at: now) }
  func warned(_ warning: Warning, at now: Instant) { log.warned(warning, at: now) }
  func lifted(_ condition: String, at now: Instant) { log.lifted(condition, at: now) }
  func published(_ head: AuditHead, day: String) { log.published(head, day: day) }
  func reloaded(_ state: Daemon.ReloadState, at now: Instant) { log.reloaded(state, at: now) }
  func ended(reports: [CampaignReport], notCalled: [[ReasonCount]], at now: Instant) {
    log.ended(reports: reports, notCalled: notCalled, at: now)
    var left: [String: Int] = [:]
    for report in reports { for reason in report.waiting { left[reason.code, default: 0] += reason.count } }
    let text = left.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    Console.note("left: " + (text.isEmpty ? "nobody" : text))
  }
}
