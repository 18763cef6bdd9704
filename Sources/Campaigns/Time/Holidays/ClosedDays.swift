/// The days on which the hours of a zone are closed, in part or as a whole, and those of which nobody knows.
struct ClosedDays: Sendable {
  static let none = ClosedDays(dates: [], calendars: [])

  /// By first day.
  private let dates: [ClosedDate]
  /// Days since 1970, ascending.
  private let holidays: [Int32]
  /// Ascending and apart: the days that every calendar knows; nil without a calendar.
  private let known: [ClosedRange<Int32>]?

  init(dates: [ClosedDate], calendars: [HolidayCalendar]) {
    self.dates = dates.sorted { ($0.first, $0.last) < ($1.first, $1.last) }
    holidays = Set(calendars.flatMap { $0.days.map(\.day) }).sorted()
    known = calendars.isEmpty ? nil : Self.knownDays(calendars)
  }

  private static func knownDays(_ calendars: [HolidayCalendar]) -> [ClosedRange<Int32>] {
    let years = calendars[0].years.filter { year in calendars.allSatisfy { $0.years.contains(year) } }
    var ranges: [ClosedRange<Int32>] = []
    for year in years {
      guard let first = CivilDate(year: year, month: 1, dayOfMonth: 1),
        let last = CivilDate(year: year, month: 12, dayOfMonth: 31)
      else { continue }
      if let before = ranges.last, before.upperBound + 1 == first.day {
        ranges[ranges.count - 1] = before.lowerBound...last.day
      } else {
        ranges.append(first.day...last.day)
      }
    }
    return ranges
  }

  var isEmpty: Bool { dates.isEmpty && known == nil }

  /// Whether all calendars have data for the year of a day.
  func isKnown(_ date: CivilDate) -> Bool {
    guard let known else { return true }
    return known.contains { $0.contains(date.day) }
  }

  /// Whether no later day is known either.
  func isAfterAllData(_ date: CivilDate) -> Bool {
    guard let known else { return false }
    return known.last.map { $0.upperBound < date.day } ?? true
  }

  func isHoliday(_ date: CivilDate) -> Bool {
    var low = 0
    var high = holidays.count
    while low < high {
      let middle = (low + high) / 2
      if holidays[middle] < date.day { low = middle + 1 } else { high = middle }
    }
    return low < holidays.count && holidays[low] == date.day
  }

  /// Whether a holiday, a closed date, or the closed part of one, covers a second of a day.
  func covers(_ date: CivilDate, second: Int32) -> Bool {
    if isHoliday(date) { return true }
    return dates.contains { entry in
      guard entry.first <= date, date <= entry.last else { return false }
      guard let hours = entry.hours else { return true }
      return Int32(hours.opens) * 60 <= second && second < Int32(hours.closes) * 60
    }
  }

  /// What of the windows of a day is left.
  func left(of windows: [DayWindow], on date: CivilDate) -> [DayWindow] {
    guard isKnown(date), !isHoliday(date) else { return [] }
    var windows = windows
    for entry in dates {
      if entry.first > date { break }
      guard date <= entry.last else { continue }
      guard let hours = entry.hours else { return [] }
      windows = windows.flatMap { $0.without(hours) }
    }
    return windows
  }
}
