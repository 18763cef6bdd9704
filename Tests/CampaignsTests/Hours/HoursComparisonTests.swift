import Foundation
import Testing

@testable import Campaigns

/// Run by Scripts/compare-hours.py, which hands in questions and the answers of Python's zoneinfo, one a line:
/// `zone,hours,instant,open|closed,instant`. The last is when the last call may start (exclusive) or the first may.
@Suite("Next openings against Python's zoneinfo")
struct HoursComparisonTests {
  private static let questions = ProcessInfo.processInfo.environment["DIALER_HOURS_QUESTIONS"]

  @Test("counts the differences", .enabled(if: questions != nil))
  func compare() throws {
    let path = try #require(Self.questions)
    var (cases, differences) = (0, 0)
    var asked: (zone: Substring, hours: Substring, open: OpenHours)?
    var rules: [Substring: ZoneRules] = [:]
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      let fields = line.split(separator: ",")
      try #require(fields.count == 5)
      if asked.map({ $0.zone != fields[0] || $0.hours != fields[1] }) ?? true {
        let zone = try rules[fields[0]] ?? SystemZones.rules(String(fields[0]))
        rules[fields[0]] = zone
        asked = (fields[0], fields[1], try Self.hours(String(fields[1]), zone: zone))
      }
      guard let open = asked?.open, let now = Int64(fields[2]), let then = Int64(fields[4]) else { continue }
      cases += 1
      let found = Self.text(open.state(at: Instant(seconds: now)))
      if found != "\(fields[3]),\(then)" {
        differences += 1
        if differences <= 20 { print("difference \(line) found \(found)") }
      }
    }
    print("hours: \(cases) cases, \(differences) differences")
    #expect(cases > 0 && differences == 0)
  }

  private static func text(_ state: OpenHours.State) -> String {
    switch state {
    case .open(let until): "open,\(until.seconds)"
    case .closed(_, let opensAt): "closed,\(opensAt.map { $0.seconds } ?? -1)"
    }
  }

  /// `mon-fri 09:00-17:00`, with a closed day behind an exclamation mark: `daily 09:00-17:00!2027-03-14`.
  private static func hours(_ text: String, zone: ZoneRules) throws -> OpenHours {
    let parts = text.split(separator: "!").map(String.init)
    var hours = HolidayTests.callingHours
    hours.open = try #require(ContactHours.read(parts[0]))
    hours.closed = try parts.dropFirst().map { text in
      let date = try #require(CivilDate(iso8601: text))
      return ClosedDate(first: date, last: date)
    }
    return OpenHours(
      campaign: hours, schedule: .init(), floor: DayWindow(opens: 0, closes: 1_440),
      zones: [zone], campaignZone: nil, closingMargin: .minutes(15))
  }
}
