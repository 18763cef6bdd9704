/// The effective hours of one group of customers, those who share their candidate zones.
///
/// Campaign hours hold in the campaign's named zone, or in every candidate zone; the account's floor, the rules of a
/// place and the customer's own hours hold in every candidate zone; closed dates and the campaign's holidays where the
/// campaign hours hold; the schedule's days in every candidate zone, its instants everywhere. A local hour that is
/// skipped holds no call; one that is repeated is open once per real instant.
package struct OpenHours: Sendable {
  /// Whether a call may start.
  package enum State: Sendable, Equatable {
    /// Exclusive: the closing of the window less the margin, or the end of the schedule if that is earlier;
    /// `distantFuture` when neither will come.
    case open(until: Instant)
    /// `opensAt`: the first instant at which a call may start; nil: not within 400 days.
    case closed(Reason, opensAt: Instant?)
  }

  /// Why no call may start.
  package enum Reason: Sendable, Equatable {
    case outsideCallingHours
    /// A closed date or its closed part, or a holiday, covers the instant.
    case closedDate
    /// A calendar has no data for the year: nobody knows whether it is a holiday.
    case calendarOutOfDate
    /// Open, but a call could still ring when the window closes.
    case windowAboutToClose
    /// Before the first day in one of the candidate zones.
    case notStarted
    /// After the last day in one of the candidate zones.
    case ended
    /// Closed dates and schedule aside, the zones share no stretch of time in which a call could start.
    case noCommonHours
  }

  /// What narrows the hours beside the campaign's own and the account's: rules of the place, the customer's own hours.
  package struct Narrowing: Sendable {
    /// All of them must be open.
    package var windows: [WeeklyWindows]
    /// Holidays on which the rules of the place allow no call.
    package var calendars: [HolidayCalendar]
    package init(windows: [WeeklyWindows] = [], calendars: [HolidayCalendar] = []) {
      self.windows = windows
      self.calendars = calendars
    }
  }

  private static let horizon = Interval.days(400)

  let hours: [ZoneHours]
  /// Without closed dates: what decides whether there are common hours at all.
  private let plainHours: [ZoneHours]
  /// The first instant of the schedule in all candidate zones; nil without one.
  package let starts: Instant?
  let ends: Instant
  private let margin: Interval

  /// - Parameters:
  ///   - zones: all candidate zones, at least one.
  ///   - campaignZone: the rules of `time_zone` when it is a name; nil when it is `customer`.
  ///   - closingMargin: no call starts later than this before a window closes.
  ///   - narrowing: what else must be open in every candidate zone.
  package init(
    campaign: Campaign.CallingHours, schedule: Campaign.Schedule, floor: DayWindow, zones: [ZoneRules],
    campaignZone: ZoneRules?, closingMargin: Interval, narrowing: Narrowing = Narrowing()
  ) {
    precondition(!zones.isEmpty, "hours without a zone: time-zone-unknown is another gate's refusal")
    hours = Self.hours(campaign, floor, zones, campaignZone, narrowing)
    var plain = campaign
    (plain.closed, plain.holidays) = ([], [])
    let closesNothing = campaign.closed.isEmpty && campaign.holidays.isEmpty && narrowing.calendars.isEmpty
    plainHours =
      closesNothing ? hours : Self.hours(plain, floor, zones, campaignZone, Narrowing(windows: narrowing.windows))
    margin = closingMargin
    starts = Self.start(schedule.starts, zones)
    ends = Self.end(schedule.ends, zones)
  }

  private static func hours(
    _ campaign: Campaign.CallingHours, _ floor: DayWindow, _ zones: [ZoneRules], _ campaignZone: ZoneRules?,
    _ narrowing: Narrowing
  ) -> [ZoneHours] {
    let all = ClosedDays(dates: campaign.closed, calendars: campaign.holidays + narrowing.calendars)
    let windows = [campaign.open] + narrowing.windows
    guard let campaignZone else {
      return zones.map { ZoneHours(zone: $0, windows: windows, floor: floor, closed: all) }
    }
    let others = zones.filter { $0.name != campaignZone.name }
    let isCandidate = others.count < zones.count
    let own = ClosedDays(dates: campaign.closed, calendars: campaign.holidays)
    let ofPlace = ClosedDays(dates: [], calendars: narrowing.calendars)
    let first = ZoneHours(
      zone: campaignZone, windows: isCandidate ? windows : [campaign.open], floor: isCandidate ? floor : nil,
      closed: isCandidate ? all : own)
    return [first]
      + others.map { ZoneHours(zone: $0, windows: narrowing.windows, floor: floor, closed: ofPlace) }
  }

  private static func start(_ bound: Campaign.Schedule.Bound?, _ zones: [ZoneRules]) -> Instant? {
    switch bound {
    case nil: nil
    case .instant(let instant): instant
    case .day(let date): zones.map { $0.instant(of: date, minute: 0) }.max()
    }
  }

  private static func end(_ bound: Campaign.Schedule.Bound?, _ zones: [ZoneRules]) -> Instant {
    switch bound {
    case nil: .distantFuture
    case .instant(let instant): instant
    case .day(let date): zones.map { $0.instant(of: date + 1, minute: 0) }.min() ?? .distantFuture
    }
  }

  /// Whether a call may start at an instant; walks from edge to edge, never minute by minute.
  package func state(at now: Instant) -> State {
    guard now < ends else { return .closed(.ended, opensAt: nil) }
    if let starts, now < starts { return closed(.notStarted, searchFrom: starts) }
    if let edge = Self.closedUntil(hours, at: now) {
      return closed(reason(at: now), searchFrom: edge)
    }
    let closing = Self.closing(hours, from: now)
    let last = closing == .distantFuture ? ends : min(closing - margin, ends)
    return now < last ? .open(until: last) : closed(.windowAboutToClose, searchFrom: closing)
  }

  /// Why the hours are closed at an instant at which they are.
  private func reason(at now: Instant) -> Reason {
    if hours.contains(where: { $0.isOutOfData(at: now) }) { return .calendarOutOfDate }
    return hours.contains { $0.isClosedDate(at: now) } ? .closedDate : .outsideCallingHours
  }

  private func closed(_ reason: Reason, searchFrom start: Instant) -> State {
    guard start < .distantFuture else { return .closed(reason, opensAt: nil) }
    if let opensAt = opening(hours, from: start, before: ends) { return .closed(reason, opensAt: opensAt) }
    let hasCommonHours = opening(plainHours, from: start, before: .distantFuture) != nil
    return .closed(hasCommonHours ? reason : .noCommonHours, opensAt: nil)
  }

  /// The first instant, at or after `start`, at which a call may start.
  private func opening(_ hours: [ZoneHours], from start: Instant, before end: Instant) -> Instant? {
    let limit = min(start + Self.horizon, end)
    var now = start
    while now < limit {
      if let edge = Self.closedUntil(hours, at: now) {
        now = edge
        continue
      }
      let closing = Self.closing(hours, from: now)
      if now < closing - margin { return now }
      now = closing
    }
    return nil
  }

  /// Nil when all zones are open; otherwise the instant before which they cannot all be.
  private static func closedUntil(_ hours: [ZoneHours], at instant: Instant) -> Instant? {
    var result: Instant?
    for zone in hours {
      let (isOpen, until) = zone.stretch(at: instant)
      if !isOpen { result = max(result ?? until, until) }
    }
    return result
  }

  /// The end of the open stretch that holds `start`; windows that touch, also at midnight, are one. A stretch longer
  /// than the horizon is cut there.
  private static func closing(_ hours: [ZoneHours], from start: Instant) -> Instant {
    if hours.allSatisfy(\.isAlwaysOpen) { return .distantFuture }
    var now = start
    while now < start + horizon {
      var until = Instant.distantFuture
      for zone in hours {
        let stretch = zone.stretch(at: now)
        guard stretch.isOpen else { return now }
        until = min(until, stretch.until)
      }
      now = until
    }
    return now
  }
}
