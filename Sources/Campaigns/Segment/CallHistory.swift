/// What is known of the calls to one customer, as far as `where` can ask.
package struct CallFacts: Sendable, Equatable {
  /// When the request of the newest call left; nil: never called.
  package var lastCalled: Instant?
  /// The same of the newest call that was answered by a person.
  package var lastAnswered: Instant?
  /// Attempts that are placed or unresolved.
  package var calls = 0
  /// Those of them that a person answered.
  package var answered = 0
  /// The outcome of the newest call that has one; nil: none has.
  package private(set) var lastOutcome: String?
  private var lastOutcomeAt: Instant?
  package init() {}

  /// Takes in one call; they come in any order.
  /// - Parameter outcome: nil while it lasts, and for a call that was withdrawn or refused or of which nobody knows
  ///   what became: such a call says nothing of the customer.
  package mutating func note(at instant: Instant, wasAnswered: Bool, outcome: String? = nil) {
    if let outcome, lastOutcomeAt.map({ $0 < instant }) ?? true { (lastOutcome, lastOutcomeAt) = (outcome, instant) }
    calls += 1
    lastCalled = max(instant, lastCalled ?? instant)
    guard wasAnswered else { return }
    answered += 1
    lastAnswered = max(instant, lastAnswered ?? instant)
  }
}

/// The calls to one customer: of all campaigns together, and of the one that asks.
package struct CallHistory: Sendable, Equatable {
  package var everywhere = CallFacts()
  package var here = CallFacts()
  package init() {}

  /// Of somebody who was never called.
  package static let none = CallHistory()
}

/// A name in `where` that asks the history of calls instead of a column: `last_called`, `here.calls` …
package struct HistoryField: Sendable, Hashable {
  package enum Fact: String, Sendable, CaseIterable {
    case lastCalled = "last_called"
    case lastAnswered = "last_answered"
    case lastOutcome = "last_outcome"
    case calls, answered
  }
  package var fact: Fact
  /// Only of the campaign that asks.
  package var isHere: Bool

  /// nil: the name is a column's.
  package init?(_ name: String) {
    isHere = name.hasPrefix(Self.prefix)
    guard let fact = Fact(rawValue: isHere ? String(name.dropFirst(Self.prefix.count)) : name) else { return nil }
    self.fact = fact
  }

  static let prefix = "here."
  /// Every name, those of all campaigns first.
  static let names = Fact.allCases.map(\.rawValue) + Fact.allCases.map { prefix + $0.rawValue }

  /// The type of column that it is compared like.
  var type: ColumnType {
    switch fact {
    case .lastCalled, .lastAnswered: .instant
    case .calls, .answered: .number
    case .lastOutcome: .text
    }
  }

  /// nil: it never happened.
  func value(in history: CallHistory) -> ColumnValue? {
    let facts = isHere ? history.here : history.everywhere
    return switch fact {
    case .lastCalled: facts.lastCalled.map { .instant($0) }
    case .lastAnswered: facts.lastAnswered.map { .instant($0) }
    case .lastOutcome: facts.lastOutcome.map { .text($0) }
    case .calls: .micros(Int64(facts.calls) * 1_000_000)
    case .answered: .micros(Int64(facts.answered) * 1_000_000)
    }
  }
}
