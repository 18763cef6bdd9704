/// A column's text as its type reads it.
package enum ColumnValue: Sendable, Equatable {
  case text(String)
  /// Number and money columns, in micro-units of one; digits behind the sixth decimal are cut.
  case micros(Int64)
  case boolean(Bool)
  case date(CivilDate)
  case instant(Instant)
  /// Without empty items, white space around items removed.
  case list([String])

  /// Reads a text; nil when it does not parse as the type, which counts as missing. Columns of hours are kept as text.
  package init?(_ text: String, type: ColumnType) {
    switch type {
    case .text, .hours: self = .text(text)
    case .number, .money:
      guard let micros = Literal.decimal(text, places: 6, cutting: true) else { return nil }
      self = .micros(micros)
    case .boolean:
      guard let value = Literal.boolean(column: text) else { return nil }
      self = .boolean(value)
    case .date:
      guard let date = CivilDate(iso8601: text) else { return nil }
      self = .date(date)
    case .instant:
      guard let instant = Instant(rfc3339: text) else { return nil }
      self = .instant(instant)
    case .list(let separator): self = .list(ColumnValue.items(text, separator: separator))
    }
  }

  private static func items(_ text: String, separator: String) -> [String] {
    guard let byte = separator.utf8.first, separator.utf8.count == 1 else { return [text] }
    return text.utf8.split(separator: byte).compactMap { part in
      var part = Substring(part)
      while part.first == " " { part.removeFirst() }
      while part.last == " " { part.removeLast() }
      return part.isEmpty ? nil : String(part)
    }
  }

  /// Ascending order of two values of one type; nil: equal, or of different types.
  func isBefore(_ other: ColumnValue) -> Bool? {
    switch (self, other) {
    case (.micros(let a), .micros(let b)): a == b ? nil : a < b
    case (.boolean(let a), .boolean(let b)): a == b ? nil : !a
    case (.date(let a), .date(let b)): a == b ? nil : a < b
    case (.instant(let a), .instant(let b)): a == b ? nil : a < b
    case (.text(let a), .text(let b)): ColumnValue.isBefore(a, b)
    case (.list(let a), .list(let b)): ColumnValue.isBefore(a.joined(separator: "\u{0}"), b.joined(separator: "\u{0}"))
    default: nil
    }
  }

  /// By bytes, so that the order never depends on a locale or a Unicode version.
  private static func isBefore(_ a: String, _ b: String) -> Bool? {
    a.utf8.elementsEqual(b.utf8) ? nil : a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}

extension Customer {
  /// The text of a column or of `phone.country`, `phone.type`, `phone.area`; nil when it is missing.
  package func text(of column: String, columns: Columns) -> String? {
    if let index = columns.index(of: column) {
      guard fields.indices.contains(index), let text = fields[index], !text.isEmpty else { return nil }
      return text
    }
    guard phone.state == .valid else { return nil }
    switch column {
    case "phone.country": return phone.country
    case "phone.type": return phone.type.rawValue
    case "phone.area": return phone.areaCode
    default: return nil
    }
  }

  /// The typed value of a column; nil when it is missing or does not parse as its type.
  package func value(of column: String, columns: Columns) -> ColumnValue? {
    text(of: column, columns: columns).flatMap { ColumnValue($0, type: columns.type(of: column)) }
  }
}

extension PhoneNumber {
  /// The first three national digits of a +1 number; nil for others.
  package var areaCode: String? {
    let text = String(e164)
    return text.utf8.first == UInt8(ascii: "1") && text.utf8.count == 11 ? String(text.dropFirst().prefix(3)) : nil
  }
}

extension Columns {
  /// The declared type; text for what is not declared.
  package func type(of column: String) -> ColumnType { index(of: column).map { types[$0] } ?? .text }
}
