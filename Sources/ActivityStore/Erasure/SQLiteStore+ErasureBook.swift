package import Campaigns

/// Somebody who may not be erased, as long as it stands.
package struct Hold: Sendable, Equatable {
  package var customer: String
  package var reason: String
  package var by: String
  package var at: Instant
  package init(customer: String, reason: String, by: String, at: Instant) {
    self.customer = customer
    self.reason = reason
    self.by = by
    self.at = at
  }
}

// What is known of erased customers, and who may not be erased.

extension SQLiteStore {
  func erasureKey() throws(StoreError) -> String {
    guard let key = try connection.text("SELECT text FROM meta WHERE name = 'erasure-key'") else {
      throw .corrupt(path: path, detail: "the key of its erasures is missing")
    }
    return key
  }

  /// Keeps the hashes of a line in the store. Part of the transaction that runs.
  func keep(_ line: ErasureList.Line, at now: Instant) throws(StoreError) {
    try connection.statement("INSERT INTO erased_customers (hash, at) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .run([.text(line.customer), .integer(now.microseconds)])
    for subject in line.subjects { try keep(subject, at: now) }
  }

  func keep(_ subject: ErasureList.Line.Subject, at now: Instant) throws(StoreError) {
    try connection.statement("INSERT INTO erased_subjects (hash, list, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
      .run([.text(subject.hash), .text(subject.list), .integer(now.microseconds)])
  }

  /// Whether the id is that of somebody who was erased on request.
  func isErased(customer id: String) throws(StoreError) -> Bool {
    guard try connection.integer("SELECT EXISTS (SELECT 1 FROM erased_customers)") == 1 else { return false }
    let row = try connection.statement("SELECT EXISTS (SELECT 1 FROM erased_customers WHERE hash = ?)")
    let hash = ErasureHash(key: try erasureKey()).ofCustomer(id)
    return try row.first([.text(hash)]) { () throws(StoreError) in row.integer(0) == 1 } ?? false
  }

  // MARK: - Lists

  /// The lists that bind a subject by its hash alone, sorted.
  package func erasedLists(of subject: Suppression.Subject) throws(StoreError) -> [String] {
    enter()
    defer { leave() }
    return try lists(ofHash: try hash(of: subject))
  }

  private func hash(of subject: Suppression.Subject) throws(StoreError) -> String {
    let hash = ErasureHash(key: try erasureKey())
    return switch subject {
    case .number(let number): hash.ofNumber(number)
    case .customer(let id): hash.ofCustomer(id)
    }
  }

  private func lists(ofHash hash: String) throws(StoreError) -> [String] {
    let row = try connection.statement("SELECT list FROM erased_subjects WHERE hash = ? ORDER BY list")
    var lists: [String] = []
    try row.forEach([.text(hash)]) { () throws(StoreError) in lists.append(row.text(0)) }
    return lists
  }

  private func someoneWasErased() throws(StoreError) -> Bool {
    try connection.integer(
      "SELECT EXISTS (SELECT 1 FROM erased_subjects) OR EXISTS (SELECT 1 FROM erased_customers)") == 1
  }

  /// Puts an erased subject on a list by its hash, when nobody in the store has that id or number: a list's file still
  /// names it, and it must not come back in clear. Part of the transaction that runs.
  ///
  /// - Returns: whether that was done; otherwise it is suppressed in clear.
  func keepHashed(_ suppression: Suppression) throws(StoreError) -> Bool {
    guard try someoneWasErased() else { return false }
    let hash = try hash(of: suppression.subject)
    switch suppression.subject {
    case .number(let number):
      guard try !lists(ofHash: hash).isEmpty else { return false }
      let row = try connection.statement("SELECT EXISTS (SELECT 1 FROM customers WHERE phone = ?)")
      if try row.first([.integer(number)], { () throws(StoreError) in row.integer(0) }) == 1 { return false }
    case .customer(let id):
      let isBound = try !lists(ofHash: hash).isEmpty
      if !isBound { guard try isErased(customer: id) else { return false } }
      let row = try connection.statement("SELECT EXISTS (SELECT 1 FROM customers WHERE id = ?)")
      if try row.first([.text(id)], { () throws(StoreError) in row.integer(0) }) == 1 { return false }
    }
    try keep(.init(hash: hash, list: suppression.list), at: suppression.addedAt)
    return true
  }

  /// Takes a subject off a list that binds it by its hash. Part of the transaction that runs.
  func liftHashed(_ lift: SuppressionLift) throws(StoreError) {
    guard try someoneWasErased() else { return }
    try connection.statement("DELETE FROM erased_subjects WHERE hash = ? AND list = ?")
      .run([.text(try hash(of: lift.subject)), .text(lift.list)])
  }

  // MARK: - Imports

  /// The hashes of erased ids; empty where nobody was erased.
  func erasedCustomers() throws(StoreError) -> Set<String> {
    let row = try connection.statement("SELECT hash FROM erased_customers")
    var all: Set<String> = []
    try row.forEach { () throws(StoreError) in all.insert(row.text(0)) }
    return all
  }

  package func bindsErased() throws(StoreError) -> Bool {
    enter()
    defer { leave() }
    return try someoneWasErased()
  }

  /// Whether an import has to ask who was erased.
  func bindsByHash() throws(StoreError) -> Bool { try someoneWasErased() }

  /// Suppresses those numbers and ids whose hash is on a list. Part of the transaction that runs.
  func suppressErased(numbers: [Int64], customers: [String], at now: Instant) throws(StoreError) {
    let row = try connection.statement("SELECT hash, list FROM erased_subjects ORDER BY hash, list")
    var lists: [String: [String]] = [:]
    try row.forEach { () throws(StoreError) in lists[row.text(0), default: []].append(row.text(1)) }
    guard !lists.isEmpty else { return }
    let hash = ErasureHash(key: try erasureKey())
    for number in numbers where number > 0 {
      for list in lists[hash.ofNumber(number)] ?? [] {
        try suppress(number: .integer(number), customer: .null, list, at: now)
      }
    }
    for id in customers {
      for list in lists[hash.ofCustomer(id)] ?? [] {
        try suppress(number: .null, customer: .text(id), list, at: now)
      }
    }
  }

  func suppress(
    number: SQLValue, customer: SQLValue, _ list: String, at now: Instant
  ) throws(StoreError) {
    try connection.statement(
      """
      INSERT INTO suppressions (number, customer, list, added_at, added_by) VALUES (?, ?, ?, ?, 'daemon')
      ON CONFLICT DO NOTHING
      """
    ).run([number, customer, .text(list), .integer(now.microseconds)])
  }

  // MARK: - Limits

  /// The numbers at which erased customers were called since an instant and at which somebody else can be called, by
  /// the id that stands for the erased one: the limits of such a number go on to count their calls.
  package func numbersOfErased(since: Instant) throws(StoreError) -> [String: Int64] {
    enter()
    defer { leave() }
    let row = try connection.statement(
      "SELECT customer, callee FROM attempts WHERE callee < 0 AND customer <> '' AND at >= ? ORDER BY key")
    var customers: [Int64: [String]] = [:]
    try row.forEach([.integer(since.microseconds)]) { () throws(StoreError) in
      customers[row.integer(1), default: []].append(row.text(0))
    }
    guard !customers.isEmpty else { return [:] }
    let hash = ErasureHash(key: try erasureKey())
    let phones = try connection.statement("SELECT DISTINCT phone FROM customers WHERE phone > 0 AND present = 1")
    var numbers: [String: Int64] = [:]
    try phones.forEach { () throws(StoreError) in
      for customer in customers[hash.callee(phones.integer(0))] ?? [] { numbers[customer] = phones.integer(0) }
    }
    return numbers
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
