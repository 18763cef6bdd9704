package import Campaigns

/// What became of a wish to erase a customer.
package enum ErasureOutcome: Sendable, Equatable {
  case erased(ErasureReport)
  /// Nothing is known of the id.
  case unknown
  /// Somebody put the customer on hold.
  case held(reason: String)
  /// A call is live, or its fate is not known; it must end first, since it may be looked for by its number.
  case live
}

/// What an erasure took away.
package struct ErasureReport: Sendable, Equatable {
  /// Rows of the customer, one a matter.
  package var rows: Int
  package var attempts: Int
  /// Copies of the store that were made before a migration, and are deleted.
  package var copies: Int
  /// false: a reader kept the write-ahead log from being cut; that is made up for with the next turn that is written.
  package var logWasCut: Bool
  package init(rows: Int = 0, attempts: Int = 0, copies: Int = 0, logWasCut: Bool = true) {
    self.rows = rows
    self.attempts = attempts
    self.copies = copies
    self.logWasCut = logWasCut
  }
}

// Erasure (G12): nobody's name, number or id stays, the money and the times do, and nobody is called again.

extension SQLiteStore {
  /// The subject of an Activity whose customer was erased.
  package static let erasedSubject = "Call to an erased customer"

  package func erase(customer id: String, by user: String, at now: Instant) throws(StoreError) -> ErasureOutcome {
    enter()
    defer { leave() }
    if let reason = try holdReason(of: id) { return .held(reason: reason) }
    guard try isKnown(id) else { return .unknown }
    if try hasOpenCall(id) { return .live }
    let hash = ErasureHash(key: try erasureKey())
    let numbers = try numbers(of: [id])
    let line = ErasureList.Line(
      key: hash.key, customer: hash.ofCustomer(id), subjects: try subjects(of: id, numbers, hash, isWish: true))
    if path != Connection.memoryPath { try ErasureList(store: path).append(line) }
    var report = ErasureReport()
    try connection.transaction { () throws(StoreError) in
      try append(AuditEntry(at: now, who: user, what: "customer-erased", detail: .object([("customer", .string(id))])))
      try keep(line, at: now)
      try takeAway(id, numbers, hash, at: now, report: &report)
      try noteErasure()
    }
    (report.copies, report.logWasCut) = try finishErasures()
    return .erased(report)
  }

  /// Erases the next of those who are gone from their source since before `cutoff`: at most `most`, in one transaction.
  /// Who is on hold, has an open call or one at or after `callsFrom` is left. Lists that name them go on to bind; but
  /// they asked for nothing, so that who comes back with the source is a customer again.
  ///
  /// - Returns: how many were erased; `finishErasures` must follow when it was any.
  package func eraseGone(
    before cutoff: Instant, callsFrom: Instant, most: Int, at now: Instant
  ) throws(StoreError) -> Int {
    enter()
    defer { leave() }
    let ids = try goneCustomers(before: cutoff, callsFrom: callsFrom, most: most)
    guard !ids.isEmpty else { return 0 }
    let hash = ErasureHash(key: try erasureKey())
    let numbers = try numbers(of: ids)
    var report = ErasureReport()
    try connection.transaction { () throws(StoreError) in
      for id in ids {
        let detail = JSON.object([("customer", .string(id))])
        try append(AuditEntry(at: now, who: "daemon", what: "customer-expired", detail: detail))
        for subject in try subjects(of: id, numbers, hash, isWish: false) { try keep(subject, at: now) }
        try takeAway(id, numbers, hash, at: now, report: &report)
      }
      try noteErasure()
    }
    return ids.count
  }

  private func isKnown(_ id: String) throws(StoreError) -> Bool {
    let row = try connection.statement(
      """
      SELECT EXISTS (SELECT 1 FROM customers WHERE id = ?1 AND erased_at IS NULL)
        OR EXISTS (SELECT 1 FROM attempts WHERE customer = ?1 AND callee >= 0)
        OR EXISTS (SELECT 1 FROM suppressions WHERE customer = ?1)
      """)
    return try row.first([.text(id)]) { () throws(StoreError) in row.integer(0) == 1 } ?? false
  }

  private func hasOpenCall(_ id: String) throws(StoreError) -> Bool {
    let row = try connection.statement(
      "SELECT EXISTS (SELECT 1 FROM attempts WHERE customer = ? AND state NOT IN ('ended', 'unsent'))")
    return try row.first([.text(id)]) { () throws(StoreError) in row.integer(0) == 1 } ?? false
  }

  // MARK: - Numbers

  /// What customers can be called at, or were.
  struct ErasedNumbers {
    /// By customer, each sorted.
    var byCustomer: [String: [Int64]] = [:]
    /// Those that somebody else has too: what is kept of them is kept for that customer.
    var shared: Set<Int64> = []

    /// The numbers of a customer that nobody else has.
    func own(_ id: String) -> [Int64] { (byCustomer[id] ?? []).filter { !shared.contains($0) } }
  }

  /// The numbers of these customers. Numbers of tries are the account's own.
  private func numbers(of ids: [String]) throws(StoreError) -> ErasedNumbers {
    var numbers = ErasedNumbers()
    let row = try connection.statement(
      """
      SELECT phone FROM customers WHERE id = ?1 AND phone > 0
      UNION SELECT callee FROM attempts WHERE customer = ?1 AND callee > 0 AND kind <> 'try' ORDER BY 1
      """)
    var all: Set<Int64> = []
    for id in ids {
      try row.forEach([.text(id)]) { () throws(StoreError) in
        numbers.byCustomer[id, default: []].append(row.integer(0))
        all.insert(row.integer(0))
      }
    }
    for id in ids {
      let known = numbers.byCustomer[id] ?? []
      let further = Set(try furtherNumbers(of: id)).subtracting(known)
      numbers.byCustomer[id] = (known + further).sorted()
      all.formUnion(further)
    }
    let own = Set(ids)
    let others = try connection.statement("SELECT phone, id FROM customers WHERE phone > 0")
    try others.forEach { () throws(StoreError) in
      if all.contains(others.integer(0)), !own.contains(others.text(1)) { numbers.shared.insert(others.integer(0)) }
    }
    return numbers
  }

  /// The numbers in a customer's other columns: campaigns may call those too.
  private func furtherNumbers(of id: String) throws(StoreError) -> [Int64] {
    let shape = try customerShape()
    let row = try connection.temporaryStatement("SELECT \(SQLiteStore.customerColumns) FROM customers WHERE id = ?")
    var found: [Int64] = []
    try row.forEach([.text(id)]) { () throws(StoreError) in
      let customer = try customer(from: row, shape: shape)
      for text in customer.fields.compactMap({ $0 }) where Self.looksLikeNumber(text) {
        let number = PhoneReader.read(text, region: customer.region)
        if number.state == .valid { found.append(number.e164) }
      }
    }
    return found
  }

  private static func looksLikeNumber(_ text: String) -> Bool {
    text.utf8.count { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } >= 7
      && text.unicodeScalars.allSatisfy { "0123456789+ -().".unicodeScalars.contains($0) }
  }

  /// The hashes that keep the customer's id and numbers on the lists that name them. After a wish, a number that
  /// nobody else has is on the list `erased` from now on.
  private func subjects(
    of id: String, _ numbers: ErasedNumbers, _ hash: ErasureHash, isWish: Bool
  ) throws(StoreError) -> [ErasureList.Line.Subject] {
    var kept: [ErasureList.Line.Subject] = []
    let ofCustomer = try connection.statement("SELECT list FROM suppressions WHERE customer = ? ORDER BY list")
    try ofCustomer.forEach([.text(id)]) { () throws(StoreError) in
      kept.append(.init(hash: hash.ofCustomer(id), list: ofCustomer.text(0)))
    }
    let ofNumber = try connection.statement("SELECT list FROM suppressions WHERE number = ? ORDER BY list")
    for number in numbers.byCustomer[id] ?? [] {
      var lists: [String] = []
      try ofNumber.forEach([.integer(number)]) { () throws(StoreError) in lists.append(ofNumber.text(0)) }
      if isWish, !numbers.shared.contains(number), !lists.contains("erased") { lists.append("erased") }
      kept += lists.map { .init(hash: hash.ofNumber(number), list: $0) }
    }
    return kept
  }

  // MARK: - Rows

  /// Every row of every table that says who the customer is. Part of the transaction that runs.
  private func takeAway(
    _ id: String, _ numbers: ErasedNumbers, _ hash: ErasureHash, at now: Instant, report: inout ErasureReport
  ) throws(StoreError) {
    var random = SystemRandomNumberGenerator()
    let token = "erased-" + String(random.next(upperBound: UInt64(1) << 60), radix: 16)
    let matters = try matters(of: id)
    report.attempts += try eraseAttempts(of: id, token: token, matters, hash)
    report.rows += try eraseRows(of: id, token: token, matters, at: now)
    for number in numbers.own(id) {
      try connection.statement("DELETE FROM suppressions WHERE number = ?").run([.integer(number)])
      try eraseOrphans(of: number, hash)
    }
    try connection.statement("DELETE FROM suppressions WHERE customer = ?").run([.text(id)])
    try connection.statement("DELETE FROM holds WHERE customer = ?").run([.text(id)])
    try connection.statement("DELETE FROM pseudonyms WHERE customer = ?").run([.text(id)])
  }

  /// What stands for each matter of the customer: empty for none, else its ordinal in the order of the texts. A matter
  /// may name a policy.
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

  /// Attempts keep money, times and what came of them.
  private func eraseAttempts(
    of id: String, token: String, _ matters: [String: String], _ hash: ErasureHash
  ) throws(StoreError) -> Int {
    let row = try connection.statement("SELECT key, callee, matter FROM attempts WHERE customer = ? ORDER BY key")
    var found: [(key: Int64, callee: Int64, matter: String)] = []
    try row.forEach([.text(id)]) { () throws(StoreError) in
      found.append((row.integer(0), row.integer(1), row.text(2)))
    }
    for attempt in found {
      try connection.statement("UPDATE attempts SET customer = ?, matter = ? WHERE key = ?")
        .run([.text(token), .text(matters[attempt.matter] ?? ""), .integer(attempt.key)])
      try eraseCall(attempt.key, callee: attempt.callee, hash)
    }
    return found.count
  }

  /// Calls of nobody's attempt to a number that only the customer had.
  private func eraseOrphans(of number: Int64, _ hash: ErasureHash) throws(StoreError) {
    let row = try connection.statement("SELECT key FROM attempts WHERE callee = ? AND kind = 'orphan' ORDER BY key")
    var keys: [Int64] = []
    try row.forEach([.integer(number)]) { () throws(StoreError) in keys.append(row.integer(0)) }
    for key in keys { try eraseCall(key, callee: number, hash) }
  }

  private func eraseCall(_ key: Int64, callee: Int64, _ hash: ErasureHash) throws(StoreError) {
    try connection.statement("UPDATE attempts SET callee = ?, decision = '{}', time_zones = '[]' WHERE key = ?")
      .run([.integer(callee < 0 ? callee : hash.callee(callee)), .integer(key)])
    try connection.statement(
      """
      UPDATE activities SET subject = ?, description = NULL, recording_url = NULL, transferred_to = NULL,
        outcome = NULL WHERE attempt = ?
      """
    ).run([.text(SQLiteStore.erasedSubject), .integer(key)])
    try connection.statement("UPDATE resolutions SET reason = '' WHERE attempt = ?").run([.integer(key)])
  }

  private func eraseRows(
    of id: String, token: String, _ matters: [String: String], at now: Instant
  ) throws(StoreError) -> Int {
    let row = try connection.statement("SELECT row, matter FROM customers WHERE id = ? ORDER BY row")
    var found: [(row: Int64, matter: String)] = []
    try row.forEach([.text(id)]) { () throws(StoreError) in found.append((row.integer(0), row.text(1))) }
    for customer in found {
      try connection.statement(
        """
        UPDATE customers SET id = ?, matter = ?, fields = '[]', phone_text = NULL, phone_state = ?, phone = 0,
          phone_country = '', phone_type = ?, present = 0, erased_at = ? WHERE row = ?
        """
      ).run([
        .text(token), .text(matters[customer.matter] ?? ""),
        .integer(Int64(PhoneNumber.State.missing.rawValue)), .text(NumberType.unknown.rawValue),
        .integer(now.microseconds), .integer(customer.row),
      ])
    }
    return found.count
  }
}
