import Campaigns
import Foundation
import Testing

@testable import Dialer

/// What `dialer check` finds in what lies beside the files: prices, customers, git.
@Suite struct CheckWarningTests {
  private func findings(_ folder: Folder) throws -> [Diagnostic] {
    try CheckRun.check(
      paths: [], config: folder.path("dialer.yaml"), now: noon, standardInput: { Data() }
    ).findings
  }

  private func marks(_ findings: [Diagnostic]) -> [String] {
    findings.map { finding in
      let name = (finding.place.file as NSString).lastPathComponent
      return "\(name):\(finding.place.line):\(finding.place.column)-\(finding.place.endColumn) \(finding.rule)"
    }
  }

  @Test func aBudgetThatPaysForNoCallIsShownAtItsAmount() throws {
    let folder = try Folder.account()
    try folder.write(
      "campaigns/first.yaml", Folder.campaign() + "\nbudget: {per_call: 0.06, per_customer: 0.07, total: 9}\n")
    // Five minutes at 0.0140 are 0.07: the cheaper of the card's two prices.
    #expect(marks(try findings(folder)) == ["first.yaml:8:20-24 budget-too-small"])
    #expect(try findings(folder).map(\.severity) == [.warning])
  }

  @Test func customersInGitAreFoundUnlessTheyAreFiction() throws {
    let folder = try Folder.account()
    #expect(try git(["init", "-q"], in: folder) == 0)
    try folder.write("customers.csv", "id,name,phone,status\nC1,Ada,+1 415 867 5309,active\n")
    #expect(try findings(folder) == [], "git does not track it")
    #expect(try git(["add", "customers.csv"], in: folder) == 0)
    #expect(marks(try findings(folder)) == ["dialer.yaml:3:19-32 personal-data-in-git"])
    try folder.write("customers.csv", "id,name,phone,status\nC1,Ada,+12125550101,active\n")
    #expect(try findings(folder) == [])
  }

  @Test func customersWithoutAnIdAreAnErrorAtTheFileTheyAreNamedIn() throws {
    let folder = try Folder.account()
    try folder.write("customers.csv", "number,name\n1,Ada\n")
    let marks = marks(try findings(folder))
    #expect(marks.first == "dialer.yaml:3:19-32 customers-without-id")
  }

  @Test func aMissingRateCardIsShownAtItsName() throws {
    let folder = try Folder.account()
    try FileManager.default.removeItem(atPath: folder.path("rates.csv"))
    #expect(marks(try findings(folder)) == ["dialer.yaml:4:15-24 rates-unreadable"])
  }

  private func git(_ arguments: [String], in folder: Folder) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", folder.path] + arguments
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}

@Suite struct GitHubAnnotationTests {
  private func text(_ message: String, help: String? = nil, file: String = "campaigns/a.yaml") -> String {
    GitHubAnnotations.text([
      Diagnostic(
        severity: .warning, rule: "hours-order", message: message, help: help,
        place: .init(file: file, line: 14, column: 15, endColumn: 28))
    ])
  }

  @Test func aFindingIsOneWorkflowCommand() {
    #expect(
      text("the window ends before it starts: 18:00-09:00", help: "write two")
        == "::warning file=campaigns/a.yaml,line=14,col=15,endColumn=28,title=hours-order::"
        + "the window ends before it starts: 18:00-09:00%0Ahelp: write two")
  }

  @Test func whatWouldEndACommandIsEscaped() {
    #expect(text("100% of\r\nit").hasSuffix("::100%25 of%0D%0Ait"))
    #expect(text("x", file: "a,b:c%.yaml").hasPrefix("::warning file=a%2Cb%3Ac%25.yaml,line="))
  }

  @Test func theCommandPrintsThemAndKeepsItsExitCode() throws {
    let folder = try Folder.account()
    try folder.write("campaigns/late.yaml", Folder.campaign("late", hours: "18:00-09:00"))
    let ending = try Program.run(["check", "--output", "github"], in: folder)
    #expect(ending.code == 65)
    #expect(
      ending.output == "::error file=campaigns/late.yaml,line=6,col=15,endColumn=28,title=hours-order::the window ends "
        + "before it starts: 18:00-09:00%0Ahelp: a window may not cross midnight; write two: \"18:00-24:00\" and "
        + "\"00:00-09:00\"\n")
  }
}
