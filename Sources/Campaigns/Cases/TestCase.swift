/// One case of `tests:`: a customer, what happened before, and what the gates must say at an instant.
///
/// What a case does not set does not stand in the way: pauses, other campaigns, money spent, the age of data and rates.
package struct TestCase: Sendable, Equatable {
  package var name: String
  /// Where the case begins.
  package var place: Diagnostic.Place
  /// Columns and their values, in the order of the file; a list's items are joined as the column's type separates them.
  package var customer: [Field]
  /// What happened before, in the order of the file.
  package var history: [Past]
  package var spent: Spent
  /// Calls of the campaign that are up.
  package var live: Int
  package var confirmations: [Confirmed]
  /// At least one, in the order of the file.
  package var expectations: [Expectation]

  package struct Field: Sendable, Equatable {
    package var column: String
    package var value: String
  }

  /// A call to the customer's number, by the campaign under test or another.
  package struct Past: Sendable, Equatable {
    package var at: Instant
    /// A disposition's word.
    package var disposition: String
    /// nil: the campaign under test.
    package var campaign: String?
    package var talk: Interval
    package var cost: Money
  }

  /// What was spent, in the scopes of budgets; 0 where the case says nothing.
  package struct Spent: Sendable, Equatable {
    package var campaign = Money.zero
    package var campaignDay = Money.zero
    package var accountDay = Money.zero
    package var accountMonth = Money.zero
  }

  /// A confirmation of international calls, for what the campaign's file says now.
  package struct Confirmed: Sendable, Equatable {
    /// ISO 3166 alpha-2.
    package var country: String
    /// nil: just before the case.
    package var at: Instant?
    package var maxCalls: Int?
    package var maxSpend: Money?
  }

  package struct Expectation: Sendable, Equatable {
    package var at: Instant
    package var verdict: Verdict
    /// Where the expectation is written.
    package var place: Diagnostic.Place
  }

  package enum Verdict: Sendable, Equatable {
    case call
    /// A reason's code; `clearsAt` nil: not held to one.
    case refused(String, clearsAt: Instant?)
  }
}
