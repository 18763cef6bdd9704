import Campaigns

/// Values numbered in the order they first appear.
struct Interned<Value: Hashable> {
  private(set) var values: [Value]
  private var indices: [Value: Int]

  init(first: Value) {
    values = [first]
    indices = [first: 0]
  }

  /// The index of a value that is there.
  func known(_ value: Value) -> Int? { indices[value] }

  mutating func index(of value: Value) -> Int {
    if let known = indices[value] { return known }
    let index = values.count
    precondition(index <= Int(UInt16.max), "more than 65,536 different zone sets or countries")
    values.append(value)
    indices[value] = index
    return index
  }
}

/// A segment while customers are being added, in the order of adding.
struct SegmentDraft {
  private struct Entry {
    var hash: UInt64
    var row: Int32
    var refusal: UInt8
    var callerID: UInt8
    var suppressed: Bool
    var matches: Bool
    /// Index of the place for this campaign.
    var place: UInt16
  }
  /// An entry's place in the order, with what decides nearly always beside it.
  private struct Rank {
    var leading: Int64
    var hash: UInt64
    var index: Int32
  }

  private var order: SegmentOrder
  private var entries: [Entry] = []
  /// The rows that the campaign has called.
  var called: Set<Int32> = []
  private var flips: [Int32: [SegmentEntries.Flip]] = [:]

  init(_ order: SegmentOrder) { self.order = order }

  mutating func append(
    row: Int, hash: UInt64, refusal: Reason?, callerID: Int, suppressed: Bool, matches: Bool, place: UInt16,
    flips: [SegmentEntries.Flip],
    customer: Customer
  ) {
    let entry = Entry(
      hash: hash, row: Int32(row), refusal: refusal?.rawValue ?? 0, callerID: UInt8(truncatingIfNeeded: callerID),
      suppressed: suppressed, matches: matches, place: place)
    entries.append(entry)
    if !flips.isEmpty { self.flips[entry.row] = flips }
    order.append(customer)
  }

  /// The entries by `order_by`, then by hash, then by row.
  /// - Parameter hasPlaces: whether the campaign weighs places in its own way.
  func sorted(hasPlaces: Bool) -> SegmentEntries {
    var ranks = entries.indices.map {
      Rank(leading: order.leading($0), hash: entries[$0].hash, index: Int32($0))
    }
    ranks.sort { a, b in
      if a.leading != b.leading { return a.leading < b.leading }
      if let isBefore = order.isBefore(Int(a.index), Int(b.index)) { return isBefore }
      return a.hash == b.hash ? a.index < b.index : a.hash < b.hash
    }
    var result = SegmentEntries(reserving: ranks.count)
    for rank in ranks {
      let entry = entries[Int(rank.index)]
      if !flips.isEmpty, let flips = flips[entry.row] { result.flips[UInt32(result.count)] = flips }
      result.row.append(entry.row)
      result.refusal.append(entry.refusal)
      result.callerID.append(entry.callerID)
      result.suppressed.append(entry.suppressed)
      result.matches.append(entry.matches)
      if hasPlaces { result.place.append(entry.place) }
    }
    return result
  }
}

extension People {
  /// Numbers the distinct callees by value; customers who share a number share its index.
  mutating func numberCallees() -> Int {
    number = [Int32](repeating: -1, count: count)
    var next: Int32 = -1
    var last: Int64 = 0
    var known: [(callee: Int64, row: Int32)] = []
    known.reserveCapacity(count)
    for row in callee.indices where callee[row] != 0 { known.append((callee[row], Int32(row))) }
    known.sort { a, b in a.callee == b.callee ? a.row < b.row : a.callee < b.callee }
    for (callee, row) in known {
      if callee != last {
        next += 1
        last = callee
      }
      number[Int(row)] = next
    }
    return Int(next) + 1
  }
}
