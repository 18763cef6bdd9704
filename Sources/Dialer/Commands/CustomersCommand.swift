import ActivityStore
import ArgumentParser
import Campaigns
import Foundation

/// `dialer customers`.
struct CustomersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "customers",
    abstract: "Imports customers from CSV files, lists them and shows one.",
    discussion: """
        dialer customers import
        dialer customers list --limit 20
        dialer customers show C0001
        dialer customers erase C0001 --yes
      """,
    subcommands: [
      CustomersImportCommand.self, CustomersListCommand.self, CustomersShowCommand.self,
      CustomersEraseCommand.self, CustomersHoldCommand.self,
    ])
}

/// `dialer customers import`.
struct CustomersImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Brings customer files into the store: all rows of a file at once, or nothing of it.",
    discussion: """
      Without a file: every source of dialer.yaml, as its `mode` says. A file that is no source is an upsert: its rows
      are added or changed, nobody is retired. Bad rows (no id, an id twice, wrong number of fields, not
      UTF-8) are named
      by line and skipped. A wrong or missing telephone number is no bad row: the customer shows as such.

        dialer customers import
        dialer customers import --allow-shrink                the samples of dialer init, or whoever vanished, may go
        dialer customers import trade-fair.csv --map phone=Telefon --map name=Kunde --region DE --dry-run

      Exit: 65 when a row was bad (0 with --skip-bad), 75 while a daemon holds the store.
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: ArgumentHelp("A CSV file with a header row, in UTF-8.", valueName: "file")) var file: String?
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Reads our column from a heading: phone=Telefon. May be given again.", valueName: "column=heading"))
  var map: [String] = []
  @Option(help: "The country of numbers without a country code, for a file that is no source.") var region: String?
  @Flag(help: "Count everything and change nothing.") var dryRun = false
  @Flag(help: "Retire customers who vanished from a file, however many; without it max_shrink bounds them.")
  var allowShrink = false
  @Flag(help: "Exit with 0 although rows were bad.") var skipBad = false

  func validate() throws {
    if file == nil, !map.isEmpty || region != nil {
      throw ValidationError("--map and --region need a file; for the sources write them into dialer.yaml")
    }
    if let region, let problem = CountryOption.problem(region, option: "--region") {
      throw ValidationError(problem)
    }
    _ = try columnMap()
  }

  func run() async throws {
    try await reporting {
      let account = try AccountFile.load(config: common.config)
      let sources = try sources(account)
      let access = try StoreAccess.open(account.storePath, dryRun: dryRun)
      let outcomes = try withExtendedLifetime(access) {
        try CustomerSync.importAll(sources, store: $0.store, now: DaemonClock.wallNow())
      }
      if !skipBad, outcomes.contains(where: { $0.result.badRowCount > 0 }) { throw Failure(.badData) }
    }
  }

  private func sources(_ account: AccountFile) throws -> [CustomerSync.Source] {
    let declared = CustomerSync.sources(account.configuration, folder: account.folder)
    var chosen = declared
    if let file {
      let path = Self.absolute(file)
      var source =
        declared.first { Self.absolute($0.path) == path }
        ?? CustomerSync.Source(
          path: file, name: path,
          options: CustomerImport.Options(
            sync: false, region: region, types: account.columnTypes, phoneRules: CustomerSync.phoneRules))
      source.options.map.merge(try columnMap()) { _, given in given }
      chosen = [source]
    } else if declared.isEmpty {
      throw Failure(
        .usage, "\(account.path) names no customers: name a file, or write `customers: [{csv: FILE}]` there")
    }
    for index in chosen.indices {
      chosen[index].options.dryRun = dryRun
      if allowShrink { chosen[index].options.maxShrink = 1_000 }
    }
    return chosen
  }

  private func columnMap() throws -> [String: String] {
    var columns: [String: String] = [:]
    for pair in map {
      let sides = pair.split(separator: "=", maxSplits: 1)
      guard sides.count == 2 else {
        throw ValidationError("--map \(pair) is no pair: write COLUMN=HEADING, such as phone=Telefon")
      }
      guard columns.updateValue(String(sides[1]), forKey: String(sides[0])) == nil else {
        throw ValidationError("--map names the column \(sides[0]) twice")
      }
    }
    return columns
  }

  private static func absolute(_ path: String) -> String {
    let from = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    return (from as NSString).standardizingPath
  }
}
