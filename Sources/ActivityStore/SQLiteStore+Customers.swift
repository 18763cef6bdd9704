package import Campaigns

// Customers as they were imported. Ids and names stay here; the engine knows rows.

extension SQLiteStore {
  /// The columns of a customer in the order in which `customer(from:shape:)` reads them.
  static let customerColumns =
    "row, id, matter, fields, phone_state, phone, phone_country, phone_type, present, source"

  /// What all customers have in common.
  struct CustomerShape {
    var width: Int
    /// By the source's number: the country in which its numbers without a plus sign were read.
    var regions: [Int64: String]
  }

  func customerShape() throws(StoreError) -> CustomerShape {
    var regions: [Int64: String] = [:]
    let row = try connection.statement("SELECT number, json_extract(phone_settings, '$[0]') FROM sources")
    try row.forEach { () throws(StoreError) in
      if let region = row.optionalText(1) { regions[row.integer(0)] = region }
    }
    return CustomerShape(width: try columnNames().count, regions: regions)
  }

  package func columns(types: [String: ColumnType]) throws(StoreError) -> Columns {
    enter()
    defer { leave() }
    let names = try columnNames()
    return Columns(names: names, types: names.map { types[$0] ?? .text })
  }

  func columnNames() throws(StoreError) -> [String] {
    let row = try connection.statement("SELECT name FROM columns ORDER BY position")
    var names: [String] = []
    try row.forEach { () throws(StoreError) in names.append(row.text(0)) }
    return names
  }

  package func forEachCustomer(_ body: (Int64, Customer) -> Void) throws(StoreError) {
    enter()
    defer { leave() }
    let shape = try customerShape()
    let row = try connection.temporaryStatement(
      "SELECT \(SQLiteStore.customerColumns) FROM customers ORDER BY row")
    var expected: Int64 = 0
    try row.forEach { () throws(StoreError) in
      guard row.integer(0) == expected else {
        throw .corrupt(path: path, detail: "customer row \(expected) is missing")
      }
      expected += 1
      body(row.integer(0), try customer(from: row, shape: shape))
    }
  }

  package func customer(id: String, matter: String) throws(StoreError) -> (row: Int64, customer: Customer)? {
    enter()
    defer { leave() }
    let shape = try customerShape()
    let row = try connection.temporaryStatement(
      "SELECT \(SQLiteStore.customerColumns) FROM customers WHERE id = ? AND matter = ?")
    return try row.first([.text(id), .text(matter)]) { () throws(StoreError) in
      (row.integer(0), try customer(from: row, shape: shape))
    }
  }

  package func customers(rows: [Int64]) throws(StoreError) -> [Customer] {
    enter()
    defer { leave() }
    let shape = try customerShape()
    let row = try connection.temporaryStatement("SELECT \(SQLiteStore.customerColumns) FROM customers WHERE row = ?")
    var found: [Customer] = []
    found.reserveCapacity(rows.count)
    for number in rows {
      let stored = try row.first([.integer(number)]) { () throws(StoreError) in
        try customer(from: row, shape: shape)
      }
      guard let stored else { throw .other(path: path, message: "there is no customer in row \(number)") }
      found.append(stored)
    }
    return found
  }

  func customer(from row: Statement, shape: CustomerShape) throws(StoreError) -> Customer {
    guard var fields = row.withText(3, FieldsText.decode), fields.count <= shape.width,
      let phone = phone(from: row, at: 4)
    else { throw .corrupt(path: path, detail: "customer row \(row.integer(0)) cannot be read") }
    while fields.count < shape.width { fields.append(nil) }
    var customer = Customer(
      id: row.text(1), matter: row.text(2), fields: fields, phone: phone, present: row.integer(8) == 1)
    customer.region = shape.regions[row.integer(9)]
    return customer
  }

  /// Four columns: state, number, country, type.
  func phone(from row: Statement, at first: Int32) -> PhoneNumber? {
    guard let state = UInt8(exactly: row.integer(first)).flatMap({ PhoneNumber.State(rawValue: $0) }),
      let type = NumberType(rawValue: row.text(first + 3))
    else { return nil }
    return PhoneNumber(state: state, e164: row.integer(first + 1), country: row.text(first + 2), type: type)
  }
}
