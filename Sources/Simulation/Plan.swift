package import Campaigns
package import Engine

/// What the dry run found: every call it would make, and why everybody else is not called.
package struct Plan: Sendable {
  package var from: Instant
  package var until: Instant
  package var seed: UInt64
  /// In the order the engine decided them; the command sorts for print. Empty unless calls were asked for.
  package var calls: [PlannedCall]
  /// By campaign, then in the segment's order. Empty unless calls were asked for.
  package var notCalled: [NotCalled]
  package var campaigns: [CampaignPlan]
  package var spend: SpendRange { campaigns.reduce(into: SpendRange()) { $0.add($1.spend) } }
  package var callCount: Int { campaigns.reduce(0) { $0 + $1.calls } }
}

/// One call of the plan. Indices are those of the world.
package struct PlannedCall: Sendable, Equatable {
  package var at: Instant
  package var campaign: Int
  package var row: Int
  package var attempt: Int
  package var zoneSet: Int
  package var callee: Int64
  package var callerID: Int64
  package var reserved: Money
  package var expected: Money
  package var disposition: Disposition
  package var endsAt: Instant
  /// What the scenario must make the sandbox play.
  package var outcome: SimulatedOutcome
}

/// A selected customer whom the plan does not call.
package struct NotCalled: Sendable, Equatable {
  package var campaign: Int
  package var row: Int
  package var standing: Standing
}

/// Money from nobody answering to everybody talking as long as allowed.
package struct SpendRange: Sendable, Equatable {
  package var least = Money.zero
  package var expected = Money.zero
  package var worst = Money.zero
  package init() {}
  package mutating func add(_ other: SpendRange) {
    least += other.least
    expected += other.expected
    worst += other.worst
  }
}

/// One campaign's numbers in the plan: selected = called + the sum of `notCalled`.
package struct CampaignPlan: Sendable, Equatable {
  package var campaign: String
  package var revision: String
  package var selected: Int
  package var called: Int
  package var calls = 0
  package var answered = 0
  /// By reason code, sorted, only those above zero.
  package var notCalled: [String: Int] = [:]
  package var spend = SpendRange()
  package var peakConcurrency = 0
  /// When nothing more can happen; nil when that is not before the plan's end.
  package var finishesAt: Instant?
}
