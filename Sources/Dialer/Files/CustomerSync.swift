import ActivityStore
import Campaigns
import Foundation

/// Brings the customer files of dialer.yaml into the store.
enum CustomerSync {
  /// One file and how it is read.
  struct Source {
    var path: String
    /// By which the store knows the file again: as dialer.yaml writes it, so that a folder can move.
    var name: String
    var options: CustomerImport.Options
  }

  /// What became of one file.
  struct Outcome {
    var source: Source
    var result: CustomerImport.Result
  }

  /// Columns whose type needs no declaration.
  static let builtInTypes: [String: ColumnType] = ["tags": .list(separator: ";")]

  /// The types of all sources' columns: what is declared, the first of two sources, then the built-in ones.
  static func columnTypes(_ configuration: Configuration) -> [String: ColumnType] {
    let declared: [String: ColumnType] = configuration.customers.reduce(into: [:]) { types, source in
      types.merge(source.columns) { first, _ in first }
    }
    return declared.merging(builtInTypes) { declared, _ in declared }
  }

  /// Bad rows that a daemon says; `dialer customers import` says all.
  static let mostRowsSaid = 20

  /// Imports each file that changed since its last import, and says what came of it on standard error. Bad rows
  /// are said
  /// and skipped.
  ///
  /// - Throws: `Failure` 65 for a file that cannot be read to its end or lost too many rows, 73 or 75 for the store;
  ///   the files before it are imported then.
  static func importChanged(_ workspace: Workspace, store: any Store, now: Instant) throws {
    guard let store = store as? SQLiteStore else {
      throw Failure(
        .cannotWrite, "customers can only be imported into an SQLite store: correct `store:` in dialer.yaml")
    }
    for source in sources(workspace.configuration, folder: workspace.folder) {
      let outcome: Outcome? = try failing {
        () throws(ImportError) in
        guard
          try CustomerImport.needsImport(
            file: source.path, source: source.name, options: source.options, into: store)
        else { return nil }
        return try run(source, into: store, by: "daemon", now: now)
      }
      if let outcome { say(outcome, mostRows: mostRowsSaid) }
    }
  }

  /// Imports every file, changed or not.
  ///
  /// - Parameter user: who asked for it, for the audit; what `importChanged` does is the daemon's doing.
  /// - Throws: as `importChanged`.
  static func importAll(
    _ sources: [Source], store: SQLiteStore, by user: String = Permissions.currentUser, now: Instant
  ) throws -> [Outcome] {
    try sources.map { source in
      let outcome = try failing { () throws(ImportError) in try run(source, into: store, by: user, now: now) }
      say(outcome, mostRows: CustomerImport.mostBadRows)
      return outcome
    }
  }

  /// The files that dialer.yaml names, in its order.
  static func sources(_ configuration: Configuration, folder: String) -> [Source] {
    configuration.customers.map { source in
      Source(
        path: Workspace.path(source.csv, in: folder), name: source.csv,
        options: CustomerImport.Options(
          map: source.map, matter: source.matter, sync: source.sync, maxShrink: source.maxShrink, region: source.region,
          types: builtInTypes.merging(source.columns) { _, declared in declared }, phoneRules: phoneRules))
    }
  }

  /// Changes when numbers are read by other tables, so that all are read again.
  static var phoneRules: String {
    let sources = PhoneReader.sources
    return sources.areaCodes + ", " + sources.library
  }

  private static func run(
    _ source: Source, into store: SQLiteStore, by user: String, now: Instant
  ) throws(ImportError) -> Outcome {
    let readers = CustomerImport.Readers(
      phone: { PhoneReader.read($0, region: $1) }, isValue: { ColumnValue($0, type: $1) != nil })
    let progress = ProgressLine()
    defer { progress.end() }
    let result = try CustomerImport.run(
      file: source.path, source: source.name, options: source.options, into: store, by: user, at: now,
      readers: readers, progress: { rows in progress.show("\(source.path): \(rows) rows") })
    return Outcome(source: source, result: result)
  }

  private static func failing<Value>(_ body: () throws(ImportError) -> Value) throws -> Value {
    do throws(ImportError) {
      return try body()
    } catch {
      throw Failure(Failure.Code(rawValue: error.exitCode) ?? .temporary, error.description)
    }
  }

  // MARK: - What is said

  private static func say(_ outcome: Outcome, mostRows: Int) {
    for line in badRows(outcome, most: mostRows) { Console.note(line) }
    Console.note(summary(outcome))
  }

  /// `file:line: reason` for the first bad rows, and how many more there are.
  static func badRows(_ outcome: Outcome, most: Int) -> [String] {
    let (path, result) = (outcome.source.path, outcome.result)
    var lines = result.badRows.prefix(most).map { "\(path):\($0.line): \($0.reason); the row was skipped" }
    let rest = result.badRowCount - lines.count
    if rest > 0 { lines.append("\(path): and \(rest) more bad rows; dialer customers import --dry-run lists them") }
    return lines
  }

  /// One line: how many of which kind.
  static func summary(_ outcome: Outcome) -> String {
    let result = outcome.result
    let count = result.new + result.changed + result.unchanged
    var parts = ["\(result.new) new", "\(result.changed) changed", "\(result.unchanged) unchanged"]
    if result.retired > 0 { parts.append("\(result.retired) retired") }
    if result.missingPhone > 0 { parts.append("\(result.missingPhone) without a number") }
    if result.invalidPhone > 0 { parts.append("\(result.invalidPhone) with an invalid number") }
    for column in result.unreadable { parts.append("\(column.count) with an unreadable \(column.column)") }
    if result.badRowCount > 0 { parts.append("\(result.badRowCount) bad row\(result.badRowCount == 1 ? "" : "s")") }
    let dry = outcome.source.options.dryRun ? " (dry run: nothing was changed)" : ""
    return "\(outcome.source.path): \(count) customers: " + parts.joined(separator: ", ") + dry
  }
}
