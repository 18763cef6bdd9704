/// The hours that hold in one zone: weekly windows less closed dates and holidays.
struct ZoneHours: Sendable {
  let zone: ZoneRules
  /// By weekday, 0 Monday; sorted, not overlapping, those that touch are one.
  private let days: [[DayWindow]]
  private let closed: ClosedDays
  /// Every minute of every week is open.
  let isAlwaysOpen: Bool

  /// - Parameters:
  ///   - windows: what must all be open; none: open all day, every day.
  ///   - floor: nil: no floor.
  init(zone: ZoneRules, windows: [WeeklyWindows], floor: DayWindow?, closed: ClosedDays) {
    let wholeDay = DayWindow(opens: 0, closes: 1_440)
    self.zone = zone
    self.closed = closed
    days = (0..<7).map { weekday in
      windows.reduce([floor ?? wholeDay]) { $0.common(with: $1.days[weekday].joined()) }
    }
    isAlwaysOpen = closed.isEmpty && days.allSatisfy { $0 == [wholeDay] }
  }

  /// Whether an instant is within the hours, and until when (at least) that stays so: the next edge of a window, the
  /// next midnight or the next change of offset, whichever comes first. Always later than the instant.
  func stretch(at instant: Instant) -> (isOpen: Bool, until: Instant) {
    let (offset, segmentEnd) = zone.segment(at: instant)
    let local = instant.seconds + Int64(offset)
    let day = local.flooredQuotient(by: 86_400)
    let second = local - day * 86_400
    let date = CivilDate(day: Int32(day))
    if closed.isAfterAllData(date) { return (false, .distantFuture) }
    let windows = windows(on: date)
    let next = windows.first { Int64($0.closes) * 60 > second }
    let isOpen = next.map { Int64($0.opens) * 60 <= second } ?? false
    let edge = next.map { Int64(isOpen ? $0.closes : $0.opens) * 60 } ?? 86_400
    return (isOpen, min(Instant(seconds: instant.seconds + edge - second), segmentEnd))
  }

  /// Whether a holiday, a closed date, or the closed part of one, covers an instant.
  func isClosedDate(at instant: Instant) -> Bool {
    let (date, second) = zone.local(at: instant)
    return closed.covers(date, second: second)
  }

  /// Whether an instant lies on a day of a holiday calendar.
  func isHoliday(at instant: Instant) -> Bool { closed.isHoliday(zone.local(at: instant).date) }

  /// Whether a calendar has no data for the year of an instant.
  func isOutOfData(at instant: Instant) -> Bool { !closed.isKnown(zone.local(at: instant).date) }

  func windows(on date: CivilDate) -> [DayWindow] { closed.left(of: days[date.weekday], on: date) }
}

extension [DayWindow] {
  /// Sorted; those that overlap or touch are one.
  func joined() -> [DayWindow] {
    var result: [DayWindow] = []
    for window in sorted(by: { ($0.opens, $0.closes) < ($1.opens, $1.closes) }) {
      if let last = result.last, window.opens <= last.closes {
        result[result.count - 1].closes = Swift.max(last.closes, window.closes)
      } else {
        result.append(window)
      }
    }
    return result
  }

  /// What is open in both, sorted; both are joined.
  func common(with others: [DayWindow]) -> [DayWindow] {
    flatMap { window in others.compactMap { window.common(with: $0) } }
  }
}

extension DayWindow {
  fileprivate func common(with other: DayWindow) -> DayWindow? {
    let both = DayWindow(opens: max(opens, other.opens), closes: min(closes, other.closes))
    return both.opens < both.closes ? both : nil
  }

  func without(_ other: DayWindow) -> [DayWindow] {
    [
      DayWindow(opens: opens, closes: min(closes, other.opens)),
      DayWindow(opens: max(opens, other.closes), closes: closes),
    ].filter { $0.opens < $0.closes }
  }
}
