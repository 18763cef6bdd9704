import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// `dialer test`: the cases of campaign files and of files beside them, asked of the daemon's own gates.
@Suite struct CaseTests {
  /// An account whose campaign has these cases.
  private func account(_ cases: String) throws -> Folder {
    let folder = try Folder.account()
    try folder.write("campaigns/first.yaml", Folder.campaign() + "\ntests:\n" + cases)
    return folder
  }

  private static let ada = #"{id: C1, name: Ada, phone: "+12125550101", status: active}"#

  @Test func theSampleCampaignsHoldTheirCases() throws {
    let sample = DocumentationExamplesTests.root.appendingPathComponent("campaigns")
    let set = try CaseSet.load(paths: [], config: sample.appendingPathComponent("dialer.yaml").path)
    #expect(set.findings.filter { $0.severity == .error } == [])
    let report = CaseReport(
      results: try set.run(), configuration: set.workspace.configuration, zones: set.workspace.zones)
    #expect(report.failed == 0, "\(report.text)")
    for campaign in set.workspace.campaigns {
      #expect(campaign.tests.count >= 4, "\(campaign.id) has too few")
    }
    let reasons = set.entries.flatMap(\.test.expectations).map(\.verdict)
    for code in ["outside-calling-hours", "attempt-limit", "budget-campaign", "needs-confirmation", "concurrency"] {
      #expect(reasons.contains { if case .refused(code, _) = $0 { true } else { false } }, "nothing expects \(code)")
    }
  }

  @Test func aFailureNamesWhatWasExpectedAndEveryGate() throws {
    let folder = try account(
      """
        - name: at night
          at: 2027-03-02T22:00:00-05:00
          customer: \(Self.ada)
          expect: call
        - {name: at noon, at: "2027-03-02T12:00:00-05:00", customer: \(Self.ada), expect: call}

      """)
    let ending = try Program.run(["test"], in: folder)
    #expect(ending.code == 1)
    let lines = ending.output.split(separator: "\n").map(String.init)
    #expect(lines.first == "FAIL campaigns/first.yaml:9: at night")
    #expect(
      lines.dropFirst().first
        == "     at 2027-03-02 22:00:00 -05:00 America/New_York: expected a call, and it is refused: "
        + "outside-calling-hours until 2027-03-03 09:00:00 -05:00 America/New_York")
    #expect(lines.contains { $0.contains("refuse  calling-hours") && $0.contains("(campaigns/first.yaml:") })
    #expect(lines.suffix(2) == ["ok   campaigns/first.yaml:13: at noon", "2 tests, 1 failed"])
  }

  @Test func theHistoryOfACaseSaysHowTheLastCallEnded() throws {
    let folder = try Folder.account()
    try folder.write("campaigns/other.yaml", Folder.campaign("other"))
    let asked = Folder.campaign().replacingOccurrences(of: "{status: active}", with: "{last_outcome: [busy, failed]}")
    #expect(asked.contains("last_outcome"))
    try folder.write(
      "campaigns/first.yaml",
      """
      \(asked)
      tests:
        - name: whose newest call was busy belongs
          customer: \(Self.ada)
          history:
            - {at: "2027-02-26T10:00:00-05:00", disposition: busy, campaign: other}
            - {at: "2027-03-01T10:00:00-05:00", disposition: canceled, campaign: other}
            - {at: "2027-03-02T10:00:00-05:00", disposition: no-answer, campaign: other}
          expect:
            - {at: "2027-02-25T09:30:00-05:00", refused: not-in-segment}
            - {at: "2027-03-01T09:30:00-05:00", call: true}
            - {at: "2027-03-02T09:30:00-05:00", call: true}
            - {at: "2027-03-03T09:30:00-05:00", refused: not-in-segment}

      """)
    let all = try Program.run(["test", "--output", "ndjson"], in: folder)
    #expect(all.code == 0, "\(all.output) \(all.messages)")
  }

  @Test func aFileOfItsOwnIsReadBesideTheCampaign() throws {
    let folder = try Folder.account()
    try folder.write(
      "campaigns/first.test.yaml",
      """
      campaign: first
      tests:
        - name: twice a day is twice too often
          customer: \(Self.ada)
          history:
            - {at: "2027-03-02T10:00:00-05:00", disposition: busy}
          expect:
            - {at: "2027-03-02T09:30:00-05:00", call: true}
            - {at: "2027-03-02T11:00:00-05:00", refused: done}

      """)
    let all = try Program.run(["test", "--output", "ndjson"], in: folder)
    #expect(all.code == 0, "\(all.output) \(all.messages)")
    let json = try JSON.parse(all.output)
    #expect(json["passed"] == .bool(true) && json["file"] == .string("campaigns/first.test.yaml"))
    let none = try Program.run(["test", "campaigns/first.yaml"], in: folder)
    #expect(none.code == 0 && none.output.hasSuffix("0 tests, 0 failed\n"))
    #expect(try Program.run(["test", "nowhere.yaml"], in: folder).code == 64)
  }

  @Test func aReportForContinuousIntegrationIsWritten() throws {
    let folder = try account(
      """
        - {name: "<night> & \\"day\\"", at: "2027-03-02T22:00:00-05:00", customer: \(Self.ada), expect: call}
        - {name: noon, at: "2027-03-02T12:00:00-05:00", customer: \(Self.ada), expect: call}

      """)
    #expect(try Program.run(["test", "--junit", "report.xml"], in: folder).code == 1)
    let xml = try folder.text("report.xml")
    #expect(xml.contains("<testsuites tests=\"2\" failures=\"1\">"))
    #expect(xml.contains("name=\"&lt;night&gt; &amp; &quot;day&quot;\""))
    #expect(xml.contains("<failure message=\"at 2027-03-02 22:00:00"))
    #expect(xml.contains("<testcase classname=\"first\" name=\"noon\" file=\"campaigns/first.yaml\" line=\"10\"/>"))
  }

  /// Mistakes stand at their place, in `check` and before a case is run.
  @Test func mistakesAreFoundBeforeAnythingRuns() throws {
    let folder = try account(
      """
        - {name: a, at: 2027-03-02, customer: {id: C1}, expect: call}
        - {name: b, at: "2027-03-02T12:00:00Z", customer: {id: C1, stats: x}, expect: call}
        - {name: c, customer: {id: C1}, expect: call}
        - {name: e, at: "2027-03-02T12:00:00Z", customer: {id: C1}, expect: []}
        - {name: f, at: "2027-03-02T12:00:00Z", customer: {id: C1}, expect: {clears_at: "2027-03-02T12:00:00Z"}}

      """)
    let ending = try Program.run(["test"], in: folder)
    #expect(ending.code == 65 && ending.output.isEmpty)
    for (line, rule) in [
      (9, "bad-value"), (10, "unknown-column"), (11, "missing-key"), (12, "bad-value"), (13, "bad-value"),
    ] {
      let found = ending.messages.split(separator: "\n").contains {
        $0.hasPrefix("campaigns/first.yaml:\(line):") && $0.hasSuffix("[\(rule)]")
      }
      #expect(found, "nothing on line \(line): \(ending.messages)")
    }
    #expect(try Program.run(["check"], in: folder).code == 65)
  }

  /// The words of a case are the engine's.
  @Test func thePastEndsInTheDispositionsOfTheEngine() {
    #expect(CaseKeys.dispositions == Disposition.allCases.map(\.rawValue))
  }

  @Test func aReasonThatNoGateHasIsAMistake() throws {
    let folder = try account(
      """
        - {name: d, at: "2027-03-02T12:00:00Z", customer: {id: C1}, expect: {refused: min-gapp}}

      """)
    for command in ["test", "check"] {
      let ending = try Program.run([command], in: folder)
      #expect(ending.code == 65)
      #expect((ending.messages + ending.output).contains("did you mean `min-gap`?"))
    }
  }
}
