import ActivityStore
import Campaigns
import Foundation

/// The files of the last load that was taken, from the store: what runs when those on disk are broken.
extension Workspace {
  /// The set that `dialer run --last-good` runs.
  ///
  /// - Throws: `Failure` 69 when there is no store beside the configuration, 65 when it holds no such set, or one that
  ///   this version does not read.
  static func lastGood(config: String?) throws -> Workspace {
    let path = try locate(config)
    let folder = Workspace.folder(of: path)
    let storePath = Workspace.path(statedStore(in: try source(path)), in: folder)
    guard FileManager.default.fileExists(atPath: storePath) else {
      throw Failure(
        .unavailable, "no store at \(storePath), so no earlier files are known; correct the files: dialer check")
    }
    let kept = try SQLiteStore.openForReading(at: storePath).goodFiles()
    guard let first = kept.first(where: { $0.role == .configuration }) else {
      throw Failure(.badData, "the store \(storePath) holds no good files yet; correct those on disk: dialer check")
    }
    let file = sourceFile(first)
    let zones = try SystemZones.load()
    let (decoded, findings) = ConfigurationReader.read(file, zoneNames: Set(zones.names))
    guard var configuration = decoded, !findings.contains(where: { $0.severity == .error }) else {
      Console.note(Diagnostic.text(findings, files: [file]))
      throw Failure(.badData, "the dialer.yaml of the last good load cannot be read by this version")
    }
    applyEnvironment(to: &configuration)
    configuration.store = (storePath as NSString).isAbsolutePath ? storePath : statedStore(in: file)
    return try lastGood(
      kept, configuration: configuration, file: file, findings: findings, zones: zones, folder: folder)
  }

  private static func lastGood(
    _ kept: [GoodFile], configuration: Configuration, file: SourceFile, findings: [Diagnostic], zones: ZoneDatabase,
    folder: String
  ) throws -> Workspace {
    let files = kept.filter { $0.role == .campaign }.map(sourceFile)
    let calendarFiles = kept.filter { $0.role == .calendar }.map(sourceFile)
    let (calendars, calendarFindings) = CalendarReader.read(calendarFiles)
    let (campaigns, found) = CampaignSet.read(
      files: files, configuration: configuration, columns: declaredColumns(configuration, folder: folder),
      zoneNames: Set(zones.names), calendars: calendars)
    let card = kept.first { $0.role == .rates }.map(sourceFile)
    let (rates, cardFindings) = card.map { RateCardReader.read($0.bytes, file: $0.path) } ?? (nil, [])
    var workspace = Workspace(
      configuration: configuration, campaigns: campaigns, rates: rates ?? RateCard(classes: []),
      ratesText: card.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "", zones: zones,
      calendars: calendars, folder: folder, diagnostics: findings + calendarFindings + found + cardFindings,
      sources: [file] + files + calendarFiles + (card.map { [$0] } ?? []),
      ratesChangedAt: card.map { modified($0.path) ?? .distantPast })
    workspace.isLastGood = true
    return workspace
  }

  /// The files that are to be kept once they run.
  var goodFiles: [GoodFile] {
    let campaignPaths = Set(campaigns.map { String($0.file.split(separator: "@").first ?? "") })
    return sources.enumerated().compactMap { index, source in
      let role: GoodFile.Role? =
        index == 0
        ? .configuration
        : campaignPaths.contains(source.path)
          ? .campaign : source.path.hasSuffix(CalendarReader.suffix) ? .calendar : .rates
      return role.map { GoodFile(role: $0, path: source.path, text: source.text) }
    }
  }

  private static func sourceFile(_ kept: GoodFile) -> SourceFile {
    SourceFile(path: kept.path, bytes: Array(kept.text.utf8))
  }

  /// `store:` of a dialer.yaml that need not be right otherwise; the default where it cannot be read.
  private static func statedStore(in file: SourceFile) -> String {
    let stated = YAMLReader.read(file).root?.entries?.first { $0.key == "store" }?.value.scalar
    guard let stated, stated.hasPrefix("sqlite:"), stated.utf8.count > 7 else { return "dialer.db" }
    return String(stated.dropFirst(7))
  }
}
