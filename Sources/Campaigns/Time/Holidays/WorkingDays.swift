/// Working days: Monday to Friday, less holidays and closed dates.
package struct WorkingDays: Sendable {
  private let closed: [ClosedDate]
  private let calendars: [HolidayCalendar]

  /// - Parameters:
  ///   - closed: `calling_hours.closed`; an entry that closes a part of a day leaves it a working day.
  ///   - calendars: `calling_hours.holidays`.
  package init(closed: [ClosedDate] = [], calendars: [HolidayCalendar] = []) {
    self.closed = closed.filter { $0.hours == nil }
    self.calendars = calendars
  }

  /// Those of a campaign.
  package init(_ hours: Campaign.CallingHours) { self.init(closed: hours.closed, calendars: hours.holidays) }

  /// Whether somebody works on a day; nil when a calendar has no data for its year.
  package func isWorkingDay(_ date: CivilDate) -> Bool? {
    if date.weekday > 4 { return false }
    if closed.contains(where: { $0.first <= date && date <= $0.last }) { return false }
    let year = date.components.year
    guard calendars.allSatisfy({ $0.years.contains(year) }) else { return nil }
    return !calendars.contains { $0.days.contains(date) }
  }

  /// The day that lies so many working days before another: 1 is the last working day before it, 0 the day itself.
  ///
  /// - Returns: nil when a calendar has no data for a day on the way, or when there is no such day within ten years.
  package func date(_ count: Int, before date: CivilDate) -> CivilDate? { step(count, from: date, by: -1) }

  /// The day that lies so many working days after another; nil as above.
  package func date(_ count: Int, after date: CivilDate) -> CivilDate? { step(count, from: date, by: 1) }

  private func step(_ count: Int, from start: CivilDate, by direction: Int) -> CivilDate? {
    var (left, date, walked) = (count, start, 0)
    while left > 0 {
      date = date + direction
      walked += 1
      guard walked < 3_660, let isWorking = isWorkingDay(date) else { return nil }
      if isWorking { left -= 1 }
    }
    return date
  }
}
