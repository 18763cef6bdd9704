extension Condition {
  /// Whether a customer meets the condition.
  ///
  /// - Parameters:
  ///   - history: the calls to him so far.
  ///   - today: the civil date in the campaign's zone.
  ///   - dayOf: the civil date of an instant in the same zone, for instant columns; by default UTC.
  package func holds(
    for customer: Customer, columns: Columns, history: CallHistory = .none, today: CivilDate,
    dayOf: (Instant) -> CivilDate = Condition.utcDay
  ) -> Bool {
    switch self {
    case .all(let parts):
      parts.allSatisfy { $0.holds(for: customer, columns: columns, history: history, today: today, dayOf: dayOf) }
    case .any(let parts):
      parts.contains { $0.holds(for: customer, columns: columns, history: history, today: today, dayOf: dayOf) }
    case .not(let part): !part.holds(for: customer, columns: columns, history: history, today: today, dayOf: dayOf)
    case .leaf(let leaf): leaf.holds(for: customer, columns: columns, history: history, today: today, dayOf: dayOf)
    }
  }

  /// The days, ascending and each once, on which the truth may change as time passes; empty when it cannot.
  package func boundaries(
    for customer: Customer, columns: Columns, dayOf: (Instant) -> CivilDate = Condition.utcDay
  ) -> [CivilDate] {
    var days: Set<CivilDate> = []
    for leaf in leaves {
      days.formUnion(leaf.test.boundaries(of: customer.value(of: leaf.column, columns: columns), dayOf))
    }
    return days.sorted()
  }

  /// The civil date of an instant in UTC.
  package static func utcDay(_ instant: Instant) -> CivilDate {
    CivilDate(day: Int32(clamping: instant.seconds.flooredQuotient(by: 86_400)))
  }

  /// Whether any part of it looks at today's date.
  package var dependsOnToday: Bool { leaves.contains { $0.test.looksAtToday } }
  /// Whether any part of it asks for earlier calls.
  package var asksHistory: Bool { leaves.contains { $0.field != nil } }

  /// The outcomes that `last_outcome` is compared with.
  var askedOutcomes: [String] {
    leaves.filter { $0.field?.fact == .lastOutcome }.flatMap { leaf -> [String] in
      switch leaf.test {
      case .equals(let outcome): [outcome]
      case .oneOf(let outcomes): outcomes
      default: []
      }
    }
  }

  /// Every comparison in it, in the order of the file.
  private var leaves: [Leaf] {
    switch self {
    case .all(let parts), .any(let parts): parts.flatMap(\.leaves)
    case .not(let part): part.leaves
    case .leaf(let leaf): [leaf]
    }
  }
}

extension Condition.Leaf {
  func holds(
    for customer: Customer, columns: Columns, history: CallHistory, today: CivilDate, dayOf: (Instant) -> CivilDate
  ) -> Bool {
    if let field { return test.holds(of: field, history, today: today, dayOf: dayOf) }
    return test.holds(
      customer.value(of: column, columns: columns), type: columns.type(of: column), today: today, dayOf: dayOf)
  }

  /// The customer's date in the column, if it holds one.
  func date(of customer: Customer, _ columns: Columns, _ dayOf: (Instant) -> CivilDate) -> CivilDate? {
    Condition.Test.date(customer.value(of: column, columns: columns), dayOf)
  }
}

extension Condition.Test {
  fileprivate static func date(_ value: ColumnValue?, _ dayOf: (Instant) -> CivilDate) -> CivilDate? {
    switch value {
    case .date(let date): date
    case .instant(let instant): dayOf(instant)
    default: nil
    }
  }

  /// Whether the answer may be another one tomorrow.
  var looksAtToday: Bool {
    switch self {
    case .inNext, .inLast, .olderThan: true
    default: false
    }
  }

  /// The days on which the answer for a value may change.
  func boundaries(of value: ColumnValue?, _ dayOf: (Instant) -> CivilDate) -> [CivilDate] {
    guard looksAtToday, let date = Self.date(value, dayOf) else { return [] }
    return switch self {
    case .inNext(let span): [date + -span, date + 1]
    case .inLast(let span): [date, date + (span + 1)]
    case .olderThan(let span): [date + (span + 1)]
    default: []
    }
  }

  /// A call that never was is older than everything.
  func holds(of field: HistoryField, _ history: CallHistory, today: CivilDate, dayOf: (Instant) -> CivilDate) -> Bool {
    let value = field.value(in: history)
    if value == nil, case .olderThan = self { return true }
    return holds(value, type: field.type, today: today, dayOf: dayOf)
  }

  /// - Parameter type: what texts of the file are read as.
  func holds(
    _ value: ColumnValue?, type: ColumnType, today: CivilDate, dayOf: (Instant) -> CivilDate
  ) -> Bool {
    if case .exists(let wanted) = self { return (value != nil) == wanted }
    guard let value else { return false }
    switch self {
    case .equals(let wanted): return ColumnValue(wanted, type: type) == value
    case .oneOf(let wanted): return wanted.contains { ColumnValue($0, type: type) == value }
    case .before, .after, .inNext, .inLast, .olderThan:
      return Self.date(value, dayOf).map { holds(on: $0, today: today) } ?? false
    default: return compare(value)
    }
  }

  private func compare(_ value: ColumnValue) -> Bool {
    switch (self, value) {
    case (.isTrue, .boolean(let truth)): truth
    case (.contains(let wanted), .list(let items)): items.contains(wanted)
    case (.contains(let wanted), .text(let text)): text.holds(wanted)
    case (.startsWith(let wanted), .text(let text)): text.utf8.starts(with: wanted.utf8)
    case (.endsWith(let wanted), .text(let text)): text.utf8.reversed().starts(with: wanted.utf8.reversed())
    case (.atLeast(let limit), .micros(let number)): number >= limit
    case (.moreThan(let limit), .micros(let number)): number > limit
    case (.lessThan(let limit), .micros(let number)): number < limit
    case (.atMost(let limit), .micros(let number)): number <= limit
    default: false
    }
  }

  private func holds(on date: CivilDate, today: CivilDate) -> Bool {
    switch self {
    case .before(let limit): date <= limit
    case .after(let limit): date >= limit
    case .inNext(let days): date >= today && date <= today + days
    case .inLast(let days): date <= today && date >= today + -days
    case .olderThan(let days): date < today + -days
    default: false
    }
  }
}

extension String {
  /// Whether a text, compared byte by byte, stands in it; true for the empty text.
  fileprivate func holds(_ wanted: String) -> Bool {
    let (bytes, pattern) = (Array(utf8), Array(wanted.utf8))
    guard bytes.count >= pattern.count else { return false }
    return (0...(bytes.count - pattern.count)).contains { bytes[$0...].starts(with: pattern) }
  }
}

extension Campaign.Segment {
  /// Whether `a` is called before `b` by `order_by`: missing values last in either direction; nil when the keys tie.
  package func orders(_ a: Customer, before b: Customer, columns: Columns) -> Bool? {
    for key in orderBy {
      let pair = (a.value(of: key.column, columns: columns), b.value(of: key.column, columns: columns))
      switch pair {
      case (nil, nil): continue
      case (nil, _): return false
      case (_, nil): return true
      case (let first?, let second?):
        if let ascending = first.isBefore(second) { return ascending != key.descending }
      }
    }
    return nil
  }
}
