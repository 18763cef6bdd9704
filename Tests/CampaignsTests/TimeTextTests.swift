import Testing

@testable import Campaigns

@Suite("Instants, dates and durations as text")
struct TimeTextTests {
  @Test(
    "an instant prints in UTC, with three or six decimals",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000000Z"),
      (1_804_017_900_000_250, "2027-03-02T20:05:00.000Z", "2027-03-02T20:05:00.000250Z"),
      (-1, "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999999Z"),
    ])
  func prints(microseconds: Int64, short: String, long: String) {
    let instant = Instant(microseconds: microseconds)
    #expect(instant.rfc3339 == short)
    #expect(instant.rfc3339Microseconds == long)
    #expect(Instant(rfc3339: long) == instant)
  }

  @Test(
    "any offset and any fraction reads",
    arguments: [
      ("2027-03-02T20:05:00-05:00", "2027-03-03T01:05:00.000000Z"),
      ("2027-03-02t20:05:00.5+05:30", "2027-03-02T14:35:00.500000Z"),
      ("2027-03-02 20:05:00.1234567z", "2027-03-02T20:05:00.123456Z"),
      ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"),
      ("2016-12-31T18:59:60-05:00", "2017-01-01T00:00:00.000000Z"),
      ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"),
    ])
  func reads(text: String, expected: String) {
    #expect(Instant(rfc3339: text)?.rfc3339Microseconds == expected)
  }

  @Test(
    "what names no instant is refused",
    arguments: [
      "", "2027-03-02", "2027-03-02T20:05:00", "2027-02-29T00:00:00Z", "2027-03-02T24:00:00Z", "2027-03-02T20:60:00Z",
      "2027-03-02T20:05:60Z", "2027-03-02T20:05:00.Z", "2027-03-02T20:05:00+5:00", "2027-03-02T20:05:00+05:60",
      "2027-03-02T20:05:00Z ", "2027-3-2T20:05:00Z", "२०२७-03-02T20:05:00Z",
    ])
  func refuses(text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }

  @Test("every day of four centuries reads back as itself and follows its predecessor")
  func everyDay() throws {
    let first = try #require(CivilDate(year: 1900, month: 1, dayOfMonth: 1))
    for day in first.day..<first.day + 146_097 where CivilDate(iso8601: CivilDate(day: day).description)?.day != day {
      Issue.record("day \(day)")
    }
    #expect(CivilDate(iso8601: "2300-01-01")?.day == first.day + 146_097)
  }

  @Test("dates that do not exist are refused", arguments: ["2027-02-29", "2027-00-01", "2027-13-01", "2027-1-1", "x"])
  func noDate(text: String) {
    #expect(CivilDate(iso8601: text) == nil)
  }

  @Test(
    "durations read and print",
    arguments: [
      ("200ms", Interval.milliseconds(200), "200ms"), ("90s", .seconds(90), "1m30s"),
      ("1h30m", .minutes(90), "1h30m"), ("7d", .days(7), "7d"), ("5y", .days(1_825), "1825d"), ("0s", .zero, "0s"),
      ("36h", .hours(36), "1d12h"), ("1s5us", Interval(microseconds: 1_000_005), "1s5us"),
    ])
  func durations(text: String, interval: Interval, printed: String) {
    #expect(Interval(text) == interval)
    #expect(interval.description == printed)
    #expect(Interval(printed) == interval)
  }

  @Test(
    "what is no duration is refused",
    arguments: [
      "", "5", "h", "-1s", "1.5h", "1h 30m", "30m1h", "1h1h", "1w", "1H", "999999999999999y", "30000y300000y",
    ])
  func noDuration(text: String) {
    #expect(Interval(text) == nil)
  }
}
