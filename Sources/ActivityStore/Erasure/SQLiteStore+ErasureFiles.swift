internal import Campaigns
import Glibc

// The files around an erasure: SQLite overwrites what is deleted, but not the stale copies that remain in a page after
// its rows moved to another, nor what stands in the write-ahead log and in copies of the store.

extension SQLiteStore {
  /// Inside the transaction of an erasure: whatever was prepared from the customers before is void, and the files are
  /// due even if this process dies now.
  func noteErasure() throws(StoreError) {
    try write(meta: .customersVersion, (try read(meta: .customersVersion) ?? 0) + 1)
    try write(meta: .erasureFilesDue, 1)
  }

  /// Deletes the copies that migrations left, writes the store anew and cuts its write-ahead log.
  ///
  /// - Returns: how many copies there were, and whether the log could be cut: not while somebody reads. What is left
  ///   to do is done by the next commit, or the next start.
  package func finishErasures() throws(StoreError) -> (copies: Int, logWasCut: Bool) {
    enter()
    defer { leave() }
    filesAreDue = false
    guard path != Connection.memoryPath else { return (0, true) }
    let copies = try deleteCopies()
    try connection.execute("VACUUM")
    let isCut = try connection.integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0
    if isCut { try write(meta: .erasureFilesDue, 0) } else { filesAreDue = true }
    return (copies, isCut)
  }

  /// Makes up for what an erasure could not finish. Never waits for a reader.
  func finishErasuresIfDue() throws(StoreError) {
    guard filesAreDue else { return }
    try connection.execute("PRAGMA busy_timeout = 0")
    defer { try? connection.execute("PRAGMA busy_timeout = \(SQLiteStore.busyTimeout.microseconds / 1_000)") }
    guard try connection.integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0 else { return }
    filesAreDue = false
    try write(meta: .erasureFilesDue, 0)
  }

  private func deleteCopies() throws(StoreError) -> Int {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? "./"
    let prefix = (slash.map { String(path[path.index(after: $0)...]) } ?? path) + ".before-"
    guard let directory = opendir(folder) else { return 0 }
    defer { closedir(directory) }
    var copies = 0
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasPrefix(prefix) else { continue }
      guard unlink(folder + name) == 0 else {
        throw .other(path: folder + name, message: "the copy cannot be deleted: \(String(cString: strerror(errno)))")
      }
      copies += 1
    }
    return copies
  }
}
