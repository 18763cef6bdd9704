/// The values of `order_by`, one row for each customer added: enough to sort a segment without keeping its customers.
package struct SegmentOrder {
  private enum Column {
    /// Ascending is the order wanted; a missing value is the largest.
    case numbers([Int64])
    case texts([String?], descending: Bool)
  }
  private let keys: [Campaign.Segment.OrderKey]
  private let names: Columns
  private var columns: [Column]

  /// - Parameters:
  ///   - keys: the segment's; empty when only hashes order it.
  ///   - columns: those of the customers that will be added.
  package init(_ keys: [Campaign.Segment.OrderKey], columns: Columns) {
    self.keys = keys
    names = columns
    self.columns = keys.map { key in
      switch columns.type(of: key.column) {
      case .number, .money, .boolean, .date, .instant: .numbers([])
      case .text, .hours, .list: .texts([], descending: key.descending)
      }
    }
  }

  /// Notes the next customer's values.
  package mutating func append(_ customer: Customer) {
    for index in keys.indices {
      let value = customer.value(of: keys[index].column, columns: names)
      switch columns[index] {
      case .numbers(var numbers):
        columns[index] = .numbers([])
        numbers.append(Self.number(value, descending: keys[index].descending))
        columns[index] = .numbers(numbers)
      case .texts(var texts, let descending):
        columns[index] = .texts([], descending: descending)
        texts.append(Self.text(value))
        columns[index] = .texts(texts, descending: descending)
      }
    }
  }

  private static func number(_ value: ColumnValue?, descending: Bool) -> Int64 {
    let number: Int64 =
      switch value {
      case .micros(let micros): micros
      case .boolean(let truth): truth ? 1 : 0
      case .date(let date): Int64(date.day)
      case .instant(let instant): instant.microseconds
      case .text, .list, nil: .max
      }
    if value == nil { return .max }
    return min(descending ? ~number : number, .max - 1)
  }

  private static func text(_ value: ColumnValue?) -> String? {
    switch value {
    case .text(let text): text
    case .list(let items): items.joined(separator: "\u{0}")
    default: nil
    }
  }

  /// The row's first value where that is a number, for a sort that looks there first; 0 for every row otherwise.
  package func leading(_ row: Int) -> Int64 {
    guard case .numbers(let numbers)? = columns.first else { return 0 }
    return numbers[row]
  }

  /// Whether row `a` is called before row `b`: missing values last in either direction; nil when the values tie.
  package func isBefore(_ a: Int, _ b: Int) -> Bool? {
    for column in columns {
      switch column {
      case .numbers(let numbers):
        if numbers[a] != numbers[b] { return numbers[a] < numbers[b] }
      case .texts(let texts, let descending):
        switch (texts[a], texts[b]) {
        case (nil, nil): continue
        case (nil, _): return false
        case (_, nil): return true
        case (let first?, let second?):
          if first.utf8.elementsEqual(second.utf8) { continue }
          return first.utf8.lexicographicallyPrecedes(second.utf8) != descending
        }
      }
    }
    return nil
  }
}
