import Campaigns
import Foundation
import Testing

/// Fixtures/language/bad and good hold a file of the same name for each rule. In a bad file a comment below a line says
/// where the finding must stand: `#    ^ rule-id` under its first byte, or `# column 1: rule-id` for the first two
/// columns, where no caret fits. A file that begins with `# dialer.yaml` is a configuration, others are campaigns.
@Suite struct LanguageFixtureTests {
  /// Rules that need more than one file, or bytes that no fixture can hold; the tests that cover them.
  private static let elsewhere: [String: String] = [
    "unknown-campaign": "CampaignOrderTests",
    "live-needed": "ConfigurationTests", "yaml-encoding": "YAMLReaderTests", "yaml-limit": "YAMLReaderTests",
    "after-cycle": "CampaignCircleTests", "test-number": "CampaignCircleTests",
    "calendar-out-of-date": "HoursFilesTests", "budget-too-small": "CheckWarningTests",
    "campaigns-unreadable": "CheckWarningTests",
    "customers-unreadable": "CheckWarningTests", "customers-without-id": "CheckWarningTests",
    "personal-data-in-git": "CheckWarningTests", "rates-too-old": "CheckWarningTests",
    "rates-unreadable": "CheckWarningTests",
    "rate-card-duplicate": "RateCardTests", "rate-card-empty": "RateCardTests", "rate-card-fields": "RateCardTests",
    "rate-card-header": "RateCardTests", "rate-card-increment": "RateCardTests", "rate-card-prefix": "RateCardTests",
    "rate-card-price": "RateCardTests", "rate-card-quote": "RateCardTests", "rate-card-size": "RateCardTests",
    "rate-card-utf8": "RateCardTests",
  ]

  struct Expected: Hashable, Comparable, CustomStringConvertible {
    var line: Int
    var column: Int
    var rule: String
    var description: String { "\(line):\(column) \(rule)" }
    static func < (a: Expected, b: Expected) -> Bool { (a.line, a.column, a.rule) < (b.line, b.column, b.rule) }
  }

  static func names(_ folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: Fixture.folder + "/language/" + folder)
    return (names ?? []).sorted()
  }

  @Test(arguments: names("bad"))
  func theFindingsStandAtTheMarkers(name: String) throws {
    let text = try Fixture.text("language/bad/" + name)
    let found = Fixture.findings(name, text)
    #expect(
      found.map { Expected(line: $0.place.line, column: $0.place.column, rule: $0.rule) }.sorted() == Self.markers(text)
    )
    #expect(found.allSatisfy { $0.help != nil }, "every finding names the remedy")
  }

  @Test(arguments: names("good"))
  func theGoodTwinHasNoFindings(name: String) throws {
    #expect(Fixture.findings(name, try Fixture.text("language/good/" + name)).isEmpty)
  }

  @Test func everyBadFileHasAGoodTwin() {
    #expect(Self.names("bad") == Self.names("good"))
    #expect(!Self.names("bad").isEmpty)
  }

  @Test func everyRuleHasAFixture() throws {
    var rules = Set(Self.elsewhere.keys)
    for name in Self.names("bad") {
      rules.formUnion(Self.markers(try Fixture.text("language/bad/" + name)).map(\.rule))
    }
    for set in LanguageSetTests.names("bad") {
      for file in try LanguageSetTests.files("bad/" + set) { rules.formUnion(Self.markers(file.text).map(\.rule)) }
    }
    #expect(rules.sorted() == DiagnosticRules.all.map(\.id).sorted())
  }

  static func markers(_ text: String) -> [Expected] {
    var expected: [Expected] = []
    var current = 0
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let caret = line.utf8.firstIndex(of: UInt8(ascii: "^")), line.first == "#" {
        let rule = line[line.utf8.index(caret, offsetBy: 2)...]
        let column = line.utf8.distance(from: line.startIndex, to: caret) + 1
        expected.append(Expected(line: current, column: column, rule: String(rule)))
      } else if line.hasPrefix("# column ") {
        let parts = line.dropFirst("# column ".count).split(separator: ":")
        let rule = parts[1].dropFirst()
        expected.append(Expected(line: current, column: Int(parts[0]) ?? 0, rule: String(rule)))
      } else {
        current = index + 1
      }
    }
    return expected.sorted()
  }
}

/// What the language's tests share: where fixtures lie, and customers with one column of each type.
enum Fixture {
  static var folder: String { Bundle.module.resourcePath.map { $0 + "/Fixtures" } ?? "Fixtures" }

  static func text(_ path: String) throws -> String {
    try String(contentsOfFile: folder + "/" + path, encoding: .utf8)
  }

  static let columns = Columns(
    names: [
      "id", "name", "status", "email", "tags", "plan_ends", "lifetime_value", "reminders", "notes", "seen", "age",
    ],
    types: [
      .text, .text, .text, .text, .list(separator: ";"), .date, .money, .boolean, .text, .instant, .number,
    ])
  static let zones: Set<String> = ["America/New_York", "America/Chicago", "Europe/Oslo"]
  static let configuration = Configuration(homeCountry: "US", timeZone: "America/New_York")

  static func findings(_ name: String, _ text: String) -> [Diagnostic] {
    let file = SourceFile(path: name, bytes: Array(text.utf8))
    if text.hasPrefix("# dialer.yaml") { return ConfigurationReader.read(file, zoneNames: zones).1 }
    return CampaignReader.read(file, configuration: configuration, columns: columns, zoneNames: zones).1
  }

  /// A campaign from the sections that differ from the smallest one.
  static func campaign(_ sections: String = "", file: String = "sample.yaml") -> (Campaign?, [Diagnostic]) {
    let text = """
      campaign: sample
      purpose: service
      \(sections.contains("segment:") ? "" : "segment: {}")
      \(sections.contains("calling_hours:") ? "" : "calling_hours: {open: {mon-fri: [\"09:00-17:00\"]}}")
      \(sections.contains("call:") ? "" : "call: {from: [\"+14155550100\"], answer: {say: \"Hello.\"}}")
      \(sections)
      """
    return CampaignReader.read(
      SourceFile(path: file, bytes: Array(text.utf8)), configuration: configuration, columns: columns, zoneNames: zones)
  }
}
