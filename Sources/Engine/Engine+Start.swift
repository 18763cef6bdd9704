import Campaigns
import HeapModule

/// What happens once, when a campaign starts: the seats of `segment.limit` are given in order from then on, and the
/// segment of `mode: snapshot` is fixed. Both are kept: a campaign starts once, however often the process does.
extension Engine {
  /// Replays the seats that a campaign (its id) has given, as rows.
  package mutating func restoreSeats(campaign id: String, rows: [Int]) {
    guard let c = world.campaigns.firstIndex(where: { $0.id == id }) else { return }
    campaigns[c].seated.formUnion(rows.map { Int32($0) })
  }

  /// Replays for whom a campaign's segment was fixed, as rows.
  package mutating func restoreSegment(campaign id: String, rows: [Int]) {
    guard let c = world.campaigns.firstIndex(where: { $0.id == id }), world.campaigns[c].segment.isSnapshot else {
      return
    }
    campaigns[c].fixedRows = (campaigns[c].fixedRows ?? []).union(rows.map { Int32($0) })
  }

  /// Whether something of the campaign waits for its start.
  private func awaitsStart(_ c: Int) -> Bool {
    let segment = world.campaigns[c].segment
    return !campaigns[c].hasStarted && (segment.limit != nil || segment.isSnapshot)
  }

  /// The first instant of the schedule in the earliest zone of anybody in the segment. A draft, or a campaign that is
  /// held or removed, does not start.
  private func startsAt(_ c: Int) -> Instant? {
    if campaignIsDraft(c) || campaigns[c].hold != nil { return nil }
    let starts = campaigns[c].openHours.compactMap { $0.map { $0.starts ?? .distantPast } }
    if let first = starts.min() { return first }
    return world.campaigns[c].schedule.starts == nil ? .distantPast : nil
  }

  /// Before anybody is put in a place: what was given before stands, and a campaign that runs already is started.
  mutating func beginStart(_ c: Int) {
    for entry in campaigns[c].place.indices where campaigns[c].seated.contains(world.segments[c].row[entry]) {
      campaigns[c].set(Mark.admitted, entry)
    }
    campaigns[c].admitted = campaigns[c].seated.count
    campaigns[c].seated = []
    if world.campaigns[c].segment.limit != nil { admitCarried(c) }
    guard awaitsStart(c) else { return }
    guard campaigns[c].fixedRows == nil else { return campaigns[c].hasStarted = true }
    guard let start = startsAt(c) else { return }
    if start <= now { return markStart(c) }
    queue.insert(TimedWork(at: start, .start(campaign: c)))
  }

  /// The instant has come at which the campaign starts: everybody who waits is asked again, in order.
  mutating func start(_ c: Int) {
    guard awaitsStart(c), let start = startsAt(c), start <= now else { return }
    markStart(c)
    for entry in campaigns[c].place.indices {
      let place = campaigns[c].place[entry]
      if place == .ready || place == .timed || place == .blocked { admit(c, entry) }
    }
  }

  private mutating func markStart(_ c: Int) {
    campaigns[c].hasStarted = true
    guard world.campaigns[c].segment.isSnapshot else { return }
    let members = campaigns[c].place.indices.filter { campaigns[c].has(Mark.member, $0) }
    let rows = members.map { world.segments[c].row[$0] }
    campaigns[c].fixedRows = Set(rows)
    campaigns[c].pendingFlips = 0
    unwritten.append(.segmentFixed(campaign: c, rows: rows.sorted()))
  }

  /// Whether nothing but the customer's own going changes who belongs to the campaign.
  func isFixed(_ c: Int) -> Bool { campaigns[c].fixedRows != nil }

  /// Puts everybody in or out of a segment that was fixed earlier.
  mutating func beginFixed(_ c: Int, _ rows: Set<Int32>) {
    for entry in campaigns[c].place.indices where rows.contains(world.segments[c].row[entry]) {
      if world.segments[c].refusal[entry] == Reason.customerRemoved.rawValue { continue }
      campaigns[c].set(Mark.member, entry)
    }
  }

  /// Hands over what is to be kept of seats and segments.
  mutating func writeStarts(into effects: inout [Effect]) {
    effects += unwritten
    unwritten = []
    for c in campaigns.indices where !campaigns[c].newSeats.isEmpty {
      effects.append(.admitted(campaign: c, rows: campaigns[c].newSeats))
      campaigns[c].newSeats = []
      hasNewSeats = false
    }
  }
}
