import ArgumentParser
import Campaigns

/// `dialer halt`.
struct HaltCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "halt",
    abstract: "Stops new calls and ends those that run: queued and ringing ones are cancelled, others hung up.",
    discussion: """
      As a pause it survives restarts and ends by `dialer resume` or at --until. A customer whose call was cancelled
      counts as called.

        dialer halt renewal-reminders --reason 'wrong text' --until 2027-03-03T09:00:00-05:00
        dialer halt --all --reason 'complaint, see ticket 4711'
      """)

  @OptionGroup var common: ConfigurationOptions
  @OptionGroup var target: PauseTarget
  @Option(help: "Why; it stands in status and in the audit.") var reason: String
  @Option(help: "Until when, RFC 3339 (default: until somebody resumes).") var until: String?

  func run() async throws {
    try await reporting {
      let until = try until.map { try PlanCommand.instant($0, "--until") }
      let request = HaltRequest(PauseRequest(campaign: target.campaign, reason: reason, until: until))
      try await ControlClient.perform(request, in: try Workspace.load(config: common.config))
      Console.note("\(target.text): no new calls; calls that run are ended")
    }
  }
}
