import ArgumentParser
import Campaigns
import Foundation

/// `dialer rates import`.
struct RatesImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Checks a rate card, shows what changes, puts it where dialer.yaml says and reloads the daemon.",
    discussion: "  dialer rates import new-rates.csv --dry-run\n  dialer rates import new-rates.csv")

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: ArgumentHelp("prefix,price_per_minute,increment,label", valueName: "file")) var file: String
  @Flag(help: "Show what would change, and change nothing.") var dryRun = false
  @Option(help: "text or json.") var output = ReportFormat.text

  func run() async throws {
    try await reporting {
      let account = try AccountFile.load(config: common.config)
      guard let name = account.configuration.rates.card else {
        throw Failure(.badConfiguration, "\(account.path) names no rate card: write `rates: {card: rates.csv}`")
      }
      let target = Workspace.path(name, in: account.folder)
      guard let fresh = RateCardFile.read(file) else { throw Failure(.badData, "the file \(file) cannot be read") }
      guard let card = fresh.card, !fresh.findings.contains(where: { $0.severity == .error }) else {
        Console.note(fresh.findings, files: [fresh.file])
        throw Failure(.badData, "\(file) has errors; \(target) stays as it is")
      }
      let changes = RateChanges(from: RateCardFile.read(target)?.card ?? RateCard(classes: []), to: card)
      Console.print(output == .json ? changes.json.text : changes.text)
      if dryRun { return Console.note("dry run: \(target) was not changed") }
      do {
        try Data(fresh.file.bytes).write(to: URL(fileURLWithPath: target), options: .atomic)
      } catch {
        throw Failure(.cannotWrite, "\(target) cannot be written: \(error.localizedDescription)")
      }
      Console.note("\(target): \(plural(card.classes.count, "rate"))")
      try await reload()
    }
  }

  private func reload() async throws {
    let workspace = try Workspace.load(config: common.config)
    guard let answer = try await ControlClient.ask(ReloadRequest(), in: workspace) else { return }
    if let diagnostics = answer.text("diagnostics") {
      Console.note(diagnostics)
      throw Failure(
        .badData,
        "the card is in place, but the daemon goes on with the old one: correct the files, then "
          + "dialer reload")
    }
    Console.note("the daemon uses it now")
  }
}

/// What one rate card changes about another.
struct RateChanges {
  enum Kind: String, CaseIterable { case new, missing, dearer, cheaper, changed }
  struct Change {
    var kind: Kind
    var prefix: String
    var before: RateClass?
    var after: RateClass?
  }
  /// By kind, then by prefix.
  let changes: [Change]
  let same: Int

  init(from old: RateCard, to new: RateCard) {
    let before = Dictionary(old.classes.map { ($0.prefix, $0) }, uniquingKeysWith: { first, _ in first })
    let after = Dictionary(new.classes.map { ($0.prefix, $0) }, uniquingKeysWith: { first, _ in first })
    var changes: [Change] = []
    for prefix in Set(before.keys).union(after.keys).sorted() {
      if let kind = Self.kind(before[prefix], after[prefix]) {
        changes.append(Change(kind: kind, prefix: prefix, before: before[prefix], after: after[prefix]))
      }
    }
    same = after.count - changes.count { $0.after != nil }
    self.changes = Kind.allCases.flatMap { kind in changes.filter { $0.kind == kind } }
  }

  private static func kind(_ before: RateClass?, _ after: RateClass?) -> Kind? {
    guard let before else { return .new }
    guard let after else { return .missing }
    if after.pricePerMinute > before.pricePerMinute { return .dearer }
    if after.pricePerMinute < before.pricePerMinute { return .cheaper }
    return after.increment == before.increment ? nil : .changed
  }

  var text: String {
    if changes.isEmpty { return "nothing changes: \(plural(same, "rate"))" }
    var table = Table([.left("change"), .left("prefix"), .right("before"), .right("after"), .left("label")])
    for change in changes {
      table.add([
        change.kind.rawValue, "+" + change.prefix, Self.price(change.before), Self.price(change.after),
        change.after?.label ?? change.before?.label ?? "",
      ])
    }
    return table.text() + "\n\(same) unchanged"
  }

  private static func price(_ rate: RateClass?) -> String {
    rate.map { "\($0.pricePerMinute)/\($0.increment)s" } ?? ""
  }

  var json: JSON {
    .object([
      ("unchanged", .integer(Int64(same))),
      (
        "changes",
        .array(
          changes.map { change in
            .object([
              ("change", .string(change.kind.rawValue)), ("prefix", .string(change.prefix)),
              ("price_before", .optional(change.before?.pricePerMinute.description)),
              ("price_after", .optional(change.after?.pricePerMinute.description)),
            ])
          })
      ),
    ])
  }
}
