import ActivityStore
import ArgumentParser
import Campaigns
import Engine
import Foundation

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
      let json = try await ControlClient.perform(StatusRequest(), in: workspace)
      Console.print(output == .text ? Paint.output.alarms(StatusReport.text(json)) : json.text)
    }
  }
}

/// What `pause` and `resume` share.
struct PauseTarget: ParsableArguments {
  @Argument(help: "The campaign; or --all.") var campaign: String?
  @Flag(help: "Every campaign.") var all = false

  func validate() throws {
    if (campaign == nil) != all { throw ValidationError("name one campaign, or give --all") }
  }

  var text: String { campaign ?? "all campaigns" }
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
      let request = PauseRequest(campaign: target.campaign, reason: reason, until: until)
      try await ControlClient.perform(request, in: try Workspace.load(config: common.config))
      Console.note("\(target.text): no new calls; calls in progress go on")
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
    try await reporting {
      let request = ResumeRequest(campaign: target.campaign, reason: reason)
      try await ControlClient.perform(request, in: try Workspace.load(config: common.config))
      Console.note("\(target.text): calls go on")
    }
  }
}

/// `dialer reload`.
struct ReloadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "Makes the daemon read its files anew: all of them, or none when one has an error.",
    discussion: """
      The diagnostics are printed; what ran goes on when the files are refused.

        dialer reload

      Exit: 65 the files were refused, 69 no daemon runs.
      """)

  @OptionGroup var common: ConfigurationOptions

  func run() async throws {
    try await reporting {
      let workspace = try Workspace.load(config: common.config)
      let answer = try await ControlClient.perform(ReloadRequest(), in: workspace)
      if let diagnostics = answer.text("diagnostics") {
        Console.note(Paint.messages.findings(diagnostics))
        throw Failure(.badData, "the files were not loaded; what ran goes on")
      }
      Console.note("the files were loaded")
      guard case .array(let effects)? = answer["campaigns"] else { return }
      if effects.isEmpty { Console.note("  nothing changes") }
      for effect in effects {
        Console.note("  " + (effect.text("line") ?? ""))
        if let remedy = effect.text("remedy") { Console.note("    \(remedy)") }
      }
    }
  }
}
