/// What a condition still asks of one customer once his columns are known: the calls to him, and the day.
package indirect enum OpenCondition: Hashable, Sendable {
  case known(Bool)
  /// Never empty, and nothing in them is known.
  case all([OpenCondition]), any([OpenCondition])
  case not(OpenCondition)
  /// A date of his that is compared with today.
  case date(CivilDate, Condition.Test)
  case history(HistoryField, Condition.Test)

  /// - Parameters:
  ///   - today: the civil date in the campaign's zone.
  ///   - dayOf: the civil date of an instant in the same zone.
  package func holds(_ history: CallHistory, today: CivilDate, dayOf: (Instant) -> CivilDate) -> Bool {
    switch self {
    case .known(let truth): truth
    case .all(let parts): parts.allSatisfy { $0.holds(history, today: today, dayOf: dayOf) }
    case .any(let parts): parts.contains { $0.holds(history, today: today, dayOf: dayOf) }
    case .not(let part): !part.holds(history, today: today, dayOf: dayOf)
    case .date(let date, let test): test.holds(.date(date), type: .date, today: today, dayOf: dayOf)
    case .history(let field, let test): test.holds(of: field, history, today: today, dayOf: dayOf)
    }
  }

  /// The days, ascending and each once, on which the truth may change as time passes without another call.
  package func boundaries(_ history: CallHistory, dayOf: (Instant) -> CivilDate) -> [CivilDate] {
    var days: Set<CivilDate> = []
    collectBoundaries(history, dayOf: dayOf, into: &days)
    return days.sorted()
  }

  private func collectBoundaries(
    _ history: CallHistory, dayOf: (Instant) -> CivilDate, into days: inout Set<CivilDate>
  ) {
    switch self {
    case .known: return
    case .all(let parts), .any(let parts):
      for part in parts { part.collectBoundaries(history, dayOf: dayOf, into: &days) }
    case .not(let part): part.collectBoundaries(history, dayOf: dayOf, into: &days)
    case .date(let date, let test): days.formUnion(test.boundaries(of: .date(date), dayOf))
    case .history(let field, let test): days.formUnion(test.boundaries(of: field.value(in: history), dayOf))
    }
  }
}

extension Condition {
  /// The condition with everything answered that a customer's columns answer for good.
  /// - Parameters:
  ///   - today: any day: what looks at it stays open.
  ///   - dayOf: the civil date of an instant in the campaign's zone.
  package func open(
    for customer: Customer, columns: Columns, today: CivilDate, dayOf: (Instant) -> CivilDate
  ) -> OpenCondition {
    switch self {
    case .all(let parts):
      var rest: [OpenCondition] = []
      for part in parts {
        let part = part.open(for: customer, columns: columns, today: today, dayOf: dayOf)
        if part == .known(false) { return part }
        if part != .known(true) { rest.append(part) }
      }
      return rest.isEmpty ? .known(true) : rest.count == 1 ? rest[0] : .all(rest)
    case .any(let parts):
      var rest: [OpenCondition] = []
      for part in parts {
        let part = part.open(for: customer, columns: columns, today: today, dayOf: dayOf)
        if part == .known(true) { return part }
        if part != .known(false) { rest.append(part) }
      }
      return rest.isEmpty ? .known(false) : rest.count == 1 ? rest[0] : .any(rest)
    case .not(let part):
      let part = part.open(for: customer, columns: columns, today: today, dayOf: dayOf)
      if case .known(let truth) = part { return .known(!truth) }
      return .not(part)
    case .leaf(let leaf):
      if let field = leaf.field { return .history(field, leaf.test) }
      if leaf.test.looksAtToday, let date = leaf.date(of: customer, columns, dayOf) { return .date(date, leaf.test) }
      return .known(leaf.holds(for: customer, columns: columns, history: .none, today: today, dayOf: dayOf))
    }
  }
}
