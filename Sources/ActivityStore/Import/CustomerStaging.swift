internal import Campaigns

/// A customers file as it was at its last import.
struct ImportedSource: Equatable {
  var size: Int64
  var modified: Int64
  var hash: String
  var settings: String
  var phoneSettings: String
}

extension ImportedSource {
  init(_ fingerprint: FileFingerprint, _ options: CustomerImport.Options) {
    self.init(
      size: fingerprint.size, modified: fingerprint.modified, hash: fingerprint.hashText, settings: options.settings,
      phoneSettings: options.phoneSettings)
  }
}

extension SQLiteStore {
  /// nil when nothing was imported under this name.
  func importedSource(_ name: String) throws(StoreError) -> ImportedSource? {
    enter()
    defer { leave() }
    let row = try connection.statement(
      "SELECT size, modified, hash, settings, phone_settings FROM sources WHERE name = ?")
    return try row.first([.text(name)]) { () throws(StoreError) in
      ImportedSource(
        size: row.integer(0), modified: row.integer(1), hash: row.text(2), settings: row.text(3),
        phoneSettings: row.text(4))
    }
  }
}

/// New and changed rows of one import, kept in a temporary table until they are applied at once. The store is used
/// batch by batch, so that commits are never kept waiting for a whole file.
final class CustomerStaging {
  enum Outcome { case new, changed, unchanged, duplicate }

  private let store: SQLiteStore
  private let sourceName: String
  private let source: Int64
  /// Whether the numbers in the store were read by the same rules.
  private let samePhoneRules: Bool
  /// The store's customers when staging began; an import applied meanwhile refuses this one.
  private let version: Int64
  private var nextRow: Int64
  /// By row of the store: whether the file names it.
  private var seen: [Bool]
  /// Hashes of ids that do not come back, which may be none; nil where nobody was erased.
  private let erased: (ids: Set<String>, hash: ErasureHash)?

  init(store: SQLiteStore, source name: String, phoneSettings: String) throws(StoreError) {
    store.enter()
    defer { store.leave() }
    let connection = store.connection
    self.store = store
    sourceName = name
    version = try store.read(meta: .customersVersion) ?? 0
    nextRow = try connection.integer("SELECT max(row) + 1 FROM customers") ?? 0
    seen = Array(repeating: false, count: Int(nextRow))
    let row = try connection.statement("SELECT number, phone_settings FROM sources WHERE name = ?")
    let known = try row.first([.text(name)]) { () throws(StoreError) in (row.integer(0), row.text(1)) }
    samePhoneRules = known?.1 == phoneSettings
    erased =
      try store.bindsByHash() ? (try store.erasedCustomers(), ErasureHash(key: try store.erasureKey())) : nil
    let fresh = try connection.integer("SELECT max(number) + 1 FROM sources") ?? 1
    source = known?.0 ?? fresh
    guard try connection.integer("SELECT count(*) FROM temp.sqlite_schema WHERE name = 'staged'") == 0 else {
      throw .busy(path: store.path)
    }
    try connection.useCache(kibibytes: Connection.importCache)
    // The table's file has no name and is gone with it: nothing to overwrite.
    try connection.execute(
      "PRAGMA temp.cache_size = -\(Connection.importCache); PRAGMA temp.secure_delete = OFF")
    // id is null for a row that exists: only new ones can be twice in the file unnoticed by `seen`.
    try connection.execute(
      """
      CREATE TEMP TABLE staged (
        row INTEGER PRIMARY KEY, id TEXT, matter TEXT, fields TEXT NOT NULL, phone_text TEXT,
        phone_state INTEGER NOT NULL, phone INTEGER NOT NULL, phone_country TEXT NOT NULL, phone_type TEXT NOT NULL,
        UNIQUE (id, matter)
      ) STRICT
      """)
  }

  deinit {
    store.enter()
    defer { store.leave() }
    // The table ends with the connection at the latest.
    try? store.connection.execute("DROP TABLE IF EXISTS temp.staged; PRAGMA shrink_memory")
    try? store.connection.useCache(kibibytes: Connection.usualCache)
  }

  /// What the store has of these customers, in their order.
  func stored(_ names: [(id: String, matter: String)]) throws(StoreError) -> [ImportRow.StoredRow?] {
    store.enter()
    defer { store.leave() }
    let row = try store.connection.statement(
      """
      SELECT row, source, fields, phone_text, present, phone_state, phone, phone_country, phone_type
      FROM customers WHERE id = ? AND matter = ?
      """)
    var found: [ImportRow.StoredRow?] = []
    // One snapshot for all: outside of one, each look-up takes and drops the file's lock.
    try store.connection.snapshot { () throws(StoreError) in
      for (id, matter) in names {
        found.append(
          try row.first([.text(id), .text(matter)]) { () throws(StoreError) in try storedRow(from: row) })
      }
    }
    return found
  }

  private func storedRow(from row: Statement) throws(StoreError) -> ImportRow.StoredRow {
    guard let phone = store.phone(from: row, at: 5) else {
      throw .corrupt(path: store.path, detail: "customer row \(row.integer(0)) cannot be read")
    }
    return ImportRow.StoredRow(
      row: row.integer(0), source: row.integer(1), fields: row.text(2), phoneText: row.optionalText(3),
      phone: phone, present: row.integer(4) == 1)
  }

  /// Whether the store's reading of this row's number holds for the source that is imported.
  func keepsPhone(of stored: ImportRow.StoredRow) -> Bool { samePhoneRules && stored.source == source }

  /// Puts the rows of a batch aside; what became of each, in their order.
  func stage(_ batch: [ImportRow]) throws(StoreError) -> [Outcome] {
    store.enter()
    defer { store.leave() }
    var outcomes: [Outcome] = []
    try store.connection.snapshot { () throws(StoreError) in
      for row in batch { outcomes.append(try stage(row)) }
    }
    return outcomes
  }

  private func stage(_ row: ImportRow) throws(StoreError) -> Outcome {
    guard let phone = row.phone else { preconditionFailure("numbers are read before rows are staged") }
    if let stored = row.stored {
      guard stored.row < seen.count else { throw cameBetween }
      if seen[Int(stored.row)] { return .duplicate }
      seen[Int(stored.row)] = true
      let same =
        stored.present && stored.source == source && stored.fields == row.fields
        && stored.phoneText == row.phoneText && stored.phone == phone
      if same { return .unchanged }
      try insert(row, phone, at: stored.row, id: nil)
      return .changed
    }
    if let erased, erased.ids.contains(erased.hash.ofCustomer(row.id)) { return .unchanged }
    try insert(row, phone, at: nextRow, id: row.id)
    if store.connection.changes == 0 { return .duplicate }
    nextRow += 1
    return .new
  }

  private func insert(_ row: ImportRow, _ phone: PhoneNumber, at number: Int64, id: String?) throws(StoreError) {
    try store.connection.statement(
      """
      INSERT INTO temp.staged (row, id, matter, fields, phone_text, phone_state, phone, phone_country, phone_type)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, matter) DO NOTHING
      """
    ).run([
      .integer(number), .optional(id), .text(row.matter), .text(row.fields), .optional(row.phoneText),
      .integer(Int64(phone.state.rawValue)), .integer(phone.e164), .text(phone.country), .text(phone.type.rawValue),
    ])
  }

  /// How many customers the source had, and those of them that the file does not name.
  func vanished() throws(StoreError) -> (before: Int, gone: [Int64]) {
    store.enter()
    defer { store.leave() }
    let row = try store.connection.statement("SELECT row FROM customers WHERE source = ? AND present = 1 ORDER BY row")
    var before = 0
    var gone: [Int64] = []
    try row.forEach([.integer(source)]) { () throws(StoreError) in
      before += 1
      let number = row.integer(0)
      if number >= seen.count || !seen[Int(number)] { gone.append(number) }
    }
    return (before, gone)
  }

  private var cameBetween: StoreError {
    .other(path: store.path, message: "another import came between; nothing was changed, import again")
  }

  /// Everything at once.
  ///
  /// - Throws: `StoreError.other` when another import was applied since this one began.
  func apply(
    columns: [String], source file: ImportedSource, retired: [Int64], audit: AuditEntry, at now: Instant
  ) throws(StoreError) {
    store.enter()
    defer { store.leave() }
    let connection = store.connection
    try connection.transaction { () throws(StoreError) in
      guard try store.read(meta: .customersVersion) ?? 0 == version else { throw cameBetween }
      for (position, name) in columns.enumerated() {
        try connection.statement("INSERT INTO columns (position, name) VALUES (?, ?) ON CONFLICT DO NOTHING")
          .run([.integer(position), .text(name)])
      }
      try write(file, at: now)
      if erased != nil {
        try store.suppressErased(numbers: try stagedNumbers(), customers: try stagedCustomers(), at: now)
      }
      try applyRows()
      for row in retired {
        try connection.statement("UPDATE customers SET present = 0, gone_at = ? WHERE row = ?")
          .run([.integer(now.microseconds), .integer(row)])
      }
      try store.write(meta: .customersVersion, version + 1)
      try store.append(audit)
    }
  }

  private func write(_ file: ImportedSource, at now: Instant) throws(StoreError) {
    try store.connection.statement(
      """
      INSERT INTO sources (number, name, size, modified, hash, settings, phone_settings, imported_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET size = excluded.size,
        modified = excluded.modified, hash = excluded.hash, settings = excluded.settings,
        phone_settings = excluded.phone_settings, imported_at = excluded.imported_at
      """
    ).run([
      .integer(source), .text(sourceName), .integer(file.size), .integer(file.modified), .text(file.hash),
      .text(file.settings), .text(file.phoneSettings), .integer(now.microseconds),
    ])
  }

  private func stagedNumbers() throws(StoreError) -> [Int64] {
    let row = try store.connection.temporaryStatement("SELECT DISTINCT phone FROM temp.staged WHERE phone > 0")
    var numbers: [Int64] = []
    try row.forEach { () throws(StoreError) in numbers.append(row.integer(0)) }
    return numbers
  }

  private func stagedCustomers() throws(StoreError) -> [String] {
    let row = try store.connection.temporaryStatement("SELECT DISTINCT id FROM temp.staged WHERE id IS NOT NULL")
    var ids: [String] = []
    try row.forEach { () throws(StoreError) in ids.append(row.text(0)) }
    return ids
  }

  private func applyRows() throws(StoreError) {
    try store.connection.statement(
      """
      INSERT INTO customers (row, id, matter, source, fields, phone_text, phone_state, phone, phone_country, phone_type,
        present)
      SELECT row, id, matter, ?, fields, phone_text, phone_state, phone, phone_country, phone_type, 1
      FROM temp.staged WHERE id IS NOT NULL ORDER BY row
      """
    ).run([.integer(source)])
    try store.connection.statement(
      """
      UPDATE customers SET source = ?, fields = staged.fields, phone_text = staged.phone_text,
        phone_state = staged.phone_state, phone = staged.phone, phone_country = staged.phone_country,
        phone_type = staged.phone_type, present = 1, gone_at = NULL
      FROM temp.staged WHERE staged.row = customers.row AND staged.id IS NULL
      """
    ).run([.integer(source)])
  }
}
