import Campaigns

/// Purposes of campaigns as a set of one byte: what a suppression binds.
package struct PurposeSet: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Every purpose.
  package static let all = PurposeSet(Campaign.Purpose.allCases)

  /// - Parameter purposes: none of them makes the empty set.
  package init(_ purposes: [Campaign.Purpose]) {
    rawValue = purposes.reduce(0) { $0 | PurposeSet.bit($1) }
  }

  package func contains(_ purpose: Campaign.Purpose) -> Bool { rawValue & PurposeSet.bit(purpose) != 0 }

  private static func bit(_ purpose: Campaign.Purpose) -> UInt8 {
    UInt8(1) << UInt8(Campaign.Purpose.allCases.firstIndex(of: purpose) ?? 0)
  }
}

/// Who is not called, and by campaigns of which purposes (G7): every list at once.
package struct SuppressionBook: Sendable {
  private var numbers: [Int64: PurposeSet] = [:]
  private var customers: [String: PurposeSet] = [:]

  package init() {}

  /// - Parameter number: E.164 without the plus sign.
  package mutating func add(number: Int64, _ purposes: PurposeSet) { numbers[number, default: []].formUnion(purposes) }
  /// - Parameter customer: an id.
  package mutating func add(customer: String, _ purposes: PurposeSet) {
    customers[customer, default: []].formUnion(purposes)
  }

  package var isEmpty: Bool { numbers.isEmpty && customers.isEmpty }

  /// The purposes that may not call this customer on this number.
  package func binding(number: Int64, customer: String) -> PurposeSet {
    (numbers[number] ?? []).union(customers[customer] ?? [])
  }

  /// The purposes that may not call this number, whoever answers it.
  package func binding(number: Int64) -> PurposeSet { numbers[number] ?? [] }
}

/// What a change of the lists means: what binds each customer it touches from now on, and calls to whom are withdrawn.
package struct SuppressionChange: Sendable {
  package struct Person: Sendable {
    /// One of the customer's numbers, as an index into `People`; where he has one alone, his row.
    package var line: Int
    /// Every purpose that may not call; empty when nothing is left.
    package var purposes: PurposeSet
    package init(line: Int, purposes: PurposeSet) {
      self.line = line
      self.purposes = purposes
    }
  }
  package var people: [Person]
  /// E.164 numbers without the plus sign, also of nobody in this world.
  package var numbers: [Int64: PurposeSet]
  /// Whether `people` names what is added; else everything that binds them now.
  package var adds: Bool
  package init(people: [Person], numbers: [Int64: PurposeSet], adds: Bool) {
    self.people = people
    self.numbers = numbers
    self.adds = adds
  }
}

/// Data that is too old from an instant on: calls wait for newer.
package struct DataAge: Sendable, Equatable {
  /// From when on the customers are too old; distantFuture without a limit.
  package var customersStaleAt: Instant
  /// From when on a list that binds the campaign is too old.
  package var listsStaleAt: Instant
  package init(customersStaleAt: Instant = .distantFuture, listsStaleAt: Instant = .distantFuture) {
    self.customersStaleAt = customersStaleAt
    self.listsStaleAt = listsStaleAt
  }

  func refusal(at now: Instant) -> Refusal? {
    if customersStaleAt <= now { return Refusal(.customerDataStale) }
    return listsStaleAt <= now ? Refusal(.suppressionListStale) : nil
  }
}
