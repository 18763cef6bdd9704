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
  private var open: [Int32] = []
  private var conditions: [OpenCondition] = []
  private var conditionIndex: [OpenCondition: Int32] = [:]
  private var peers: [Int32] = []
  private var peerIndex: [String: Int32] = [:]
  private var numbers: [[EntryNumbers.Spot]] = []
  private var due: [TimeSpan] = []
  private var consent: [TimeSpan] = []

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

  /// Notes the numbers of the entry that was appended last; a campaign that calls `phone` alone notes none at all.
  mutating func note(numbers: [EntryNumbers.Spot]) { self.numbers.append(numbers) }

  /// Notes when the entry that was appended last is due, and when its consent counts; nil: the campaign does not ask.
  /// A campaign asks for all of its entries or for none.
  mutating func note(due: TimeSpan?, consent: TimeSpan?) {
    if let due { self.due.append(due) }
    if let consent { self.consent.append(consent) }
  }

  /// Notes what `where` still asks of the entry that was appended last; nil: the campaign asks for no calls.
  mutating func note(open condition: OpenCondition?) {
    guard let condition else { return }
    if let known = conditionIndex[condition] { return open.append(known) }
    let index = Int32(conditions.count)
    conditions.append(condition)
    conditionIndex[condition] = index
    open.append(index)
  }

  /// Notes what the entry that was appended last shares with others: a number's index, or a column's text.
  /// - Parameter text: nil: nothing.
  mutating func note(sharedText text: String?) {
    guard let text else { return peers.append(-1) }
    if let known = peerIndex[text] { return peers.append(known) }
    let index = Int32(peerIndex.count)
    peerIndex[text] = index
    peers.append(index)
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
    result.conditions = conditions
    for rank in ranks {
      let entry = entries[Int(rank.index)]
      if !flips.isEmpty, let flips = flips[entry.row] { result.flips[UInt32(result.count)] = flips }
      result.row.append(entry.row)
      result.refusal.append(entry.refusal)
      result.callerID.append(entry.callerID)
      result.suppressed.append(entry.suppressed)
      result.matches.append(entry.matches)
      if hasPlaces { result.place.append(entry.place) }
      if !open.isEmpty { result.open.append(open[Int(rank.index)]) }
      if !peers.isEmpty { result.peers.append(peers[Int(rank.index)]) }
      if !numbers.isEmpty { result.numbers.append(numbers[Int(rank.index)]) }
      if !due.isEmpty { result.due.append(due[Int(rank.index)]) }
      if !consent.isEmpty { result.consent.append(consent[Int(rank.index)]) }
    }
    return result
  }
}

extension People {
  /// Numbers the distinct callees by value; customers who share a number share its index.
  mutating func numberCallees() -> Int {
    number = [Int32](repeating: -1, count: callee.count)
    var next: Int32 = -1
    var last: Int64 = 0
    var known: [(callee: Int64, row: Int32)] = []
    known.reserveCapacity(callee.count)
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
