import Campaigns
import Engine
import Foundation
import Testing

@testable import ActivityStore

/// Backups and the count of the carrier's errors.
@Suite struct BackupTests {
  @Test func aBackupHoldsWhatWasCommittedAndIsReadableByItsOwnerAlone() throws {
    let scratch = try Scratch()
    let store = try SQLiteStore.create(at: scratch.path("dialer.db"), now: noon)
    _ = try store.commit(StoreTurn(at: noon, intents: [intent(1), intent(2, customer: "c-2", line: 1)]))
    let reader = try SQLiteStore.openForReading(at: scratch.path("dialer.db"))
    let target = scratch.path("copy.db")
    let report = try reader.backup(to: target, replacing: false)
    #expect((report.attempts, report.activities, report.audits, report.customers) == (2, 2, 2, 0))
    var file = stat()
    #expect(stat(target, &file) == 0)
    #expect(file.st_mode & 0o777 == 0o600)
    #expect(Int64(file.st_size) == report.bytes)
    let copy = try SQLiteStore.open(at: target)
    #expect(try copy.attempts() == store.attempts())
    #expect(try copy.verifyAudit() == store.verifyAudit())
  }

  @Test func whatLiesThereIsReplacedOnlyWhenAsked() throws {
    let scratch = try Scratch()
    let store = try SQLiteStore.create(at: scratch.path("dialer.db"), now: noon)
    let target = try scratch.file("copy.db", "mine")
    #expect(throws: StoreError.exists(path: target)) { try store.backup(to: target, replacing: false) }
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "mine")
    _ = try store.backup(to: target, replacing: true)
    #expect(try SQLiteStore.open(at: target).createdAt() == noon)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.folder).allSatisfy { !$0.contains(".part") })
  }

  @Test func aBackupIntoNowhereSaysSo() throws {
    let store = try SQLiteStore.inMemory(now: noon)
    #expect(throws: StoreError.self) { try store.backup(to: "/nonexistent/copy.db", replacing: false) }
  }

  @Test func errorCodesAreCountedWithTheirNewestAttempt() throws {
    let store = try SQLiteStore.inMemory(now: noon)
    for (key, code) in [(1, 21_211), (2, 21_211), (3, 13_224)] {
      let at = noon + .seconds(Int64(key))
      var record = intent(AttemptKey(key), customer: "c-\(key)", line: Int64(key), at: at)
      _ = try store.commit(StoreTurn(at: at, intents: [record]))
      record = record.ended(.rejected)
      record.errorCode = code
      _ = try store.commit(StoreTurn(at: at, updates: [record]))
    }
    let counts = try store.errorCounts(since: nil)
    #expect(counts.map(\.code) == [21_211, 13_224])
    #expect(counts.map(\.count) == [2, 1])
    #expect(counts[0].lastSeen == noon + .seconds(2))
    #expect(counts[0].example == (try store.attempts()[1].attemptID))
    #expect(try store.errorCounts(since: noon + .seconds(2)).map(\.count) == [1, 1])
    #expect(try store.errorCounts(since: noon + .seconds(9)).isEmpty)
  }
}
