import Testing

@testable import Campaigns

@Suite("Effective calling hours against a scan minute by minute")
struct TimeOpenHoursOracleTests {
  /// Stretches of 30 days with a change of offset, or of date, in them.
  static let spans = [
    "2027-03-01T00:00:00Z", "2027-10-20T00:00:00Z", "2026-03-20T00:00:00Z", "2026-09-25T00:00:00Z",
    "2011-12-20T00:00:00Z", "2026-02-05T00:00:00Z",
  ]
  static let zones = [
    "America/New_York", "America/Los_Angeles", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca",
    "Asia/Kolkata", "Europe/London",
  ]

  /// Every seventh minute, from another one for each seed: edges lie on quarters, margins anywhere.
  @Test("the minutes of 30 days have the state that the scan finds", arguments: 0..<24)
  func scan(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let oracle = try Oracle(start: at(Self.spans[seed % Self.spans.count]), using: &generator)
    let hours = oracle.subject
    for minute in stride(from: seed % 7, to: oracle.minutes, by: 7) {
      let now = oracle.start + .minutes(Int64(minute))
      let state = hours.state(at: now)
      guard !oracle.agrees(state, at: minute) else { continue }
      Issue.record("seed \(seed), \(now): \(state)\n\(oracle)")
      return
    }
  }
}

/// Random hours and, for each minute of a span, whether they are open: by asking each zone for its local time.
struct Oracle {
  let start: Instant
  let minutes = 30 * 1_440
  let margin: Int
  let subject: OpenHours

  private let zones: [ZoneRules]
  private let campaignZone: ZoneRules?
  private let calling: Campaign.CallingHours
  private let schedule: Campaign.Schedule
  private let floor: DayWindow
  /// Longer than `minutes` by three days, so that the closing of the last windows is seen.
  private var open: [Bool] = []
  /// By minute: the end of the open stretch it is in (itself when closed), and the next minute with a permitted start.
  private var closing: [Int] = []
  private var nextStart: [Int?] = []
  /// The first minute after the schedule's last day.
  private var endMinute: Int?

  init(start: Instant, using generator: inout SeededGenerator) throws {
    self.start = start
    let names = TimeOpenHoursOracleTests.zones.shuffled(using: &generator)
    zones = try names.prefix(Int.random(in: 1...2, using: &generator)).map(SystemZones.rules)
    let named = Int.random(in: 0...5, using: &generator)
    campaignZone = named < 3 ? try SystemZones.rules(names[named]) : nil
    margin = Int.random(in: 1...40, using: &generator)
    floor = Bool.random(using: &generator) ? DayWindow(opens: 485, closes: 1_255) : DayWindow(opens: 0, closes: 1_440)
    let first = zones[0].local(at: start).date
    calling = Campaign.CallingHours(
      zone: campaignZone.map { .named($0.name) } ?? .customer,
      open: WeeklyWindows(days: (0..<7).map { _ in Self.windows(using: &generator) }),
      closed: (0..<2).map { _ in Self.closed(first, using: &generator) }, unknownTimeZone: .block)
    schedule = Campaign.Schedule(
      starts: Bool.random(using: &generator) ? .day(first + 2) : .instant(start + .minutes(3_333)),
      ends: Bool.random(using: &generator) ? .day(first + 27) : nil)
    subject = OpenHours(
      campaign: calling, schedule: schedule, floor: floor, zones: zones, campaignZone: campaignZone,
      closingMargin: .minutes(Int64(margin)))
    scan()
  }

  private static func windows(using generator: inout SeededGenerator) -> [DayWindow] {
    let count = Int.random(in: 0...3, using: &generator)
    let edges = Set((0..<count * 2).map { _ in Int16.random(in: 0...96, using: &generator) * 15 }).sorted()
    return stride(from: 0, to: edges.count - 1, by: 2).map { DayWindow(opens: edges[$0], closes: edges[$0 + 1]) }
  }

  private static func closed(_ first: CivilDate, using generator: inout SeededGenerator) -> ClosedDate {
    let from = first + Int.random(in: 3...25, using: &generator)
    let opens = Int16.random(in: 0...1_400, using: &generator)
    return ClosedDate(
      first: from, last: from + Int.random(in: 0...2, using: &generator),
      hours: Bool.random(using: &generator) ? DayWindow(opens: opens, closes: 1_440) : nil)
  }

  private mutating func scan() {
    let count = minutes + 3 * 1_440
    open = (0..<count).map { minute in
      let now = start + .minutes(Int64(minute))
      return campaignZones.allSatisfy { isOpen(calling.open, $0, now) } && !isClosedDate(now)
        && zones.allSatisfy { isOpen(WeeklyWindows(days: Array(repeating: [floor], count: 7)), $0, now) }
    }
    endMinute = (0..<count).first(where: isAfterEnd)
    closing = Array(0..<count)
    for minute in (0..<count - 1).reversed() where open[minute] {
      closing[minute] = open[minute + 1] ? closing[minute + 1] : minute + 1
    }
    nextStart = Array(repeating: nil, count: count)
    for minute in (0..<count - 1).reversed() {
      let permitted = open[minute] && minute + margin < closing[minute] && !isBeforeStart(minute) && !isAfterEnd(minute)
      nextStart[minute] = permitted ? minute : nextStart[minute + 1]
    }
  }

  private var campaignZones: [ZoneRules] { campaignZone.map { [$0] } ?? zones }

  private func isOpen(_ windows: WeeklyWindows, _ zone: ZoneRules, _ now: Instant) -> Bool {
    let (date, second) = zone.local(at: now)
    return windows.days[date.weekday].contains { $0.opens <= second / 60 && second / 60 < $0.closes }
  }

  private func isClosedDate(_ now: Instant) -> Bool {
    campaignZones.contains { zone in
      let (date, second) = zone.local(at: now)
      return calling.closed.contains { entry in
        (entry.first...entry.last).contains(date)
          && entry.hours.map { $0.opens <= second / 60 && second / 60 < $0.closes } ?? true
      }
    }
  }

  private func isBeforeStart(_ minute: Int) -> Bool {
    let now = start + .minutes(Int64(minute))
    switch schedule.starts {
    case .day(let date): return zones.contains { $0.local(at: now).date < date }
    case .instant(let instant): return now < instant
    case nil: return false
    }
  }

  private func isAfterEnd(_ minute: Int) -> Bool {
    guard case .day(let date) = schedule.ends else { return false }
    return zones.contains { $0.local(at: start + .minutes(Int64(minute))).date > date }
  }

  func agrees(_ state: OpenHours.State, at minute: Int) -> Bool {
    switch state {
    case .open(let until):
      let last = min(closing[minute] - margin, endMinute ?? .max)
      return nextStart[minute] == minute && until == start + .minutes(Int64(last))
    case .closed(let reason, let opensAt):
      let permitted = nextStart[minute].map { start + .minutes(Int64($0)) }
      guard reason != .noCommonHours else { return permitted == nil }
      let opensBeyond = permitted == nil && (opensAt.map { $0 >= start + .minutes(Int64(open.count - 60)) } ?? true)
      return reason == self.reason(at: minute) && (opensAt == permitted || opensBeyond)
    }
  }

  private func reason(at minute: Int) -> OpenHours.Reason {
    if isAfterEnd(minute) { return .ended }
    if isBeforeStart(minute) { return .notStarted }
    if open[minute] { return .windowAboutToClose }
    return isClosedDate(start + .minutes(Int64(minute))) ? .closedDate : .outsideCallingHours
  }
}
