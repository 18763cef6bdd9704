internal import Campaigns
import CSQLite
import Glibc

/// One open database: statements, transactions, errors in our own words. Not safe to share between threads.
final class Connection {
  enum Access { case readWrite, readOnly }

  let path: String
  let access: Access
  let handle: OpaquePointer
  /// By the address of the literal: a look-up costs no hash of a long text.
  private var kept: [UnsafePointer<UInt8>: Statement] = [:]

  static let memoryPath = ":memory:"

  /// Opens a file that exists, or a new database in memory.
  init(path: String, access: Access, busyTimeout: Interval) throws(StoreError) {
    if path != Connection.memoryPath, Glibc.access(path, F_OK) != 0 { throw .missing(path: path) }
    var opened: OpaquePointer?
    let mode = access == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
    let code = sqlite3_open_v2(path, &opened, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw StoreError(code: code, message: message, path: path)
    }
    self.path = path
    self.access = access
    handle = opened
    sqlite3_busy_timeout(handle, Int32(clamping: busyTimeout.microseconds / 1_000))
  }

  deinit { sqlite3_close_v2(handle) }

  var changes: Int { Int(sqlite3_changes64(handle)) }

  /// Runs statements that need no values.
  func execute(_ sql: String) throws(StoreError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else {
      throw StoreError(code: code, message: String(cString: sqlite3_errmsg(handle)), path: path)
    }
  }

  /// The statement of a literal, compiled once. Do not use it inside its own rows.
  func statement(_ sql: StaticString) throws(StoreError) -> Statement {
    if let statement = kept[sql.utf8Start] { return statement }
    let statement = try Statement(sql.description, database: handle, path: path, kept: true)
    kept[sql.utf8Start] = statement
    return statement
  }

  /// A statement for one use, as for a walk whose body may start another.
  func temporaryStatement(_ sql: String) throws(StoreError) -> Statement {
    try Statement(sql, database: handle, path: path, kept: false)
  }

  func integer(_ sql: String) throws(StoreError) -> Int64? {
    let statement = try temporaryStatement(sql)
    return try statement.first { () throws(StoreError) in statement.optionalInteger(0) } ?? nil
  }

  func text(_ sql: String) throws(StoreError) -> String? {
    let statement = try temporaryStatement(sql)
    return try statement.first { () throws(StoreError) in statement.optionalText(0) } ?? nil
  }

  /// All of `body` or nothing of it, on disk when this returns.
  func transaction(_ body: () throws(StoreError) -> Void) throws(StoreError) {
    try bracket("BEGIN IMMEDIATE", body)
  }

  /// All that `body` reads is of one moment.
  func snapshot(_ body: () throws(StoreError) -> Void) throws(StoreError) {
    try bracket("BEGIN DEFERRED", body)
  }

  private func bracket(_ begin: String, _ body: () throws(StoreError) -> Void) throws(StoreError) {
    try execute(begin)
    do throws(StoreError) {
      try body()
      try execute("COMMIT")
    } catch {
      // SQLite itself rolls back on a full disk and on I/O errors; then there is nothing left to do.
      if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
      throw error
    }
  }

  // MARK: - Pragmas

  /// Sets what durability rests on, and reads it back: SQLite ignores a pragma that it cannot follow.
  func configure() throws(StoreError) {
    let inMemory = path == Connection.memoryPath
    if access == .readWrite {
      try demand("journal_mode", inMemory ? "memory" : "wal", set: !inMemory)
      try demand("synchronous", "2", set: true)
      // What is erased is overwritten, in pages and in the log's next cut.
      try demand("secure_delete", "1", set: true)
    } else {
      try demand("query_only", "1", set: true)
    }
    try demand("foreign_keys", "1", set: true)
    try useCache(kibibytes: Connection.usualCache)
  }

  /// Memory for pages at most, in KiB: in ordinary use, and for an import, whose rows come in any order.
  static let usualCache = 16_384
  static let importCache = 98_304

  func useCache(kibibytes: Int) throws(StoreError) { try execute("PRAGMA main.cache_size = -\(kibibytes)") }

  private func demand(_ pragma: String, _ value: String, set: Bool) throws(StoreError) {
    if set { try execute("PRAGMA \(pragma) = \(value)") }
    let found = try text("PRAGMA \(pragma)")
    guard found == value else {
      throw .other(
        path: path,
        message: "SQLite runs with \(pragma) \(found ?? "unset") where \(value) is needed; move it to a local disk")
    }
  }
}
