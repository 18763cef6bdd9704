import ActivityStore
import ArgumentParser
import Campaigns
import Telephony

/// `dialer errors`.
struct ErrorsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "errors",
    abstract: "Counts what the carrier refused: each error code with its meaning, and what is done about it.",
    discussion: """
        dialer errors
        dialer errors --since 24h --output json
      """)

  @OptionGroup var common: ConfigurationOptions
  @Option(
    help: ArgumentHelp(
      "Only since an instant (2027-03-02T13:00:00Z), a day of the account (2027-03-02), or so long ago (2h).",
      valueName: "time"))
  var since: String?
  @Option(help: "text, json or ndjson.") var output = OutputFormat.text

  func run() async throws {
    try await reporting {
      let account = try AccountFile.load(config: common.config)
      let from = try since.map {
        try StartTime.read(
          $0, now: DaemonClock.wallNow(), zones: try SystemZones.load(), accountZone: account.configuration.timeZone)
      }
      let counts = try account.openForReading().errorCounts(since: from)
      guard output != .text else {
        return counts.isEmpty ? Console.note("the carrier refused nothing") : Self.table(counts).print()
      }
      var rows = RowPrinter(output)
      for count in counts { rows.print(Self.json(count)) }
      rows.end()
    }
  }

  static func json(_ count: ErrorCount) -> JSON {
    let known = CarrierErrorMeaning.of(count.code)
    return .object([
      ("code", .integer(Int64(count.code))), ("count", .integer(count.count)), ("meaning", .optional(known?.meaning)),
      ("action", .optional(known?.action)), ("last_seen", .string(count.lastSeen.rfc3339)),
      ("example_attempt_id", .string(count.example)),
    ])
  }

  static func table(_ counts: [ErrorCount]) -> Table {
    var table = Table([
      .right("code"), .right("count"), .left("last seen"), .left("action"), .left("example"), .left("meaning"),
    ])
    for count in counts {
      let known = CarrierErrorMeaning.of(count.code)
      table.add([
        "\(count.code)", "\(count.count)", String(count.lastSeen.rfc3339.prefix(19)) + "Z", known?.action ?? "",
        count.example, known?.meaning ?? "not in the table; look the code up in the carrier's error dictionary",
      ])
    }
    return table
  }
}
