import ActivityStore
import ArgumentParser
import Campaigns
import Foundation

/// `dialer suppress`.
struct SuppressCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suppress",
    abstract: "Keeps the do-not-call lists: who is on one is not called, from the answer of the command on.",
    discussion: """
        dialer suppress add +12125550123
        dialer suppress import dnc.csv --list us-dnc
        dialer suppress list
      """,
    subcommands: [
      SuppressAddCommand.self, SuppressRemoveCommand.self, SuppressImportCommand.self, SuppressListCommand.self,
    ])

  /// The list that is meant when none is named.
  static let defaultList = "do-not-call"
}

/// Whom a suppression names.
struct SuppressionTarget: ParsableArguments {
  @Argument(help: "A telephone number, +14155550100; without a plus sign it needs --region.") var number: String?
  @Option(help: "A customer's id instead: none of the customer's numbers is called.") var customer: String?
  @Option(help: "The country of a number without a country code, such as US.") var region: String?
  @Option(help: "The list.") var list = SuppressCommand.defaultList

  func validate() throws {
    if (number == nil) == (customer == nil) { throw ValidationError("name a number, or a customer by --customer") }
    if let region, let problem = CountryOption.problem(region, option: "--region") {
      throw ValidationError(problem)
    }
  }

  func subject() throws(Failure) -> Suppression.Subject {
    if let customer { return .customer(customer) }
    let text = number ?? ""
    guard let digits = SuppressionFiles.number(text, region: region) else {
      throw Failure(
        .usage, "\(text) is no telephone number: write it with country code, such as +14155550100, or give --region")
    }
    return .number(digits)
  }
}

/// `dialer suppress add`.
struct SuppressAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Puts a number or a customer on a list; queued and ringing calls are cancelled.",
    discussion: """
        dialer suppress add +12125550123
        dialer suppress add '212 555 0123' --region US --list us-dnc
        dialer suppress add --customer C1042 --reason 'asked by letter'
      """)

  @OptionGroup var common: ConfigurationOptions
  @OptionGroup var target: SuppressionTarget
  @Option(help: "Why; it stands in the audit.") var reason: String?

  func run() async throws {
    try await reporting {
      let subject = try target.subject()
      let request = SuppressRequest(list: target.list, subjects: [subject], reason: reason)
      let workspace = try Workspace.load(config: common.config)
      try await ControlClient.perform(request, in: workspace)
      Console.note("\(SuppressionText.plain(subject)) is on the list \(target.list) and is not called")
      if case .customer(let id) = subject { try warnOfUnknown(id, in: workspace) }
    }
  }
}

extension SuppressAddCommand {
  /// An entry for nobody is kept, since the customer may come later; it may as well be a slip.
  private func warnOfUnknown(_ id: String, in workspace: Workspace) throws {
    let store = try SQLiteStore.openForReading(at: workspace.storePath)
    guard try store.customers(matching: .id(id)).isEmpty else { return }
    Console.note("note: \(try KnownNames.unknownCustomer(id, in: store).message); the entry waits for such a customer")
  }
}

/// `dialer suppress remove`.
struct SuppressRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Takes a number or a customer off one list; the reason is audited.",
    discussion: "  dialer suppress remove +12125550123 --reason 'consented again, form 77'")

  @OptionGroup var common: ConfigurationOptions
  @OptionGroup var target: SuppressionTarget
  @Option(help: "Why; it stands in the audit.") var reason: String

  func run() async throws {
    try await reporting {
      let subject = try target.subject()
      if reason.isEmpty { throw Failure(.usage, "a removal needs a reason") }
      let request = UnsuppressRequest(list: target.list, subject: subject, reason: reason)
      let answer = try await ControlClient.perform(request, in: try Workspace.load(config: common.config))
      let others = answer.texts("still_on")
      Console.note(
        "\(SuppressionText.plain(subject)) is off the list \(target.list)"
          + (others.isEmpty ? "" : "; still on: " + others.joined(separator: ", ")))
    }
  }
}

/// `dialer suppress import`.
struct SuppressImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Puts every number and customer of a CSV file on a list. An import adds and never takes off.",
    discussion: """
      The file has a header with the column phone or id (or both), or is one column of numbers. Rows that cannot be
      read are named; the rest is on the list all the same, and the exit is 65.

        dialer suppress import dnc.csv --list us-dnc
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: ArgumentHelp("A CSV file in UTF-8.", valueName: "file")) var file: String
  @Option(help: "The list.") var list = SuppressCommand.defaultList
  @Option(help: "The country of numbers without a country code; default: the home country.") var region: String?

  func run() async throws {
    try await reporting {
      let workspace = try Workspace.load(config: common.config)
      let content = try SuppressionFiles.read(file, region: region ?? workspace.configuration.homeCountry)
      let parts = stride(from: 0, to: max(1, content.subjects.count), by: SuppressRequest.most)
      let progress = ProgressLine()
      for start in parts {
        let end = min(start + SuppressRequest.most, content.subjects.count)
        var request = SuppressRequest(list: list, subjects: Array(content.subjects[min(start, end)..<end]))
        if end == content.subjects.count {
          request.file = SuppressionFile(
            list: list, file: file, size: content.size, modified: content.modified, importedAt: content.modified)
        }
        try await ControlClient.perform(request, in: workspace)
        progress.show("\(file): \(end) entries")
      }
      progress.end()
      SuppressionFiles.say(content, path: file, list: list)
      if !content.badRows.isEmpty { throw Failure(.badData) }
    }
  }
}

/// `dialer suppress list`.
struct SuppressListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Shows who is on the lists.",
    discussion: "  dialer suppress list --list us-dnc --output ndjson")

  @OptionGroup var common: ConfigurationOptions
  @Option(help: "One list; default all.") var list: String?
  @Option(help: "text, json or ndjson.") var output = OutputFormat.text

  func run() async throws {
    try await reporting {
      let account = try AccountFile.load(config: common.config)
      let everyone = try account.openForReading().suppressions()
      try KnownNames.requireList(list, entries: everyone, configuration: account.configuration)
      let all = everyone.filter { list == nil || $0.list == list }
      guard output == .text else {
        var printer = RowPrinter(output)
        for suppression in all { printer.print(Self.json(suppression)) }
        return printer.end()
      }
      var table = Table([.left("list"), .left("number"), .left("customer"), .left("added"), .left("by")])
      for suppression in all {
        let text = SuppressionText.plain(suppression.subject)
        let isNumber = if case .number = suppression.subject { true } else { false }
        table.add([
          suppression.list, isNumber ? text : "", isNumber ? "" : text, suppression.addedAt.rfc3339, suppression.by,
        ])
      }
      if !table.isEmpty { table.print() }
      Console.note("\(all.count) on \(list.map { "the list \($0)" } ?? "all lists")")
    }
  }

  private static func json(_ suppression: Suppression) -> JSON {
    var (number, customer): (String?, String?) = (nil, nil)
    switch suppression.subject {
    case .number(let e164): number = "+\(e164)"
    case .customer(let id): customer = id
    }
    return .object([
      ("list", .string(suppression.list)), ("number", .optional(number)), ("customer_id", .optional(customer)),
      ("added_at", .string(suppression.addedAt.rfc3339)), ("added_by", .string(suppression.by)),
    ])
  }
}
