package import Campaigns

// After a restore: who was erased from a newer store is erased from the older copy that took its place.

extension SQLiteStore {
  /// Erases again whom STORE.erasures names and this store does not know as erased, and finishes what an erasure before
  /// a crash left to do. A customer whose call is not over is left for the next time; nobody is called meanwhile.
  ///
  /// - Returns: how many were erased again.
  package func applyErasures(at now: Instant) throws(StoreError) -> Int {
    enter()
    defer { leave() }
    guard path != Connection.memoryPath else { return 0 }
    let known = try erasedCustomers()
    let missing = try ErasureList(store: path).read().filter { !known.contains($0.customer) }
    guard let newest = missing.last else {
      if try read(meta: .erasureFilesDue) == 1 { _ = try finishErasures() }
      return 0
    }
    if known.isEmpty {
      try connection.statement("UPDATE meta SET text = ? WHERE name = 'erasure-key'").run([.text(newest.key)])
    }
    let found = try customers(of: missing)
    var count = 0
    var open: Set<String> = []
    for (id, line) in found {
      try connection.statement("DELETE FROM holds WHERE customer = ?").run([.text(id)])
      switch try erase(customer: id, by: "daemon", at: now) {
      case .erased: count += 1
      case .live, .held: open.insert(line)
      case .unknown: break
      }
    }
    try connection.transaction { () throws(StoreError) in
      for line in missing where !open.contains(line.customer) { try keep(line, at: now) }
      for line in missing { for subject in line.subjects { try keep(subject, at: now) } }
      try suppressErased(numbers: try everyNumber(), customers: [], at: now)
      for (id, line) in found where open.contains(line) {
        try suppress(number: .null, customer: .text(id), "erased", at: now)
      }
    }
    return count
  }

  /// The ids in this store that the lines mean, each with its line's hash.
  private func customers(of lines: [ErasureList.Line]) throws(StoreError) -> [(id: String, line: String)] {
    let wanted = Set(lines.map(\.customer))
    let hashes = Set(lines.map(\.key)).sorted().map { ErasureHash(key: $0) }
    let row = try connection.temporaryStatement(
      """
      SELECT id FROM customers UNION SELECT customer FROM attempts WHERE kind <> 'orphan'
      UNION SELECT customer FROM suppressions WHERE customer IS NOT NULL
      """)
    var found: [(id: String, line: String)] = []
    try row.forEach { () throws(StoreError) in
      let id = row.text(0)
      if let line = hashes.lazy.map({ $0.ofCustomer(id) }).first(where: wanted.contains) { found.append((id, line)) }
    }
    return found
  }

  private func everyNumber() throws(StoreError) -> [Int64] {
    let row = try connection.statement("SELECT DISTINCT phone FROM customers WHERE phone > 0 AND present = 1")
    var numbers: [Int64] = []
    try row.forEach { () throws(StoreError) in numbers.append(row.integer(0)) }
    return numbers
  }
}
