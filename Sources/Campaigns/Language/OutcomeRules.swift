/// What an outcome can be: the word for how a call ended, or what a pressed key, silence or a desk without an agent
/// stands for.
package enum Outcome {
  /// The dispositions that rules on outcomes can name.
  package static let dispositions = ["answered", "machine", "busy", "no-answer", "failed"]
  /// Dispositions after which no rule on outcomes is asked, and why.
  static let never: [(word: String, why: String)] = [
    ("canceled", "such a call was withdrawn before anybody answered"),
    ("rejected", "the carrier refused the number, and it is parked"),
    ("unknown", "nobody knows what became of such a call, and attempts.on_ambiguous decides"),
  ]
}

/// The waits of `attempts.retry` after an outcome that is none of `Campaign.RetryCause`.
package struct OutcomeRetry: Sendable, Equatable {
  package var outcome: String
  /// After the 1st, 2nd … such outcome; at least one.
  package var waits: [Interval]
  package init(outcome: String, waits: [Interval]) {
    self.outcome = outcome
    self.waits = waits
  }

  var canonical: (String, JSON) { (outcome, .array(waits.map { .integer($0.microseconds) })) }
}

/// `attempts.conversation`: which calls of a campaign are conversations, to every campaign that lets customers rest
/// after one.
package enum ConversationRule: Sendable, Equatable {
  /// Answered by a person, and at least so much talk.
  case talk(Interval)
  /// One of these outcomes, sorted.
  case outcomes([String])

  /// What counts where a file says nothing, and for calls of campaigns that are gone.
  package static let standard = ConversationRule.talk(.seconds(20))

  /// - Parameters:
  ///   - outcome: of a call that ended.
  ///   - talk: nil when it is not known: it may have been long enough.
  package func holds(_ outcome: String, talk: Interval?) -> Bool {
    switch self {
    case .talk(let least): outcome == "answered" && talk.map { $0 >= least } ?? true
    case .outcomes(let outcomes): outcomes.contains(outcome)
    }
  }

  var canonical: JSON {
    switch self {
    case .talk(let least): .object([("talk", .integer(least.microseconds))])
    case .outcomes(let outcomes): .object([("outcomes", .array(outcomes.map { .string($0) }))])
    }
  }
}

/// `attempts.after_conversation`: for how long nobody calls after a conversation, whichever campaign had it.
package struct ConversationRest: Sendable, Equatable {
  /// From the end of the conversation on.
  package var rest: Interval
  /// With whom, or about what, the conversation was.
  package var scope: AttemptLimit.Scope
  package init(rest: Interval, scope: AttemptLimit.Scope) {
    self.rest = rest
    self.scope = scope
  }

  var canonical: JSON {
    .object([("rest", .integer(rest.microseconds)), ("scope", .string(scope.rawValue))])
  }
}

/// One condition of `stop_when`.
package enum StopRule: Sendable, Equatable {
  /// The campaign is finished after `count` calls with this outcome.
  case goal(outcome: String, count: Int)
  /// The campaign is stopped when at least this share of its ended calls failed, in tenths of a percent, and at least
  /// `atLeast` have ended. A failure is the carrier's or ours, never a customer's busy or no-answer.
  case failures(share: Int, atLeast: Int)

  /// `40%` or `2.5%`.
  package static func percentage(_ share: Int) -> String {
    share % 10 == 0 ? "\(share / 10)%" : "\(share / 10).\(share % 10)%"
  }

  var canonical: JSON {
    switch self {
    case .goal(let outcome, let count):
      .object([("outcome", .string(outcome)), ("count", .integer(Int64(count)))])
    case .failures(let share, let least):
      .object([("failures", .integer(Int64(share))), ("at_least", .integer(Int64(least)))])
    }
  }
}

extension Campaign {
  /// A free label.
  package struct Label: Sendable, Equatable {
    package var name: String
    package var text: String
    package init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// Every outcome that a rule of the campaign names.
  package var namedOutcomes: Set<String> {
    var named = Set(attempts.doneOn ?? []).union(attempts.retryOutcomes.map(\.outcome))
    if case .outcomes(let outcomes) = attempts.conversation { named.formUnion(outcomes) }
    for case .goal(let outcome, _) in stopWhen { named.insert(outcome) }
    return named.union(segment.condition?.askedOutcomes ?? [])
  }
}
