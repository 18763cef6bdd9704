package import Campaigns
internal import Engine

// The audit: append-only, chained by hashes, customers by their tokens.

extension SQLiteStore {
  /// Adds an entry at the chain's end; part of the transaction that runs.
  func append(_ entry: AuditEntry) throws(StoreError) {
    let mask = AuditMask(
      pseudonym: { id throws(StoreError) in try self.pseudonym(of: id) },
      isCustomer: { text throws(StoreError) in try self.isCustomer(text) },
      personal: try personalTexts(of: AuditMask.customers(in: entry.detail)))
    var masked = entry
    masked.detail = try mask.masked(entry.detail)
    let head = try chainHead()
    let number = head.number + 1
    try connection.statement("INSERT INTO audit (seq, at, who, what, detail, hash) VALUES (?, ?, ?, ?, ?, ?)").run([
      .integer(number), .integer(masked.at.microseconds), .text(masked.who), .text(masked.what),
      .text(masked.detail.text), .text(AuditChain.hash(after: head.hash, number: number, masked)),
    ])
  }

  /// What stands in the audit for who was erased.
  static let erasedCustomer = "erased-customer"

  /// Whether a word is the id of a customer, or was that of an erased one.
  private func isCustomer(_ text: String) throws(StoreError) -> Bool {
    let row = try connection.statement("SELECT EXISTS (SELECT 1 FROM customers WHERE id = ?)")
    if try row.first([.text(text)], { () throws(StoreError) in row.integer(0) }) == 1 { return true }
    return try isErased(customer: text)
  }

  /// Names, numbers and addresses of these customers, the longest first: what nobody may write into a reason.
  private func personalTexts(of ids: [String]) throws(StoreError) -> [String] {
    var texts: Set<String> = []
    let row = try connection.statement(
      """
      SELECT json_extract(customers.fields, '$[' || columns.position || ']'), customers.phone FROM customers
      LEFT JOIN columns ON columns.name IN ('name', 'email', 'phone') WHERE customers.id = ?
      """)
    for id in ids {
      try row.forEach([.text(id)]) { () throws(StoreError) in
        if let text = row.optionalText(0), text.utf8.count > 2 { texts.insert(text) }
        if row.integer(1) > 0 { texts.insert(String(row.integer(1))) }
      }
    }
    return texts.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
  }

  /// Writes an entry that decides nothing, such as a refusal, in a transaction of its own. It is no commit in the sense
  /// of `newestCommit`: on a store that was put back it must not hide that calls are younger than the store.
  package func record(_ entry: AuditEntry) throws(StoreError) {
    enter()
    defer { leave() }
    try connection.transaction { () throws(StoreError) in try append(entry) }
  }

  /// What an attempt's beginning or end says in the audit; nobody's name or number.
  func append(_ what: String, of record: AttemptRecord, at now: Instant) throws(StoreError) {
    var detail: [(String, JSON)] = [
      ("key", .integer(record.key)), ("campaign", .string(record.campaign)),
      ("attempt", .integer(Int64(record.attempt))), ("transmission", .integer(Int64(record.transmission))),
    ]
    if record.kind != .orphan { detail.append(("customer", .string(record.customer))) }
    if let disposition = record.disposition { detail.append(("disposition", .string(disposition.rawValue))) }
    if let code = record.errorCode { detail.append(("error_code", .integer(Int64(code)))) }
    let money = record.settled ?? record.reserved
    detail.append((record.settled == nil ? "reserved" : "settled", .string(money.description)))
    try append(AuditEntry(at: now, who: "daemon", what: what, detail: .object(detail)))
  }

  /// The token that stands for a customer; made at random when there is none yet. Part of the transaction that runs.
  func pseudonym(of customer: String) throws(StoreError) -> String {
    let known = try connection.statement("SELECT token FROM pseudonyms WHERE customer = ?")
    if let token = try known.first([.text(customer)], { () throws(StoreError) in known.text(0) }) { return token }
    if try isErased(customer: customer) { return SQLiteStore.erasedCustomer }
    var random = SystemRandomNumberGenerator()
    let token = "customer-" + AttemptID(high: random.next(), low: random.next()).description
    try connection.statement("INSERT INTO pseudonyms (customer, token) VALUES (?, ?)")
      .run([.text(customer), .text(token)])
    return token
  }

  /// The last entry's number and hash. Entries that are older than the chain are folded into its first link.
  private func chainHead() throws(StoreError) -> AuditHead {
    let row = try connection.statement("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
    let last = try row.first { () throws(StoreError) in (row.integer(0), row.optionalText(1)) }
    guard let (number, hash) = last else { return AuditHead(number: 0, hash: AuditChain.start) }
    if let hash { return AuditHead(number: number, hash: hash) }
    var folded = AuditChain.start
    try forEachAuditLine(after: 0) { line in
      folded = AuditChain.hash(after: folded, number: line.number, line.entry)
      return true
    }
    return AuditHead(number: number, hash: folded)
  }

  /// Every entry after one, in their order, until `body` says false.
  private func forEachAuditLine(
    after number: Int64, _ body: (AuditLine) throws(StoreError) -> Bool
  ) throws(StoreError) {
    let row = try connection.temporaryStatement(
      "SELECT seq, at, who, what, detail, hash FROM audit WHERE seq > ? ORDER BY seq")
    var goesOn = true
    try row.forEach([.integer(number)]) { () throws(StoreError) in
      guard goesOn else { return }
      let detail = (try? JSON.parse(row.text(4))) ?? .null
      let entry = AuditEntry(
        at: Instant(microseconds: row.integer(1)), who: row.text(2), what: row.text(3), detail: detail)
      goesOn = try body(AuditLine(number: row.integer(0), entry: entry, hash: row.optionalText(5)))
    }
  }

  // MARK: - Reading

  package func forEachAuditLine(_ body: (AuditLine) -> Void) throws(StoreError) {
    enter()
    defer { leave() }
    try forEachAuditLine(after: 0) { line in
      body(line)
      return true
    }
  }

  package func customersByPseudonym() throws(StoreError) -> [String: String] {
    enter()
    defer { leave() }
    let row = try connection.statement("SELECT token, customer FROM pseudonyms")
    var all: [String: String] = [:]
    try row.forEach { () throws(StoreError) in all[row.text(0)] = row.text(1) }
    return all
  }

  package func publishAuditHead(day: String, at now: Instant) throws(StoreError) -> AuditHead? {
    enter()
    defer { leave() }
    var published: AuditHead?
    try connection.transaction { () throws(StoreError) in
      let head = try chainHead()
      guard head.number > 0 else { return }
      try connection.statement(
        "INSERT INTO audit_heads (day, seq, hash, at) VALUES (?, ?, ?, ?) ON CONFLICT (day) DO NOTHING"
      ).run([.text(day), .integer(head.number), .text(head.hash), .integer(now.microseconds)])
      if connection.changes == 1 { published = head }
    }
    return published
  }

  package func verifyAudit() throws(StoreError) -> AuditVerdict {
    enter()
    defer { leave() }
    var verdict = AuditVerdict(entries: 0, head: AuditChain.start, broken: nil)
    try connection.snapshot { () throws(StoreError) in
      var heads = try publishedHeads()
      var isChained = false
      try forEachAuditLine(after: 0) { line throws(StoreError) in
        verdict.broken = Self.fault(of: line, after: verdict, isChained: &isChained, heads: &heads)
        guard verdict.broken == nil else { return false }
        verdict.head = AuditChain.hash(after: verdict.head, number: line.number, line.entry)
        verdict.entries = line.number
        return true
      }
      guard verdict.broken == nil else { return }
      let written = try connection.integer("SELECT seq FROM sqlite_sequence WHERE name = 'audit'") ?? 0
      let expected = max(written, heads.keys.max() ?? 0)
      if expected > verdict.entries {
        verdict.broken = .init(number: verdict.entries + 1, reason: "it is missing: \(expected) were written")
      }
    }
    return verdict
  }

  private func publishedHeads() throws(StoreError) -> [Int64: (day: String, hash: String)] {
    let row = try connection.statement("SELECT seq, day, hash FROM audit_heads ORDER BY day")
    var heads: [Int64: (day: String, hash: String)] = [:]
    try row.forEach { () throws(StoreError) in heads[row.integer(0)] = (row.text(1), row.text(2)) }
    return heads
  }

  /// What is wrong with an entry that follows what was found sound so far.
  private static func fault(
    of line: AuditLine, after verdict: AuditVerdict, isChained: inout Bool,
    heads: inout [Int64: (day: String, hash: String)]
  ) -> AuditVerdict.Broken? {
    let number = verdict.entries + 1
    guard line.number == number else { return .init(number: number, reason: "it is missing") }
    let hash = AuditChain.hash(after: verdict.head, number: number, line.entry)
    if let written = line.hash {
      isChained = true
      if written != hash { return .init(number: number, reason: "its hash does not follow from what it says") }
    } else if isChained {
      return .init(number: number, reason: "it has no hash")
    }
    if let head = heads.removeValue(forKey: number), head.hash != hash {
      return .init(number: number, reason: "the head published on \(head.day) was another")
    }
    return nil
  }
}
