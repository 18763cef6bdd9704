package import Campaigns

/// Somebody who may not be erased, as long as it stands.
package struct Hold: Sendable, Equatable {
  package var customer: String
  package var reason: String
  package var by: String
  package var at: Instant
}

// What is known of erased customers, and who may not be erased.

extension SQLiteStore {
  func erasureKey() throws(StoreError) -> String {
    guard let key = try connection.text("SELECT text FROM meta WHERE name = 'erasure-key'") else {
      throw .corrupt(path: path, detail: "the key of its erasures is missing")
    }
    return key
  }

  // MARK: - Imports

  /// The hashes of erased ids; empty where nobody was erased.
  func erasedCustomers() throws(StoreError) -> Set<String> {
    let row = try connection.statement("SELECT hash FROM erased_customers")
    var all: Set<String> = []
    try row.forEach { () throws(StoreError) in all.insert(row.text(0)) }
    return all
  }

  /// Suppresses those of the numbers whose hash says that they are not called again. Part of the transaction that runs.
  func suppressErased(_ numbers: [Int64], at now: Instant) throws(StoreError) {
    let row = try connection.statement("SELECT hash, list FROM erased_numbers")
    var lists: [String: [String]] = [:]
    try row.forEach { () throws(StoreError) in lists[row.text(0), default: []].append(row.text(1)) }
    guard !lists.isEmpty else { return }
    let hash = ErasureHash(key: try erasureKey())
    for number in numbers where number > 0 {
      for list in lists[hash.ofNumber(number)] ?? [] {
        try connection.statement(
          """
          INSERT INTO suppressions (number, list, added_at, added_by) VALUES (?, ?, ?, 'daemon') ON CONFLICT DO NOTHING
          """
        ).run([.integer(number), .text(list), .integer(now.microseconds)])
      }
    }
  }

  // MARK: - After a restore

  /// Erases again whom STORE.erasures names and this store does not know as erased: it is an older copy.
  ///
  /// - Returns: how many were erased again.
  package func applyErasures(at now: Instant) throws(StoreError) -> Int {
    enter()
    defer { leave() }
    guard path != Connection.memoryPath else { return 0 }
    let known = try erasedCustomers()
    let missing = try ErasureList(store: path).read().filter { !known.contains($0.customer) }
    guard let newest = missing.last else { return 0 }
    if known.isEmpty {
      try connection.statement("UPDATE meta SET text = ? WHERE name = 'erasure-key'").run([.text(newest.key)])
    }
    let wanted = Set(missing.map(\.customer))
    let keys = Set(missing.map(\.key)).sorted().map { ErasureHash(key: $0) }
    var count = 0
    for id in try everyID() where keys.contains(where: { wanted.contains($0.ofCustomer(id)) }) {
      try connection.statement("DELETE FROM holds WHERE customer = ?").run([.text(id)])
      if case .erased = try erase(customer: id, by: "daemon", at: now) { count += 1 }
    }
    try connection.transaction { () throws(StoreError) in for line in missing { try keep(line, at: now) } }
    return count
  }

  private func everyID() throws(StoreError) -> [String] {
    let row = try connection.temporaryStatement(
      """
      SELECT id FROM customers UNION SELECT customer FROM attempts WHERE kind <> 'orphan'
      UNION SELECT customer FROM suppressions WHERE customer IS NOT NULL
      """)
    var ids: [String] = []
    try row.forEach { () throws(StoreError) in ids.append(row.text(0)) }
    return ids
  }

  // MARK: - Holds

  func holdReason(of customer: String) throws(StoreError) -> String? {
    let row = try connection.statement("SELECT reason FROM holds WHERE customer = ?")
    return try row.first([.text(customer)]) { () throws(StoreError) in row.text(0) }
  }

  package func hold(of customer: String) throws(StoreError) -> Hold? {
    enter()
    defer { leave() }
    let row = try connection.statement("SELECT reason, placed_by, at FROM holds WHERE customer = ?")
    return try row.first([.text(customer)]) { () throws(StoreError) in
      Hold(customer: customer, reason: row.text(0), by: row.text(1), at: Instant(microseconds: row.integer(2)))
    }
  }

  package func place(_ hold: Hold) throws(StoreError) {
    enter()
    defer { leave() }
    try connection.transaction { () throws(StoreError) in
      try connection.statement("INSERT OR REPLACE INTO holds (customer, reason, placed_by, at) VALUES (?, ?, ?, ?)")
        .run([.text(hold.customer), .text(hold.reason), .text(hold.by), .integer(hold.at.microseconds)])
      let detail = JSON.object([("customer", .string(hold.customer)), ("reason", .string(hold.reason))])
      try append(AuditEntry(at: hold.at, who: hold.by, what: "customer-held", detail: detail))
    }
  }

  package func releaseHold(of customer: String, by user: String, at now: Instant) throws(StoreError) -> Bool {
    enter()
    defer { leave() }
    var wasHeld = false
    try connection.transaction { () throws(StoreError) in
      try connection.statement("DELETE FROM holds WHERE customer = ?").run([.text(customer)])
      wasHeld = connection.changes == 1
      guard wasHeld else { return }
      let detail = JSON.object([("customer", .string(customer))])
      try append(AuditEntry(at: now, who: user, what: "customer-released", detail: detail))
    }
    return wasHeld
  }
}
