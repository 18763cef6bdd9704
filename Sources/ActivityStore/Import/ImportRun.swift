internal import Campaigns
import Dispatch

/// One row of the file on its way to the staging table.
struct ImportRow: Sendable {
  var line: Int
  var id: String
  var matter: String
  /// As `FieldsText` writes them.
  var fields: String
  var phoneText: String?
  /// nil until it is read.
  var phone: PhoneNumber?
  var stored: StoredRow?

  /// A customer as the store had it before the import.
  struct StoredRow: Sendable {
    var row: Int64
    var source: Int64
    var fields: String
    var phoneText: String?
    var phone: PhoneNumber
    var present: Bool
  }
}

/// The state of one import: rows are read and staged in batches, then applied.
struct ImportRun {
  private let file: String
  private let options: CustomerImport.Options
  private let readers: CustomerImport.Readers
  private let reader: CSVReader
  private let header: ImportHeader
  private let staging: CustomerStaging
  private var record = CSVRecord()
  private var result = CustomerImport.Result()
  /// By field of the file.
  private var unreadable: [Int]
  private let types: [ColumnType]
  private(set) var rowsRead = 0

  init(
    file: String, source: String, options: CustomerImport.Options, store: SQLiteStore, readers: CustomerImport.Readers
  ) throws(ImportError) {
    let known = try ImportError.store { () throws(StoreError) in try store.columns(types: [:]).names }
    var record = CSVRecord()
    (reader, header) = try ImportError.file { () throws(CSVError) in
      let reader = try CSVReader(path: file)
      guard try reader.next(into: &record) else {
        throw CSVError(path: file, line: nil, message: "is empty; a header row was expected")
      }
      return (reader, try ImportHeader(record, known: known, options: options, path: file))
    }
    staging = try ImportError.store { () throws(StoreError) in
      try CustomerStaging(store: store, source: source, phoneSettings: options.phoneSettings)
    }
    self.file = file
    self.options = options
    self.readers = readers
    types = header.positions.map { [header] in options.types[header.columns[$0]] ?? .text }
    unreadable = Array(repeating: 0, count: header.positions.count)
  }

  // MARK: - Batches

  /// A good row as the file has it.
  private struct ReadRow {
    var line: Int
    var id: String
    var matter: String
    /// By the store's columns.
    var fields: [String?]
  }

  /// Reads and stages the next rows; false at the end of the file.
  mutating func importBatch() throws(ImportError) -> Bool {
    var read: [ReadRow] = []
    var taken = 0
    while taken < CustomerImport.batchSize, try nextRecord() {
      taken += 1
      if let row = readRow() { read.append(row) }
    }
    rowsRead += taken
    let stored = try ImportError.store { () throws(StoreError) in
      try staging.stored(read.map { (id: $0.id, matter: $0.matter) })
    }
    var batch = zip(read, stored).map { complete($0, $1) }
    readPhones(&batch)
    let outcomes = try ImportError.store { () throws(StoreError) in try staging.stage(batch) }
    for (row, outcome) in zip(batch, outcomes) { count(row, outcome) }
    return taken > 0
  }

  private mutating func nextRecord() throws(ImportError) -> Bool {
    do throws(CSVError) { return try reader.next(into: &record) } catch { throw .file(error) }
  }

  /// The record as a row; nil when it is bad.
  private mutating func readRow() -> ReadRow? {
    let width = header.positions.count
    if let problem = record.problem { return bad(record.line, problem) }
    guard record.count == width else {
      return bad(record.line, "\(record.count) fields where the header has \(width)")
    }
    var fields: [String?] = Array(repeating: nil, count: header.columns.count)
    for field in 0..<width {
      guard let text = record.text(field) else {
        return bad(record.line, "\(header.columns[header.positions[field]]) is not UTF-8")
      }
      if !text.isEmpty { fields[header.positions[field]] = text }
    }
    guard let id = fields[header.positions[header.id]], id.trimmed != nil else { return bad(record.line, "no id") }
    countUnreadable(fields)
    let matter = header.matter.flatMap { fields[header.positions[$0]] } ?? ""
    return ReadRow(line: record.line, id: id, matter: matter, fields: fields)
  }

  /// Joins the row with what the store has of the customer.
  private func complete(_ read: ReadRow, _ stored: ImportRow.StoredRow?) -> ImportRow {
    var fields = read.fields
    if !options.sync, let stored, !header.absent.isEmpty {
      var text = stored.fields
      let before = text.withUTF8 { FieldsText.decode($0) } ?? []
      for position in header.absent where position < before.count { fields[position] = before[position] }
    }
    var row = ImportRow(
      line: read.line, id: read.id, matter: read.matter, fields: FieldsText.encode(fields), stored: stored)
    row.phoneText = header.columns.firstIndex(of: "phone").flatMap { fields[$0] }
    if let stored, stored.phoneText == row.phoneText, staging.keepsPhone(of: stored) { row.phone = stored.phone }
    return row
  }

  /// Reads the numbers that are not known yet, on all cores: this is most of an import's work.
  private func readPhones(_ batch: inout [ImportRow]) {
    let pending = batch.indices.filter { batch[$0].phone == nil }
    guard !pending.isEmpty else { return }
    let texts = pending.map { batch[$0].phoneText }
    let share = 64
    let (read, region) = (readers.phone, options.region)
    var numbers = [PhoneNumber](repeating: PhoneNumber(state: .missing), count: texts.count)
    numbers.withUnsafeMutableBufferPointer { slots in
      // Each iteration writes slots of its own.
      nonisolated(unsafe) let slots = slots
      DispatchQueue.concurrentPerform(iterations: (texts.count + share - 1) / share) { part in
        for index in part * share..<min((part + 1) * share, texts.count) { slots[index] = read(texts[index], region) }
      }
    }
    for (index, number) in zip(pending, numbers) { batch[index].phone = number }
  }

  // MARK: - Counts

  private mutating func bad(_ line: Int, _ reason: String) -> ReadRow? {
    result.badRowCount += 1
    if result.badRows.count < CustomerImport.mostBadRows {
      result.badRows.append(CustomerImport.BadRow(line: line, reason: reason))
    }
    return nil
  }

  private mutating func countUnreadable(_ fields: [String?]) {
    for (field, type) in types.enumerated() where type != .text {
      guard let text = fields[header.positions[field]] else { continue }
      if !readers.isValue(text, type) { unreadable[field] += 1 }
    }
  }

  private mutating func count(_ row: ImportRow, _ outcome: CustomerStaging.Outcome) {
    switch outcome {
    case .new: result.new += 1
    case .changed: result.changed += 1
    case .unchanged: result.unchanged += 1
    case .duplicate:
      _ = bad(row.line, row.matter.isEmpty ? "id \(row.id) twice" : "id \(row.id) with \(row.matter) twice")
      return
    }
    switch row.phone?.state {
    case .missing: result.missingPhone += 1
    case .invalid, .emergencyOrShort: result.invalidPhone += 1
    case .valid, nil: break
    }
  }

  // MARK: - The end

  /// Applies what was staged, unless it retires too many or nothing is to be changed.
  mutating func finish(by user: String, at now: Instant) throws(ImportError) -> CustomerImport.Result {
    var vanished: [Int64] = []
    if options.sync {
      let (before, gone) = try ImportError.store { () throws(StoreError) in try staging.vanished() }
      guard gone.count * 1_000 <= before * options.maxShrink else {
        throw .shrunk(path: file, before: before, vanished: gone.count, maxShrink: options.maxShrink)
      }
      vanished = gone
    }
    result.retired = vanished.count
    result.badRows.sort { $0.line < $1.line }
    result.unreadable = unreadable.indices.filter { unreadable[$0] > 0 }.map {
      .init(column: header.columns[header.positions[$0]], count: unreadable[$0])
    }
    guard !options.dryRun else { return result }
    let source = ImportedSource(reader.fingerprint, options)
    try ImportError.store { () throws(StoreError) in
      try staging.apply(
        columns: header.columns, source: source, retired: vanished, audit: audit(by: user, at: now), at: now)
    }
    return result
  }

  /// Who brought which file, and what came of it in numbers.
  private func audit(by user: String, at now: Instant) -> AuditEntry {
    let counts: [(String, Int)] = [
      ("new", result.new), ("changed", result.changed), ("unchanged", result.unchanged), ("retired", result.retired),
      ("bad_rows", result.badRowCount),
    ]
    let detail = [("file", JSON.string(file))] + counts.map { ($0.0, .integer(Int64($0.1))) }
    return AuditEntry(at: now, who: user, what: "customers-imported", detail: .object(detail))
  }
}
