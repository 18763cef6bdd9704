import ActivityStore
import ArgumentParser
import Campaigns
import Engine

/// `dialer try`.
struct TryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "try",
    abstract: "Makes a campaign's call to one of try_numbers, with a customer's values; no attempt is used.",
    discussion: """
      Calling hours are not asked for; kill switch, account, suppression, confirmation, rates, pacing and budgets are.
      Exit 77 with the reason when a gate refuses, 69 when no daemon runs.

        dialer try renewal-reminders --as C1042 --to +14155550123
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: "The campaign.") var campaign: String
  @Option(name: .customLong("as"), help: "The id of the customer whose values are said.") var customer: String
  @Option(name: .customLong("to"), help: "One of `try_numbers:` of dialer.yaml.") var number: String
  @Flag(name: .customLong("no-wait"), help: "Do not wait for the end of the call.") var noWait = false
  @Option(help: "text or json.") var output = OutputFormat.text

  func run() async throws {
    try await reporting {
      let workspace = try Workspace.load(config: common.config)
      guard let callee = SuppressionFiles.number(number, region: workspace.configuration.homeCountry) else {
        throw Failure(.usage, "--to \(number) is no telephone number: write +14155550100")
      }
      let request = TryRequest(campaign: campaign, customer: customer, callee: callee)
      let answer = try await ControlClient.perform(request, in: workspace)
      guard let key = answer.number("attempt") else { throw Failure(.failed, "the daemon named no attempt") }
      if noWait { return say(key, nil) }
      Console.note("calling +\(callee)")
      say(key, try await end(of: key, path: workspace.storePath))
    }
  }

  /// Reads the store until the attempt has ended, or has no known fate.
  private func end(of key: AttemptKey, path: String) async throws -> AttemptRecord {
    let store = try SQLiteStore.openForReading(at: path)
    while true {
      if let record = try store.attempt(key), record.state != .dialing, record.state != .placed { return record }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  private func say(_ key: AttemptKey, _ record: AttemptRecord?) {
    guard output == .text else {
      return Console.print(
        JSON.object([
          ("attempt", .integer(key)), ("state", .optional(record?.state.rawValue)),
          ("disposition", .optional(record?.disposition?.rawValue)),
          ("duration", record?.duration.map { .integer(Int64($0)) } ?? .null),
          ("cost", .optional(record?.settled?.description)),
        ]).text)
    }
    guard let record else { return Console.print("attempt \(key) is under way") }
    let talk = record.duration.map { ", \($0) s" } ?? ""
    let cost = record.settled.map { ", cost \($0)" } ?? ""
    Console.print("attempt \(key): \(record.disposition?.rawValue ?? record.state.rawValue)\(talk)\(cost)")
  }
}
