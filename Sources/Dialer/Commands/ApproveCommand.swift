import ArgumentParser
import Campaigns

/// `dialer approve`: what was held may call.
struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Lets a held change, a new campaign, or the rest after a pilot call. It binds one revision.",
    discussion: """
      What waits stands in dialer status with its effect and the whole command; dialer diff shows the effect in full.
      Whoever edits the file again asks for a new approval. The files on disk are not read again.

        dialer approve renewal-reminders --revision 0123456789ab

      Exit: 64 an unknown campaign or fewer than 12 hex digits, 77 another revision waits or nothing does, or your role
      may not.
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: "The campaign.") var campaign: String
  @Option(help: "12 or more hex digits of the revision that waits.") var revision: String

  func run() async throws {
    try await reporting {
      let given = ApproveRequest(campaign: campaign, revision: revision)
      let request = try ApproveRequest(json: given.json)
      let answer = try await ControlClient.perform(request, in: try Workspace.load(config: common.config))
      let short = (answer.text("revision") ?? "").prefix(12)
      if answer.text("kind") == "pilot" {
        Console.note("\(campaign): revision \(short) calls the customers after its pilot")
      } else {
        Console.note("\(campaign): revision \(short) may call")
        for reason in answer.texts("effect") { Console.note("  approved: \(reason)") }
      }
    }
  }
}

/// `dialer rollback`: the last revision but one calls again.
struct RollbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Puts a campaign back to the revision that ran before, from the store.",
    discussion: """
      The file stays as it is: its revision is refused until the file changes again, or somebody approves it.

        dialer rollback renewal-reminders

      Exit: 64 an unknown campaign, 77 no revision before is known, or your role may not.
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: "The campaign.") var campaign: String

  func run() async throws {
    try await reporting {
      let answer = try await ControlClient.perform(
        RollbackRequest(campaign: campaign), in: try Workspace.load(config: common.config))
      let (now, refused) = (answer.text("revision") ?? "", answer.text("refused") ?? "")
      Console.note(
        "\(campaign): revision \(now.prefix(12)) calls again; revision \(refused.prefix(12)) waits until the file "
          + "changes, or: dialer approve \(campaign) --revision \(refused.prefix(12))")
    }
  }
}
