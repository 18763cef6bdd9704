import Campaigns
import Engine
import Foundation
import Testing

@testable import ActivityStore

/// G12: an erased customer is gone from every file, binds nevertheless, and does not come back.
@Suite struct ErasureTests {
  private static let name = "Zebediah Quux"
  private static let id = "crm-erase-me"
  private static let number: Int64 = 14_155_550_142

  private func load(_ csv: String, _ scratch: Scratch, into store: SQLiteStore) throws -> CustomerImport.Result {
    try CustomerImport.run(
      file: try scratch.file("customers.csv", csv), source: "customers.csv",
      options: CustomerImport.Options(maxShrink: 1_000), into: store, at: noon, readers: plainReaders)
  }

  private static func csv(_ count: Int = 300) -> String {
    var text = "id,name,phone,email\n"
    for row in 0..<count { text += "c-\(row),Other \(row),+1212555\(String(format: "%04d", 100 + row % 100)),\n" }
    return text + "\(id),\(name),+\(number),zeb@example.com\n"
  }

  /// A store with other customers, and two ended calls to the one who is to be erased.
  private func filled(_ scratch: Scratch) throws -> SQLiteStore {
    let store = try SQLiteStore.create(at: scratch.path("dialer.db"), now: noon)
    _ = try load(Self.csv(), scratch, into: store)
    for key in 1...2 {
      var record = intent(AttemptKey(key), customer: Self.id, attempt: key)
      record.callee = Self.number
      record.decision = #"{"note":"Zebediah Quux"}"#
      _ = try store.commit(StoreTurn(at: noon, intents: [record]))
      var ended = record.ended(.answered)
      ended.sid = "CA0000000000000000000000000000000\(key)"
      _ = try store.commit(StoreTurn(at: noon, updates: [ended]))
    }
    return store
  }

  /// The files beside the store that hold one of the texts; the CSV file is not ours to clean.
  private func files(holding texts: [String], in scratch: Scratch) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.folder).sorted().filter { name in
      guard name != "customers.csv" else { return false }
      let data = try Data(contentsOf: URL(fileURLWithPath: scratch.path(name)))
      return texts.contains { data.range(of: Data($0.utf8)) != nil }
    }
  }

  /// A number in a row is stored as the low bytes of an integer.
  private func filesHoldingTheNumber(in scratch: Scratch) throws -> [String] {
    let bytes = Data(withUnsafeBytes(of: Self.number.bigEndian) { Array($0.suffix(6)) })
    return try FileManager.default.contentsOfDirectory(atPath: scratch.folder).filter { name in
      try Data(contentsOf: URL(fileURLWithPath: scratch.path(name))).range(of: bytes) != nil
    }
  }

  private func report(_ outcome: ErasureOutcome) throws -> ErasureReport {
    guard case .erased(let report) = outcome else { throw StoreError.other(path: "", message: "\(outcome)") }
    return report
  }

  @Test func noFileHoldsTheCustomerAfterwards() throws {
    let scratch = try Scratch()
    let store = try filled(scratch)
    _ = try scratch.file("dialer.db.before-2", "an old copy with \(Self.name)")
    let secrets = [Self.name, Self.id, "\(Self.number)", "zeb@example.com"]
    #expect(try !files(holding: secrets, in: scratch).isEmpty)
    #expect(try !filesHoldingTheNumber(in: scratch).isEmpty)
    let done = try report(store.erase(customer: Self.id, by: "ann", at: noon))
    #expect(done == ErasureReport(rows: 1, attempts: 2, copies: 1, logWasCut: true))
    #expect(try files(holding: secrets, in: scratch).isEmpty)
    #expect(try filesHoldingTheNumber(in: scratch).isEmpty)
    _ = try store.backup(to: scratch.path("backup.db"), replacing: false)
    #expect(try files(holding: secrets, in: scratch).isEmpty)
  }

  @Test func moneyTimesAndTheAuditStay() throws {
    let scratch = try Scratch()
    let store = try filled(scratch)
    let before = try (store.spending(campaign: nil), store.attempts())
    _ = try store.erase(customer: Self.id, by: "ann", at: noon)
    let after = try store.attempts()
    #expect(try store.spending(campaign: nil) == before.0)
    #expect(after.map(\.at) == before.1.map(\.at))
    #expect(after.map(\.settled) == before.1.map(\.settled))
    #expect(after.allSatisfy { $0.callee < 0 && $0.callee == after[0].callee && $0.customer == after[0].customer })
    #expect(try store.activities().allSatisfy { $0.subject == SQLiteStore.erasedSubject })
    #expect(try store.activities().allSatisfy { $0.json["phone_number"] == .null })
    #expect(try store.verifyAudit().broken == nil)
    #expect(try store.customersByPseudonym().values.contains(Self.id) == false)
    var rows: Int64 = 0
    try store.forEachCustomer { row, _ in rows = row + 1 }
    #expect(rows == 301)
  }

  @Test func aLaterImportNeitherBringsTheIdBackNorFreesTheNumber() throws {
    let scratch = try Scratch()
    let store = try filled(scratch)
    _ = try store.erase(customer: Self.id, by: "ann", at: noon)
    let again = try load(Self.csv() + "newcomer,Somebody Else,+\(Self.number),\n", scratch, into: store)
    #expect(again.new == 1)
    #expect(try store.customer(id: Self.id, matter: "") == nil)
    #expect(try store.customer(id: "newcomer", matter: "") != nil)
    #expect(try store.suppressions().map(\.subject) == [.number(Self.number)])
  }

  @Test func suppressionsGoOnToBindByHash() throws {
    let scratch = try Scratch()
    let store = try filled(scratch)
    _ = try store.commit(
      StoreTurn(
        at: noon, suppressions: [Suppression(subject: .number(Self.number), list: "cease", addedAt: noon, by: "ann")]))
    _ = try store.erase(customer: Self.id, by: "ann", at: noon)
    #expect(try store.suppressions().isEmpty)
    _ = try load("id,name,phone,email\nnewcomer,Else,+\(Self.number),\n", scratch, into: store)
    #expect(try store.suppressions().map(\.list).contains("cease"))
  }

  @Test func aListThatNamesAnErasedNumberOrIdDoesNotBringItBack() throws {
    let scratch = try Scratch()
    let store = try filled(scratch)
    _ = try store.erase(customer: Self.id, by: "ann", at: noon)
    _ = try store.commit(
      StoreTurn(
        at: noon,
        audits: [
          AuditEntry(at: noon, who: "ann", what: "x", detail: .object([("customer", .string(Self.id))])),
          AuditEntry(
            at: noon, who: "ann", what: "y", detail: .object([("reason", .string("no customer \(Self.id)."))])),
        ],
        suppressions: [
          Suppression(subject: .number(Self.number), list: "cease", addedAt: noon, by: "ann"),
          Suppression(subject: .customer(Self.id), list: "cease", addedAt: noon, by: "ann"),
        ]))
    _ = try store.finishErasures()
    #expect(try store.suppressions().isEmpty)
    #expect(try store.erasedLists(of: .number(Self.number)) == ["cease", "erased"])
    #expect(try files(holding: [Self.id, "\(Self.number)"], in: scratch).isEmpty)
    // A new consent: the number may be called again, once somebody has it.
    for list in ["cease", "erased"] {
      _ = try store.commit(
        StoreTurn(at: noon, lifts: [SuppressionLift(subject: .number(Self.number), list: list)]))
    }
    _ = try load("id,name,phone,email\nnewcomer,Else,+\(Self.number),\n", scratch, into: store)
    #expect(try store.suppressions().isEmpty)
  }

  @Test func aTriedNumberIsTheAccountsOwnAndStays() throws {
    let scratch = try Scratch()
    let store = try filled(scratch)
    var tried = intent(3, customer: Self.id, attempt: 1, line: 77)
    tried.kind = .try
    tried.campaign = "tries"
    _ = try store.commit(StoreTurn(at: noon, intents: [tried]))
    _ = try store.commit(StoreTurn(at: noon, updates: [tried.ended(.answered)]))
    _ = try store.erase(customer: Self.id, by: "ann", at: noon)
    #expect(try store.erasedLists(of: .number(Self.number)) == ["erased"])
    #expect(try store.erasedLists(of: .number(tried.callee)).isEmpty)
  }

  @Test func limitsOfASharedNumberGoOnToCount() throws {
    let scratch = try Scratch()
    let store = try filled(scratch)
    _ = try load(Self.csv() + "twin,Twin,+\(Self.number),\n", scratch, into: store)
    _ = try store.erase(customer: Self.id, by: "ann", at: noon)
    let token = try #require(try store.attempts().first?.customer)
    #expect(try store.numbersOfErased(since: noon - .days(1)) == [token: Self.number])
    #expect(try store.numbersOfErased(since: noon + .days(1)).isEmpty)
    #expect(try store.suppressions().isEmpty)
  }

  @Test func aNumberThatSomebodyElseHasStaysCallable() throws {
    let scratch = try Scratch()
    let store = try SQLiteStore.create(at: scratch.path("dialer.db"), now: noon)
    _ = try load("id,name,phone\na,A,+\(Self.number)\nb,B,+\(Self.number)\n", scratch, into: store)
    _ = try store.erase(customer: "a", by: "ann", at: noon)
    _ = try load("id,name,phone\nb,Bee,+\(Self.number)\n", scratch, into: store)
    #expect(try store.suppressions().isEmpty)
  }

  @Test func aLiveCallAndAHoldRefuse() throws {
    let store = try SQLiteStore.inMemory(now: noon)
    #expect(try store.erase(customer: "c-1", by: "ann", at: noon) == .unknown)
    _ = try store.commit(StoreTurn(at: noon, intents: [intent(1)]))
    #expect(try store.erase(customer: "c-1", by: "ann", at: noon) == .live)
    _ = try store.commit(StoreTurn(at: noon, updates: [intent(1).with(.presumedNotPlaced)]))
    #expect(try store.erase(customer: "c-1", by: "ann", at: noon) == .live)
    _ = try store.commit(StoreTurn(at: noon, updates: [intent(1).ended(.noAnswer)]))
    try store.place(Hold(customer: "c-1", reason: "case 4711", by: "ann", at: noon))
    #expect(try store.hold(of: "c-1")?.by == "ann")
    #expect(try store.erase(customer: "c-1", by: "ann", at: noon) == .held(reason: "case 4711"))
    #expect(try store.releaseHold(of: "c-1", by: "ann", at: noon))
    #expect(try !store.releaseHold(of: "c-1", by: "ann", at: noon))
    #expect(try report(store.erase(customer: "c-1", by: "ann", at: noon)).attempts == 1)
    #expect(try store.erase(customer: "c-1", by: "ann", at: noon) == .unknown)
  }

  @Test func aRestoredStoreErasesAgain() throws {
    let scratch = try Scratch()
    var store = try filled(scratch)
    _ = try store.backup(to: scratch.path("kept.db"), replacing: false)
    _ = try store.erase(customer: Self.id, by: "ann", at: noon)
    #expect(try store.applyErasures(at: noon) == 0)
    store = try restored("kept.db", scratch)
    #expect(try store.customer(id: Self.id, matter: "") != nil)
    #expect(try store.applyErasures(at: noon) == 1)
    #expect(try store.customer(id: Self.id, matter: "") == nil)
    #expect(try files(holding: [Self.name, Self.id, "\(Self.number)"], in: scratch).isEmpty)
    #expect(try store.applyErasures(at: noon) == 0)
  }

  @Test func whoHasAnOpenCallInTheOlderCopyIsErasedWhenItHasEnded() throws {
    let scratch = try Scratch()
    var store = try filled(scratch)
    let open = intent(3, customer: Self.id, attempt: 3, line: 42)
    _ = try store.commit(StoreTurn(at: noon, intents: [open]))
    _ = try store.backup(to: scratch.path("kept.db"), replacing: false)
    _ = try store.commit(StoreTurn(at: noon, updates: [open.ended(.busy)]))
    _ = try report(store.erase(customer: Self.id, by: "ann", at: noon))
    store = try restored("kept.db", scratch)
    #expect(try store.applyErasures(at: noon) == 0)
    #expect(try store.suppressions().map(\.list) == ["erased", "erased"], "neither number nor id is called meanwhile")
    _ = try store.commit(StoreTurn(at: noon, updates: [open.ended(.busy)]))
    #expect(try store.applyErasures(at: noon) == 1)
    #expect(try files(holding: [Self.name, Self.id, "\(Self.number)"], in: scratch).isEmpty)
  }

  /// The store as it is after a copy of it took its place.
  private func restored(_ copy: String, _ scratch: Scratch) throws -> SQLiteStore {
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: scratch.path("dialer.db" + suffix))
    }
    try FileManager.default.moveItem(atPath: scratch.path(copy), toPath: scratch.path("dialer.db"))
    return try SQLiteStore.open(at: scratch.path("dialer.db"))
  }

  @Test func aReaderKeepsTheLogOnlyUntilTheNextTurn() throws {
    let scratch = try Scratch()
    let store = try filled(scratch)
    let reader = try SQLiteStore.openForReading(at: scratch.path("dialer.db"))
    try reader.snapshot { () throws(StoreError) in
      _ = try reader.maxAttemptKey()
      let outcome = try store.erase(customer: Self.id, by: "ann", at: noon)
      #expect(outcome == .erased(ErasureReport(rows: 1, attempts: 2, copies: 0, logWasCut: false)))
    }
    #expect(try !files(holding: [Self.id], in: scratch).isEmpty)
    _ = try store.commit(StoreTurn(at: noon, audits: [AuditEntry(at: noon, who: "ann", what: "anything")]))
    #expect(try files(holding: [Self.name, Self.id, "\(Self.number)"], in: scratch).isEmpty)
  }

  @Test func anEndedCallThatIsNotErasedStillCannotBeChanged() throws {
    let scratch = try Scratch()
    let store = try filled(scratch)
    for sql in [
      "UPDATE attempts SET callee = 1", "UPDATE attempts SET decision = '{}'",
      "UPDATE attempts SET disposition = 'busy', callee = -1", "UPDATE activities SET subject = 'x'",
      "UPDATE activities SET description = NULL, subject = 'x'", "DELETE FROM attempts", "DELETE FROM activities",
    ] {
      #expect(throws: StoreError.self, "\(sql)") { try store.connection.execute(sql) }
    }
  }
}
