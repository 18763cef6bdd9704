import Campaigns
import Foundation

/// The files a command works on: dialer.yaml, the campaigns beside it, the rate card and the system's time zones.
struct Workspace {
  var configuration: Configuration
  /// Sorted by id.
  var campaigns: [Campaign]
  var rates: RateCard
  var ratesText: String
  var zones: ZoneDatabase
  /// The shipped calendars and those beside the campaigns.
  var calendars = CalendarBook.shipped
  /// The folder of dialer.yaml: where relative paths start.
  var folder: String
  var diagnostics: [Diagnostic]
  var sources: [SourceFile]
  /// When the rate card's file was last changed; nil without a card.
  var ratesChangedAt: Instant?
  /// Which revisions run and what waits, once `ChangeGuard` was asked.
  var decision = GuardDecision()
  /// Whether these are the files of the last good load, because those on disk are broken.
  var isLastGood = false

  var storePath: String { Workspace.path(configuration.store, in: folder) }
  var columnTypes: [String: ColumnType] {
    CustomerSync.columnTypes(configuration)
  }
  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// The first midnight of the account after an instant; nil when its zone does not exist.
  func nextMidnight(after now: Instant) -> Instant? {
    guard let zone = zones.rules(named: configuration.timeZone) else { return nil }
    return zone.instant(of: zone.local(at: now).date + 1, minute: 0)
  }

  /// Whether the card is older than `rates.max_age` at an instant.
  func ratesTooOld(at now: Instant) -> Bool {
    guard let most = configuration.rates.maxAge, let changed = ratesChangedAt else { return false }
    return now - changed > most
  }

  /// From when on the card is too old to dial by; nil without a limit.
  var ratesExpireAt: Instant? {
    guard let most = configuration.rates.maxAge, let changed = ratesChangedAt else { return nil }
    return changed + most + Interval(microseconds: 1)
  }

  /// The last tenth of the card's life.
  var ratesWarnAt: Instant? {
    guard let expires = ratesExpireAt, let most = configuration.rates.maxAge else { return nil }
    return expires - Interval(microseconds: most.microseconds / 10)
  }

  static func path(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") || path == ":memory:" || folder == "." ? path : folder + "/" + path
  }

  /// Where dialer.yaml is: `--config`, else `$DIALER_CONFIG`, else here, else /etc/dialer.
  static func locate(_ given: String?) throws -> String {
    if let given = given ?? ProcessInfo.processInfo.environment["DIALER_CONFIG"], !given.isEmpty {
      guard FileManager.default.fileExists(atPath: given) else {
        throw Failure(.badConfiguration, "no configuration at \(given)")
      }
      return given
    }
    for path in ["dialer.yaml", "/etc/dialer/dialer.yaml"] where FileManager.default.fileExists(atPath: path) {
      return path
    }
    throw Failure(
      .badConfiguration,
      "no dialer.yaml here, in /etc/dialer or in $DIALER_CONFIG: name one with --config, or start with: dialer init")
  }

  /// Reads everything that can be read. Findings are in `diagnostics`; a configuration that does not decode throws.
  static func load(config: String?, columns: Columns? = nil) throws -> Workspace {
    let path = try locate(config)
    let file = try source(path)
    let zones = try SystemZones.load()
    let (decoded, findings) = ConfigurationReader.read(file, zoneNames: Set(zones.names))
    guard var configuration = decoded, !findings.contains(where: { $0.severity == .error }) else {
      Console.note(findings, files: [file])
      throw Failure(.badConfiguration, "the configuration \(path) is not valid")
    }
    applyEnvironment(to: &configuration)
    let folder = Workspace.folder(of: path)
    let files = try campaignFiles(configuration, folder: folder)
    let calendarFiles = try calendarFiles(configuration, folder: folder)
    let (calendars, calendarFindings) = CalendarReader.read(calendarFiles)
    let (campaigns, found) = CampaignSet.read(
      files: files, configuration: configuration, columns: columns ?? declaredColumns(configuration, folder: folder),
      zoneNames: Set(zones.names), calendars: calendars)
    var diagnostics = findings + calendarFindings + found
    let (rates, ratesText, cardFile, cardFindings) = try rateCard(configuration, folder: folder)
    diagnostics += cardFindings
    return Workspace(
      configuration: configuration, campaigns: campaigns, rates: rates, ratesText: ratesText, zones: zones,
      calendars: calendars, folder: folder, diagnostics: diagnostics,
      sources: [file] + files + calendarFiles + (cardFile.map { [$0] } ?? []),
      ratesChangedAt: cardFile.flatMap { modified($0.path) })
  }

  /// Says all findings and ends the command when one is an error.
  func requireValid() throws {
    if !diagnostics.isEmpty { Console.note(diagnostics, files: sources) }
    if hasErrors { throw Failure(.badData, "the campaign files have errors; nothing was started") }
  }

  static func applyEnvironment(to configuration: inout Configuration) {
    if configuration.twilio.from == nil,
      let text = ProcessInfo.processInfo.environment["TWILIO_PHONE_NUMBER"], text.hasPrefix("+"),
      let number = Int64(text.dropFirst())
    {
      configuration.fillCallerID(number)
    }
  }

  static func folder(of path: String) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  static func source(_ path: String) throws -> SourceFile {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.badConfiguration, "cannot read \(path): is it there, and may this user read it?")
    }
    return SourceFile(path: path.hasPrefix("./") ? String(path.dropFirst(2)) : path, bytes: Array(data))
  }

  static func campaignFiles(_ configuration: Configuration, folder: String) throws -> [SourceFile] {
    try files(in: configuration, folder: folder, where: isCampaignFile)
  }

  /// Calendars beside the campaigns.
  static func calendarFiles(_ configuration: Configuration, folder: String) throws -> [SourceFile] {
    try files(in: configuration, folder: folder) { $0.hasSuffix(CalendarReader.suffix) && !$0.hasPrefix(".") }
  }

  private static func files(
    in configuration: Configuration, folder: String, where isWanted: (String) -> Bool
  ) throws -> [SourceFile] {
    let place = Workspace.path(configuration.campaignsFolder, in: folder)
    let root = (place as NSString).standardizingPath
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: root) else {
      throw Failure(
        .badConfiguration, "the campaigns folder \(root) is missing: make it, or correct `campaigns:` of dialer.yaml")
    }
    return try names.sorted().filter(isWanted).map { try source(root == "." ? $0 : root + "/" + $0) }
  }

  static func isCampaignFile(_ name: String) -> Bool {
    (name.hasSuffix(".yaml") || name.hasSuffix(".yml")) && name != "dialer.yaml" && !name.hasPrefix(".")
      && !name.hasSuffix(".test.yaml") && !name.hasSuffix(CalendarReader.suffix)
  }

  /// The headings of the customer files, so that unknown columns are found before anything is imported.
  static func declaredColumns(_ configuration: Configuration, folder: String) -> Columns? {
    var names = ["id", "name", "phone", "country", "state", "postal_code", "time_zone", "status", "email", "tags"]
    var types: [String: ColumnType] = ["tags": .list(separator: ";")]
    for source in configuration.customers {
      guard let heading = CustomerHeadings.read(Workspace.path(source.csv, in: folder)) else { return nil }
      let renamed = Dictionary(source.map.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
      names += heading.map { renamed[$0] ?? $0 }.filter { !names.contains($0) }
      types.merge(source.columns) { _, own in own }
    }
    if configuration.customers.isEmpty { return nil }
    return Columns(names: names, types: names.map { types[$0] ?? .text })
  }

  /// When a file was last changed; nil when there is none.
  static func modified(_ path: String) -> Instant? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let date = attributes?[.modificationDate] as? Date else { return nil }
    return Instant(seconds: Int64(date.timeIntervalSince1970))
  }

  private static func rateCard(
    _ configuration: Configuration, folder: String
  ) throws -> (RateCard, String, SourceFile?, [Diagnostic]) {
    guard let card = configuration.rates.card else { return (RateCard(classes: []), "", nil, []) }
    let file = try source(Workspace.path(card, in: folder))
    let (rates, findings) = RateCardReader.read(file.bytes, file: file.path)
    return (rates ?? RateCard(classes: []), String(decoding: file.bytes, as: UTF8.self), file, findings)
  }
}
