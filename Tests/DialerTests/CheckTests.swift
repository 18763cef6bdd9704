import Campaigns
import Foundation
import Testing

@testable import Dialer

@Suite struct CheckTests {
  private func check(
    _ folder: Folder, _ paths: [String] = [], config: String? = "dialer.yaml", input: String = ""
  ) throws -> CheckReport {
    try CheckRun.check(
      paths: paths.map { $0 == "-" ? $0 : folder.path($0) }, config: config.map(folder.path), now: noon,
      standardInput: { Data(input.utf8) })
  }

  @Test func whatIsRightHasNoFinding() throws {
    let folder = try Folder.account()
    let report = try check(folder)
    #expect(report.findings == [])
    #expect(report.failure(strict: true) == nil)
    #expect(report.inventory.campaigns.map(\.id) == ["first"])
    #expect(report.inventory.customers.map(\.columns) == [["id", "name", "phone", "status"]])
    #expect(report.inventory.rates?.classes == 2)
    #expect(report.text.contains("0 errors, 0 warnings\nchecked: 1 campaign (1 draft); customers customers.csv (4 "))
  }

  @Test func theExamplesOfTheRepositoryAreRight() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../campaigns")
    let report = try CheckRun.check(
      paths: [root.standardizedFileURL.path], config: nil, now: noon, standardInput: { Data() })
    #expect(report.findings == [])
    #expect(report.inventory.campaigns.count >= 4)
  }

  @Test func aMistakeIsShownAtItsPlaceAndEndsWith65() throws {
    let folder = try Folder.account()
    try folder.write("campaigns/late.yaml", Folder.campaign("late", hours: "18:00-09:00"))
    let report = try check(folder)
    let finding = try #require(report.findings.first)
    #expect(report.findings.count == 1)
    #expect(finding.rule == "hours-order")
    #expect(finding.place.file == folder.path("campaigns/late.yaml"))
    #expect(finding.place.line == 6)
    #expect(report.failure(strict: false) == .badData)
    #expect(report.text.contains("campaigns/late.yaml:6:15: error: "))
    #expect(report.text.contains("1 error, 0 warnings"))
    #expect(report.inventory.campaigns.map(\.id) == ["first"])
  }

  @Test func theJSONIsTheContract() throws {
    let folder = try Folder.account()
    try folder.write("campaigns/late.yaml", Folder.campaign("late", hours: "18:00-09:00"))
    guard case .object(let top) = try check(folder).json, case .array(let findings) = top[0].1,
      case .object(let finding) = try #require(findings.first)
    else {
      Issue.record("an object with findings was expected")
      return
    }
    #expect(top.map(\.0) == ["findings", "inventory"])
    #expect(
      finding.map(\.0) == ["file", "line", "column", "end_column", "severity", "rule", "message", "help"])
  }

  @Test func errorsOfTheConfigurationWin() throws {
    let folder = try Folder.account("home: US")
    try folder.write("campaigns/late.yaml", Folder.campaign("late", hours: "18:00-09:00"))
    let report = try check(folder, ["campaigns/late.yaml"])
    #expect(Set(report.findings.map(\.rule)) == ["unknown-key", "hours-order"])
    #expect(report.failure(strict: false) == .badConfiguration)
  }

  @Test func warningsFailOnlyWhenStrict() throws {
    let folder = try Folder.account()
    try folder.write("campaigns/first.yaml", Folder.campaign(ring: "10s"))
    let report = try check(folder)
    #expect(report.findings.map(\.severity) == [.warning])
    #expect(report.failure(strict: false) == nil)
    #expect(report.failure(strict: true) == .warnings)
  }

  @Test func oneCampaignCanComeFromStandardInput() throws {
    let folder = try Folder.account()
    let report = try check(folder, ["-"], input: Folder.campaign(hours: "18:00-09:00"))
    #expect(report.findings.map(\.place.file) == ["<stdin>"])
    #expect(report.text.contains("<stdin>:6:"))
  }

  @Test func aConfigurationAboveThePathIsFound() throws {
    let folder = try Folder.account()
    let report = try check(folder, ["campaigns/first.yaml"], config: nil)
    #expect(report.inventory.configuration == folder.path("dialer.yaml"))
    #expect(report.inventory.campaigns.map(\.id) == ["first"])
  }

  @Test func aFolderWithItsOwnConfigurationIsCheckedByIt() throws {
    let folder = try Folder.account()
    let report = try CheckRun.check(paths: [folder.path], config: nil, now: noon, standardInput: { Data() })
    #expect(report.inventory.configuration == folder.path("dialer.yaml"))
    #expect(report.inventory.campaigns.count == 1)
  }

  @Test func filesAreCheckedWithoutAnyConfigurationToo() throws {
    let folder = try Folder()
    try folder.write("deep/a.yaml", Folder.campaign("a", hours: "18:00-09:00"))
    let ending = try Program.run(["check", "deep"], in: folder)
    #expect(ending.code == 65)
    #expect(ending.output.contains("deep/a.yaml:6:15: error: "))
    #expect(ending.messages.contains("no dialer.yaml"))
  }

  @Test func whatIsMissingIsAFindingOfTheConfiguration() throws {
    let folder = try Folder.account()
    for name in ["customers.csv", "rates.csv", "campaigns/first.yaml", "campaigns"] {
      try FileManager.default.removeItem(atPath: folder.path(name))
    }
    let report = try check(folder)
    #expect(report.findings.map(\.rule) == ["campaigns-unreadable", "customers-unreadable", "rates-unreadable"])
    #expect(report.findings.map(\.place.line) == [1, 3, 4])
    #expect(report.failure(strict: false) == .badConfiguration)
  }

  @Test func anOldRateCardIsAWarning() throws {
    let folder = try Folder.account()
    try folder.write(
      "dialer.yaml", try folder.text("dialer.yaml").replacing("rates.csv}", with: "rates.csv, max_age: 30d}"))
    try folder.age("rates.csv", at: noon - .days(31))
    #expect(try check(folder).findings.map(\.rule) == ["rates-too-old"])
    try folder.age("rates.csv", at: noon - .days(29))
    #expect(try check(folder).findings == [])
  }

  @Test func aPathThatDoesNotExistAndAnEmptyFolderAreSaid() throws {
    let folder = try Folder()
    let missing = try Program.run(["check", "nowhere.yaml"], in: folder)
    #expect(missing.code == 65)
    #expect(missing.messages.contains("nowhere.yaml"))
    #expect(try Program.run(["check"], in: folder).code == 78)
  }
}
