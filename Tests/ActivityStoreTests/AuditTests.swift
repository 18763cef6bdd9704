import Campaigns
import Engine
import Foundation
import Testing

@testable import ActivityStore

/// The audit's chain: whole as written, broken by any change, and without customers in it.
@Suite struct AuditTests {
  private func entry(_ what: String, _ detail: JSON = .object([])) -> AuditEntry {
    AuditEntry(at: noon, who: "ann", what: what, detail: detail)
  }

  private func commit(_ audits: [AuditEntry], to store: SQLiteStore) throws {
    _ = try store.commit(StoreTurn(at: noon, audits: audits))
  }

  private func lines(_ store: SQLiteStore) throws -> [AuditLine] {
    var all: [AuditLine] = []
    try store.forEachAuditLine { all.append($0) }
    return all
  }

  /// A store on disk with five entries, whose triggers are gone: what somebody with the file can do.
  private func openStore(_ scratch: Scratch) throws -> SQLiteStore {
    let store = try SQLiteStore.create(at: scratch.path("dialer.db"), now: noon)
    try commit((1...5).map { entry("deed-\($0)", .object([("n", .integer($0))])) }, to: store)
    try store.connection.execute("DROP TRIGGER audit_unchanged; DROP TRIGGER audit_stay")
    return store
  }

  @Test(arguments: StoreConformance.Backend.allCases)
  func theChainIsWholeOverReopening(backend: StoreConformance.Backend) throws {
    let bench = try StoreConformance.Bench(backend)
    #expect(try bench.store.verifyAudit() == AuditVerdict(entries: 0, head: AuditChain.start, broken: nil))
    _ = try bench.store.commit(StoreTurn(at: noon, audits: [entry("first"), entry("second")]))
    try bench.reopen()
    _ = try bench.store.commit(StoreTurn(at: noon, audits: [entry("third")]))
    let verdict = try bench.store.verifyAudit()
    #expect(verdict.broken == nil)
    #expect(verdict.entries == 3)
    var last: AuditLine?
    try bench.store.forEachAuditLine { last = $0 }
    #expect(last?.hash == verdict.head)
    #expect(last?.entry == entry("third"))
  }

  @Test func theHashIsOfThePreviousOneAndTheEntry() {
    let hash = AuditChain.hash(after: AuditChain.start, number: 1, entry("a"))
    #expect(hash.utf8.count == 64)
    #expect(hash != AuditChain.hash(after: hash, number: 1, entry("a")))
    #expect(hash != AuditChain.hash(after: AuditChain.start, number: 2, entry("a")))
    #expect(hash != AuditChain.hash(after: AuditChain.start, number: 1, entry("b")))
  }

  @Test(arguments: [
    ("UPDATE audit SET who = 'eve' WHERE seq = 3", 3), ("UPDATE audit SET detail = '{\"n\":9}' WHERE seq = 2", 2),
    ("UPDATE audit SET at = at + 1 WHERE seq = 5", 5), ("UPDATE audit SET hash = NULL WHERE seq = 4", 4),
    ("DELETE FROM audit WHERE seq = 3", 3), ("DELETE FROM audit WHERE seq = 5", 5), ("DELETE FROM audit", 1),
  ])
  func everyChangeIsFoundAtItsEntry(sql: String, broken: Int64) throws {
    let store = try openStore(try Scratch())
    #expect(try store.verifyAudit().broken == nil)
    try store.connection.execute(sql)
    let verdict = try store.verifyAudit()
    #expect(verdict.broken?.number == broken)
    #expect(verdict.entries == broken - 1)
  }

  @Test func aChainThatWasWrittenAnewIsFoundByThePublishedHead() throws {
    let store = try openStore(try Scratch())
    let head = try #require(try store.publishAuditHead(day: "2027-03-02", at: noon))
    #expect(head.number == 5)
    #expect(try store.publishAuditHead(day: "2027-03-02", at: noon) == nil)
    try store.connection.execute(
      "DELETE FROM audit WHERE seq >= 4; UPDATE sqlite_sequence SET seq = 3 WHERE name = 'audit'")
    #expect(try store.verifyAudit().broken?.number == 4)
    try commit([entry("forged"), entry("forged")], to: store)
    #expect(try store.verifyAudit().broken == .init(number: 5, reason: "the head published on 2027-03-02 was another"))
  }

  @Test func entriesOlderThanTheChainAreCoveredByItsFirstLink() throws {
    let scratch = try Scratch()
    let store = try openStore(scratch)
    try store.connection.execute("UPDATE audit SET hash = NULL")
    #expect(try store.verifyAudit().broken == nil)
    try commit([entry("chained")], to: store)
    #expect(try store.verifyAudit().broken == nil)
    try store.connection.execute("UPDATE audit SET who = 'eve' WHERE seq = 2")
    #expect(try store.verifyAudit().broken?.number == 6)
  }

  @Test func everyAttemptHasItsBeginningAndEnd() throws {
    let store = try SQLiteStore.inMemory(now: noon)
    _ = try store.commit(StoreTurn(at: noon, intents: [intent(1)]))
    _ = try store.commit(StoreTurn(at: noon, updates: [intent(1).placed()]))
    var ended = intent(1).placed()
    ended.state = .ended
    ended.disposition = .answered
    ended.endedAt = noon + .seconds(40)
    ended.settled = Money(micros: 14_000)
    _ = try store.commit(StoreTurn(at: noon, updates: [ended]))
    ended.price = Money(micros: 14_000)
    _ = try store.commit(StoreTurn(at: noon, updates: [ended]))
    #expect(try lines(store).map(\.entry.what) == ["attempt-intended", "attempt-ended"])
    #expect(try lines(store)[1].entry.detail["disposition"] == .string("answered"))
  }

  @Test func customersAndNumbersStayOutOfTheAudit() throws {
    let store = try SQLiteStore.inMemory(now: noon)
    _ = try store.commit(
      StoreTurn(
        at: noon, intents: [intent(1, customer: "secret-id")],
        audits: [
          entry("suppressed", .object([("customer", .string("secret-id")), ("number", .string("+14155550100"))])),
          entry("noted", .object([("reason", .string("he called from +14155550123, twice"))])),
        ]))
    let all = try lines(store)
    for line in all {
      let text = line.entry.detail.text
      #expect(!text.contains("secret-id") && !text.contains("1415555"))
    }
    let tokens = try store.customersByPseudonym()
    let token = try #require(tokens.first { $0.value == "secret-id" }?.key)
    #expect(all[0].entry.detail["customer"] == .string(token))
    #expect(all[1].entry.detail["customer"] == .string(token))
    #expect(all[1].entry.detail["number"] == .string("+…00"))
    #expect(all[2].entry.detail["reason"] == .string("he called from +…23, twice"))
  }

  @Test func aTurnThatIsRefusedLeavesNoEntry() throws {
    let store = try SQLiteStore.inMemory(now: noon)
    _ = try store.commit(StoreTurn(at: noon, intents: [intent(1)]))
    #expect(throws: StoreError.self) {
      _ = try store.commit(StoreTurn(at: noon, intents: [intent(1)], audits: [entry("never")]))
    }
    #expect(try lines(store).count == 1)
    #expect(try store.verifyAudit().broken == nil)
  }
}
