import Campaigns

/// Values numbered in the order they first appear.
struct Interned<Value: Hashable> {
  private(set) var values: [Value]
  private var indices: [Value: Int]

  init(first: Value) {
    values = [first]
    indices = [first: 0]
  }

  mutating func index(of value: Value) -> Int {
    if let known = indices[value] { return known }
    let index = values.count
    precondition(index <= Int(UInt16.max), "more than 65,536 different zone sets or countries")
    values.append(value)
    indices[value] = index
    return index
  }
}

/// Where the columns that tell a place stand, if the customers have them.
struct PlaceColumns {
  private let zone: Int?
  private let postal: Int?
  private let region: Int?
  private let nation: Int?

  init(_ columns: Columns) {
    zone = columns.index(of: "time_zone")
    postal = columns.index(of: "postal_code")
    region = columns.index(of: "state")
    nation = columns.index(of: "country")
  }

  func timeZone(_ customer: Customer) -> String? { zone.flatMap { customer.fields[$0] } }
  func postalCode(_ customer: Customer) -> String? { postal.flatMap { customer.fields[$0] } }
  func state(_ customer: Customer) -> String? { region.flatMap { customer.fields[$0] } }
  func country(_ customer: Customer) -> String? { nation.flatMap { customer.fields[$0] } }
}

/// A segment while customers are being added, in the order of adding.
struct SegmentDraft {
  private struct Entry {
    var row: Int32
    var hash: UInt64
    var refusal: UInt8
    var callerID: UInt8
    var suppressed: Bool
    var matches: Bool
  }

  private let ordered: Bool
  private var entries: [Entry] = []
  private var flips: [Int32: [SegmentEntries.Flip]] = [:]
  /// Kept only when `order_by` needs their values.
  private var customers: [Customer] = []

  init(ordered: Bool) { self.ordered = ordered }

  mutating func append(
    row: Int, hash: UInt64, refusal: Reason?, callerID: Int, suppressed: Bool, matches: Bool,
    flips: [SegmentEntries.Flip],
    customer: Customer
  ) {
    let entry = Entry(
      row: Int32(row), hash: hash, refusal: refusal?.rawValue ?? 0, callerID: UInt8(truncatingIfNeeded: callerID),
      suppressed: suppressed, matches: matches)
    entries.append(entry)
    if !flips.isEmpty { self.flips[entry.row] = flips }
    if ordered { customers.append(customer) }
  }

  /// The entries by `order_by`, then by hash, then by row.
  func sorted(by segment: Campaign.Segment, columns: Columns) -> SegmentEntries {
    let order: [Int]
    if ordered {
      order = entries.indices.sorted { a, b in
        segment.orders(customers[a], before: customers[b], columns: columns)
          ?? ((entries[a].hash, entries[a].row) < (entries[b].hash, entries[b].row))
      }
    } else {
      order = entries.indices.sorted { (entries[$0].hash, entries[$0].row) < (entries[$1].hash, entries[$1].row) }
    }
    var result = SegmentEntries()
    result.row.reserveCapacity(order.count)
    for index in order {
      let entry = entries[index]
      if let flips = flips[entry.row] { result.flips[UInt32(result.count)] = flips }
      result.row.append(entry.row)
      result.refusal.append(entry.refusal)
      result.callerID.append(entry.callerID)
      result.suppressed.append(entry.suppressed)
      result.matches.append(entry.matches)
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
    for row in callee.indices.sorted(by: { (callee[$0], $0) < (callee[$1], $1) }) where callee[row] != 0 {
      if callee[row] != last {
        next += 1
        last = callee[row]
      }
      number[row] = next
    }
    return Int(next) + 1
  }
}
