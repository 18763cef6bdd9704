import CSQLite
import Campaigns
import Engine
import Foundation
import Glibc
import Testing

@testable import ActivityStore

/// What is SQLite's own: files, locks, pragmas, migrations, and how its errors read.
@Suite struct SQLiteStoreTests {
  private func failure(_ body: () throws(StoreError) -> Void) -> StoreError? {
    do throws(StoreError) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  /// Runs SQL on a file behind the store's back.
  private func meddle(_ path: String, _ sql: String) throws {
    try Connection(path: path, access: .readWrite, busyTimeout: .zero).execute(sql)
  }

  // MARK: - Files

  @Test func aStoreIsMadeByCreateAlone() throws {
    let scratch = try Scratch()
    let path = scratch.path("dialer.db")
    #expect(failure { () throws(StoreError) in _ = try SQLiteStore.open(at: path) } == .missing(path: path))
    #expect(failure { () throws(StoreError) in _ = try SQLiteStore.openForReading(at: path) } == .missing(path: path))
    #expect(!FileManager.default.fileExists(atPath: path))
    _ = try SQLiteStore.create(at: path, now: noon)
    #expect(failure { () throws(StoreError) in _ = try SQLiteStore.create(at: path, now: noon) } == .exists(path: path))
    let status = try FileManager.default.attributesOfItem(atPath: path)
    #expect(status[.posixPermissions] as? Int == 0o600)
    #expect(try SQLiteStore.open(at: path).createdAt() == noon)
  }

  @Test func aStoreInNoFolderIsNotMade() throws {
    let path = try Scratch().path("nowhere/dialer.db")
    let error = failure { () throws(StoreError) in _ = try SQLiteStore.create(at: path, now: noon) }
    #expect(error?.exitCode == 73)
    #expect(error?.description.contains(path) == true)
  }

  @Test func durabilityIsReadBackAtOpen() throws {
    let scratch = try Scratch()
    let store = try SQLiteStore.create(at: scratch.path("dialer.db"), now: noon)
    #expect(try store.connection.text("PRAGMA journal_mode") == "wal")
    #expect(try store.connection.text("PRAGMA synchronous") == "2")
    #expect(try store.connection.text("PRAGMA foreign_keys") == "1")
  }

  @Test func whatIsNoStoreIsRefused() throws {
    let scratch = try Scratch()
    let text = try scratch.file("notes.txt", String(repeating: "no database at all\n", count: 100))
    let other = scratch.path("other.db")
    _ = try scratch.file("other.db", "")
    try meddle(other, "CREATE TABLE songs (name TEXT)")
    for path in [text, other] {
      guard case .corrupt = failure({ () throws(StoreError) in _ = try SQLiteStore.open(at: path) }) else {
        Issue.record("\(path) was taken for a store")
        continue
      }
    }
  }

  @Test func aNewerSchemaIsRefused() throws {
    let path = try Scratch().path("dialer.db")
    let scratch = try Scratch()
    let newer = scratch.path("dialer.db")
    _ = try SQLiteStore.create(at: newer, now: noon)
    try meddle(newer, "PRAGMA user_version = 99")
    let expected = StoreError.newerSchema(path: newer, found: 99, known: Migration.all.count)
    #expect(failure { () throws(StoreError) in _ = try SQLiteStore.open(at: newer) } == expected)
    #expect(failure { () throws(StoreError) in _ = try SQLiteStore.openForReading(at: newer) } == expected)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  // MARK: - Migrations

  @Test func anUpgradeCopiesTheStoreFirst() throws {
    let scratch = try Scratch()
    let path = scratch.path("dialer.db")
    _ = try SQLiteStore.create(at: path, now: noon).commit(StoreTurn(at: noon, intents: [intent(1)]))
    let steps = Migration.all + [Migration(number: Migration.all.count + 1, sql: "CREATE TABLE notes (text TEXT)")]
    let upgraded = try SQLiteStore.open(at: path, migrations: steps)
    #expect(try upgraded.connection.integer("PRAGMA user_version") == Int64(steps.count))
    #expect(try upgraded.attempts().count == 1)
    let copy = try SQLiteStore.open(at: path + ".before-\(steps.count)")
    #expect(try copy.attempts().count == 1)
    #expect(try copy.createdAt() == noon)
  }

  @Test func aFailedStepLeavesTheSchemaAsItWas() throws {
    let scratch = try Scratch()
    let path = scratch.path("dialer.db")
    _ = try SQLiteStore.create(at: path, now: noon)
    let broken = Migration(
      number: Migration.all.count + 1, sql: "CREATE TABLE notes (text TEXT); CREATE TABLE notes (text TEXT)")
    #expect(throws: StoreError.self) { try SQLiteStore.open(at: path, migrations: Migration.all + [broken]) }
    let store = try SQLiteStore.open(at: path)
    #expect(try store.connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'notes'") == 0)
  }

  // MARK: - Locks

  @Test func oneProcessOwnsAStore() throws {
    let scratch = try Scratch()
    let path = scratch.path("dialer.db")
    do {
      let lock = try StoreLock.acquire(store: path)
      let second = failure { () throws(StoreError) in _ = try StoreLock.acquire(store: path) }
      #expect(second == .held(path: path, pid: getpid()))
      #expect(second?.exitCode == 75)
      #expect(second?.description.contains("pid \(getpid())") == true)
      withExtendedLifetime(lock) {}
    }
    let first = try StoreLock.acquire(store: path, exclusive: false)
    let second = try StoreLock.acquire(store: path, exclusive: false)
    #expect(failure { () throws(StoreError) in _ = try StoreLock.acquire(store: path) } != nil)
    withExtendedLifetime((first, second)) {}
  }

  @Test func aStoreThatAnotherProcessWritesIsBusy() throws {
    let scratch = try Scratch()
    let path = scratch.path("dialer.db")
    _ = try SQLiteStore.create(at: path, now: noon)
    let other = try Connection(path: path, access: .readWrite, busyTimeout: .zero)
    try other.execute("BEGIN IMMEDIATE")
    let store = try SQLiteStore.open(at: path, busyTimeout: .zero)
    let error = failure { () throws(StoreError) in
      _ = try store.commit(StoreTurn(at: noon, intents: [intent(1)]))
    }
    #expect(error == .busy(path: path))
    #expect(error?.exitCode == 75)
    try other.execute("ROLLBACK")
    _ = try store.commit(StoreTurn(at: noon, intents: [intent(1)]))
    #expect(try store.attempts().count == 1)
  }

  @Test func aReaderSeesCommitsAndWritesNothing() throws {
    let scratch = try Scratch()
    let path = scratch.path("dialer.db")
    let writer = try SQLiteStore.create(at: path, now: noon)
    let reader = try SQLiteStore.openForReading(at: path)
    _ = try writer.commit(StoreTurn(at: noon, intents: [intent(1)]))
    #expect(try reader.attempts().count == 1)
    try reader.snapshot { () throws(StoreError) in
      #expect(throws: Never.self) { try reader.attempts() }
      _ = try writer.commit(StoreTurn(at: noon, intents: [intent(2, customer: "c-2", line: 1)]))
      let count = try reader.attempts().count
      #expect(count == 1)
    }
    #expect(try reader.attempts().count == 2)
    let error = failure { () throws(StoreError) in
      _ = try reader.commit(StoreTurn(at: noon, updates: [intent(1).placed()]))
    }
    #expect(error == .readOnly(path: path))
  }

  // MARK: - Disks

  @Test func aFullDiskKeepsNothingOfTheTurn() throws {
    let scratch = try Scratch()
    let path = scratch.path("dialer.db")
    let store = try SQLiteStore.create(at: path, now: noon)
    let pages = try store.connection.integer("PRAGMA page_count") ?? 0
    try store.connection.execute("PRAGMA max_page_count = \(pages + 2)")
    let many = (1...200).map { intent(Int64($0), customer: "c-\($0)", line: Int64($0)) }
    let error = failure { () throws(StoreError) in _ = try store.commit(StoreTurn(at: noon, intents: many)) }
    #expect(error == .full(path: path))
    #expect(error?.exitCode == 73)
    #expect(try store.attempts().isEmpty)
    #expect(try store.newestCommit() == nil)
  }

  private static let exits: [(Int32, Int32)] = [
    (SQLITE_BUSY, 75), (SQLITE_LOCKED, 75), (SQLITE_FULL, 73), (SQLITE_READONLY, 73), (SQLITE_CORRUPT, 73),
    (SQLITE_IOERR, 73), (SQLITE_CANTOPEN, 73), (SQLITE_CONSTRAINT, 73), (SQLITE_NOMEM, 73),
  ]

  @Test(arguments: exits) func everyErrorNamesThePath(code: Int32, exit: Int32) {
    let error = StoreError(code: code, message: "of SQLite", path: "/var/lib/dialer/dialer.db")
    #expect(error.exitCode == exit)
    #expect(error.description.contains("/var/lib/dialer/dialer.db"))
  }

  // MARK: - The log

  @Test(arguments: [
    "DELETE FROM activities", "DELETE FROM attempts", "DELETE FROM audit", "UPDATE audit SET who = 'eve'",
    "UPDATE activities SET subject = 'other'", "UPDATE attempts SET disposition = 'busy'",
  ])
  func theLogCannotBeRewritten(sql: String) throws {
    let store = try SQLiteStore.inMemory(now: noon)
    _ = try store.commit(
      StoreTurn(at: noon, intents: [intent(1)], audits: [AuditEntry(at: noon, who: "ann", what: "import")]))
    _ = try store.commit(StoreTurn(at: noon, updates: [intent(1).ended(.answered)]))
    guard case .refused = failure({ () throws(StoreError) in try store.connection.execute(sql) }) else {
      Issue.record("\(sql) went through")
      return
    }
  }

  @Test func theOutcomeAndTheRecordingMayArriveLate() throws {
    let store = try SQLiteStore.inMemory(now: noon)
    _ = try store.commit(StoreTurn(at: noon, intents: [intent(1)]))
    _ = try store.commit(StoreTurn(at: noon, updates: [intent(1).ended(.answered)]))
    try store.connection.execute("UPDATE activities SET outcome = 'interested', recording_url = 'file:r'")
    let activity = try #require(try store.activities().first)
    #expect(activity.outcome == "interested")
    #expect(activity.recordingURL == "file:r")
  }

  @Test func aDecisionIsBounded() throws {
    let store = try SQLiteStore.inMemory(now: noon)
    var record = intent(1)
    record.decision = "{\"x\":\"" + String(repeating: "é", count: 1_100) + "\"}"
    let long = record
    let error = failure { () throws(StoreError) in _ = try store.commit(StoreTurn(at: noon, intents: [long])) }
    guard case .refused = error else {
      Issue.record("2 KiB are the most")
      return
    }
  }
}
