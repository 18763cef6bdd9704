import Campaigns
import Engine
import Foundation
import Testing

@testable import ActivityStore

/// G12, table by table and byte by byte.
@Suite struct ErasureSearchTests {
  private static let name = "Zebediah Quux"
  private static let id = "crm-erase-me"
  private static let number: Int64 = 14_155_550_142
  private static let secrets = [name, id, "\(number)", "zeb@example.com", "policy-4711"]

  /// A store in which every table that can name a customer names this one.
  private func filled(_ scratch: Scratch) throws -> SQLiteStore {
    let store = try SQLiteStore.create(at: scratch.path("dialer.db"), now: noon)
    let csv = "id,name,phone,email,policy\n\(Self.id),\(Self.name),+\(Self.number),zeb@example.com,policy-4711\n"
    var options = CustomerImport.Options(maxShrink: 1_000)
    options.matter = "policy"
    _ = try CustomerImport.run(
      file: try scratch.file("customers.csv", csv), source: "customers.csv", options: options, into: store, at: noon,
      readers: plainReaders)
    for key in 1...2 {
      var record = intent(AttemptKey(key), customer: Self.id, matter: "policy-4711", attempt: key, line: 42)
      record.decision = #"{"note":"Zebediah Quux"}"#
      _ = try store.commit(StoreTurn(at: noon, intents: [record]))
      var ended = record.ended(.unknown)
      ended.sid = "CA0000000000000000000000000000000\(key)"
      _ = try store.commit(StoreTurn(at: noon, updates: [ended]))
    }
    var orphan = intent(3, customer: "", line: 42)
    orphan.kind = .orphan
    orphan.campaign = ""
    _ = try store.commit(StoreTurn(at: noon, intents: [orphan]))
    _ = try store.commit(StoreTurn(at: noon, updates: [orphan.ended(.answered)]))
    try fillLists(of: store)
    return store
  }

  private func fillLists(of store: SQLiteStore) throws {
    func entry(_ reason: String, _ id: String = Self.id) -> AuditEntry {
      let detail = JSON.object([("customer", .string(id)), ("reason", .string(reason))])
      return AuditEntry(at: noon, who: "ann", what: "note", detail: detail)
    }
    _ = try store.commit(
      StoreTurn(
        at: noon,
        audits: [
          entry("\(Self.name) asked, \(Self.number), zeb@example.com"), entry("there is no customer \(Self.id)."),
          AuditEntry(
            at: noon, who: "ann", what: "request-refused",
            detail: .object([("reason", .string("customer \(Self.id) is on hold: +\(Self.number)"))])),
        ],
        suppressions: [
          Suppression(subject: .number(Self.number), list: "cease", addedAt: noon, by: "ann"),
          Suppression(subject: .customer(Self.id), list: "cease", addedAt: noon, by: "ann"),
        ],
        resolutions: [
          ResolutionRecord(attempt: 1, resolution: .placed, by: "ann", reason: "\(Self.name) said so", at: noon)
        ]))
    try store.place(Hold(customer: Self.id, reason: "case of \(Self.name)", by: "ann", at: noon))
  }

  /// The columns of every table that hold one of the texts, as `table.column`.
  private func columns(of store: SQLiteStore, holding texts: [String]) throws -> [String] {
    var tables: [String] = []
    let names = try store.connection.temporaryStatement("SELECT name FROM sqlite_schema WHERE type = 'table'")
    try names.forEach { () throws(StoreError) in tables.append(names.text(0)) }
    #expect(tables.count >= 20, "\(tables)")
    var found: [String] = []
    for table in tables.sorted() {
      var columns: [String] = []
      let info = try store.connection.temporaryStatement("SELECT name FROM pragma_table_info('\(table)')")
      try info.forEach { () throws(StoreError) in columns.append(info.text(0)) }
      for column in columns {
        let row = try store.connection.temporaryStatement(
          "SELECT count(*) FROM \"\(table)\" WHERE instr(CAST(\"\(column)\" AS TEXT), ?) > 0")
        for text in texts {
          let count = try row.first([.text(text)]) { () throws(StoreError) in row.integer(0) } ?? 0
          if count > 0 { found.append("\(table).\(column)") }
        }
      }
    }
    return Array(Set(found)).sorted()
  }

  @Test func noColumnOfAnyTableHoldsTheCustomer() throws {
    let scratch = try Scratch()
    let store = try filled(scratch)
    let before = try columns(of: store, holding: Self.secrets)
    for column in [
      "activities.subject", "attempts.callee", "attempts.customer", "attempts.decision", "attempts.matter",
      "customers.fields", "customers.id", "customers.phone", "customers.matter", "holds.customer", "holds.reason",
      "pseudonyms.customer", "resolutions.reason", "suppressions.customer", "suppressions.number",
    ] {
      #expect(before.contains(column), "\(before)")
    }
    #expect(!before.contains { $0.hasPrefix("audit") }, "the audit never held it: \(before)")
    #expect(try store.releaseHold(of: Self.id, by: "ann", at: noon))
    guard case .erased = try store.erase(customer: Self.id, by: "ann", at: noon) else {
      Issue.record("it was not erased")
      return
    }
    #expect(try columns(of: store, holding: Self.secrets) == [])
    #expect(try store.verifyAudit().broken == nil)
    #expect(try store.attempts().count == 3)
    #expect(try store.attempts()[0].matter == store.attempts()[1].matter)
  }

  @Test func staleCopiesInPagesGoToo() throws {
    let scratch = try Scratch()
    let store = try SQLiteStore.create(at: scratch.path("dialer.db"), now: noon)
    let head = "id,name,phone\n"
    let rows = (0..<3_000).map { ($0 * 1_931) % 3_000 }.map { "crm-\($0)-x,Name of \($0)-x,\n" }
    let options = CustomerImport.Options(maxShrink: 1_000)
    func load(_ text: String, at now: Instant) throws {
      _ = try CustomerImport.run(
        file: try scratch.file("customers.csv", text), source: "customers.csv", options: options, into: store, at: now,
        readers: plainReaders)
    }
    try load(head + rows.joined(), at: noon)
    // Rows that grow and shrink move between pages and leave copies of themselves behind.
    for step in 0..<1_500 {
      let padding = String(repeating: "y", count: (step * 37) % 600)
      try store.connection.execute(
        "UPDATE customers SET fields = json_insert(fields, '$[#]', '\(padding)') WHERE row = \((step * 733) % 3_000)")
    }
    let kept = rows.enumerated().filter { $0.offset % 5 != 0 }.map(\.element)
    try load(head + kept.joined(), at: noon)
    var erased = 0
    while true {
      let count = try store.eraseGone(before: noon + .days(1), callsFrom: noon, most: 100, at: noon + .days(2))
      erased += count
      if count < 100 { break }
    }
    #expect(erased == 600)
    #expect(try store.finishErasures().logWasCut)
    let gone = rows.enumerated().filter { $0.offset % 5 == 0 }.map { $0.element.split(separator: ",")[0] }
    let data = try Data(contentsOf: URL(fileURLWithPath: scratch.path("dialer.db")))
    #expect(gone.filter { data.range(of: Data($0.utf8)) != nil } == [])
    // They asked for nothing: who comes back is a customer again.
    try load(head + rows.joined(), at: noon + .days(3))
    #expect(try store.customer(id: String(gone[0]), matter: "") != nil)
  }
}
