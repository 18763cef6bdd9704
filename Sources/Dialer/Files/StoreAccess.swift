import ActivityStore
import Foundation

/// A store to write to, and the lock that keeps daemons away meanwhile.
final class StoreAccess {
  let store: SQLiteStore
  private let lock: StoreLock?

  private init(store: SQLiteStore, lock: StoreLock?) {
    self.store = store
    self.lock = lock
  }

  /// Opens a store that exists, for this process alone; a dry run works beside a daemon too, since it changes nothing.
  ///
  /// - Throws: `StoreError`, `.missing` before anything is created; `Failure` 75 naming the pid while a daemon has it.
  static func open(_ path: String, dryRun: Bool = false) throws -> StoreAccess {
    guard FileManager.default.fileExists(atPath: path) else { throw StoreError.missing(path: path) }
    let lock: StoreLock?
    do {
      lock = try StoreLock.acquire(store: path)
    } catch .held(let path, let pid) {
      guard dryRun else { throw held(path: path, pid: pid) }
      // A schema that the daemon's version knows must not be migrated under it; this refuses one that needs it.
      _ = try SQLiteStore.openForReading(at: path)
      lock = nil
    }
    let store = try SQLiteStore.open(at: path)
    if lock != nil { _ = try store.applyErasures(at: DaemonClock.wallNow()) }
    return StoreAccess(store: store, lock: lock)
  }

  static func held(path: String, pid: Int32?) -> Failure {
    let daemon = pid.map { "a daemon (pid \($0))" } ?? "a daemon"
    return Failure(
      .temporary,
      "the store \(path) is in use by \(daemon), which imports changed customer files itself: dialer reload")
  }
}
