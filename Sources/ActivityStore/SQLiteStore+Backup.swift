import CSQLite
import Glibc

/// What a backup holds.
package struct BackupReport: Sendable, Equatable {
  /// Of the file.
  package var bytes: Int64
  package var customers: Int64
  package var attempts: Int64
  package var activities: Int64
  package var audits: Int64
}

extension SQLiteStore {
  /// Writes a copy of one moment, whatever is written meanwhile: complete and on disk, under its name, readable by its
  /// owner alone when this returns.
  ///
  /// - Throws: `StoreError.exists` when something lies at `target` and it may not be replaced; the target is as before
  ///   then, as after any other failure.
  package func backup(to target: String, replacing: Bool) throws(StoreError) -> BackupReport {
    enter()
    defer { leave() }
    if !replacing, access(target, F_OK) == 0 { throw .exists(path: target) }
    let draft = "\(target).part-\(getpid())"
    unlink(draft)
    let descriptor = Glibc.open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SQLiteStore.creationFailure(errno, path: target) }
    close(descriptor)
    defer { for suffix in ["", "-wal", "-shm", "-journal"] { unlink(draft + suffix) } }
    let report = try copy(to: draft)
    guard Connection.synchronize(file: draft), rename(draft, target) == 0 else {
      throw .other(path: target, message: "the backup cannot be written: \(String(cString: strerror(errno)))")
    }
    Connection.synchronizeFolder(of: target)
    return report
  }

  private func copy(to draft: String) throws(StoreError) -> BackupReport {
    let copy = try Connection(path: draft, access: .readWrite, busyTimeout: SQLiteStore.busyTimeout)
    try connection.backup(to: copy)
    // One file that needs no companions: a reader finds everything in it.
    try copy.execute("PRAGMA journal_mode = DELETE")
    var file = stat()
    stat(draft, &file)
    return BackupReport(
      bytes: Int64(file.st_size),
      customers: try copy.integer("SELECT count(*) FROM customers WHERE present = 1") ?? 0,
      attempts: try copy.integer("SELECT count(*) FROM attempts") ?? 0,
      activities: try copy.integer("SELECT count(*) FROM activities") ?? 0,
      audits: try copy.integer("SELECT count(*) FROM audit") ?? 0)
  }
}

extension Connection {
  /// Copies all pages to a database that is empty (sqlite3_backup).
  func backup(to copy: Connection) throws(StoreError) {
    guard let job = sqlite3_backup_init(copy.handle, "main", handle, "main") else {
      throw StoreError(
        code: sqlite3_errcode(copy.handle), message: String(cString: sqlite3_errmsg(copy.handle)), path: copy.path)
    }
    let code = sqlite3_backup_step(job, -1)
    let end = sqlite3_backup_finish(job)
    guard code == SQLITE_DONE, end == SQLITE_OK else {
      throw StoreError(
        code: code == SQLITE_DONE ? end : code, message: String(cString: sqlite3_errmsg(copy.handle)), path: copy.path)
    }
  }
}
