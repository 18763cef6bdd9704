/// `segment.where` as a tree. A leaf asks one column; a missing value makes every leaf false except `exists: false`.
package indirect enum Condition: Sendable {
  case all([Condition])
  case any([Condition])
  case not(Condition)
  case leaf(Leaf)

  package struct Leaf: Sendable {
    /// A column's name, `phone.country`, `phone.type`, `phone.area`, or a name of `HistoryField`.
    package let column: String
    /// Set where it asks the history of calls.
    package let field: HistoryField?
    package var test: Test
    package var line: Int
    package init(column: String, test: Test, line: Int) {
      self.column = column
      field = HistoryField(column)
      self.test = test
      self.line = line
    }
  }

  /// Values are kept as written and were checked against the column's type.
  package enum Test: Sendable, Hashable {
    case equals(String)
    case oneOf([String])
    case contains(String)
    case startsWith(String)
    case endsWith(String)
    case exists(Bool)
    case isTrue
    /// Number and money columns, in micro-units of one (`100` is 100,000,000).
    case atLeast(Int64), moreThan(Int64), lessThan(Int64), atMost(Int64)
    /// Date and instant columns, as civil dates in the campaign's zone, the named date included.
    case before(CivilDate), after(CivilDate)
    /// Civil days from today, both ends included.
    case inNext(days: Int), inLast(days: Int)
    /// More civil days before today than that; true of a call that never was.
    case olderThan(days: Int)
  }
}
