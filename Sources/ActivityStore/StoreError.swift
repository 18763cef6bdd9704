import CSQLite

/// Why the store could not do what it was asked. Its description names the path and the remedy.
package enum StoreError: Error, Equatable {
  /// Another process holds the database's write lock for longer than we wait.
  case busy(path: String)
  /// Another daemon holds `STORE.lock`; the pid is absent while it has not been written.
  case held(path: String, pid: Int32?)
  case full(path: String)
  case readOnly(path: String)
  /// No store lies at the path: it is created by `create` alone, never on the way.
  case missing(path: String)
  /// `create` found a file.
  case exists(path: String)
  case newerSchema(path: String, found: Int, known: Int)
  case corrupt(path: String, detail: String)
  /// A rule of the schema refused a row: a second intent for one attempt, a change of an ended Activity.
  case refused(path: String, detail: String)
  case other(path: String, message: String)

  /// What a command ends with: 75 when trying again can help, 73 when it cannot.
  package var exitCode: Int32 {
    switch self {
    case .busy, .held: 75
    default: 73
    }
  }
}

extension StoreError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .busy(let path):
      "the store \(path) is locked by another process; let it finish or stop it, then try again"
    case .held(let path, let pid):
      "the store \(path) is in use by another dialer\(pid.map { " (pid \($0))" } ?? ""); stop that one first"
    case .full(let path): "the store \(path) cannot grow: the disk is full; free some space, then start again"
    case .readOnly(let path):
      "the store \(path) cannot be written; give this user write access to the file and its folder, and see that its "
        + "file system is not mounted read-only"
    case .missing(let path): "no store at \(path); create it with `dialer init`, or correct `store:` in dialer.yaml"
    case .exists(let path): "\(path) exists already; a new store needs a path at which nothing lies"
    case .newerSchema(let path, let found, let known):
      "the store \(path) has schema \(found), this dialer knows up to \(known); use the newer dialer that wrote it"
    case .corrupt(let path, let detail):
      "the store \(path) is damaged or no store of dialer (\(detail)); restore it from a backup"
    case .refused(let path, let detail):
      "the store \(path) refused a row (\(detail)); nothing of the transaction was kept; please report this"
    case .other(let path, let message): "the store \(path): \(message)"
    }
  }
}

extension StoreError {
  /// The error of an SQLite result code (extended or not).
  init(code: Int32, message: String, path: String) {
    switch code & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED: self = .busy(path: path)
    case SQLITE_FULL: self = .full(path: path)
    case SQLITE_READONLY, SQLITE_PERM: self = .readOnly(path: path)
    case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(path: path, detail: message)
    case SQLITE_CONSTRAINT: self = .refused(path: path, detail: message)
    case SQLITE_CANTOPEN:
      self = .other(path: path, message: "cannot be opened (\(message)); check the folder and its access rights")
    case SQLITE_IOERR:
      self = .other(path: path, message: "reading or writing failed (\(message)); check the disk, then start again")
    default: self = .other(path: path, message: "\(message) (SQLite result \(code))")
    }
  }
}
