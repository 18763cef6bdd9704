import ActivityStore
import Campaigns
import Foundation

/// Reads what `dialer check` is to look at and collects every finding: nothing stops at the first.
struct CheckRun {
  static let standardInputName = "<stdin>"

  private let zones: ZoneDatabase
  private let now: Instant
  private let standardInput: () -> Data
  private var findings: [Diagnostic] = []
  private var files: [SourceFile] = []
  private var notes: [String] = []
  private var inventory: CheckReport.Inventory
  private var configuration: Configuration?
  private var rates: RateCard?

  /// Checks files.
  ///
  /// - Parameters:
  ///   - paths: files, folders or `-`; none: dialer.yaml and what it names.
  ///   - standardInput: asked for `-` only.
  /// - Throws: `Failure` when a path does not exist or, without paths, there is no configuration.
  static func check(
    paths: [String], config: String?, now: Instant, standardInput: @escaping () -> Data
  ) throws -> CheckReport {
    var run = try CheckRun(zones: SystemZones.load(), now: now, standardInput: standardInput)
    let place = try ConfigurationPlace.find(paths: paths, config: config)
    if let path = place.path {
      try run.readConfiguration(path)
    } else {
      run.notes.append(
        "no dialer.yaml beside, above or in the usual places: columns, caller IDs and account limits are not checked")
    }
    try run.readCampaigns(place)
    return CheckReport(
      findings: Diagnostic.sorted(run.findings), files: run.files, inventory: run.inventory, notes: run.notes)
  }

  private init(zones: ZoneDatabase, now: Instant, standardInput: @escaping () -> Data) {
    self.zones = zones
    self.now = now
    self.standardInput = standardInput
    let numbers = PhoneReader.sources
    inventory = CheckReport.Inventory(
      tzdata: zones.version, areaCodes: numbers.areaCodes, phoneLibrary: numbers.library)
  }

  // MARK: - The configuration and what it names

  private mutating func readConfiguration(_ path: String) throws {
    let file = try Workspace.source(path)
    files.append(file)
    inventory.configuration = file.path
    let (decoded, found) = ConfigurationReader.read(file, zoneNames: Set(zones.names))
    findings += found
    guard var configuration = decoded else {
      notes.append("\(file.path) has errors: what the campaign files need of it is not checked")
      return
    }
    Workspace.applyEnvironment(to: &configuration)
    if let finding = configuration.liveNeeded(severity: .warning) { findings.append(finding) }
    self.configuration = configuration
    readCustomers(configuration, folder: Workspace.folder(of: path))
    readRates(configuration, folder: Workspace.folder(of: path))
  }

  private mutating func readCustomers(_ configuration: Configuration, folder: String) {
    for (index, source) in configuration.customers.enumerated() {
      let path = Workspace.path(source.csv, in: folder)
      let ours = Dictionary(source.map.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
      let columns = CustomerHeadings.read(path)?.map { ours[$0] ?? $0 }
      inventory.customers.append(CheckReport.CustomerFile(path: source.csv, columns: columns))
      if columns == nil {
        report(
          .warning, "customers-unreadable", "the customers file \(path) cannot be read, so columns are not checked",
          help: "put the file there, or correct `csv:`", at: ["customers.\(index).csv", "customers"])
      } else if columns?.contains("id") == false {
        report(
          .error, "customers-without-id", "the customers file \(path) has no column id",
          help: "name one with `map: {id: HEADING}`", at: ["customers.\(index).csv", "customers"])
      }
      if let matter = source.matter, columns?.contains(matter) == false {
        report(
          .error, "matter-without-column", "the customers file \(path) has no column \(matter), which is the matter",
          help: "correct the name, or map a heading to it: `map: {\(matter): HEADING}`",
          at: ["customers.\(index).matter", "customers"])
      }
      if TrackedCustomers.holdsPersonalData(path) {
        report(
          .warning, "personal-data-in-git", "git tracks the customers file \(path), and it holds real numbers",
          help: "keep it out of git: put it into .gitignore and remove it with `git rm --cached`",
          at: ["customers.\(index).csv", "customers"])
      }
    }
  }

  private mutating func readRates(_ configuration: Configuration, folder: String) {
    guard let name = configuration.rates.card else { return }
    let path = Workspace.path(name, in: folder)
    guard let card = RateCardFile.read(path) else {
      return report(
        .error, "rates-unreadable", "the rate card \(path) cannot be read",
        help: "put the file there, or correct `card:`",
        at: ["rates.card", "rates"])
    }
    files.append(card.file)
    findings += card.findings
    rates = card.card
    inventory.rates = CheckReport.Rates(
      path: name, classes: card.card?.classes.count ?? 0, changedAt: card.changedAt, age: card.age(at: now))
    if card.isTooOld(at: now, maxAge: configuration.rates.maxAge) {
      report(
        .warning, "rates-too-old",
        "the rate card \(path) is \(card.age(at: now)) old, more than max_age: no call is placed",
        help: "get the carrier's present prices, then write the file anew", at: ["rates.max_age", "rates"])
    }
  }

  /// A finding at the first of these keys that dialer.yaml writes.
  private mutating func report(
    _ severity: Diagnostic.Severity, _ rule: String, _ message: String, help: String, at keys: [String]
  ) {
    let path = inventory.configuration ?? ""
    let file = files.first { $0.path == path }
    let place = keys.lazy.compactMap { file?.place(of: $0) }.first
    findings.append(
      Diagnostic(
        severity: severity, rule: rule, message: message, help: help,
        place: place ?? Diagnostic.Place(file: path, line: 1, column: 1, endColumn: 2)))
  }

  // MARK: - Campaign files

  private mutating func readCampaigns(_ place: ConfigurationPlace) throws {
    let sources: [SourceFile]
    if place.files.isEmpty {
      guard let configuration else { return }
      do {
        sources = try Workspace.campaignFiles(configuration, folder: Workspace.folder(of: place.path ?? ""))
      } catch let failure as Failure {
        return report(
          .error, "campaigns-unreadable", failure.message, help: "it is a folder of YAML files, one campaign each",
          at: ["campaigns"])
      }
      if sources.isEmpty { notes.append("no campaign file in \(configuration.campaignsFolder)") }
    } else {
      sources = try place.files.map(source)
    }
    let calendars = try readCalendars(place)
    let columns = configuration.flatMap { Self.columns($0, folder: Workspace.folder(of: place.path ?? "")) }
    let (campaigns, found) = CampaignSet.read(
      files: sources, configuration: configuration, columns: columns, zoneNames: Set(zones.names),
      isWhole: place.files.isEmpty, calendars: calendars)
    files += sources
    findings += found + campaigns.compactMap(calendarWarning) + CaseSet.unknownReasons(campaigns.flatMap(\.tests))
    if place.files.isEmpty, let configuration {
      let folder = Workspace.folder(of: place.path ?? "")
      for file in (try? Workspace.caseFiles(configuration, folder: folder)) ?? [] {
        let (_, cases, found) = CaseFileReader.read(file, campaigns: campaigns.map(\.id), columns: columns)
        files.append(file)
        findings += found + CaseSet.unknownReasons(cases)
      }
    }
    inventory.campaigns = campaigns
    if let rates, let configuration {
      findings += BudgetCheck.findings(campaigns, files: sources, rates: rates, currency: configuration.budget.currency)
    }
  }

  /// The calendars beside the campaigns that are checked.
  private mutating func readCalendars(_ place: ConfigurationPlace) throws -> CalendarBook {
    var sources: [SourceFile] = []
    if let configuration {
      sources = (try? Workspace.calendarFiles(configuration, folder: Workspace.folder(of: place.path ?? ""))) ?? []
    }
    let folders = Set(place.files.filter { $0 != "-" }.map(Workspace.folder)).sorted()
    for folder in folders {
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
      for name in names where name.hasSuffix(CalendarReader.suffix) && !name.hasPrefix(".") {
        let file = try Workspace.source(folder == "." ? name : folder + "/" + name)
        if !sources.contains(where: { $0.text == file.text }) { sources.append(file) }
      }
    }
    let (calendars, found) = CalendarReader.read(sources)
    files += sources
    findings += found
    return calendars
  }

  /// A calendar that has no data soon, while the campaign still runs.
  private func calendarWarning(_ campaign: Campaign) -> Diagnostic? {
    let zone = configuration.flatMap { zones.rules(named: $0.timeZone) } ?? zones.rules(named: "Etc/UTC")
    guard let today = zone?.local(at: now).date else { return nil }
    let ends = campaign.callingHours.holidays.map { ($0.name, $0.firstUnknownDay(from: today)) }
    guard let (name, day) = ends.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }), day <= today + 60 else { return nil }
    if case .day(let last)? = campaign.schedule.ends, last < day { return nil }
    if case .instant(let last)? = campaign.schedule.ends, let end = zone?.local(at: last).date, end < day { return nil }
    let line = campaign.lines["calling_hours.holidays"] ?? 1
    return Diagnostic(
      severity: .warning, rule: "calendar-out-of-date",
      message: "the calendar \(name) has no data from \(day) on: from then on nobody is called",
      help: "update the program, or add the year to a calendar of your own beside the campaigns",
      place: Diagnostic.Place(file: campaign.file, line: line, column: 1, endColumn: 2))
  }

  private func source(_ path: String) throws -> SourceFile {
    guard path == "-" else { return try Workspace.source(path) }
    return SourceFile(path: Self.standardInputName, bytes: Array(standardInput()))
  }

  /// The columns of the customer files and of the store, which may know more by hand-made imports.
  private static func columns(_ configuration: Configuration, folder: String) -> Columns? {
    let path = Workspace.path(configuration.store, in: folder)
    guard let declared = Workspace.declaredColumns(configuration, folder: folder),
      let stored = try? SQLiteStore.openForReading(at: path).columns(types: [:])
    else { return Workspace.declaredColumns(configuration, folder: folder) }
    let more = stored.names.filter { declared.index(of: $0) == nil }
    return Columns(names: declared.names + more, types: declared.types + more.map { _ in .text })
  }
}

/// Which dialer.yaml holds for the paths of a command, and which files they stand for.
struct ConfigurationPlace {
  /// nil: there is none.
  var path: String?
  /// Campaign files, or `-`; empty: all that the configuration names.
  var files: [String] = []

  /// An explicit `--config` counts first, then a dialer.yaml beside the first path or in the folder above, then the
  /// usual places.
  ///
  /// - Throws: `Failure` 65 for a path without campaign files, 78 when no path is given and no configuration is found.
  static func find(paths: [String], config: String?) throws -> ConfigurationPlace {
    guard let first = paths.first else { return ConfigurationPlace(path: try Workspace.locate(config)) }
    if paths.count == 1, config == nil, let own = ownConfiguration(first) { return ConfigurationPlace(path: own) }
    var place = ConfigurationPlace(files: try paths.flatMap(files))
    if config == nil, let near = near(first) {
      place.path = near
    } else {
      do {
        place.path = try Workspace.locate(config)
      } catch let failure as Failure where config == nil && !isNamedByEnvironment {
        _ = failure
      }
    }
    return place
  }

  private static var isNamedByEnvironment: Bool {
    ProcessInfo.processInfo.environment["DIALER_CONFIG"]?.isEmpty == false
  }

  /// The configuration that a path is or directly holds.
  private static func ownConfiguration(_ path: String) -> String? {
    if (path as NSString).lastPathComponent == "dialer.yaml", !isFolder(path) { return path }
    return isFolder(path) ? existing("dialer.yaml", in: path) : nil
  }

  private static func near(_ path: String) -> String? {
    if path == "-" { return nil }
    let folder = isFolder(path) ? path : Workspace.folder(of: path)
    return existing("dialer.yaml", in: folder) ?? existing("dialer.yaml", in: folder + "/..")
  }

  private static func existing(_ name: String, in folder: String) -> String? {
    let path = ((folder + "/" + name) as NSString).standardizingPath
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  private static func files(_ path: String) throws -> [String] {
    if path == "-" { return [path] }
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(.badData, "there is no file or folder \(path): name campaign files, or - for standard input")
    }
    guard isFolder(path) else { return [path] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let found = names.sorted().filter(Workspace.isCampaignFile)
    if found.isEmpty { throw Failure(.badData, "no campaign file (*.yaml) in \(path)") }
    let root = (path as NSString).standardizingPath
    return found.map { root == "." ? $0 : root + "/" + $0 }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }
}
