import Campaigns
import HeapModule

/// `where` that asks the history of calls: membership is asked anew when a call to the customer is placed or ends, and
/// at the next midnight that changes it; never by a scan.
extension Engine {
  /// Whether the campaign's `where` asks for earlier calls.
  func asksHistory(_ c: Int) -> Bool { !world.segments[c].open.isEmpty }

  /// The calls to an entry's customer.
  func callHistory(_ c: Int, row: Int) -> CallHistory { history.facts(person: world.person(ofRow: row), campaign: c) }

  /// Puts everybody of the campaign in or out of the segment, by the calls that were restored where `where` asks them.
  mutating func beginMembership(_ c: Int) {
    if let rows = campaigns[c].fixedRows { return beginFixed(c, rows) }
    guard asksHistory(c) else {
      for (entry, matches) in world.segments[c].matches.enumerated() where matches {
        campaigns[c].set(Mark.member, entry)
      }
      return
    }
    if rowsOfPerson.isEmpty {
      for (row, person) in world.people.person.enumerated() { rowsOfPerson[person, default: []].append(Int32(row)) }
    }
    historyRows[c] = .init(repeating: -1, count: world.people.count)
    for (entry, row) in world.segments[c].row.enumerated() {
      historyRows[c][Int(row)] = Int32(entry)
      reviewMembership(c, entry)
    }
  }

  /// A call to a customer was placed or has ended: every campaign that asks for it looks again.
  mutating func reviewPerson(_ row: Int) {
    guard !world.people.person.isEmpty else { return reviewRow(row) }
    for other in rowsOfPerson[Int32(world.person(ofRow: row))] ?? [Int32(row)] { reviewRow(Int(other)) }
  }

  private mutating func reviewRow(_ row: Int) {
    for c in historyRows.indices where !historyRows[c].isEmpty && !isFixed(c) {
      let entry = Int(historyRows[c][row])
      guard entry >= 0 else { continue }
      let was = campaigns[c].has(Mark.member, entry)
      reviewMembership(c, entry)
      if was != campaigns[c].has(Mark.member, entry) { moveMember(c, entry) }
    }
  }

  /// The midnight has come at which `where` was to be asked again.
  mutating func reviewDue(_ c: Int, _ entry: Int) {
    guard !isFixed(c), let due = nextReview[entryCode(c, entry)], due <= now else { return }
    reviewMembership(c, entry)
    moveMember(c, entry)
  }

  /// Who entered is selected; who waits goes where his gates say.
  private mutating func moveMember(_ c: Int, _ entry: Int) {
    if campaigns[c].has(Mark.member, entry) { select(c, entry) }
    reviewPeers(c, entry)
    let place = campaigns[c].place[entry]
    if campaigns[c].has(Mark.selected, entry), place != .live, place != .done { admit(c, entry) }
  }

  /// Asks `where` of one entry and notes when it changes next.
  private mutating func reviewMembership(_ c: Int, _ entry: Int) {
    let code = entryCode(c, entry)
    if nextReview.removeValue(forKey: code) != nil, !campaigns[c].has(Mark.member, entry) {
      campaigns[c].pendingFlips -= 1
    }
    let (holds, next) = membership(c, entry)
    if holds {
      campaigns[c].set(Mark.member, entry)
    } else {
      campaigns[c].clear(Mark.member, entry)
    }
    guard let next, next <= campaigns[c].lastInstant, campaigns[c].place[entry] != .done else { return }
    nextReview[code] = next
    if !holds { campaigns[c].pendingFlips += 1 }
    queue.insert(TimedWork(at: next, .flip(campaign: c, entry: entry)))
  }

  /// When time alone takes a member out of the segment; nil: it does not.
  func leavesAt(_ c: Int, _ entry: Int) -> Instant? {
    if isFixed(c) { return nil }
    if asksHistory(c) { return nextReview[entryCode(c, entry)] }
    return world.segments[c].flips[UInt32(entry)]?.first { $0.at > now && !$0.matches }?.at
  }

  /// Whether `where` holds now, and the midnight at which that changes if nobody calls; nil when it does not.
  func membership(_ c: Int, _ entry: Int) -> (holds: Bool, changesAt: Instant?) {
    let condition = world.segments[c].conditions[Int(world.segments[c].open[entry])]
    let facts = callHistory(c, row: Int(world.segments[c].row[entry]))
    let zone = world.dayZones[c]
    let today = zone.local(at: now).date
    let holds = condition.holds(facts, today: today) { zone.local(at: $0).date }
    let days = condition.boundaries(facts) { zone.local(at: $0).date }
    let change = days.first { day in
      day > today && condition.holds(facts, today: day) { zone.local(at: $0).date } != holds
    }
    return (holds, change.map { zone.instant(of: $0, minute: 0) })
  }
}
