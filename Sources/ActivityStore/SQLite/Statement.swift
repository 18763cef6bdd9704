import CSQLite

/// A value on its way into a statement.
enum SQLValue {
  case null
  case integer(Int64)
  case text(String)

  static func integer(_ value: Int) -> SQLValue { .integer(Int64(value)) }
  static func optional(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
  static func optional(_ value: Int?) -> SQLValue { value.map { .integer(Int64($0)) } ?? .null }
  static func optional(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
}

/// One compiled statement. Reading a column is valid until the next step.
final class Statement {
  private let handle: OpaquePointer
  private let path: String

  init(_ sql: String, database: OpaquePointer, path: String, kept: Bool) throws(StoreError) {
    var compiled: OpaquePointer?
    let flags = kept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
    let code = sqlite3_prepare_v3(database, sql, -1, flags, &compiled, nil)
    guard code == SQLITE_OK, let compiled else {
      throw StoreError(code: code, message: String(cString: sqlite3_errmsg(database)), path: path)
    }
    handle = compiled
    self.path = path
  }

  deinit { sqlite3_finalize(handle) }

  /// Runs to the end, whatever rows come, and leaves the statement ready for the next use.
  func run(_ values: [SQLValue] = []) throws(StoreError) {
    try bind(values)
    defer { sqlite3_reset(handle) }
    while try step() {}
  }

  /// Calls `body` for each row in turn.
  func forEach(_ values: [SQLValue] = [], _ body: () throws(StoreError) -> Void) throws(StoreError) {
    try bind(values)
    defer { sqlite3_reset(handle) }
    while try step() { try body() }
  }

  /// What `body` makes of the first row; nil when there is none.
  func first<Value>(_ values: [SQLValue] = [], _ body: () throws(StoreError) -> Value) throws(StoreError) -> Value? {
    try bind(values)
    defer { sqlite3_reset(handle) }
    return try step() ? try body() : nil
  }

  private func step() throws(StoreError) -> Bool {
    let code = sqlite3_step(handle)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default:
      throw StoreError(code: code, message: String(cString: sqlite3_errmsg(sqlite3_db_handle(handle))), path: path)
    }
  }

  private func bind(_ values: [SQLValue]) throws(StoreError) {
    assert(values.count == Int(sqlite3_bind_parameter_count(handle)), "each parameter needs a value")
    for (index, value) in values.enumerated() {
      let position = Int32(index + 1)
      let code: Int32
      switch value {
      case .null: code = sqlite3_bind_null(handle, position)
      case .integer(let number): code = sqlite3_bind_int64(handle, position, number)
      case .text(var text): code = bind(&text, at: position)
      }
      guard code == SQLITE_OK else {
        throw StoreError(code: code, message: "parameter \(position) could not be bound", path: path)
      }
    }
  }

  /// An empty text may have no address, and SQLite takes no address for NULL.
  private func bind(_ text: inout String, at position: Int32) -> Int32 {
    guard !text.isEmpty else { return sqlite3_bind_text(handle, position, "", 0, csqlite_transient()) }
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text(handle, position, $0.baseAddress, Int32($0.count), csqlite_transient())
      }
    }
  }

  // MARK: - Columns of the current row, from 0

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
  func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }
  func text(_ column: Int32) -> String { withText(column) { String(decoding: $0, as: UTF8.self) } }
  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  /// The bytes of a text column, valid inside `body` alone.
  func withText<Value>(_ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
    let start = sqlite3_column_text(handle, column)
    return body(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }
}
