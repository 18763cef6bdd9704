import ActivityStore
import ArgumentParser
import Campaigns
import Engine
import Foundation
import Simulation

/// `dialer plan`: the dry run.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shows who would be called when and for how much, and why the others would not. Nothing is dialed.",
    discussion: """
      The plan is the daemon's own engine on a virtual clock, with a carrier that behaves as each campaign's `assume:`
      says. The same files, customers and seed give the same plan, byte for byte.

        dialer plan                                      from now until nothing more can happen
        dialer plan --from 2027-03-02T13:00:00Z          from an instant
        dialer plan --output ndjson --calls              every call and every customer not called, one JSON line each
        dialer plan --as-if-approved                     what calls once every held change is approved
        dialer plan --scenario day.json                  also write what makes `dialer sandbox` play these outcomes

      Exit: 2 the plan holds calls and --detailed-exitcode, 65 errors in campaign files, 78 in dialer.yaml.
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: "Print only these campaigns; all are planned, since they share lines and money.")
  var campaigns: [String] = []
  @Option(help: "The first instant, RFC 3339 (default: now, cut to the minute).") var from: String?
  @Option(help: "The end of the span (default: when nothing more can happen, at most 31 days later).")
  var until: String?
  @Option(help: "Draws the simulated outcomes, never the order.") var seed: UInt64 = 1
  @Option(help: "text, json or ndjson.") var output = OutputFormat.text
  @Flag(help: "With json and ndjson: every call, and every customer not called.") var calls = false
  @Option(help: "Write the scenario that makes the sandbox play the plan's outcomes.") var scenario: String?
  @Flag(help: "Plan paused campaigns as if they were resumed.") var asIfResumed = false
  @Flag(help: "Plan held changes, new campaigns that wait and pilots as if somebody had approved them.")
  var asIfApproved = false
  @Flag(help: "Exit with 2 when the plan holds calls.") var detailedExitcode = false

  func run() async throws {
    try await reporting {
      let span = try span()
      var source = try PlanSource.open(common)
      try source.workspace.requireValid()
      try requireKnown(source.workspace)
      source.workspace = try guarded(source, at: span.from)
      let printed = try PlanPrinter.plan(
        source, from: span.from, until: span.until, seed: seed,
        keepsCalls: calls || scenario != nil || output == .text, ignoresPauses: asIfResumed)
      if let scenario { try printed.writeScenario(to: scenario) }
      switch output {
      case .text: printed.printText(only: campaigns)
      case .json: printed.printJSON(only: campaigns, calls: calls)
      case .ndjson: printed.printLines(only: campaigns, calls: calls)
      }
      if detailedExitcode, printed.plan.callCount > 0 { throw Failure(.plansCalls) }
    }
  }

  /// The revisions that would call, and what waits.
  private func guarded(_ source: PlanSource, at now: Instant) throws -> Workspace {
    if asIfApproved {
      var workspace = source.workspace
      for index in workspace.campaigns.indices { workspace.campaigns[index].schedule.pilot = nil }
      return workspace
    }
    let workspace = try ChangeGuard.offline(source.workspace, store: source.store, now: now)
    for held in workspace.decision.held { Console.note("held-change: \(held.text); \(held.remedy)") }
    return workspace
  }

  private func requireKnown(_ workspace: Workspace) throws {
    for name in campaigns {
      if let failure = workspace.unknownCampaign(name) { throw failure }
    }
  }

  private func span() throws -> (from: Instant, until: Instant?) {
    var first = DaemonClock.wallNow()
    first = Instant(seconds: first.seconds / 60 * 60)
    if let from { first = try Self.instant(from, "--from") }
    let last = try until.map { try Self.instant($0, "--until") }
    if let last, last <= first { throw Failure(.usage, "--until is not after --from") }
    return (first, last)
  }

  static func instant(_ text: String, _ option: String) throws -> Instant {
    guard let instant = Instant(rfc3339: text) else {
      throw Failure(.usage, "\(option) \(text) is no instant: write it as 2027-03-02T13:00:00Z")
    }
    return instant
  }
}

/// How a command prints its data.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, ndjson
}

/// The files and the store that a plan reads. Without a store the customer files themselves are read, and that is said.
struct PlanSource {
  var workspace: Workspace
  var store: any Store

  static func open(_ common: ConfigurationOptions) throws -> PlanSource {
    var workspace = try Workspace.load(config: common.config)
    guard FileManager.default.fileExists(atPath: workspace.storePath) else {
      Console.note(
        "no store at \(workspace.storePath) yet: the plan reads the customer files (dialer init makes the store)")
      return try PlanSource(workspace: workspace, store: transient(workspace))
    }
    let store = try SQLiteStore.openForReading(at: workspace.storePath)
    let columns = try store.columns(types: workspace.columnTypes)
    if !columns.names.isEmpty { workspace = try Workspace.load(config: common.config, columns: columns) }
    return PlanSource(workspace: workspace, store: store)
  }

  /// A store in memory that holds what the customer files say.
  static func transient(_ workspace: Workspace) throws -> any Store {
    let store = try SQLiteStore.inMemory(now: DaemonClock.wallNow())
    try CustomerSync.importChanged(workspace, store: store, now: DaemonClock.wallNow())
    try SuppressionFiles.importChanged(workspace, store: store, now: DaemonClock.wallNow())
    return store
  }
}
