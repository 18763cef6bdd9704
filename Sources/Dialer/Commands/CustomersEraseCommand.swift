import ActivityStore
import ArgumentParser
import Campaigns

/// `dialer customers erase`.
struct CustomersEraseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Erases a customer from every table and log; nobody with that number or id is called again.",
    discussion: """
      Money and times of the calls stay, without name, number or id. Copies that migrations left beside the store are
      deleted. Your own backups and the customers' CSV file are yours to clean; a row of the file with this id is passed
      over from now on.

        dialer customers erase C0001 --yes
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: "The customer's id.") var id: String
  @Flag(help: "Do not ask.") var yes = false

  func run() async throws {
    try await reporting {
      let workspace = try Workspace.load(config: common.config)
      if !yes { try confirm() }
      let answer = try await ControlClient.perform(EraseRequest(customer: id), in: workspace)
      Console.note("the customer is erased: \(Self.summary(answer))")
    }
  }

  private func confirm() throws {
    guard Terminal.canAsk else { throw Failure(.usage, "erasing cannot be undone; confirm it with --yes") }
    Console.note("Erase customer \(id)? This cannot be undone. Type the id to go on:")
    guard readLine() == id else { throw Failure(.failed, "nothing was erased") }
  }

  static func summary(_ answer: JSON) -> String {
    func count(_ key: String) -> Int64 { if case .integer(let value)? = answer[key] { value } else { 0 } }
    return "\(count("rows")) rows, \(count("attempts")) attempts, \(count("copies_deleted")) copies of the store"
  }
}

/// `dialer customers hold`.
struct CustomersHoldCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hold",
    abstract: "Keeps a customer from being erased, with the reason; --release ends it.",
    discussion: "  dialer customers hold C0001 --reason 'case 4711'\n  dialer customers hold C0001 --release")

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: "The customer's id.") var id: String
  @Option(help: "Why; it stands in the audit.") var reason: String?
  @Flag(help: "End the hold.") var release = false

  func validate() throws {
    if (reason == nil) != release { throw ValidationError("give --reason, or --release") }
  }

  func run() async throws {
    try await reporting {
      try await ControlClient.perform(
        HoldRequest(customer: id, reason: reason), in: try Workspace.load(config: common.config))
      Console.note(release ? "customer \(id) is not on hold any more" : "customer \(id) is on hold")
    }
  }
}
