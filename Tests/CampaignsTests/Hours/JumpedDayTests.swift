import Testing

@testable import Campaigns

@Suite("Days that clocks jumped, leap days and midnight")
struct JumpedDayTests {
  private static func open(_ zone: String, opens: Int16 = 540, closes: Int16 = 1_080) throws -> OpenHours {
    var hours = HolidayTests.callingHours
    hours.open = WeeklyWindows(days: .init(repeating: [DayWindow(opens: opens, closes: closes)], count: 7))
    return try HolidayTests.open(hours, zone)
  }

  @Test("Samoa had no 30 December 2011, Kwajalein no 21 August 1993: the next opening is the day after it")
  func jumped() throws {
    let samoa = try Self.open("Pacific/Apia")
    #expect(
      samoa.state(at: at("2011-12-29T18:30:00-10:00"))
        == .closed(.outsideCallingHours, opensAt: at("2011-12-31T09:00:00+14:00")))
    let kwajalein = try Self.open("Pacific/Kwajalein")
    #expect(
      kwajalein.state(at: at("1993-08-20T18:30:00-12:00"))
        == .closed(.outsideCallingHours, opensAt: at("1993-08-22T09:00:00+12:00")))
  }

  @Test("a window that touches the jumped day is one stretch with the day after it")
  func stretch() throws {
    let samoa = try Self.open("Pacific/Apia", opens: 0, closes: 1_440)
    #expect(samoa.state(at: at("2011-12-29T12:00:00-10:00")) == .open(until: .distantFuture))
    var hours = HolidayTests.callingHours
    hours.open = WeeklyWindows(days: (0..<7).map { $0 == 4 ? [DayWindow(opens: 0, closes: 1_440)] : [] })
    let fridays = try HolidayTests.open(hours, "Pacific/Apia")
    #expect(
      fridays.state(at: at("2011-12-29T12:00:00-10:00"))
        == .closed(.outsideCallingHours, opensAt: at("2012-01-06T00:00:00+14:00")), "that Friday never came")
  }

  @Test("a closed date that never came closes nothing")
  func closed() throws {
    var hours = HolidayTests.callingHours
    hours.closed = [ClosedDate(first: day("2011-12-30"), last: day("2011-12-30"))]
    let open = try HolidayTests.open(hours, "Pacific/Apia")
    #expect(
      open.state(at: at("2011-12-29T18:30:00-10:00"))
        == .closed(.outsideCallingHours, opensAt: at("2011-12-31T09:00:00+14:00")))
  }

  @Test("29 February is a day like any other, and 24:00 meets 00:00")
  func leap() throws {
    let late = try Self.open("America/New_York", opens: 1_380, closes: 1_440)
    #expect(late.state(at: at("2028-02-29T23:30:00-05:00")) == .open(until: at("2028-02-29T23:59:00-05:00")))
    #expect(
      late.state(at: at("2028-02-28T23:59:30-05:00"))
        == .closed(.windowAboutToClose, opensAt: at("2028-02-29T23:00:00-05:00")))
    #expect(
      late.state(at: at("2028-03-01T00:00:00-05:00"))
        == .closed(.outsideCallingHours, opensAt: at("2028-03-01T23:00:00-05:00")))
  }

  @Test("an hour that is skipped holds no call, one that is repeated opens twice")
  func clocks() throws {
    let night = try Self.open("America/New_York", opens: 120, closes: 180)
    #expect(
      night.state(at: at("2027-03-14T01:30:00-05:00"))
        == .closed(.outsideCallingHours, opensAt: at("2027-03-15T02:00:00-04:00")))
    let one = try Self.open("America/New_York", opens: 60, closes: 120)
    #expect(one.state(at: at("2027-11-07T01:30:00-04:00")) == .open(until: at("2027-11-07T01:59:00-05:00")))
    let half = try Self.open("America/New_York", opens: 60, closes: 90)
    #expect(
      half.state(at: at("2027-11-07T01:40:00-04:00"))
        == .closed(.outsideCallingHours, opensAt: at("2027-11-07T01:00:00-05:00")))
  }
}
