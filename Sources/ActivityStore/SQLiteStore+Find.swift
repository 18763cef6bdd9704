package import Campaigns

// Finding what a person names: a customer by id or number, a revision by its day.

extension SQLiteStore {
  package func customers(
    matching subject: CustomerSubject
  ) throws(StoreError) -> [(row: Int64, customer: Customer)] {
    enter()
    defer { leave() }
    let shape = try customerShape()
    let (condition, value): (String, SQLValue) =
      switch subject {
      case .id(let id): ("id = ?", .text(id))
      case .number(let e164): ("phone = ?", .integer(e164))
      }
    let row = try connection.temporaryStatement(
      "SELECT \(SQLiteStore.customerColumns) FROM customers WHERE \(condition) ORDER BY row")
    var found: [(row: Int64, customer: Customer)] = []
    try row.forEach([value]) { () throws(StoreError) in
      found.append((row.integer(0), try customer(from: row, shape: shape)))
    }
    return found
  }

  package func forEachCustomerID(
    ofLength length: ClosedRange<Int>, _ body: (String) -> Void
  ) throws(StoreError) {
    enter()
    defer { leave() }
    let row = try connection.temporaryStatement(
      "SELECT id FROM customers WHERE erased_at IS NULL AND length(CAST(id AS BLOB)) BETWEEN ? AND ? GROUP BY id "
        + "ORDER BY min(row)")
    try row.forEach([.integer(length.lowerBound), .integer(length.upperBound)]) { () throws(StoreError) in
      body(row.text(0))
    }
  }

  package func revisions() throws(StoreError) -> [RevisionRecord] {
    enter()
    defer { leave() }
    let row = try connection.statement(
      "SELECT campaign, hash, first_seen FROM revisions ORDER BY campaign, first_seen, hash")
    var all: [RevisionRecord] = []
    try row.forEach { () throws(StoreError) in
      all.append(
        RevisionRecord(
          campaign: row.text(0), hash: row.text(1), firstSeen: Instant(microseconds: row.integer(2))))
    }
    return all
  }
}
