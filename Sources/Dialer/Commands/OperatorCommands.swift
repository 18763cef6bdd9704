import ActivityStore
import ArgumentParser
import Campaigns
import Engine
import Foundation
import HTTP

/// `dialer status`: what runs, or what the store says when nothing runs.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows what runs: per campaign selected = live + done + waiting, with the reasons for waiting.",
    discussion: "Without a daemon the store is read and the state is `stopped`.\n\n  dialer status --output json")

  @OptionGroup var common: ConfigurationOptions
  @Option(help: "text or json.") var output = OutputFormat.text

  func run() async throws {
    try await reporting {
      let workspace = try Workspace.load(config: common.config)
      let json = try await ControlClient.ask(workspace, .get, "/status") ?? Self.offline(workspace)
      Console.print(output == .text ? StatusReport.text(json) : json.text)
    }
  }

  private static func offline(_ workspace: Workspace) throws -> JSON {
    let store = try SQLiteStore.openForReading(at: workspace.storePath)
    let now = DaemonClock.wallNow()
    let isLoopback = workspace.configuration.carrierIsLoopback
    var loaded = try WorldLoader(
      workspace: workspace, store: store, now: now, purpose: .run(loopback: isLoopback),
      ratesTooOld: workspace.ratesTooOld(at: now)
    ).load()
    let killSwitch = StopFile().offlineCondition(now: now)
    if killSwitch != nil { _ = loaded.engine.handle(.killSwitchChanged(isOn: true), at: now) }
    let engine = loaded.engine
    let reports = (0..<engine.campaignCount).map { engine.report(campaign: $0) }
    return StatusReport(
      now: now, state: "stopped", carrier: isLoopback ? "loopback" : "live",
      revision: StatusReport.revision(of: workspace.campaigns), reload: .init(at: now),
      live: reports.reduce(0) { $0 + $1.live }, quarantined: engine.unresolvedCount,
      conditions: killSwitch.map { [$0] } ?? [],
      campaigns: reports
    ).json
  }
}

/// What `pause` and `resume` share.
struct PauseTarget: ParsableArguments {
  @Argument(help: "The campaign; or --all.") var campaign: String?
  @Flag(help: "Every campaign.") var all = false

  func validate() throws {
    if (campaign == nil) != all { throw ValidationError("name one campaign, or give --all") }
  }

  /// Through the daemon, or into the store when none runs.
  func send(_ change: PauseRequest.Change, reason: String, until: Instant?, common: ConfigurationOptions) async throws {
    let workspace = try Workspace.load(config: common.config)
    if let campaign, !workspace.campaigns.contains(where: { $0.id == campaign }) {
      let known = workspace.campaigns.map(\.id).joined(separator: ", ")
      throw Failure(.usage, "there is no campaign \(campaign); there are: \(known)")
    }
    let request = PauseRequest(change: change, campaign: campaign, by: NSUserName(), reason: reason, until: until)
    if let answer = try await ControlClient.ask(workspace, .post, "/\(change.rawValue)", body: request.json) {
      if case .string(let refusal) = answer["error"] { throw Failure(.failed, refusal) }
    } else {
      let lock = try StoreLock.acquire(store: workspace.storePath)
      let store = try SQLiteStore.open(at: workspace.storePath)
      let none = try store.commit([request.turn(at: DaemonClock.wallNow())])
      precondition(none.count == 0)
      withExtendedLifetime(lock) {}
    }
    let what = campaign ?? "all campaigns"
    Console.note(change == .pause ? "\(what): no new calls; calls in progress go on" : "\(what): calls go on")
  }
}

/// `dialer pause`.
struct PauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Stops new calls of a campaign, or of all; survives restarts.",
    discussion:
      "  dialer pause renewal-reminders --reason 'complaint, see ticket 4711' --until 2027-03-03T09:00:00-05:00")

  @OptionGroup var common: ConfigurationOptions
  @OptionGroup var target: PauseTarget
  @Option(help: "Why; it stands in status and in the audit.") var reason: String
  @Option(help: "Until when, RFC 3339 (default: until somebody resumes).") var until: String?

  func run() async throws {
    try await reporting {
      let until = try until.map { try PlanCommand.instant($0, "--until") }
      try await target.send(.pause, reason: reason, until: until, common: common)
    }
  }
}

/// `dialer resume`.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Lets a paused or stopped campaign call again; --all also lifts an account's stop.",
    discussion: "  dialer resume --all --reason 'credentials renewed'")

  @OptionGroup var common: ConfigurationOptions
  @OptionGroup var target: PauseTarget
  @Option(help: "Why; it stands in the audit.") var reason: String = ""

  func run() async throws {
    try await reporting { try await target.send(.resume, reason: reason, until: nil, common: common) }
  }
}

/// `dialer reload`.
struct ReloadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "Makes the daemon read its files anew: all of them, or none when one has an error.",
    discussion: "The diagnostics are printed; what ran goes on. Exit 65 when the files were refused.")

  @OptionGroup var common: ConfigurationOptions

  func run() async throws {
    try await reporting {
      let workspace = try Workspace.load(config: common.config)
      guard let answer = try await ControlClient.ask(workspace, .post, "/reload") else {
        throw Failure(.unavailable, "no daemon runs on \(workspace.storePath); start it with: dialer run")
      }
      if case .string(let error) = answer["error"] {
        Console.note(error)
        throw Failure(.badData, "the files were not loaded; what ran goes on")
      }
      Console.note("the files were loaded")
    }
  }
}
