package import Campaigns
import Glibc

/// What became of a wish to erase a customer.
package enum ErasureOutcome: Sendable, Equatable {
  case erased(ErasureReport)
  /// Nothing is known of the id.
  case unknown
  /// Somebody put the customer on hold.
  case held(reason: String)
  /// A call is live, or one whose fate is not known; it must end first.
  case live
}

/// What an erasure took away.
package struct ErasureReport: Sendable, Equatable {
  /// Rows of the customer, one a matter.
  package var rows = 0
  package var attempts = 0
  /// Copies of the store that were made before a migration, and are deleted.
  package var copies = 0
  /// false: a reader kept the write-ahead log; it is cut at the next start.
  package var logWasCut = true
}

// Erasure (G12): nobody's name or number stays, the money and the times do, and nobody is called again.

extension SQLiteStore {
  package static let erasedSubject = "Call to an erased customer"

  package func erase(customer id: String, by user: String, at now: Instant) throws(StoreError) -> ErasureOutcome {
    enter()
    defer { leave() }
    if let reason = try holdReason(of: id) { return .held(reason: reason) }
    guard try isKnown(id) else { return .unknown }
    let live = try connection.statement(
      "SELECT count(*) FROM attempts WHERE customer = ? AND state IN ('dialing', 'placed', 'ambiguous')")
    if try live.first([.text(id)], { () throws(StoreError) in live.integer(0) }) ?? 0 > 0 { return .live }
    let hash = ErasureHash(key: try erasureKey())
    let line = ErasureList.Line(
      key: hash.key, customer: hash.ofCustomer(id), numbers: try numbersToKeep(of: id, hash))
    if path != Connection.memoryPath { try ErasureList(store: path).append(line) }
    return .erased(try carryOut(id, line, hash, by: user, at: now))
  }

  /// Everything of one customer in one transaction, then the files around the store.
  private func carryOut(
    _ id: String, _ line: ErasureList.Line, _ hash: ErasureHash, by user: String, at now: Instant
  ) throws(StoreError) -> ErasureReport {
    var report = ErasureReport()
    try connection.transaction { () throws(StoreError) in
      var random = SystemRandomNumberGenerator()
      let token = "erased-" + String(random.next(upperBound: UInt64(1) << 60), radix: 16)
      try append(AuditEntry(at: now, who: user, what: "customer-erased", detail: .object([("customer", .string(id))])))
      try keep(line, at: now)
      report.attempts = try eraseAttempts(of: id, token: token, hash)
      report.rows = try eraseRows(of: id, token: token)
      try connection.statement("DELETE FROM suppressions WHERE customer = ?").run([.text(id)])
      try connection.statement("DELETE FROM pseudonyms WHERE customer = ?").run([.text(id)])
      try write(meta: .customersVersion, (try read(meta: .customersVersion) ?? 0) + 1)
    }
    (report.copies, report.logWasCut) = try eraseTraces()
    return report
  }

  private func isKnown(_ id: String) throws(StoreError) -> Bool {
    let row = try connection.statement(
      """
      SELECT EXISTS (SELECT 1 FROM customers WHERE id = ?1) OR EXISTS (SELECT 1 FROM attempts WHERE customer = ?1)
        OR EXISTS (SELECT 1 FROM suppressions WHERE customer = ?1)
      """)
    return try row.first([.text(id)]) { () throws(StoreError) in row.integer(0) == 1 } ?? false
  }

  // MARK: - Numbers

  /// The hashes that keep the customer's numbers from being called again. A number that somebody else has too is kept
  /// for them as it is: only the lists that name it already go on to bind.
  private func numbersToKeep(of id: String, _ hash: ErasureHash) throws(StoreError) -> [(hash: String, list: String)] {
    var kept: [(hash: String, list: String)] = []
    for number in try numbers(of: id) {
      let lists = try connection.statement("SELECT list FROM suppressions WHERE number = ? ORDER BY list")
      var names: [String] = []
      try lists.forEach([.integer(number)]) { () throws(StoreError) in names.append(lists.text(0)) }
      if try !isShared(number, beside: id), !names.contains("erased") { names.append("erased") }
      kept += names.map { (hash.ofNumber(number), $0) }
    }
    return kept
  }

  private func numbers(of id: String) throws(StoreError) -> [Int64] {
    let row = try connection.statement(
      """
      SELECT phone FROM customers WHERE id = ?1 AND phone > 0
      UNION SELECT callee FROM attempts WHERE customer = ?1 AND callee > 0 ORDER BY 1
      """)
    var numbers: [Int64] = []
    try row.forEach([.text(id)]) { () throws(StoreError) in numbers.append(row.integer(0)) }
    return numbers
  }

  private func isShared(_ number: Int64, beside id: String) throws(StoreError) -> Bool {
    let row = try connection.temporaryStatement("SELECT EXISTS (SELECT 1 FROM customers WHERE phone = ? AND id <> ?)")
    return try row.first([.integer(number), .text(id)]) { () throws(StoreError) in row.integer(0) == 1 } ?? false
  }

  /// Keeps the hashes of a line in the store.
  func keep(_ line: ErasureList.Line, at now: Instant) throws(StoreError) {
    try connection.statement("INSERT INTO erased_customers (hash, at) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .run([.text(line.customer), .integer(now.microseconds)])
    for number in line.numbers {
      try connection.statement("INSERT INTO erased_numbers (hash, list, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        .run([.text(number.hash), .text(number.list), .integer(now.microseconds)])
    }
  }

  // MARK: - Rows

  /// Attempts keep money, times and what came of them. Matters become their ordinals, since a matter may name a policy.
  private func eraseAttempts(of id: String, token: String, _ hash: ErasureHash) throws(StoreError) -> Int {
    for number in try numbers(of: id) where try !isShared(number, beside: id) {
      try connection.statement("DELETE FROM suppressions WHERE number = ?").run([.integer(number)])
      try connection.statement("UPDATE attempts SET callee = ?, decision = '{}' WHERE callee = ? AND kind = 'orphan'")
        .run([.integer(hash.callee(number)), .integer(number)])
    }
    let matters = try matters(of: id)
    let row = try connection.statement("SELECT key, callee, matter FROM attempts WHERE customer = ? ORDER BY key")
    var found: [(key: Int64, callee: Int64, matter: String)] = []
    try row.forEach([.text(id)]) { () throws(StoreError) in
      found.append((row.integer(0), row.integer(1), row.text(2)))
    }
    for attempt in found {
      try connection.statement(
        "UPDATE attempts SET customer = ?, matter = ?, callee = ?, decision = '{}', time_zones = '[]' WHERE key = ?"
      ).run([
        .text(token), .text(matters[attempt.matter] ?? ""), .integer(hash.callee(attempt.callee)),
        .integer(attempt.key),
      ])
      try connection.statement(
        """
        UPDATE activities SET subject = ?, description = NULL, recording_url = NULL, transferred_to = NULL
        WHERE attempt = ?
        """
      ).run([.text(SQLiteStore.erasedSubject), .integer(attempt.key)])
    }
    return found.count
  }

  private func eraseRows(of id: String, token: String) throws(StoreError) -> Int {
    let matters = try matters(of: id)
    let row = try connection.statement("SELECT row, matter FROM customers WHERE id = ? ORDER BY row")
    var found: [(row: Int64, matter: String)] = []
    try row.forEach([.text(id)]) { () throws(StoreError) in found.append((row.integer(0), row.text(1))) }
    for customer in found {
      try connection.statement(
        """
        UPDATE customers SET id = ?, matter = ?, fields = '[]', phone_text = NULL, phone_state = ?, phone = 0,
          phone_country = '', phone_type = ?, present = 0 WHERE row = ?
        """
      ).run([
        .text(token), .text(matters[customer.matter] ?? ""),
        .integer(Int64(PhoneNumber.State.missing.rawValue)), .text(NumberType.unknown.rawValue),
        .integer(customer.row),
      ])
    }
    return found.count
  }

  /// What stands for each matter of the customer: empty for none, else its ordinal in the order of the texts.
  private func matters(of id: String) throws(StoreError) -> [String: String] {
    let row = try connection.statement(
      """
      SELECT matter FROM customers WHERE id = ?1 AND matter <> ''
      UNION SELECT matter FROM attempts WHERE customer = ?1 AND matter <> '' ORDER BY 1
      """)
    var ordinals: [String: String] = [:]
    try row.forEach([.text(id)]) { () throws(StoreError) in ordinals[row.text(0)] = "\(ordinals.count + 1)" }
    return ordinals
  }

  // MARK: - Files

  /// Cuts the write-ahead log, and deletes the copies that migrations left: the erased customer is in both.
  ///
  /// - Returns: how many copies there were, and whether the log could be cut.
  private func eraseTraces() throws(StoreError) -> (copies: Int, logWasCut: Bool) {
    guard path != Connection.memoryPath else { return (0, true) }
    let isBusy = try connection.integer("PRAGMA wal_checkpoint(TRUNCATE)") ?? 0
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? "./"
    let prefix = (slash.map { String(path[path.index(after: $0)...]) } ?? path) + ".before-"
    guard let directory = opendir(folder) else { return (0, isBusy == 0) }
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
    return (copies, isBusy == 0)
  }
}
