import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// The contracts, held by files that were worked out by hand: every reason of a standing place once, times and money.
@Suite struct GoldenTests {
  struct PlanCase: Sendable, CustomTestStringConvertible {
    var folder: String
    var expected: String
    var from: String
    var until: String
    /// When the rate card was last changed; nil where its age does not count.
    var card: String?
    var testDescription: String { "\(folder)/\(expected)" }
  }

  static let plans = [
    PlanCase(
      folder: "reasons", expected: "plan.ndjson", from: "2027-03-02T14:00:00Z", until: "2027-03-02T14:03:00Z"),
    PlanCase(
      folder: "clock-change", expected: "fall-back.ndjson", from: "2027-11-07T04:00:00Z",
      until: "2027-11-08T05:00:00Z"),
    PlanCase(
      folder: "clock-change", expected: "spring-forward.ndjson", from: "2027-03-14T05:00:00Z",
      until: "2027-03-16T04:00:00Z"),
    PlanCase(
      folder: "evening", expected: "closing.ndjson", from: "2027-03-03T00:59:30Z", until: "2027-03-03T00:59:50Z",
      card: "2027-02-01T00:59:30Z"),
    PlanCase(
      folder: "evening", expected: "old-card.ndjson", from: "2027-03-03T00:59:30Z", until: "2027-03-03T00:59:50Z",
      card: "2027-02-01T00:59:29Z"),
  ]

  @Test(arguments: plans)
  func `The plan is, line for line, what was worked out by hand`(_ plan: PlanCase) throws {
    let folder = try Golden.copy(plan.folder)
    if plan.folder == "reasons" { try GoldenHistory.write(to: folder) }
    if let card = plan.card { try folder.age("rates.csv", at: instant(card)) }
    let ending = try Program.run(
      ["plan", "--calls", "--output", "ndjson", "--from", plan.from, "--until", plan.until], in: folder)
    #expect(ending.code == 0, "\(ending.messages)")
    try expect(ending.output, is: plan.folder + "/" + plan.expected)
  }

  @Test func `Activities are, line for line, what was worked out by hand`() throws {
    let folder = try Golden.copy("reasons")
    try GoldenHistory.write(to: folder)
    let ending = try Program.run(["activities", "--output", "ndjson"], in: folder)
    #expect(ending.code == 0, "\(ending.messages)")
    try expect(ending.output, is: "reasons/activities.ndjson")
  }

  @Test func `Every reason of a place stands in one of the golden files`() throws {
    var text = ""
    let files = Self.plans.map { $0.folder + "/" + $0.expected } + ["status/status.json", "status/account.ndjson"]
    for path in files { text += try Golden.lines(path).joined() }
    // Those that the engine cannot give yet.
    let elsewhere: Set<Reason> = [
      .killSwitch, .clockSkew, .heldChange, .pilotDone, .customerDataStale, .suppressionListStale, .hourlyRate,
      .dailyRate, .circuitOpen, .calendarOutOfDate, .contactHoursUnreadable, .waitingForCampaign,
      .representedBy, .noCallerID, .goalReached, .conversationRest,
    ]
    for reason in Reason.allCases where !elsewhere.contains(reason) {
      #expect(text.contains("\"\(reason.code)\""), "\(reason.code)")
    }
  }

  private func expect(_ output: String, is expected: String) throws {
    let made = Golden.lines(of: output)
    let wanted = try Golden.lines(expected)
    for (number, (line, want)) in zip(made, wanted).enumerated() {
      #expect(line == want, "line \(number + 1) of \(expected)")
    }
    #expect(made.count == wanted.count)
  }
}
