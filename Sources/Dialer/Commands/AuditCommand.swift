import ActivityStore
import ArgumentParser
import Campaigns

/// `dialer audit`.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Who did what, and whether the record of it is whole.",
    discussion: """
        dialer audit list --since 24h
        dialer audit verify
      """,
    subcommands: [AuditVerifyCommand.self, AuditListCommand.self])
}

/// `dialer audit verify`.
struct AuditVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Walks the audit's hash chain and compares it with the heads that were published.",
    discussion: "Exit 1 names the first entry that is not what was written.\n\n  dialer audit verify")

  @OptionGroup var common: ConfigurationOptions
  @Option(help: "text or json.") var output = ReportFormat.text

  func run() async throws {
    try await reporting {
      let verdict = try AccountFile.load(config: common.config).openForReading().verifyAudit()
      if output == .json {
        Console.print(Self.json(verdict).text)
        if verdict.broken != nil { throw Failure(.failed) }
        return
      }
      if let broken = verdict.broken {
        throw Failure(
          .failed,
          "the audit is broken at entry \(broken.number): \(broken.reason); \(verdict.entries) before it are sound. "
            + "Compare with a backup and with the heads in the log")
      }
      Console.print("the audit's \(verdict.entries) entries are unbroken; head \(verdict.head)")
    }
  }

  static func json(_ verdict: AuditVerdict) -> JSON {
    let broken: JSON =
      verdict.broken.map { .object([("entry", .integer($0.number)), ("reason", .string($0.reason))]) } ?? .null
    return .object([
      ("ok", .bool(verdict.broken == nil)), ("entries", .integer(verdict.entries)), ("head", .string(verdict.head)),
      ("broken", broken),
    ])
  }
}

/// `dialer audit list`.
struct AuditListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the audit: requests of people, attempts, reloads, erasures.",
    discussion: """
      The audit holds a token in place of a customer. It is shown as the customer's id as long as the customer is not
      erased. With --limit the newest entries, still oldest first.

        dialer audit list --since 24h --who opslead
      """)

  @OptionGroup var common: ConfigurationOptions
  @Option(
    help: ArgumentHelp(
      "Only since an instant (2027-03-02T13:00:00Z), a day of the account (2027-03-02), or so long ago (2h).",
      valueName: "time"))
  var since: String?
  @Option(help: "Only what this user did; daemon: what the daemon did.") var who: String?
  @Option(help: "Only the newest of them.") var limit: Int?
  @Option(help: "text, json or ndjson.") var output = OutputFormat.text

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit \(limit): at least 1 was expected") }
  }

  func run() async throws {
    try await reporting {
      let account = try AccountFile.load(config: common.config)
      let from = try since.map {
        try StartTime.read(
          $0, now: DaemonClock.wallNow(), zones: try SystemZones.load(), accountZone: account.configuration.timeZone)
      }
      let store = try account.openForReading()
      let customers = try store.customersByPseudonym()
      var lines: [AuditLine] = []
      try store.forEachAuditLine { line in
        if let from, line.entry.at < from { return }
        if let who, line.entry.who != who { return }
        lines.append(line)
      }
      show(lines.suffix(limit ?? lines.count).map { Self.resolved($0, customers) })
    }
  }

  private func show(_ lines: [AuditLine]) {
    guard output != .text else {
      if lines.isEmpty { return Console.note("no entries") }
      var table = Table([.right("entry"), .left("at"), .left("who"), .left("what"), .left("detail")])
      for line in lines {
        table.add([
          "\(line.number)", String(line.entry.at.rfc3339.prefix(19)) + "Z", line.entry.who, line.entry.what,
          line.entry.detail.text,
        ])
      }
      return table.print()
    }
    var rows = RowPrinter(output)
    for line in lines {
      rows.print(
        .object([
          ("entry", .integer(line.number)), ("at", .string(line.entry.at.rfc3339)), ("who", .string(line.entry.who)),
          ("what", .string(line.entry.what)), ("detail", line.entry.detail), ("hash", .optional(line.hash)),
        ]))
    }
    rows.end()
  }

  /// The entry with customers' ids where their tokens stand.
  static func resolved(_ line: AuditLine, _ customers: [String: String]) -> AuditLine {
    var line = line
    line.entry.detail = resolved(line.entry.detail, customers)
    return line
  }

  private static func resolved(_ value: JSON, _ customers: [String: String]) -> JSON {
    switch value {
    case .string(let text): .string(customers[text] ?? text)
    case .array(let items): .array(items.map { resolved($0, customers) })
    case .object(let entries): .object(entries.map { ($0.0, resolved($0.1, customers)) })
    default: value
    }
  }
}
