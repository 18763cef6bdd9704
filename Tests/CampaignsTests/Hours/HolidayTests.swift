import Testing

@testable import Campaigns

@Suite("Calendars, working days, and years without data")
struct HolidayTests {
  static func calendar(_ name: String) throws -> HolidayCalendar {
    try #require(CalendarBook.shipped.calendar(named: name))
  }

  @Test(
    "the shipped calendars have an origin, consecutive years and days within them",
    arguments: CalendarBook.shipped.names)
  func shipped(name: String) throws {
    let calendar = try Self.calendar(name)
    #expect(calendar.isShipped && calendar.origin.contains("https://"))
    let first = try #require(calendar.years.first)
    #expect(calendar.years == Array(first..<first + calendar.years.count))
    #expect(calendar.years.contains(2027) && calendar.years.contains(2028))
    #expect(calendar.days == calendar.days.sorted())
    for year in calendar.years {
      let days = calendar.days.filter { $0.components.year == year }
      #expect(days.count >= 8, "\(name) \(year)")
    }
    #expect(calendar.days.allSatisfy { calendar.years.contains($0.components.year) })
  }

  @Test("every federal holiday of 5 U.S.C. 6103 and its observed day is there")
  func federal() throws {
    let days = Set(try Self.calendar("us-federal").days)
    for year in 2021...2030 {
      let floating = [(1, 0, 3), (2, 0, 3), (9, 0, 1), (10, 0, 2), (11, 3, 4)].map { month, weekday, which in
        (1...31).compactMap { CivilDate(year: year, month: month, dayOfMonth: $0) }
          .filter { $0.weekday == weekday }[which - 1]
      }
      let memorial = (1...31).compactMap { CivilDate(year: year, month: 5, dayOfMonth: $0) }.last { $0.weekday == 0 }
      let fixed = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)].compactMap {
        CivilDate(year: year, month: $0, dayOfMonth: $1)
      }
      let observed = fixed.map { $0.weekday == 5 ? $0 + -1 : $0.weekday == 6 ? $0 + 1 : $0 }
      let wanted = floating + [memorial].compactMap(\.self) + fixed + observed
      for date in wanted where (2021...2030).contains(date.components.year) { #expect(days.contains(date), "\(date)") }
    }
    #expect(!days.contains(day("2027-11-26")), "the day after Thanksgiving is none")
  }

  @Test("the nations of Britain have days of their own, and the joint calendar has all")
  func nations() throws {
    let all = Set(try Self.calendar("gb-bank-holidays").days)
    let english = try Self.calendar("gb-bank-holidays-england-and-wales").days
    let scottish = try Self.calendar("gb-bank-holidays-scotland").days
    let irish = try Self.calendar("gb-bank-holidays-northern-ireland").days
    #expect(english.contains(day("2027-03-29")) && !scottish.contains(day("2027-03-29")), "Easter Monday")
    #expect(scottish.contains(day("2027-01-04")) && !english.contains(day("2027-01-04")), "2nd January, observed")
    #expect(irish.contains(day("2027-07-12")) && !english.contains(day("2027-07-12")), "Battle of the Boyne")
    #expect(scottish.contains(day("2026-06-15")), "by proclamation")
    #expect(all == Set(english + scottish + irish))
  }

  @Test("a holiday is a closed day, and hours go on after it")
  func closes() throws {
    var hours = Self.callingHours
    hours.holidays = [try Self.calendar("us-federal")]
    let open = try Self.open(hours)
    let tuesday = at("2027-09-07T09:00:00-04:00")
    #expect(open.state(at: at("2027-09-06T10:00:00-04:00")) == .closed(.closedDate, opensAt: tuesday))
    #expect(open.isHoliday(at: at("2027-09-06T10:00:00-04:00")))
    #expect(open.text(at: at("2027-09-06T10:00:00-04:00")) == "10:00 in America/New_York, closed all day, a holiday")
    #expect(
      open.state(at: at("2027-09-03T18:00:00-04:00"))
        == .closed(.outsideCallingHours, opensAt: at("2027-09-04T09:00:00-04:00")))
  }

  @Test("a year without data is closed for want of data, and nothing opens in it")
  func outOfDate() throws {
    var hours = Self.callingHours
    hours.holidays = [HolidayCalendar(name: "office", origin: "test", years: [2027], days: [day("2027-12-31")])]
    let open = try Self.open(hours)
    #expect(open.state(at: at("2028-01-03T10:00:00-05:00")) == .closed(.calendarOutOfDate, opensAt: nil))
    #expect(open.state(at: at("2027-12-31T10:00:00-05:00")) == .closed(.closedDate, opensAt: nil))
    #expect(open.state(at: at("2027-12-30T18:00:00-05:00")) == .closed(.outsideCallingHours, opensAt: nil))
    #expect(open.state(at: at("2027-12-30T10:00:00-05:00")) == .open(until: at("2027-12-30T17:59:00-05:00")))
    let early = at("2026-12-31T10:00:00-05:00")
    #expect(open.state(at: early) == .closed(.calendarOutOfDate, opensAt: at("2027-01-01T09:00:00-05:00")))
  }

  @Test("a missing year between two closes that year alone")
  func gap() throws {
    var hours = Self.callingHours
    hours.holidays = [HolidayCalendar(name: "office", origin: "test", years: [2027, 2029], days: [])]
    let open = try Self.open(hours)
    #expect(
      open.state(at: at("2028-12-01T10:00:00-05:00"))
        == .closed(.calendarOutOfDate, opensAt: at("2029-01-01T09:00:00-05:00")))
  }

  @Test("the holidays of a campaign hold in its own zone, those of a rule in the customer's")
  func zones() throws {
    var hours = Self.callingHours
    hours.zone = .named("America/New_York")
    hours.holidays = [HolidayCalendar(name: "office", origin: "test", years: [2027], days: [day("2027-03-03")])]
    let ofRule = HolidayCalendar(name: "rule", origin: "test", years: [2027], days: [day("2027-03-05")])
    let open = OpenHours(
      campaign: hours, schedule: .init(), floor: DayWindow(opens: 0, closes: 1_440),
      zones: [try SystemZones.rules("Pacific/Auckland")], campaignZone: try SystemZones.rules("America/New_York"),
      closingMargin: .minutes(1), narrowing: .init(calendars: [ofRule]))
    #expect(open.state(at: at("2027-03-03T10:00:00-05:00")) != .open(until: at("2027-03-03T17:59:00-05:00")))
    #expect(open.state(at: at("2027-03-02T10:00:00-05:00")) == .open(until: at("2027-03-02T17:59:00-05:00")))
    // 10:00 of Thursday in New York is Friday the 5th in Auckland.
    guard case .closed(.closedDate, _) = open.state(at: at("2027-03-04T10:00:00-05:00")) else {
      Issue.record("the rule's holiday does not hold in Auckland")
      return
    }
  }

  @Test("working days are counted back over weekends, holidays and closed dates")
  func workingDays() throws {
    let days = WorkingDays(
      closed: [
        ClosedDate(first: day("2027-08-30"), last: day("2027-08-30")),
        ClosedDate(first: day("2027-09-02"), last: day("2027-09-02"), hours: DayWindow(opens: 840, closes: 1_440)),
      ], calendars: [try Self.calendar("us-federal")])
    #expect(days.isWorkingDay(day("2027-09-06")) == false, "Labor Day")
    #expect(days.isWorkingDay(day("2027-09-04")) == false, "a Saturday")
    #expect(days.isWorkingDay(day("2027-09-02")) == true, "closed in the afternoon")
    #expect(days.isWorkingDay(day("2031-09-02")) == nil, "a year without data")
    #expect(days.isWorkingDay(day("2031-09-06")) == false, "a Saturday of a year without data")
    #expect(days.date(1, before: day("2027-09-07")) == day("2027-09-03"))
    #expect(days.date(5, before: day("2027-09-07")) == day("2027-08-27"), "3, 2, 1, 31 and, past the 30th, the 27th")
    #expect(days.date(0, before: day("2027-09-06")) == day("2027-09-06"))
    #expect(days.date(1, after: day("2027-09-03")) == day("2027-09-07"))
    #expect(days.date(10, before: day("2031-01-05")) == nil)
    #expect(WorkingDays().date(10, before: day("2028-03-01")) == day("2028-02-16"), "over a leap day")
  }

  @Test("a calendar file is read with its mistakes named where they stand")
  func file() throws {
    let good = SourceFile(
      path: "office.calendar.yaml",
      bytes: Array("calendar: office\norigin: us\nyears: {2027: [2027-12-24], 2028: []}\n".utf8))
    let (book, findings) = CalendarReader.read([good])
    #expect(findings.isEmpty)
    let office = try #require(book.calendar(named: "office"))
    #expect(office.years == [2027, 2028] && office.days == [day("2027-12-24")] && !office.isShipped)
    #expect(book.calendar(named: "us-federal") != nil)
    let bad = SourceFile(
      path: "b.calendar.yaml",
      bytes: Array("calendar: us-federal\nyears:\n  2027: [2028-01-01, 2027-02-29]\n  soon: []\n".utf8))
    let (unchanged, found) = CalendarReader.read([bad])
    #expect(found.map(\.place.line).sorted() == [1, 1, 3, 3, 4], "\(found)")
    #expect(found.allSatisfy { $0.help != nil })
    #expect(unchanged.calendar(named: "us-federal")?.isShipped == true)
  }

  @Test("a campaign names calendars beside it, and one that there is not is an error with the nearest")
  func named() throws {
    let office = HolidayCalendar(name: "office", origin: "test", years: [2027], days: [day("2027-12-23")])
    let text = """
      campaign: sample
      purpose: service
      segment: {}
      calling_hours: {open: {daily: ["09:00-17:00"]}, holidays: [us-federal, office, office]}
      call: {from: ["+14155550100"], answer: {say: "Hello."}}
      """
    func read(_ text: String, _ book: CalendarBook) -> (Campaign?, [Diagnostic]) {
      CampaignReader.read(
        SourceFile(path: "sample.yaml", bytes: Array(text.utf8)), configuration: Fixture.configuration,
        columns: Fixture.columns, zoneNames: Fixture.zones, calendars: book)
    }
    var book = CalendarBook.shipped
    book.add(office)
    let campaign = try #require(read(text, book).0)
    #expect(campaign.callingHours.holidays.map(\.name) == ["office", "us-federal"])
    let (none, findings) = read(text.replacing("us-federal", with: "us-fedral"), book)
    #expect(none == nil)
    #expect(findings.map(\.rule) == ["unknown-calendar"])
    #expect(findings.first?.help == "did you mean `us-federal`?")
    var edited = office
    edited.days = []
    var other = CalendarBook.shipped
    other.add(edited)
    let changed = try #require(read(text, other).0)
    #expect(changed.revision != campaign.revision, "the days of a file are part of the revision")
    let differences = CampaignComparison.differences(from: campaign, to: changed, accountRate: .unlimited)
    #expect(differences == [CampaignDifference(.hours, .wider, "calling_hours.holidays: 1 days are open again")])
  }

  static var callingHours: Campaign.CallingHours {
    Campaign.CallingHours(
      zone: .customer, open: WeeklyWindows(days: .init(repeating: [DayWindow(opens: 540, closes: 1_080)], count: 7)),
      closed: [], unknownTimeZone: .block)
  }

  static func open(_ hours: Campaign.CallingHours, _ zone: String = "America/New_York") throws -> OpenHours {
    OpenHours(
      campaign: hours, schedule: .init(), floor: DayWindow(opens: 0, closes: 1_440),
      zones: [try SystemZones.rules(zone)], campaignZone: nil, closingMargin: .minutes(1))
  }
}
