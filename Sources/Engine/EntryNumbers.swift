import Campaigns

/// The usable numbers of each entry of a campaign whose `call.numbers` names other columns than `phone`: attempt k
/// takes the ((k−1) mod n)+1st of them. Empty for a campaign that calls `phone` alone.
package struct EntryNumbers: Sendable {
  /// One of an entry's numbers.
  package struct Spot: Sendable {
    /// Which of the world's numbers it is (`People`).
    package var line: Int32
    /// Its zone set, as the campaign weighs places.
    package var place: UInt16
    /// Whether a list binds the customer or the number when the world begins.
    package var isSuppressed: Bool
  }

  /// Of every entry in turn: where its numbers begin in `spots`; at the end, their count.
  private var first: [Int32] = [0]
  /// The numbers of all entries, one entry after the other, in the order of the columns.
  package private(set) var spots: [Spot] = []

  var isEmpty: Bool { first.count == 1 }

  /// The indices into `spots` of an entry's numbers; empty when it has none that can be called.
  package func spots(of entry: Int) -> Range<Int> { Int(first[entry])..<Int(first[entry + 1]) }

  /// Adds the next entry's numbers.
  mutating func append(_ numbers: some Sequence<Spot>) {
    spots.append(contentsOf: numbers)
    first.append(Int32(spots.count))
  }

  /// Gives the numbers behind the rows their place in the world.
  /// - Parameter rowCount: below zero a line counts back from there: -1 is the first number behind the rows.
  mutating func resolve(rowCount: Int) {
    for spot in spots.indices where spots[spot].line < 0 {
      spots[spot].line = Int32(rowCount) - 1 - spots[spot].line
    }
  }
}

/// Numbers of customers besides those in the column `phone`, while customers are being added.
struct FurtherNumbers {
  private(set) var owner: [Int32] = []
  private(set) var callee: [Int64] = []
  private(set) var zoneSet: [UInt16] = []
  private(set) var country: [UInt16] = []
  private(set) var rateClass: [Int16] = []

  /// The line of a number of this customer; nil: it has none yet.
  func line(of number: Int64, row: Int) -> Int32? {
    var index = owner.count - 1
    while index >= 0, owner[index] == Int32(row) {
      if callee[index] == number { return -1 - Int32(index) }
      index -= 1
    }
    return nil
  }

  /// - Returns: the line, as `EntryNumbers.resolve` reads it.
  mutating func append(_ number: Int64, row: Int, zoneSet: Int, country: Int, rateClass: Int?) -> Int32 {
    owner.append(Int32(row))
    callee.append(number)
    self.zoneSet.append(UInt16(zoneSet))
    self.country.append(UInt16(country))
    self.rateClass.append(Int16(rateClass ?? -1))
    return -Int32(owner.count)
  }
}

extension People {
  /// The line of a number that was called, of a customer's; that of his row when none of his numbers is the one.
  func line(of number: Int64, row: Int) -> Int {
    if callee[row] == number || owners.isEmpty { return row }
    guard let first = owners.firstPlace(of: Int32(row)) else { return row }
    var index = first
    while index < owners.count, owners[index] == Int32(row) {
      if callee[count + index] == number { return count + index }
      index += 1
    }
    return row
  }

  /// Puts the further numbers behind those of the rows.
  mutating func append(_ further: FurtherNumbers) {
    owners = further.owner
    callee += further.callee
    zoneSet += further.zoneSet
    country += further.country
    rateClass += further.rateClass
  }
}

// MARK: - Which number is called

extension Engine {
  private typealias NumberMark = CampaignState.NumberMark

  /// The entry's number whose turn it is, as an index into `EntryNumbers.spots`: of those that are neither on a list
  /// nor parked, by the attempts made; nil for a campaign that calls `phone` alone.
  func spot(_ c: Int, _ entry: Int) -> Int? {
    if world.segments[c].numbers.isEmpty { return nil }
    let spots = world.segments[c].numbers.spots(of: entry)
    let usable = spots.filter { campaigns[c].numberMarks[$0] == 0 }
    guard !usable.isEmpty else { return spots.first }
    return usable[Int(campaigns[c].tries[entry]) % usable.count]
  }

  /// The number that the entry's next attempt calls, as an index into `People`.
  func line(_ c: Int, _ entry: Int) -> Int {
    guard let spot = spot(c, entry) else { return person(c, entry) }
    return Int(world.segments[c].numbers.spots[spot].line)
  }

  /// The zone set of that number.
  func zoneSet(_ c: Int, _ entry: Int) -> UInt16 {
    guard let spot = spot(c, entry) else { return world.zoneSet(campaign: c, entry: entry) }
    return world.segments[c].numbers.spots[spot].place
  }

  /// The zone set of one of the entry's numbers.
  func zoneSet(_ c: Int, _ entry: Int, line: Int) -> UInt16 {
    let numbers = world.segments[c].numbers
    guard !numbers.isEmpty, let spot = numbers.spots(of: entry).first(where: { Int(numbers.spots[$0].line) == line })
    else { return numbers.isEmpty ? world.zoneSet(campaign: c, entry: entry) : world.people.zoneSet[line] }
    return numbers.spots[spot].place
  }

  /// Whether a list bound the number of an attempt, or its customer, when the world began.
  func isSuppressed(_ c: Int, _ entry: Int, line: Int) -> Bool {
    let numbers = world.segments[c].numbers
    guard !numbers.isEmpty, let spot = numbers.spots(of: entry).first(where: { Int(numbers.spots[$0].line) == line })
    else { return world.segments[c].suppressed[entry] }
    return numbers.spots[spot].isSuppressed
  }

  /// The line of a number that an attempt called: one of the customer's, also where the campaign calls other columns
  /// by now, else that of his row.
  func line(_ c: Int, _ entry: Int, callee: Int64) -> Int { world.people.line(of: callee, row: person(c, entry)) }

  /// How many more calls an entry's numbers take, by line, when the attempts that are left follow one another.
  func callsLeft(_ c: Int, _ entry: Int) -> [(line: Int, calls: Int)] {
    let tries = Int(campaigns[c].tries[entry])
    let left = max(0, world.campaigns[c].attempts.max - tries)
    guard !world.segments[c].numbers.isEmpty else { return [(person(c, entry), left)] }
    let spots = world.segments[c].numbers.spots(of: entry).filter { campaigns[c].numberMarks[$0] == 0 }
    return spots.enumerated().map { place, spot in
      let before = (place - tries % spots.count + spots.count) % spots.count
      let calls = left > before ? (left - before - 1) / spots.count + 1 : 0
      return (Int(world.segments[c].numbers.spots[spot].line), calls)
    }
  }

  /// The carrier refuses a number.
  /// - Returns: whether the customer has another one that can be called.
  mutating func park(_ c: Int, _ entry: Int, line: Int) -> Bool {
    guard !world.segments[c].numbers.isEmpty else {
      campaigns[c].set(Mark.parked, entry)
      return false
    }
    for spot in world.segments[c].numbers.spots(of: entry)
    where Int(world.segments[c].numbers.spots[spot].line) == line {
      campaigns[c].numberMarks[spot] |= NumberMark.parked
    }
    return markEntry(c, entry)
  }

  /// A list binds numbers of an entry, or does so no more.
  /// - Parameter isBound: by line; nil: nothing changes.
  /// - Returns: whether anything changed.
  mutating func suppressNumbers(_ c: Int, _ entry: Int, isBound: (Int32) -> Bool?) -> Bool {
    var changed = false
    for spot in world.segments[c].numbers.spots(of: entry) {
      guard let isBound = isBound(world.segments[c].numbers.spots[spot].line) else { continue }
      let was = campaigns[c].numberMarks[spot]
      let now = isBound ? was | NumberMark.suppressed : was & ~NumberMark.suppressed
      campaigns[c].numberMarks[spot] = now
      changed = changed || was != now
    }
    if changed { _ = markEntry(c, entry) }
    return changed
  }

  /// A customer is refused when none of his numbers is left.
  /// - Returns: whether one is left.
  private mutating func markEntry(_ c: Int, _ entry: Int) -> Bool {
    let spots = world.segments[c].numbers.spots(of: entry)
    let isLeft = spots.contains { campaigns[c].numberMarks[$0] == 0 }
    for (mark, bit) in [(Mark.suppressed, NumberMark.suppressed), (Mark.parked, NumberMark.parked)] {
      if !isLeft, spots.contains(where: { campaigns[c].numberMarks[$0] & bit != 0 }) {
        campaigns[c].set(mark, entry)
      } else {
        campaigns[c].clear(mark, entry)
      }
    }
    return isLeft
  }
}

extension [Int32] {
  /// The first place of a value in ascending numbers; nil: it is not there.
  fileprivate func firstPlace(of value: Int32) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == value ? low : nil
  }
}
