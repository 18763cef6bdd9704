import Campaigns

/// Money of one scope: what ended calls cost, what live calls could cost, and what unresolved attempts hold.
package struct Spend: Sendable, Equatable {
  package var settled = Money.zero
  package var reserved = Money.zero
  package var unresolved = Money.zero
  package var committed: Money { settled + reserved + unresolved }
  /// What stays spent if every live call settled at zero.
  package var certain: Money { settled + unresolved }
  package init() {}
}

/// Every budget scope at once. A call's money belongs to the account's day on which its request left.
struct Ledger {
  /// The scopes that one call is booked in.
  struct Scopes {
    /// -1 for a campaign that is gone: its money still counts against the account's caps.
    var campaign: Int
    var day: Int32
    var month: Int32
  }
  enum Kind { case settled, reserved, unresolved }

  private(set) var campaigns: [Spend]
  private var campaignDays: [[Int32: Spend]]
  private var accountDays: [Int32: Spend] = [:]
  private var accountMonths: [Int32: Spend] = [:]

  init(campaigns count: Int) {
    campaigns = .init(repeating: Spend(), count: count)
    campaignDays = .init(repeating: [:], count: count)
  }

  func campaignDay(_ campaign: Int, _ day: Int32) -> Spend { campaignDays[campaign][day] ?? Spend() }
  func accountDay(_ day: Int32) -> Spend { accountDays[day] ?? Spend() }
  func accountMonth(_ month: Int32) -> Spend { accountMonths[month] ?? Spend() }

  /// Books an amount (negative to take back) in every scope of a call.
  mutating func book(_ amount: Money, as kind: Kind, in scopes: Scopes) {
    if scopes.campaign >= 0 {
      campaigns[scopes.campaign].add(amount, as: kind)
      campaignDays[scopes.campaign][scopes.day, default: Spend()].add(amount, as: kind)
    }
    accountDays[scopes.day, default: Spend()].add(amount, as: kind)
    accountMonths[scopes.month, default: Spend()].add(amount, as: kind)
    assert(accountDay(scopes.day).reserved >= .zero && accountDay(scopes.day).unresolved >= .zero)
  }
}

extension Spend {
  fileprivate mutating func add(_ amount: Money, as kind: Ledger.Kind) {
    switch kind {
    case .settled: settled += amount
    case .reserved: reserved += amount
    case .unresolved: unresolved += amount
    }
  }
}
