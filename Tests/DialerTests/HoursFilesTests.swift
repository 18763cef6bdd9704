import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// Calendars beside the campaigns, tables of rules and respected columns, from the files to the Activity.
@Suite struct HoursFilesTests {
  private static let calendar = """
    calendar: office
    origin: works council, 2026-11-02
    years: {2027: [2027-03-03, 2027-12-24]}
    """

  /// An account with a customer in Florida, one in New York with hours of his own, and one whose hours are unreadable.
  private static func account(_ hours: String, purpose: String = "marketing") throws -> Folder {
    let folder = try Folder.account("calling_hours: {rules: [us]}")
    try folder.write(
      "customers.csv",
      """
      id,name,phone,status,state,contact_hours
      F1,Ana,+13055550101,active,FL,
      N1,Ben,+12125550102,active,NY,mon-fri 17:00-20:00
      N2,Cas,+12125550103,active,NY,evenings
      """ + "\n")
    try folder.write("campaigns/office.calendar.yaml", calendar)
    try folder.write(
      "campaigns/first.yaml",
      """
      campaign: first
      purpose: \(purpose)
      segment: {where: {status: active}}
      calling_hours:
        open: {daily: ["08:00-21:00"]}
        \(hours)
      call: {answer: {twiml: "<Response><Gather numDigits=\\"1\\"><Say>Press 9.</Say></Gather></Response>"}}
      """)
    return folder
  }

  private func check(_ folder: Folder, _ now: Instant = noon) throws -> CheckReport {
    try CheckRun.check(paths: [], config: folder.path("dialer.yaml"), now: now, standardInput: { Data() })
  }

  @Test func aCalendarBesideTheCampaignsIsReadAndItsMistakesAreNamed() throws {
    let folder = try Self.account("holidays: [office, us-federal]")
    #expect(try check(folder).findings == [])
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    #expect(workspace.campaigns.first?.callingHours.holidays.map(\.name) == ["office", "us-federal"])
    try folder.write("campaigns/office.calendar.yaml", "calendar: office\norigin: us\nyears: {2027: [2028-01-01]}\n")
    let finding = try #require(try check(folder).findings.first)
    #expect(finding.place.file == folder.path("campaigns/office.calendar.yaml"))
    #expect(finding.message == "2028-01-01 is not in 2027")
    #expect(try Workspace.load(config: folder.path("dialer.yaml")).hasErrors)
  }

  @Test func checkWarnsOfAYearWithoutDataSixtyDaysBefore() throws {
    let folder = try Self.account("holidays: [office]")
    #expect(try check(folder, instant("2027-11-01T15:00:00Z")).findings == [])
    let warning = try #require(try check(folder, instant("2027-11-02T15:00:00Z")).findings.first)
    #expect(warning.severity == .warning && warning.rule == "calendar-out-of-date")
    #expect(warning.place.line == 6)
    #expect(warning.message == "the calendar office has no data from 2028-01-01 on: from then on nobody is called")
  }

  @Test func theLastGoodFilesHoldTheCalendar() throws {
    let folder = try Self.account("holidays: [office]")
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let store = try SQLiteStore.create(at: workspace.storePath, now: noon)
    try store.recordGoodFiles(workspace.goodFiles)
    try folder.write("campaigns/office.calendar.yaml", "calendar: [")
    #expect(try Workspace.load(config: folder.path("dialer.yaml")).hasErrors)
    let kept = try Workspace.lastGood(config: folder.path("dialer.yaml"))
    #expect(!kept.hasErrors)
    #expect(kept.campaigns.first?.callingHours.holidays.first?.days.count == 2)
    #expect(kept.goodFiles.map(\.role) == workspace.goodFiles.map(\.role))
  }

  /// Ten in the morning of a Tuesday in New York: the third of March is closed by the calendar.
  @Test func everyNarrowingReachesThePlanAndTheDecision() throws {
    let folder = try Self.account(
      "holidays: [office]\n  respect: contact_hours\n  evidence: [state, number]")
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    #expect(!workspace.hasErrors)
    let store = try SQLiteStore.create(at: workspace.storePath, now: noon)
    try CustomerSync.importChanged(workspace, store: store, now: noon)
    let now = instant("2027-03-02T22:30:00Z")
    var loaded = try WorldLoader(workspace: workspace, store: store, now: now, purpose: .run(loopback: true)).load()
    let calls = loaded.engine.handle(.ticked, at: now).flatMap { effect -> [Intent] in
      if case .commitIntents(let intents) = effect { intents } else { [] }
    }
    let intent = try #require(calls.first)
    let text = DecisionRecord.text(
      intent, world: loaded.engine.world, rates: loaded.engine.rates, zones: workspace.zones)
    #expect(text.utf8.count < 2_048)
    let decision = try JSON.parse(text)
    #expect(decision["evidence"] == .array([.string("state"), .string("number")]))
    #expect(decision["rules"] == .string("us 2026-11-23"))
    let reasons = loaded.engine.report(campaign: 0).waiting.map(\.code)
    #expect(reasons.contains("contact-hours-unreadable"))
    // The night of the second is followed by the closed third.
    let plan = try Program.run(
      [
        "plan", "--from", "2027-03-02T20:05:00-05:00", "--until", "2027-03-05T00:00:00-05:00", "--calls", "--output",
        "ndjson",
      ],
      in: folder)
    #expect(plan.code == 0, "\(plan.messages)")
    let starts = plan.output.split(separator: "\n").filter { $0.contains("\"type\":\"call\"") }
    #expect(starts.count == 2)
    #expect(starts.allSatisfy { $0.contains("\"at\":\"2027-03-04T") })
    let missed = plan.output.split(separator: "\n").filter { $0.contains("\"type\":\"not_called\"") }
    #expect(missed.count == 1 && missed[0].contains("contact-hours-unreadable") && missed[0].contains("first.yaml:7"))
  }

  @Test func theRulesAreInThePlansHash() throws {
    let folder = try Self.account("holidays: [office]")
    let with = try Workspace.load(config: folder.path("dialer.yaml"))
    try folder.write("dialer.yaml", try folder.text("dialer.yaml").replacing("rules: [us]", with: "rules: []"))
    let without = try Workspace.load(config: folder.path("dialer.yaml"))
    #expect(PlanHash.of(with, customers: "") != PlanHash.of(without, customers: ""))
  }
}
