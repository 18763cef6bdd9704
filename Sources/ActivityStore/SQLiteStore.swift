package import Campaigns
import Foundation
import Glibc

/// The embedded store: one SQLite file in WAL mode with `synchronous=FULL`.
///
/// Sendable because `lock` is held in every method: one thread at a time uses the connection. The lock is recursive, so
/// that a body which walks rows may read others.
package final class SQLiteStore: Store, @unchecked Sendable {
  /// The file's path, or `:memory:`.
  package let path: String
  let connection: Connection
  private let lock = NSRecursiveLock()
  /// Whether the log must still be cut after an erasure.
  var filesAreDue = false

  /// How long a statement waits for another process before it is `busy`.
  package static let busyTimeout = Interval.seconds(5)

  private init(connection: Connection) {
    path = connection.path
    self.connection = connection
  }

  /// Begins the use of the connection; every method that uses it calls this first, and `leave` at its end.
  func enter() { lock.lock() }
  func leave() { lock.unlock() }

  /// Makes a new store where nothing lies yet, readable by its owner alone.
  ///
  /// - Throws: `StoreError.exists`, `.readOnly`, `.full`, or `.other` when the folder does not exist.
  package static func create(at path: String, now: Instant) throws(StoreError) -> SQLiteStore {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw creationFailure(errno, path: path) }
    close(descriptor)
    do throws(StoreError) {
      let store = try build(path: path, now: now)
      Connection.synchronizeFolder(of: path)
      return store
    } catch {
      for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
      throw error
    }
  }

  /// A store that lives as long as this value: for tests and plans.
  package static func inMemory(now: Instant) throws(StoreError) -> SQLiteStore {
    try build(path: Connection.memoryPath, now: now)
  }

  /// Opens a store for writing and brings its schema up to date. Who may run beside another writer holds `StoreLock`.
  ///
  /// - Throws: `StoreError.missing` when there is none; `.newerSchema`, `.corrupt`, `.busy`, `.readOnly`.
  package static func open(at path: String, busyTimeout: Interval = busyTimeout) throws(StoreError) -> SQLiteStore {
    try open(at: path, busyTimeout: busyTimeout, migrations: Migration.all)
  }

  static func open(
    at path: String, busyTimeout: Interval = busyTimeout, migrations: [Migration]
  ) throws(StoreError) -> SQLiteStore {
    let connection = try Connection(path: path, access: .readWrite, busyTimeout: busyTimeout)
    let schema = try connection.schema(known: migrations.count)
    try connection.configure()
    try connection.migrate(migrations, from: schema)
    return SQLiteStore(connection: connection)
  }

  /// Opens a store beside a running daemon: nothing can be written through the result.
  ///
  /// - Throws: as `open`; `.other` for a schema that only a writer can bring up to date.
  package static func openForReading(at path: String) throws(StoreError) -> SQLiteStore {
    let connection = try Connection(path: path, access: .readOnly, busyTimeout: busyTimeout)
    let schema = try connection.schema(known: Migration.all.count)
    guard schema == Migration.all.count else {
      throw .other(
        path: path, message: "its schema \(schema) is older than \(Migration.all.count); start `dialer run` once")
    }
    try connection.configure()
    return SQLiteStore(connection: connection)
  }

  private static func build(path: String, now: Instant) throws(StoreError) -> SQLiteStore {
    let connection = try Connection(path: path, access: .readWrite, busyTimeout: busyTimeout)
    try connection.configure()
    try connection.migrate(Migration.all, from: 0)
    let store = SQLiteStore(connection: connection)
    try store.write(meta: .createdAt, now.microseconds)
    return store
  }

  static func creationFailure(_ number: Int32, path: String) -> StoreError {
    switch number {
    case EEXIST: .exists(path: path)
    case EACCES, EPERM, EROFS: .readOnly(path: path)
    case ENOSPC, EDQUOT: .full(path: path)
    case ENOENT: .other(path: path, message: "its folder does not exist; create it first")
    default: .other(path: path, message: "cannot be created: \(String(cString: strerror(number)))")
    }
  }

  /// Everything that `body` reads is of one moment, whatever a daemon writes meanwhile.
  package func snapshot(_ body: () throws(StoreError) -> Void) throws(StoreError) {
    enter()
    defer { leave() }
    try connection.snapshot(body)
  }

  // MARK: - Meta

  enum Meta: String {
    case createdAt = "created-at"
    case newestCommit = "newest-commit"
    case currency
    /// Rises with every import, so that one that was prepared before another is not applied over it.
    case customersVersion = "customers-version"
    /// 1: somebody was erased, and the file was not written anew or its log not cut since.
    case erasureFilesDue = "erasure-files-due"
  }

  func read(meta: Meta) throws(StoreError) -> Int64? {
    let statement = try connection.statement("SELECT value FROM meta WHERE name = ?")
    return try statement.first([.text(meta.rawValue)]) { () throws(StoreError) in statement.optionalInteger(0) } ?? nil
  }

  func write(meta: Meta, _ value: Int64) throws(StoreError) {
    try connection.statement(
      "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    ).run([.text(meta.rawValue), .integer(value)])
  }

  package func newestCommit() throws(StoreError) -> Instant? {
    enter()
    defer { leave() }
    return try read(meta: .newestCommit).map { Instant(microseconds: $0) }
  }

  package func createdAt() throws(StoreError) -> Instant {
    enter()
    defer { leave() }
    guard let value = try read(meta: .createdAt) else {
      throw .corrupt(path: path, detail: "it does not say when it was created")
    }
    return Instant(microseconds: value)
  }

  package func recordCurrency(_ currency: String) throws(StoreError) {
    enter()
    defer { leave() }
    try connection.statement(
      "INSERT INTO meta (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text"
    ).run([.text(Meta.currency.rawValue), .text(currency)])
  }
}
