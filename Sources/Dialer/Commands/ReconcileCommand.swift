import ArgumentParser

/// `dialer reconcile`.
struct ReconcileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Lets a daemon dial that found calls younger than its store (condition rolled-back).",
    discussion: "Look at the orphan calls first: dialer activities\n\n  dialer reconcile --accept")

  @OptionGroup var common: ConfigurationOptions
  @Flag(help: "The calls that the store does not know were looked at; dialing may begin.") var accept = false

  func validate() throws {
    if !accept { throw ValidationError("say --accept when the orphan calls were looked at") }
  }

  func run() async throws {
    try await reporting {
      let workspace = try Workspace.load(config: common.config)
      try await ControlClient.perform(ReconcileRequest(), in: workspace)
      Console.note("accepted: dialing begins")
    }
  }
}
