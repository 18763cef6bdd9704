import Foundation
import Testing

@testable import Campaigns

@Suite("Zone rules read from TZif files")
struct TimeZoneTests {
  /// `zdump` of the C library reads the same files with other code.
  @Test("every transition of every zone from 2020 to 2040 is the C library's")
  func everyTransition() throws {
    let names = SystemZones.database.names
    #expect(names.count > 400)
    let expected = try Self.zdump(names)
    for name in names {
      let rules = try #require(SystemZones.database.rules(named: name), "\(name)")
      #expect(Self.changes(of: rules) == expected[name] ?? [], "\(name)")
    }
  }

  @Test("a minute that is skipped begins after the gap, a repeated one at its first time")
  func gapsAndRepeats() throws {
    let newYork = try SystemZones.rules("America/New_York")
    #expect(newYork.instant(of: day("2027-03-14"), minute: 150) == at("2027-03-14T03:00:00-04:00"))
    #expect(newYork.instant(of: day("2027-11-07"), minute: 90) == at("2027-11-07T01:30:00-04:00"))
    #expect(newYork.instant(of: day("2027-11-07"), minute: 120) == at("2027-11-07T02:00:00-05:00"))
    let apia = try SystemZones.rules("Pacific/Apia")
    #expect(apia.instant(of: day("2011-12-30"), minute: 600) == at("2011-12-31T00:00:00+14:00"))
    #expect(apia.local(at: at("2011-12-30T09:59:59Z")).date == day("2011-12-29"))
    #expect(apia.local(at: at("2011-12-30T10:00:00Z")).date == day("2011-12-31"))
  }

  @Test(
    "a civil minute is found as a scan minute by minute finds it",
    arguments: ["Australia/Lord_Howe", "Africa/Casablanca"])
  func againstScan(name: String) throws {
    let rules = try SystemZones.rules(name)
    for month in 1...12 {
      var from = rules.instant(of: CivilDate.first(of: month, in: 2026), minute: 0) - .hours(30)
      for quarter in stride(from: 0, to: 40 * 1_440, by: 15) {
        let wanted = Int64(CivilDate.first(of: month, in: 2026).day) * 1_440 + Int64(quarter)
        while from.seconds / 60 + Int64(rules.offset(at: from)) / 60 < wanted { from += .minutes(1) }
        let found = rules.instant(of: CivilDate.first(of: month, in: 2026), minute: quarter)
        if found != from { Issue.record("\(name) \(month) \(quarter): \(found), not \(from)") }
        from = found
      }
    }
  }

  @Test("the footer holds beyond the table, as it does within it")
  func farYears() throws {
    let newYork = try SystemZones.rules("America/New_York")
    #expect(newYork.nextTransition(after: at("2099-12-01T00:00:00Z")) == at("2100-03-14T07:00:00Z"))
    #expect(newYork.nextTransition(after: at("2100-12-01T00:00:00Z")) == at("2101-03-13T07:00:00Z"))
    #expect(newYork.nextTransition(after: at("2101-03-13T07:00:00Z")) == at("2101-11-06T06:00:00Z"))
    #expect(newYork.offset(at: at("2345-07-01T00:00:00Z")) == -14_400)
    #expect(newYork.offset(at: at("2345-01-01T00:00:00Z")) == -18_000)
    #expect(newYork.offset(at: .distantFuture) == -18_000 || newYork.offset(at: .distantFuture) == -14_400)
    #expect(newYork.offset(at: .distantPast) == -17_762)
    #expect(try SystemZones.rules("Asia/Kolkata").nextTransition(after: at("2027-01-01T00:00:00Z")) == nil)
  }

  @Test("local time for people")
  func text() throws {
    let instant = at("2027-03-02T14:05:09Z")
    #expect(
      try SystemZones.rules("America/New_York").text(of: instant) == "2027-03-02 09:05:09 -05:00 America/New_York")
    #expect(try SystemZones.rules("Asia/Kolkata").offsetText(at: instant) == "+05:30")
    #expect(try SystemZones.rules("America/New_York").offsetText(at: .distantPast) == "-04:56:02")
  }

  @Test("a database answers for its names alone, and says what is wrong with a file")
  func database() {
    let database = ZoneDatabase(version: "2027a", files: ["X/Broken": Array("TZif2".utf8), "X/Text": [65]])
    #expect(database.names == ["X/Broken", "X/Text"])
    #expect(database.rules(named: "X/Broken") == nil)
    #expect(database.problem(with: "X/Broken") == .notAZoneFile)
    #expect(database.problem(with: "X/None") == nil)
    #expect(database.rules(named: "X/None") == nil)
    #expect(SystemZones.database.problem(with: "Europe/London") == nil)
  }

  @Test("no cut and no changed byte of a zone file does more than throw")
  func damage() throws {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(SystemZones.folder)/America/New_York")))
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: ZoneFileError.self) { try ZoneRules(name: "x", bytes: Array(bytes[..<length])) }
    }
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      var damaged = bytes
      damaged[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      guard let rules = try? ZoneRules(name: "x", bytes: damaged) else { continue }
      _ = rules.nextTransition(after: .distantPast).map(rules.local(at:))
    }
  }

  // MARK: - The oracle

  struct Change: Equatable {
    var second: Int64
    var offset: Int32
  }

  private static func changes(of rules: ZoneRules) -> [Change] {
    var changes: [Change] = []
    var now = at("2020-01-01T00:00:00Z")
    while let next = rules.nextTransition(after: now), next < at("2041-01-01T00:00:00Z") {
      changes.append(Change(second: next.seconds, offset: rules.offset(at: next)))
      now = next
    }
    return changes
  }

  /// Changes of offset by zone, from lines like
  /// `Africa/Casablanca  Sun Apr 19 02:00:00 2020 UT = Sun Apr 19 02:00:00 2020 +00 isdst=1 gmtoff=0`.
  private static func zdump(_ names: [String]) throws -> [String: [Change]] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/zdump")
    process.arguments = ["-V", "-c", "2020,2041"] + names
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    var changes: [String: [Change]] = [:]
    var before: (name: String, offset: Int32)?
    for line in output.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      let offset = try #require(words.last.flatMap { Int32($0.dropFirst("gmtoff=".count)) })
      let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
      let month = try #require(months.firstIndex(of: words[2])) + 1
      let text = "\(words[5])-\(padded(month, to: 2))-\(padded(Int(words[3]) ?? 0, to: 2))T\(words[4])Z"
      if let before, before.name == words[0], before.offset != offset {
        changes[words[0], default: []].append(Change(second: at(text).seconds, offset: offset))
      }
      before = (words[0], offset)
    }
    process.waitUntilExit()
    return changes
  }
}

@Suite("The rule in a zone file's footer")
struct TimeFooterTests {
  @Test(
    "the year's changes",
    arguments: [
      ("EST5EDT,M3.2.0,M11.1.0", 2027, ["2027-03-14T07:00:00Z", "2027-11-07T06:00:00Z"]),
      ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 2026, ["2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z"]),
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2026, ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"]),
      ("IST-2IDT,M3.4.4/26,M10.5.0", 2027, ["2027-03-26T00:00:00Z", "2027-10-30T23:00:00Z"]),
      ("AAA3BBB,J60/0,J365/23", 2028, ["2028-03-01T03:00:00Z", "2029-01-01T01:00:00Z"]),
      ("AAA3BBB,59/0,365/24", 2028, ["2028-02-29T03:00:00Z", "2029-01-01T02:00:00Z"]),
      ("AAA-1BBB-3:30:15,M1.1.1/-167,M12.5.6/167", 2027, ["2026-12-28T00:00:00Z", "2027-12-31T19:29:45Z"]),
    ])
  func changes(text: String, year: Int, expected: [String]) throws {
    let rule = try #require(PosixZone(Array(text.utf8)))
    #expect(rule.changes(in: year...year).map { Instant(seconds: $0.at) } == expected.map(at))
  }

  @Test("daylight saving all year has no gap at New Year")
  func allYear() throws {
    let rule = try #require(PosixZone(Array("XXX3EDT4,0/0,J365/23".utf8)))
    let changes = rule.changes(in: 2027...2028)
    #expect(changes[1].at == changes[2].at)
    #expect(changes[2].offset == -14_400)
  }

  @Test(
    "what is no rule is refused",
    arguments: [
      "", "E5", "EST", "EST25", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0",
      "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J5", "EST5EDT,366,1", "EST5EDT,M3.2.0/168,M11.1.0", "<+1>5",
      "EST5EDT,M3.2.0,M11.1.0 ", "<EST5", "EST5:60",
    ])
  func refused(text: String) {
    #expect(PosixZone(Array(text.utf8)) == nil)
  }
}
