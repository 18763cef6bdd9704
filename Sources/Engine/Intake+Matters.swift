import Campaigns

/// Which rows are the same customer with several matters.
struct PersonIndex {
  /// Per row: which of the distinct customer ids it is; empty while none has come twice.
  private(set) var rows: [Int32] = []
  private var known: [String: Int32] = [:]
  private var count: Int32 = 0
  private var rowCount = 0
  private let hasMatters: Bool

  /// - Parameter hasMatters: whether any source says what calls are about. Else only rows that have a matter all the
  ///   same, from an earlier import, are looked at.
  init(hasMatters: Bool) { self.hasMatters = hasMatters }

  mutating func add(_ customer: Customer) {
    let row = rowCount
    rowCount += 1
    guard hasMatters || !customer.matter.isEmpty else {
      if !rows.isEmpty { rows.append(count) }
      count += 1
      return
    }
    let person = known[customer.id] ?? count
    if person < count, rows.isEmpty { rows = (0..<row).map { Int32($0) } }
    if person == count {
      known[customer.id] = count
      count += 1
    }
    if !rows.isEmpty { rows.append(person) }
  }
}

extension SegmentEntries {
  /// Leaves of each customer's rows the one that is called: one that was called already or can be, else the first in
  /// order. The campaign asks nothing about matters, so its attempts are the customer's.
  ///
  /// - Parameters:
  ///   - person: the customer of each row.
  ///   - called: the rows that the campaign has called.
  mutating func keepOneRow(of person: [Int32], called: Set<Int32>) {
    var chosen: [Int32: (rank: Int, entry: Int)] = [:]
    for entry in row.indices {
      let rank = rank(entry, called: called)
      if chosen[person[Int(row[entry])]].map({ rank < $0.rank }) ?? true {
        chosen[person[Int(row[entry])]] = (rank, entry)
      }
    }
    var kept = SegmentEntries(reserving: chosen.count)
    for entry in row.indices where chosen[person[Int(row[entry])]]?.entry == entry {
      if let flips = flips[UInt32(entry)] { kept.flips[UInt32(kept.count)] = flips }
      kept.row.append(row[entry])
      kept.refusal.append(refusal[entry])
      kept.callerID.append(callerID[entry])
      kept.suppressed.append(suppressed[entry])
      kept.matches.append(matches[entry])
      if !place.isEmpty { kept.place.append(place[entry]) }
      if !open.isEmpty { kept.open.append(open[entry]) }
      if !peers.isEmpty { kept.peers.append(peers[entry]) }
      if !numbers.isEmpty { kept.numbers.append(numbers.spots[numbers.spots(of: entry)]) }
      if !due.isEmpty { kept.due.append(due[entry]) }
      if !consent.isEmpty { kept.consent.append(consent[entry]) }
    }
    kept.conditions = conditions
    self = kept
  }

  /// The lower, the rather is the row called.
  private func rank(_ entry: Int, called: Set<Int32>) -> Int {
    if called.contains(row[entry]), refusal[entry] != Reason.customerRemoved.rawValue { return 0 }
    if matches[entry] { return refusal[entry] == 0 ? 1 : 2 }
    return 3
  }
}
