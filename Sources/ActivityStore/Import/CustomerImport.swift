package import Campaigns

/// Brings a CSV file of customers into the store: rows are staged beside the customers and applied in one transaction,
/// so that a file which cannot be read to its end changes nothing.
package struct CustomerImport {
  /// How a file is to be read.
  package struct Options: Sendable {
    /// Our column to the file's heading.
    package var map: [String: String]
    /// Our column whose value is the matter; nil: customers have none.
    package var matter: String?
    /// true: this source's rows that vanish are retired; false: they stay, and so do values of columns that the file
    /// does not have.
    package var sync: Bool
    /// The share of this source's customers that may vanish at once, in tenths of a percent: 20% is 200.
    package var maxShrink: Int
    /// Country for numbers without a plus sign.
    package var region: String?
    package var types: [String: ColumnType]
    /// Names the rules by which numbers are read; when it changes, all numbers are read again.
    package var phoneRules: String
    /// Counts everything and changes nothing.
    package var dryRun: Bool
    package init(
      map: [String: String] = [:], matter: String? = nil, sync: Bool = true, maxShrink: Int = 200,
      region: String? = nil, types: [String: ColumnType] = [:], phoneRules: String = "", dryRun: Bool = false
    ) {
      self.map = map
      self.matter = matter
      self.sync = sync
      self.maxShrink = maxShrink
      self.region = region
      self.types = types
      self.phoneRules = phoneRules
      self.dryRun = dryRun
    }

    /// What decides, beside the file, what an import makes of it.
    var settings: String {
      let pairs = map.sorted { $0.key < $1.key }.map { JSON.array([.string($0.key), .string($0.value)]) }
      return JSON.array([.array(pairs), .optional(matter), .bool(sync)]).text
    }
    var phoneSettings: String { JSON.array([.optional(region), .string(phoneRules)]).text }
  }

  /// What reads the values; both are called from several threads at once.
  package struct Readers: Sendable {
    /// A phone text and the source's region.
    package var phone: @Sendable (String?, String?) -> PhoneNumber
    /// Whether a text is a value of the type.
    package var isValue: @Sendable (String, ColumnType) -> Bool
    package init(
      phone: @escaping @Sendable (String?, String?) -> PhoneNumber,
      isValue: @escaping @Sendable (String, ColumnType) -> Bool
    ) {
      self.phone = phone
      self.isValue = isValue
    }
  }

  /// A row that was skipped.
  package struct BadRow: Sendable, Equatable {
    /// From 1.
    package var line: Int
    package var reason: String
    package init(line: Int, reason: String) {
      self.line = line
      self.reason = reason
    }
  }

  /// What an import did, or would do.
  package struct Result: Sendable, Equatable {
    package var new = 0
    package var changed = 0
    package var unchanged = 0
    package var retired = 0
    /// Rows without a phone number.
    package var missingPhone = 0
    /// Rows whose number is invalid, an emergency number or a short one.
    package var invalidPhone = 0
    /// Values that are not of their column's type and count as missing, by column in the file's order; only > 0.
    package var unreadable: [Unreadable] = []
    /// The first `mostBadRows` of them.
    package var badRows: [BadRow] = []
    package var badRowCount = 0

    package struct Unreadable: Sendable, Equatable {
      package var column: String
      package var count: Int
      package init(column: String, count: Int) {
        self.column = column
        self.count = count
      }
    }
  }

  package static let mostBadRows = 10_000
  static let batchSize = 2_048

  /// Imports a file.
  ///
  /// - Parameters:
  ///   - source: the name by which the store knows the file again.
  ///   - progress: called with the number of rows read so far, after every batch.
  /// - Throws: `ImportError`; the store is as before then.
  package static func run(
    file: String, source: String, options: Options, into store: SQLiteStore, by user: String = "daemon",
    at now: Instant, readers: Readers, progress: (Int) -> Void = { _ in }
  ) throws(ImportError) -> Result {
    var run = try ImportRun(file: file, source: source, options: options, store: store, readers: readers)
    while try run.importBatch() { progress(run.rowsRead) }
    return try run.finish(by: user, at: now)
  }

  /// Whether an import of the file could change something: it, or how it is read, is not as at its last import.
  ///
  /// - Throws: `ImportError` when the file cannot be read.
  package static func needsImport(
    file: String, source: String, options: Options, into store: SQLiteStore
  ) throws(ImportError) -> Bool {
    let known = try ImportError.store { () throws(StoreError) in try store.importedSource(source) }
    return try ImportError.file { () throws(CSVError) in
      let reader = try CSVReader(path: file)
      guard let known, known.settings == options.settings, known.phoneSettings == options.phoneSettings,
        known.size == reader.fingerprint.size
      else { return true }
      if known.modified == reader.fingerprint.modified { return false }
      return try CSVReader.fingerprint(of: file).hashText != known.hash
    }
  }
}

/// Why an import changed nothing.
package enum ImportError: Error, Equatable, CustomStringConvertible {
  case file(CSVError)
  /// More of the source's customers vanished than `max_shrink` allows.
  case shrunk(path: String, before: Int, vanished: Int, maxShrink: Int)
  case store(StoreError)

  /// 65 for the file, 73 or 75 for the store.
  package var exitCode: Int32 {
    switch self {
    case .file, .shrunk: 65
    case .store(let error): error.exitCode
    }
  }

  package var description: String {
    switch self {
    case .file(let error): error.description
    case .shrunk(let path, let before, let vanished, let maxShrink):
      "\(path): \(vanished) of this source's \(before) customers are missing, more than max_shrink "
        + "(\(maxShrink / 10)\(maxShrink % 10 == 0 ? "" : ".\(maxShrink % 10)")%) allows; nothing was changed. "
        + "Is the file complete? If so, while no daemon runs: dialer customers import --allow-shrink"
    case .store(let error): error.description
    }
  }

  static func file<Value>(_ body: () throws(CSVError) -> Value) throws(ImportError) -> Value {
    do throws(CSVError) { return try body() } catch { throw .file(error) }
  }

  static func store<Value>(_ body: () throws(StoreError) -> Value) throws(ImportError) -> Value {
    do throws(StoreError) { return try body() } catch { throw .store(error) }
  }
}
