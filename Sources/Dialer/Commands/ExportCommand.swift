import ActivityStore
import ArgumentParser
import Campaigns

/// `dialer export`.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the Activities for a warehouse, one a line.",
    discussion: """
      The same fields as `dialer activities`, telephone numbers in full; those of erased customers without name and
      number. In CSV, lists and objects are JSON text, and a missing value is an empty field.

        dialer export > activities.ndjson
        dialer export --since 2027-03-01 --output csv
      """)

  enum Format: String, ExpressibleByArgument { case ndjson, csv }

  @OptionGroup var common: ConfigurationOptions
  @Option(
    help: ArgumentHelp(
      "Only calls since an instant (2027-03-02T13:00:00Z), a day of the account (2027-03-02), or so long ago (2h).",
      valueName: "time"))
  var since: String?
  @Option(help: "ndjson or csv.") var output = Format.ndjson

  func run() async throws {
    try await reporting {
      let account = try AccountFile.load(config: common.config)
      var filter = ActivityFilter()
      filter.from = try since.map {
        try StartTime.read(
          $0, now: DaemonClock.wallNow(), zones: try SystemZones.load(), accountZone: account.configuration.timeZone)
      }
      let store = try account.openForReading()
      var writer = LineWriter()
      var needsHeading = output == .csv
      try store.forEachActivity(where: filter) { activity in
        if needsHeading { writer.line(CSVLine.heading(activity.json)) }
        needsHeading = false
        writer.line(output == .csv ? CSVLine.row(activity.json) : activity.json.text)
      }
      writer.flush()
    }
  }
}

/// Objects as lines of CSV (RFC 4180).
enum CSVLine {
  static func heading(_ object: JSON) -> String {
    guard case .object(let entries) = object else { return "" }
    return entries.map { field($0.0) }.joined(separator: ",")
  }

  static func row(_ object: JSON) -> String {
    guard case .object(let entries) = object else { return "" }
    return entries.map { entry in
      switch entry.1 {
      case .null: ""
      case .string(let text): field(text)
      case let value: field(value.text)
      }
    }.joined(separator: ",")
  }

  /// Quoted where it holds what a reader could take for structure.
  static func field(_ text: String) -> String {
    let special = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    return special ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
