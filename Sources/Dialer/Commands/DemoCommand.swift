import ActivityStore
import ArgumentParser
import Campaigns
import Engine
import Foundation
import Logging
import Sandbox
import Simulation
import Telephony

/// `dialer demo`: the main job on built-in files, against a sandbox in this process.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "The main job on embedded defaults: a day of calls against a local sandbox. No account is needed.",
    discussion: """
      A fresh store in a temporary folder, the sample customers and campaigns, and the daemon on the sandbox's stepped
      clock: a day passes in seconds, and the output is the same every time. Without sample files beside the
      program the demo takes those that dialer init writes.

        dialer demo
        dialer demo --until 2027-03-02T15:00:00Z --seed 2
        dialer demo --speed 60 --keep              a minute of the day in a second; the store stays
      """)

  @OptionGroup var look: LookOptions
  @Option(help: "The folder of dialer.yaml and the campaigns (default: the sample campaigns).")
  var folder: String?
  @Option(help: "The first instant, RFC 3339.") var from = "2027-03-02T13:00:00Z"
  @Option(help: "The end (default: the account's next midnight).") var until: String?
  @Option(help: "Draws the outcomes.") var seed: UInt64 = 1
  @Option(help: "Seconds of the day that pass in one real second; 0: as fast as it goes.") var speed = 0.0
  @Flag(help: "Keep the temporary folder with its store, and say where it is.") var keep = false

  func run() async throws {
    try await reporting {
      let home = try DemoHome.make(from: folder)
      defer { if !keep { home.remove() } }
      let from = try PlanCommand.instant(from, "--from")
      let code = try await run(home, from: from)
      if keep { Console.note("kept: \(home.path)") }
      if code != 0 { throw ExitCode(code) }
    }
  }

  private func run(_ home: DemoHome, from: Instant) async throws -> Int32 {
    let config = home.path + "/dialer.yaml"
    var workspace = try Workspace.load(config: config)
    try workspace.requireValid()
    let store = try SQLiteStore.create(at: workspace.storePath, now: from)
    try CustomerSync.importChanged(workspace, store: store, now: from)
    let printer = try PlanPrinter.plan(
      PlanSource(workspace: workspace, store: store), from: from, until: nil, seed: seed, keepsCalls: true)
    Console.note("plan \(printer.hash.prefix(12)): \(printer.plan.callCount) calls; now the same day is run")
    let credentials = Credentials(
      accountSid: "AC" + String(repeating: "0", count: 32), authToken: UUID().uuidString.lowercased())
    let sandbox = try await start(workspace, scenario: printer.scenario, from: from, credentials: credentials)
    workspace.configuration.twilio.baseURL = sandbox.baseURL
    LoggingSystem.bootstrap { _ in
      var handler = JournalLogHandler()
      handler.logLevel = .warning
      return handler
    }
    let collector = ReportCollector(printer: try callPrinter(workspace))
    let end = try until.map { try PlanCommand.instant($0, "--until") }
    let run = DaemonRun(
      workspace: workspace, config: config, credentials: credentials, ends: end.map { .at($0) } ?? .midnight,
      wallClock: false, observer: collector, servesSocket: false, speed: speed > 0 ? speed : nil)
    let code = try await run.run()
    let calls = await DemoReport.calls(at: sandbox.baseURL)
    await sandbox.stop()
    try DemoReport.print(
      collector.collected, store: store, sandboxCalls: calls, currency: workspace.configuration.budget.currency)
    return code
  }

  private func callPrinter(_ workspace: Workspace) throws -> CallPrinter {
    guard let zone = workspace.zones.rules(named: workspace.configuration.timeZone) else {
      throw Failure(.badConfiguration, "the time zone \(workspace.configuration.timeZone) does not exist")
    }
    return CallPrinter(zone: zone, log: LogObserver(logger: Logger(label: "dialer")))
  }

  private func start(
    _ workspace: Workspace, scenario: Scenario, from: Instant, credentials: Credentials
  ) async throws -> SandboxServer {
    var options = SandboxOptions(accountSid: credentials.accountSid, authToken: credentials.secretForSandbox)
    options.clock = .stepped(from: from)
    options.scenario = scenario
    options.seed = seed
    options.callsPerSecond = .unlimited
    options.price = SandboxPrice.of(workspace.rates)
    options.ownedNumbers = workspace.campaigns.flatMap(\.call.callerIDs)
    do {
      return try await SandboxServer.start(options)
    } catch {
      throw Failure(.unavailable, error.description)
    }
  }
}

/// The demo's temporary folder.
struct DemoHome {
  let path: String

  /// Copies the sample files; they are found where the program was built or installed, or in the working folder.
  static func make(from folder: String?) throws -> DemoHome {
    let places = folder.map { [$0] } ?? samplePlaces
    let manager = FileManager.default
    let path = NSTemporaryDirectory() + "dialer-demo-" + UUID().uuidString
    if let source = places.first(where: { manager.fileExists(atPath: $0 + "/dialer.yaml") }) {
      do {
        try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in try manager.contentsOfDirectory(atPath: source) where !name.contains(".db") {
          try manager.copyItem(atPath: source + "/" + name, toPath: path + "/" + name)
        }
        return DemoHome(path: path)
      } catch {
        throw Failure(.cannotWrite, "cannot copy \(source) to \(path): \(error)")
      }
    }
    if let folder {
      throw Failure(
        .badConfiguration, "there is no dialer.yaml in \(folder): name another folder, or leave --folder out")
    }
    Console.note("no sample files beside the program: the demo takes those that dialer init writes")
    try Setup(folder: path, now: DaemonClock.wallNow(), say: { _ in }).writeFiles(.samples)
    return DemoHome(path: path)
  }

  /// `campaigns` of the source tree above the program, `share/dialer/campaigns` of its prefix, `campaigns` here.
  private static var samplePlaces: [String] {
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    var places: [String] = []
    var folder = URL(fileURLWithPath: program).deletingLastPathComponent()
    while folder.path != "/" {
      places.append(folder.path + "/campaigns")
      places.append(folder.path + "/share/dialer/campaigns")
      folder = folder.deletingLastPathComponent()
    }
    return places + ["campaigns"]
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
