extension Condition {
  /// Whether a customer meets the condition.
  ///
  /// - Parameters:
  ///   - today: the civil date in the campaign's zone.
  ///   - dayOf: the civil date of an instant in the same zone, for instant columns; by default UTC.
  package func holds(
    for customer: Customer, columns: Columns, today: CivilDate, dayOf: (Instant) -> CivilDate = Condition.utcDay
  ) -> Bool {
    switch self {
    case .all(let parts):
      parts.allSatisfy { $0.holds(for: customer, columns: columns, today: today, dayOf: dayOf) }
    case .any(let parts):
      parts.contains { $0.holds(for: customer, columns: columns, today: today, dayOf: dayOf) }
    case .not(let part): !part.holds(for: customer, columns: columns, today: today, dayOf: dayOf)
    case .leaf(let leaf): leaf.holds(for: customer, columns: columns, today: today, dayOf: dayOf)
    }
  }

  /// The days, ascending and each once, on which the truth may change as time passes; empty when it cannot.
  package func boundaries(
    for customer: Customer, columns: Columns, dayOf: (Instant) -> CivilDate = Condition.utcDay
  ) -> [CivilDate] {
    var days: Set<CivilDate> = []
    collectBoundaries(for: customer, columns: columns, dayOf: dayOf, into: &days)
    return days.sorted()
  }

  /// The civil date of an instant in UTC.
  package static func utcDay(_ instant: Instant) -> CivilDate {
    CivilDate(day: Int32(clamping: instant.seconds.flooredQuotient(by: 86_400)))
  }

  /// Whether any part of it looks at today's date.
  package var dependsOnToday: Bool {
    switch self {
    case .all(let parts), .any(let parts): parts.contains(where: \.dependsOnToday)
    case .not(let part): part.dependsOnToday
    case .leaf(let leaf):
      switch leaf.test {
      case .inNext, .inLast: true
      default: false
      }
    }
  }

  private func collectBoundaries(
    for customer: Customer, columns: Columns, dayOf: (Instant) -> CivilDate, into days: inout Set<CivilDate>
  ) {
    switch self {
    case .all(let parts), .any(let parts):
      for part in parts { part.collectBoundaries(for: customer, columns: columns, dayOf: dayOf, into: &days) }
    case .not(let part): part.collectBoundaries(for: customer, columns: columns, dayOf: dayOf, into: &days)
    case .leaf(let leaf):
      let value = customer.value(of: leaf.column, columns: columns)
      switch leaf.test {
      case .inNext(let span):
        guard let date = Leaf.date(value, dayOf) else { return }
        days.formUnion([date + -span, date + 1])
      case .inLast(let span):
        guard let date = Leaf.date(value, dayOf) else { return }
        days.formUnion([date, date + (span + 1)])
      default: return
      }
    }
  }
}

extension Condition.Leaf {
  fileprivate static func date(_ value: ColumnValue?, _ dayOf: (Instant) -> CivilDate) -> CivilDate? {
    switch value {
    case .date(let date): date
    case .instant(let instant): dayOf(instant)
    default: nil
    }
  }

  fileprivate func holds(
    for customer: Customer, columns: Columns, today: CivilDate, dayOf: (Instant) -> CivilDate
  ) -> Bool {
    let value = customer.value(of: column, columns: columns)
    if case .exists(let wanted) = test { return (value != nil) == wanted }
    guard let value else { return false }
    switch test {
    case .equals(let wanted): return equals(wanted, value, columns)
    case .oneOf(let wanted): return wanted.contains { equals($0, value, columns) }
    case .before, .after, .inNext, .inLast: return compareDates(value, today: today, dayOf: dayOf)
    default: return compare(value)
    }
  }

  private func equals(_ wanted: String, _ value: ColumnValue, _ columns: Columns) -> Bool {
    ColumnValue(wanted, type: columns.type(of: column)) == value
  }

  private func compare(_ value: ColumnValue) -> Bool {
    switch (test, value) {
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

  private func compareDates(_ value: ColumnValue, today: CivilDate, dayOf: (Instant) -> CivilDate) -> Bool {
    guard let date = Self.date(value, dayOf) else { return false }
    return switch test {
    case .before(let limit): date <= limit
    case .after(let limit): date >= limit
    case .inNext(let days): date >= today && date <= today + days
    case .inLast(let days): date <= today && date >= today + -days
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
