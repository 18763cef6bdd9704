/// The days of a calendar on which a campaign makes no call, and the years for which anybody knows them.
package struct HolidayCalendar: Sendable, Equatable {
  /// By which `calling_hours.holidays` names it.
  package var name: String
  /// Where the days come from.
  package var origin: String
  /// The years that the calendar has data for, ascending. In every other year it closes all days: nobody knows which
  /// are holidays.
  package var years: [Int]
  /// Ascending.
  package var days: [CivilDate]
  /// Shipped with the program; false: from a file beside the campaigns.
  package var isShipped: Bool

  package init(name: String, origin: String, years: [Int], days: [CivilDate], isShipped: Bool = false) {
    self.name = name
    self.origin = origin
    self.years = years.sorted()
    self.days = days.sorted()
    self.isShipped = isShipped
  }

  /// The first day, from `date` on, that lies in a year without data.
  package func firstUnknownDay(from date: CivilDate) -> CivilDate {
    var year = date.components.year
    guard years.contains(year) else { return date }
    while years.contains(year) { year += 1 }
    return CivilDate(year: year, month: 1, dayOfMonth: 1) ?? date
  }

  /// `us-federal 2021-2030`.
  package var text: String {
    guard let first = years.first, let last = years.last else { return "\(name) without any year" }
    return first == last ? "\(name) \(first)" : "\(name) \(first)-\(last)"
  }
}

/// The calendars that campaign files can name.
package struct CalendarBook: Sendable {
  private var byName: [String: HolidayCalendar]

  package init(_ calendars: [HolidayCalendar]) {
    byName = Dictionary(calendars.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Those that come with the program.
  package static let shipped = CalendarBook(readShipped())

  /// Where the shipped calendars were taken from.
  package static var source: String { CalendarTable.source }

  /// All names, sorted.
  package var names: [String] { byName.keys.sorted() }

  package func calendar(named name: String) -> HolidayCalendar? { byName[name] }

  mutating func add(_ calendar: HolidayCalendar) { byName[calendar.name] = calendar }

  private static func readShipped() -> [HolidayCalendar] {
    var calendars: [HolidayCalendar] = []
    for line in CalendarTable.text.split(separator: "\n") {
      let words = line.split(separator: " ")
      switch words.first {
      case "calendar":
        calendars.append(
          HolidayCalendar(name: words.dropFirst().joined(), origin: "", years: [], days: [], isShipped: true))
      case "origin": calendars[calendars.count - 1].origin = words.dropFirst().joined(separator: " ")
      default:
        guard let year = words.first.flatMap({ Int($0) }) else { continue }
        calendars[calendars.count - 1].years.append(year)
        calendars[calendars.count - 1].days += words.dropFirst().compactMap { CivilDate(iso8601: "\(year)-\($0)") }
      }
    }
    return calendars
  }
}
