import ArgumentParser

/// The one binary: each subcommand is a file under `Commands`.
@main
struct Dialer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dialer",
    abstract: "Calls the customers of a CRM: campaign files in, paced calls out, an Activity for every call.",
    discussion: """
      A campaign file says who is called, when, how fast and for how much money. `dialer plan` shows what would
      happen; `dialer run` makes it happen, with the same engine.

      First steps:
        dialer demo                    the main job on built-in files, no account needed
        dialer init                    a first dialer.yaml, a first campaign and the store
        dialer check                   every mistake of the files, at its line and column
        dialer plan                    who is called when, and why the others are not
        dialer run                     the daemon
      """,
    version: Version.text,
    subcommands: [
      ActivitiesCommand.self, ApproveCommand.self, AuditCommand.self, BackupCommand.self, CallsCommand.self,
      CheckCommand.self,
      ConfirmCommand.self, CustomersCommand.self, DemoCommand.self, DiffCommand.self, ErrorsCommand.self,
      ExplainCommand.self, ExportCommand.self, HaltCommand.self, InitCommand.self, KeysCommand.self,
      PauseCommand.self, PlanCommand.self, QuarantineCommand.self, RatesCommand.self, ReconcileCommand.self,
      RevokeCommand.self,
      SuppressCommand.self, TestCommand.self, TryCommand.self,
      ReloadCommand.self, ResumeCommand.self, RollbackCommand.self, RunCommand.self,
      SandboxCommand.self, SchemaCommand.self, StatusCommand.self, TodayCommand.self, VersionCommand.self,
    ])

  static func main() async {
    if let message = MistypedCommand.message(Array(CommandLine.arguments.dropFirst())) {
      exit(withError: Failure(.usage, message).exit())
    }
    await main(nil)
  }
}

/// What `--version` and the plan's hash say this program is.
enum Version {
  static let number = "0.1.0"
  static var text: String { "dialer \(number)" }
}
