import ActivityStore
import ArgumentParser
import Campaigns

/// `dialer today`.
struct TodayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "today",
    abstract: "The account's day in a page: calls by hour, what needs a person, what changed since yesterday.",
    discussion: """
      Planned calls are those of the dry run from now to the account's midnight. Exit 1 when something needs a person,
      so that a morning's cron job can tell.

        dialer today
        dialer today --output json
      """)

  @OptionGroup var common: ConfigurationOptions
  @Option(help: ArgumentHelp("As of this instant, RFC 3339 (default: now).", valueName: "time")) var at: String?
  @Option(help: "text or json.") var output = ReportFormat.text

  func run() async throws {
    try await reporting {
      let instant = try at.map { try PlanCommand.instant($0, "--at") }
      let source = try PlanSource.open(common)
      try source.workspace.requireValid()
      let status = instant == nil ? try await ControlClient.ask(StatusRequest(), in: source.workspace) : nil
      let now = try instant ?? status?.instant("now") ?? DaemonClock.wallNow()
      let report = try TodayReport(
        workspace: try ChangeGuard.offline(source.workspace, store: source.store, now: now), store: source.store,
        now: now,
        conditions: instant == nil ? Self.conditions(status, now: now) : [])
      let json = try report.json
      let currency = source.workspace.configuration.budget.currency
      Console.print(output == .text ? Paint.output.alarms(TodayText.text(json, currency: currency)) : json.text)
      if !ExplainText.items(json["needs_person"]).isEmpty { throw Failure(.failed) }
    }
  }

  /// What a running daemon says of itself; without one whether the kill switch is on.
  private static func conditions(_ status: JSON?, now: Instant) -> [JSON] {
    if let status { return ExplainText.items(status["conditions"]) }
    guard let condition = StopFile().offlineCondition(now: now) else { return [] }
    return [
      .object([
        ("code", .string(condition.code)), ("text", .string(condition.text)), ("remedy", .string(condition.remedy)),
      ])
    ]
  }
}
