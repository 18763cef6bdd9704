import Campaigns
import Testing

@Suite struct DiagnosticTests {
  private func finding(_ line: Int, _ column: Int, _ end: Int, file: String = "a.yaml") -> Diagnostic {
    Diagnostic(
      severity: .error, rule: "bad-value", message: "wrong", help: "right",
      place: Diagnostic.Place(file: file, line: line, column: column, endColumn: end))
  }

  @Test func textIsThatOfTheDesign() {
    let lines = Array(repeating: "", count: 13) + ["    mon-fri: [\"18:00-09:00\"]", ""]
    let text = "calling_hours:\n  open:\n" + lines.dropFirst(2).joined(separator: "\n")
    let file = SourceFile(path: "campaigns/spring.yaml", bytes: Array(text.utf8))
    let (_, findings) = CampaignReader.read(file, configuration: nil, columns: nil, zoneNames: nil)
    #expect(
      Diagnostic.text(findings.filter { $0.rule == "hours-order" }, files: [file]) == """
        campaigns/spring.yaml:14:15: error: the window ends before it starts: 18:00-09:00 [hours-order]
           14 |     mon-fri: ["18:00-09:00"]
              |               ^~~~~~~~~~~~~
        help: a window may not cross midnight; write two: "18:00-24:00" and "00:00-09:00"
        """)
  }

  @Test func theCaretStandsBelowWhatIsSeen() {
    let file = SourceFile(path: "a.yaml", bytes: Array("\té: \u{1B}x\n".utf8))
    #expect(
      finding(1, 6, 8).text(source: file)
        == "a.yaml:1:6: error: wrong [bad-value]\n    1 | \té: \u{FFFD}x\n      | \t   ^~\nhelp: right")
    #expect(finding(9, 1, 2).text(source: file) == "a.yaml:9:1: error: wrong [bad-value]\nhelp: right")
  }

  @Test func jsonHasTheKeysOfTheContractInOrder() {
    #expect(
      finding(1, 2, 3).json.text
        == #"{"file":"a.yaml","line":1,"column":2,"end_column":3,"severity":"error","rule":"bad-value","#
        + #""message":"wrong","help":"right"}"#)
  }

  @Test func findingsAreSortedByFileAndPlace() {
    let unsorted = [finding(2, 1, 2), finding(1, 9, 10), finding(1, 2, 3), finding(1, 1, 2, file: "0.yaml")]
    #expect(
      Diagnostic.sorted(unsorted).map { "\($0.place.file) \($0.place.line) \($0.place.column)" } == [
        "0.yaml 1 1", "a.yaml 1 2", "a.yaml 1 9", "a.yaml 2 1",
      ])
  }

  @Test(arguments: [
    ("concurent_calls", "did you mean `concurrent_calls`?"), ("concurrent_clals", "did you mean `concurrent_calls`?"),
    ("xyz", "the keys here are concurrent_calls, calls_per_second, calls_per_hour, per_caller_id, circuit_breaker"),
  ])
  func unknownKeysNameTheNearest(word: String, help: String) {
    #expect(Fixture.campaign("pacing: {\(word): 1}").1.map(\.help) == [help])
  }
}
