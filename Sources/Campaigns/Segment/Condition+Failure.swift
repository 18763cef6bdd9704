/// Why a customer does not meet a condition, in words.
package struct ConditionFailure: Sendable, Equatable {
  /// `status is lapsed, not one of active, vip`.
  package var text: String
  /// Of the campaign file, from 1.
  package var line: Int
}

extension Condition {
  /// The first leaf that keeps the condition from holding; nil when it holds, or when no single leaf is to blame (`any`
  /// and `not`).
  package func failure(
    for customer: Customer, columns: Columns, history: CallHistory = .none, today: CivilDate,
    dayOf: (Instant) -> CivilDate = Condition.utcDay
  ) -> ConditionFailure? {
    if holds(for: customer, columns: columns, history: history, today: today, dayOf: dayOf) { return nil }
    switch self {
    case .any, .not: return nil
    case .all(let parts):
      let first = parts.first {
        !$0.holds(for: customer, columns: columns, history: history, today: today, dayOf: dayOf)
      }
      return first?.failure(for: customer, columns: columns, history: history, today: today, dayOf: dayOf)
    case .leaf(let leaf):
      let known = leaf.field.map { $0.text(in: history) } ?? customer.text(of: leaf.column, columns: columns)
      let seen = known.map { "is \($0)" } ?? "has no value"
      return ConditionFailure(text: "\(leaf.column) \(seen), \(leaf.test.expectation)", line: leaf.line)
    }
  }
}

extension Condition.Test {
  /// What was expected of the value, to stand behind what it is.
  fileprivate var expectation: String {
    switch self {
    case .equals(let text): "not \(text)"
    case .oneOf(let texts): "not one of \(texts.joined(separator: ", "))"
    case .contains(let text): "without \(text)"
    case .startsWith(let text): "not beginning with \(text)"
    case .endsWith(let text): "not ending with \(text)"
    case .exists(let wanted): wanted ? "a value was expected" : "none was expected"
    case .isTrue: "not true"
    case .atLeast(let micros): "not at least \(Money(micros: micros).short)"
    case .moreThan(let micros): "not more than \(Money(micros: micros).short)"
    case .lessThan(let micros): "not less than \(Money(micros: micros).short)"
    case .atMost(let micros): "not at most \(Money(micros: micros).short)"
    case .before(let date): "not before or on \(date)"
    case .after(let date): "not on or after \(date)"
    case .inNext(let days): "not in the next \(days) days"
    case .inLast(let days): "not in the last \(days) days"
    case .olderThan(let days): "not older than \(days) days"
    }
  }
}

extension HistoryField {
  fileprivate func text(in history: CallHistory) -> String? {
    switch value(in: history) {
    case .instant(let instant): instant.rfc3339
    case .micros(let micros): "\(micros / 1_000_000)"
    case .text(let outcome): outcome
    default: fact == .lastOutcome ? "not known" : "never"
    }
  }
}
