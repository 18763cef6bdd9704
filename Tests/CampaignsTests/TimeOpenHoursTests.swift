import Testing

@testable import Campaigns

@Suite("Effective calling hours")
struct TimeOpenHoursTests {
  static let floor = DayWindow(opens: 485, closes: 1_255)

  static func hours(
    _ zones: [String], windows: [DayWindow] = [DayWindow(opens: 540, closes: 1_080)], weekdays: Range<Int> = 0..<7,
    closed: [ClosedDate] = [], schedule: Campaign.Schedule = .init(), floor: DayWindow = floor,
    campaignZone: String? = nil, margin: Interval = .minutes(1)
  ) throws -> OpenHours {
    let open = WeeklyWindows(days: (0..<7).map { weekdays.contains($0) ? windows : [] })
    return OpenHours(
      campaign: Campaign.CallingHours(
        zone: campaignZone.map(Campaign.CallingHours.Zone.named) ?? .customer, open: open, closed: closed,
        unknownTimeZone: .block),
      schedule: schedule, floor: floor, zones: try zones.map(SystemZones.rules),
      campaignZone: try campaignZone.map(SystemZones.rules), closingMargin: margin)
  }

  @Test("open ends a margin before the window closes; then the window is about to close")
  func margin() throws {
    let hours = try Self.hours(["America/New_York"], margin: .seconds(75))
    let next = at("2027-03-03T09:00:00-05:00")
    #expect(hours.state(at: at("2027-03-02T09:00:00-05:00")) == .open(until: at("2027-03-02T17:58:45-05:00")))
    #expect(hours.state(at: at("2027-03-02T17:58:44.999999-05:00")) == .open(until: at("2027-03-02T17:58:45-05:00")))
    #expect(hours.state(at: at("2027-03-02T17:58:45-05:00")) == .closed(.windowAboutToClose, opensAt: next))
    #expect(hours.state(at: at("2027-03-02T18:00:00-05:00")) == .closed(.outsideCallingHours, opensAt: next))
  }

  @Test("every candidate zone must be open: a 212 number with a Californian address")
  func twoZones() throws {
    let hours = try Self.hours(["America/New_York", "America/Los_Angeles"])
    let opens = at("2027-03-02T12:00:00-05:00")
    #expect(hours.state(at: at("2027-03-02T10:00:00-05:00")) == .closed(.outsideCallingHours, opensAt: opens))
    #expect(hours.state(at: opens) == .open(until: at("2027-03-02T17:59:00-05:00")))
  }

  @Test("the floor binds in the customer's zone when the hours are written in another")
  func namedZone() throws {
    let hours = try Self.hours(["America/Los_Angeles"], campaignZone: "America/New_York")
    #expect(
      hours.state(at: at("2027-03-02T10:00:00-05:00"))
        == .closed(.outsideCallingHours, opensAt: at("2027-03-02T08:05:00-08:00")))
    #expect(hours.state(at: at("2027-03-02T08:05:00-08:00")) == .open(until: at("2027-03-02T17:59:00-05:00")))
  }

  @Test("Hawaii gets its whole last day, and the first day begins in the customer's zone")
  func schedule() throws {
    let schedule = Campaign.Schedule(starts: .day(day("2027-03-01")), ends: .day(day("2027-03-02")))
    let hours = try Self.hours(["Pacific/Honolulu"], schedule: schedule)
    #expect(
      hours.state(at: at("2027-02-01T12:00:00-10:00")) == .closed(.notStarted, opensAt: at("2027-03-01T09:00:00-10:00"))
    )
    #expect(hours.state(at: at("2027-03-02T17:00:00-10:00")) == .open(until: at("2027-03-02T17:59:00-10:00")))
    #expect(hours.state(at: at("2027-03-02T18:30:00-10:00")) == .closed(.outsideCallingHours, opensAt: nil))
    #expect(hours.state(at: at("2027-03-03T00:00:00-10:00")) == .closed(.ended, opensAt: nil))
  }

  @Test("with several candidates a day of the schedule must be on in all of them")
  func scheduleOfTwo() throws {
    let schedule = Campaign.Schedule(starts: .day(day("2027-03-01")), ends: .day(day("2027-03-01")))
    let zones = ["America/New_York", "Pacific/Honolulu"]
    let hours = try Self.hours(
      zones, windows: [DayWindow(opens: 0, closes: 1_440)], schedule: schedule,
      floor: DayWindow(opens: 0, closes: 1_440))
    let opens = at("2027-03-01T00:00:00-10:00")
    #expect(hours.state(at: at("2027-03-01T03:00:00-05:00")) == .closed(.notStarted, opensAt: opens))
    #expect(hours.state(at: opens) == .open(until: at("2027-03-02T00:00:00-05:00")))
  }

  @Test("a campaign that ends within a window may call until its end; one that starts within it, from its start")
  func instants() throws {
    let schedule = Campaign.Schedule(
      starts: .instant(at("2027-03-02T15:00:00Z")), ends: .instant(at("2027-03-02T16:00:00Z")))
    let hours = try Self.hours(["Etc/UTC"], schedule: schedule)
    #expect(hours.state(at: at("2027-03-02T14:00:00Z")) == .closed(.notStarted, opensAt: at("2027-03-02T15:00:00Z")))
    #expect(hours.state(at: at("2027-03-02T15:00:00Z")) == .open(until: at("2027-03-02T16:00:00Z")))
    #expect(hours.state(at: at("2027-03-02T16:00:00Z")) == .closed(.ended, opensAt: nil))
  }

  @Test("closed dates, whole and in part, hold in the zone of the campaign hours")
  func closedDates() throws {
    let closed = [
      ClosedDate(first: day("2027-03-02"), last: day("2027-03-03")),
      ClosedDate(first: day("2027-03-04"), last: day("2027-03-04"), hours: DayWindow(opens: 720, closes: 1_440)),
    ]
    let hours = try Self.hours(["America/New_York"], closed: closed)
    let opens = at("2027-03-04T09:00:00-05:00")
    #expect(hours.state(at: at("2027-03-02T10:00:00-05:00")) == .closed(.closedDate, opensAt: opens))
    #expect(hours.state(at: opens) == .open(until: at("2027-03-04T11:59:00-05:00")))
    #expect(
      hours.state(at: at("2027-03-04T12:00:00-05:00")) == .closed(.closedDate, opensAt: at("2027-03-05T09:00:00-05:00"))
    )
    let elsewhere = try Self.hours(["America/New_York"], closed: closed, campaignZone: "Asia/Tokyo")
    #expect(
      elsewhere.state(at: at("2027-03-01T20:30:00-05:00"))
        == .closed(.closedDate, opensAt: at("2027-03-03T19:00:00-05:00")))
  }

  @Test("windows that touch at midnight are one")
  func midnight() throws {
    let windows = [DayWindow(opens: 0, closes: 60), DayWindow(opens: 1_380, closes: 1_440)]
    let hours = try Self.hours(["Etc/UTC"], windows: windows, floor: DayWindow(opens: 0, closes: 1_440))
    #expect(hours.state(at: at("2027-03-02T23:30:00Z")) == .open(until: at("2027-03-03T00:59:00Z")))
  }

  @Test("a skipped hour holds no call, a repeated one is open once per real instant")
  func changes() throws {
    let hours = try Self.hours(
      ["America/New_York"], windows: [DayWindow(opens: 60, closes: 150)], floor: DayWindow(opens: 0, closes: 1_440))
    #expect(hours.state(at: at("2027-03-14T01:30:00-05:00")) == .open(until: at("2027-03-14T01:59:00-05:00")))
    #expect(
      hours.state(at: at("2027-03-14T03:00:00-04:00"))
        == .closed(.outsideCallingHours, opensAt: at("2027-03-15T01:00:00-04:00")))
    #expect(hours.state(at: at("2027-11-07T01:00:00-04:00")) == .open(until: at("2027-11-07T02:29:00-05:00")))
  }

  @Test("zones that never share a minute say so, and so does a window shorter than the margin")
  func noCommonHours() throws {
    let apart = try Self.hours(["America/New_York", "Asia/Tokyo"])
    #expect(apart.state(at: at("2027-03-02T10:00:00-05:00")) == .closed(.noCommonHours, opensAt: nil))
    let short = try Self.hours(["Etc/UTC"], windows: [DayWindow(opens: 600, closes: 601)])
    #expect(short.state(at: at("2027-03-02T10:00:30Z")) == .closed(.noCommonHours, opensAt: nil))
  }

  @Test("closed for longer than the horizon is a closed date without an opening, not a lack of common hours")
  func longClosed() throws {
    let closed = [ClosedDate(first: day("2027-01-01"), last: day("2028-12-31"))]
    let hours = try Self.hours(["Etc/UTC"], closed: closed)
    #expect(hours.state(at: at("2027-03-02T10:00:00Z")) == .closed(.closedDate, opensAt: nil))
  }

  @Test("what never closes is open for ever, what closes on a date until that date")
  func alwaysOpen() throws {
    let all = DayWindow(opens: 0, closes: 1_440)
    let always = try Self.hours(["America/New_York"], windows: [all], floor: all)
    #expect(always.state(at: at("2027-03-02T10:00:00Z")) == .open(until: .distantFuture))
    let closed = [ClosedDate(first: day("2027-12-25"), last: day("2027-12-25"))]
    let almost = try Self.hours(["Etc/UTC"], windows: [all], closed: closed, floor: all)
    #expect(almost.state(at: at("2027-03-02T10:00:00Z")) == .open(until: at("2027-12-24T23:59:00Z")))
  }
}
