import Testing

@testable import Campaigns

@Suite("A customer's own hours")
struct ContactHoursTests {
  @Test(
    "are read, and written as people write them",
    arguments: [
      ("mon-fri 17:00-20:00", "mon-fri 17:00-20:00"), ("MON 09:00-12:00;TUE 09:00-12:00", "mon-tue 09:00-12:00"),
      ("daily 10:00-12:00 14:00-24:00", "daily 10:00-12:00 14:00-24:00"),
      ("daily 10:00-12:00, sun 14:00-16:00", "mon-sat 10:00-12:00, sun 14:00-16:00"),
      ("sat, sun 10:00-12:00", "sat-sun 10:00-12:00"), ("mon 14:00-16:00 09:00-14:30", "mon 09:00-16:00"),
      ("sun-mon 08:00-09:00", "mon 08:00-09:00, sun 08:00-09:00"),
    ])
  func good(text: String, written: String) throws {
    #expect(try #require(ContactHours.read(text)).text == written)
  }

  @Test(
    "that cannot be read are refused as a whole",
    arguments: [
      "", "evenings", "17:00-20:00", "mon", "mon-fri 20:00-17:00", "mon 25:00-26:00", "mon 9-5", "mon 09:00-12:00 tue",
      "mon 09:00-10:00, mon 11:00-12:00", "mon-wed 09:00-10:00, tue-thu 09:00-10:00", "mon 10:00-10:00",
    ])
  func bad(text: String) { #expect(ContactHours.read(text) == nil) }

  @Test("only narrow, and each day that is not named is closed")
  func narrow() throws {
    let contact = try #require(ContactHours.read("mon-fri 17:00-22:00"))
    let open = OpenHours(
      campaign: HolidayTests.callingHours, schedule: .init(), floor: DayWindow(opens: 0, closes: 1_440),
      zones: [try SystemZones.rules("America/New_York")], campaignZone: nil, closingMargin: .minutes(1),
      narrowing: .init(windows: [contact]))
    let monday = at("2027-03-08T17:00:00-05:00")
    #expect(open.state(at: at("2027-03-06T17:30:00-05:00")) == .closed(.outsideCallingHours, opensAt: monday))
    #expect(open.state(at: monday) == .open(until: at("2027-03-08T17:59:00-05:00")), "the campaign closes at 18:00")
    let never = OpenHours(
      campaign: HolidayTests.callingHours, schedule: .init(), floor: DayWindow(opens: 0, closes: 1_440),
      zones: [try SystemZones.rules("America/New_York")], campaignZone: nil, closingMargin: .minutes(1),
      narrowing: .init(windows: [try #require(ContactHours.read("daily 20:00-22:00"))]))
    #expect(never.state(at: monday) == .closed(.noCommonHours, opensAt: nil))
  }
}
