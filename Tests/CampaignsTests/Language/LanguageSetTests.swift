import Campaigns
import Foundation
import Testing

/// Fixtures/language/sets/bad and good hold folders of files that are read together, with the markers that
/// `LanguageFixtureTests` describes. A dialer.yaml in a folder is its configuration.
@Suite struct LanguageSetTests {
  struct Marker: Hashable, Comparable, CustomStringConvertible {
    var file: String
    var expected: LanguageFixtureTests.Expected
    var description: String { "\(file):\(expected)" }
    static func < (a: Marker, b: Marker) -> Bool { (a.file, a.expected) < (b.file, b.expected) }
  }

  static func names(_ kind: String) -> [String] { LanguageFixtureTests.names("sets/" + kind) }

  @Test(arguments: names("bad"))
  func theFindingsStandAtTheMarkers(name: String) throws {
    let files = try Self.files("bad/" + name)
    let found = Self.findings(files).map { finding in
      Marker(
        file: finding.place.file,
        expected: .init(line: finding.place.line, column: finding.place.column, rule: finding.rule))
    }
    let markers = files.flatMap { file in
      LanguageFixtureTests.markers(file.text).map { Marker(file: file.path, expected: $0) }
    }
    #expect(found.sorted() == markers.sorted())
    #expect(!markers.isEmpty)
  }

  @Test(arguments: names("good"))
  func theGoodTwinHasNoFindings(name: String) throws {
    #expect(Self.findings(try Self.files("good/" + name)).isEmpty)
  }

  @Test func everyBadSetHasAGoodTwin() {
    #expect(Self.names("bad") == Self.names("good"))
    #expect(!Self.names("bad").isEmpty)
  }

  /// The files of a set, under their names alone.
  static func files(_ set: String) throws -> [SourceFile] {
    let folder = "language/sets/" + set
    return try LanguageFixtureTests.names("sets/" + set).map { name in
      SourceFile(path: name, bytes: Array(try Fixture.text(folder + "/" + name).utf8))
    }
  }

  /// What all of them together give.
  static func findings(_ files: [SourceFile]) -> [Diagnostic] {
    let (configuration, found) =
      files.first { $0.path == "dialer.yaml" }.map { ConfigurationReader.read($0, zoneNames: Fixture.zones) }
      ?? (Fixture.configuration, [])
    let (_, more) = CampaignSet.read(
      files: files.filter { $0.path != "dialer.yaml" }, configuration: configuration ?? Fixture.configuration,
      columns: Fixture.columns, zoneNames: Fixture.zones)
    return found + more
  }
}

/// Rules between files whose keys other rules speak of as well.
@Suite struct CampaignCircleTests {
  private func file(_ id: String, after: String) -> SourceFile {
    let text = "campaign: \(id)\nschedule:\n  after: \(after)\n"
    return SourceFile(path: id + ".yaml", bytes: Array(text.utf8))
  }

  private func circles(_ files: [SourceFile]) -> [String] {
    CampaignSet.read(files: files, configuration: nil, columns: nil, zoneNames: nil).diagnostics
      .filter { $0.rule == "after-cycle" }
      .map { "\($0.place.file):\($0.place.line):\($0.place.column)-\($0.place.endColumn) \($0.message)" }
  }

  @Test func aCircleIsFoundAtEveryNameThatLeadsRoundIt() {
    #expect(
      circles([file("a", after: "[x, b]"), file("b", after: "[c]"), file("c", after: "a"), file("d", after: "[a]")])
        == [
          "a.yaml:3:14-15 campaigns wait for each other: `a` after `b` after `c` after `a`",
          "b.yaml:3:11-12 campaigns wait for each other: `b` after `c` after `a` after `b`",
          "c.yaml:3:10-11 campaigns wait for each other: `c` after `a` after `b` after `c`",
        ])
  }

  @Test func oneThatWaitsForItselfNeverBegins() {
    #expect(circles([file("a", after: "[a]")]) == ["a.yaml:3:11-12 `a` waits for itself"])
  }

  @Test func aChainIsNoCircle() {
    #expect(circles([file("a", after: "[b, c]"), file("b", after: "[c]"), file("c", after: "[]")]) == [])
  }

  @Test func numbersOfTestsAreFiction() {
    func found(_ number: String) -> [String] {
      Fixture.campaign("tests:\n  - {name: a, customer: {id: 1, mobile: \"\(number)\"}}").1
        .filter { $0.rule == "test-number" }.map { "\($0.place.line):\($0.place.column) \($0.severity)" }
    }
    #expect(found("+14158675309") == ["7:41 warning"])
    #expect(found("+14155550123") == [])
    #expect(found("+442079460123") == [])
    #expect(found("+18005551212") == ["7:41 warning"])
  }
}
