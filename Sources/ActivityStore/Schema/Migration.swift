import Glibc

/// One numbered step of the schema, forward only.
struct Migration: Sendable {
  /// From 1, without gaps; it is the schema's number once the step is done.
  var number: Int
  var sql: String

  /// All steps, in order.
  static let all = [
    Migration(number: 1, sql: firstSchema),
    Migration(
      number: 2,
      sql: guardTables + listTables + auditTables + alertTables + erasureTables + segmentTables + outcomeTables),
  ]

  /// "Dial": marks the file as a store of ours (SQLite's application_id).
  static let applicationID: Int64 = 0x4469_616C
}

extension Connection {
  /// The schema's number as the file says it.
  ///
  /// - Throws: `StoreError.corrupt` for a database that is no store of ours, `.newerSchema` for one that a newer dialer
  ///   wrote.
  func schema(known: Int) throws(StoreError) -> Int {
    guard try integer("PRAGMA application_id") == Migration.applicationID else {
      throw .corrupt(path: path, detail: "it does not carry dialer's mark")
    }
    let found = Int(try integer("PRAGMA user_version") ?? 0)
    guard found <= known else { throw .newerSchema(path: path, found: found, known: known) }
    return found
  }

  /// Brings the schema to the last of `migrations`, each step in a transaction of its own. What holds data is copied
  /// to `STORE.before-N` first, N being the first step that is taken.
  func migrate(_ migrations: [Migration], from schema: Int) throws(StoreError) {
    let missing = migrations.drop { $0.number <= schema }
    guard let first = missing.first else { return }
    if schema > 0, path != Connection.memoryPath { try copy(to: "\(path).before-\(first.number)") }
    for migration in missing {
      try transaction { () throws(StoreError) in
        try execute(migration.sql)
        try execute("PRAGMA application_id = \(Migration.applicationID); PRAGMA user_version = \(migration.number)")
      }
    }
  }

  /// Writes a copy of one moment, complete on disk when this returns. An unfinished earlier copy is replaced.
  private func copy(to target: String) throws(StoreError) {
    let draft = target + ".part"
    unlink(draft)
    try temporaryStatement("VACUUM INTO ?").run([.text(draft)])
    guard Connection.synchronize(file: draft), rename(draft, target) == 0 else {
      throw .other(path: path, message: "the copy \(target) cannot be written: \(String(cString: strerror(errno)))")
    }
    Connection.synchronizeFolder(of: target)
  }

  /// Waits until a file's content is on disk.
  static func synchronize(file: String) -> Bool {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }

  /// Waits until a file's name is on disk, where the file system can tell.
  static func synchronizeFolder(of file: String) {
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? "."
    _ = synchronize(file: folder)
  }
}
