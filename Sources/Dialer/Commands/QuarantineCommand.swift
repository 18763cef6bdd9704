import ActivityStore
import ArgumentParser
import Campaigns
import Engine

/// `dialer quarantine`.
struct QuarantineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: "Attempts of which nobody knows whether a call was made: shows them, and lets a person say.",
    discussion: """
      A call that may have been made is never made again. Look for it in the carrier's log, then say what became of it.

        dialer quarantine list
        dialer quarantine resolve 17 --as not-placed --reason 'the carrier shows no such call'
      """,
    subcommands: [QuarantineListCommand.self, QuarantineResolveCommand.self])
}

/// `dialer quarantine list`.
struct QuarantineListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Shows the quarantined attempts, their age and the money they hold.",
    discussion: "  dialer quarantine list --output json")

  @OptionGroup var common: ConfigurationOptions
  @Option(help: "One campaign; default all.") var campaign: String?
  @Option(help: "text, json or ndjson.") var output = OutputFormat.text

  func run() async throws {
    try await reporting {
      let account = try AccountFile.load(config: common.config)
      let store = try account.openForReading()
      try KnownNames(account, store).requireCampaign(campaign)
      let held = try store.attempts().filter {
        ($0.state == .ambiguous || $0.state == .presumedNotPlaced) && (campaign == nil || $0.campaign == campaign)
      }
      let now = max(DaemonClock.wallNow(), try store.newestCommit() ?? .distantPast)
      guard output == .text else {
        var printer = RowPrinter(output)
        for record in held { printer.print(Self.json(record, now: now)) }
        return printer.end()
      }
      var table = Table([
        .right("attempt"), .left("campaign"), .left("customer"), .right("phone"), .left("state"), .right("age"),
        .right("held"),
      ])
      for record in held {
        table.add([
          "\(record.key)", record.campaign, record.customer, Mask.number(record.callee), record.state.rawValue,
          Interval.seconds((now - record.at).wholeSeconds).description, record.reserved.description,
        ])
      }
      if !table.isEmpty { table.print() }
      Console.note(
        "\(plural(held.count, "attempt")) held, \(held.reduce(Money.zero) { $0 + $1.reserved }) reserved")
    }
  }

  private static func json(_ record: AttemptRecord, now: Instant) -> JSON {
    .object([
      ("id", .integer(record.key)), ("attempt_id", .string(record.attemptID)),
      ("campaign", .string(record.campaign)), ("customer_id", .string(record.customer)),
      ("matter", .optional(record.matter.isEmpty ? nil : record.matter)),
      ("attempt", record.kind == .campaign ? .integer(Int64(record.attempt)) : .null),
      ("state", .string(record.state.rawValue)), ("phone", .string(Mask.number(record.callee))),
      ("at", .string(record.at.rfc3339)), ("age_seconds", .integer((now - record.at).wholeSeconds)),
      ("held", .string(record.reserved.description)),
    ])
  }
}

/// `dialer quarantine resolve`.
struct QuarantineResolveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Says what became of quarantined attempts: they end as unknown.",
    discussion: """
      placed: there was a call; its money stays spent and the customer is done. not-placed: there was none; the money
      is released, the try stays used, and the customer's next attempt may follow. No attempt is ever sent again.

        dialer quarantine resolve 17 18 --as not-placed --reason 'the carrier shows no such calls'
        dialer quarantine resolve --campaign renewal-reminders --as placed --reason 'customers confirmed it'
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: "Attempts, as dialer quarantine list names them.") var attempts: [String] = []
  @Option(help: "Every quarantined attempt of a campaign instead.") var campaign: String?
  @Option(name: .customLong("as"), help: "placed or not-placed.") var resolution: Resolution
  @Option(help: "Why; it stands in the audit.") var reason: String

  func validate() throws {
    if attempts.isEmpty == (campaign == nil) { throw ValidationError("name attempts, or a campaign by --campaign") }
    if reason.isEmpty { throw ValidationError("a resolution needs a reason") }
  }

  func run() async throws {
    try await reporting {
      let request = ResolveRequest(attempts: attempts, campaign: campaign, resolution: resolution, reason: reason)
      let answer = try await ControlClient.perform(request, in: try Workspace.load(config: common.config))
      let count = if case .array(let keys)? = answer["resolved"] { keys.count } else { 0 }
      Console.note("\(plural(count, "attempt")) resolved as \(resolution.rawValue)")
    }
  }
}

extension Resolution: ExpressibleByArgument {}
