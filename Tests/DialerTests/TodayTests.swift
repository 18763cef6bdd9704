import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// `dialer today` and `dialer calls`.
@Suite struct TodayTests {
  /// An account with calls of yesterday, the day before and today; the last is of unknown fate.
  private func folder() throws -> Folder {
    let folder = try Folder.account()
    let store = try SQLiteStore.create(at: folder.path("dialer.db"), now: noon - .days(3))
    let days: [(Int64, Disposition?)] = [
      (-49, .answered), (-48, .busy), (-25, .answered), (-24, .answered), (-23, .noAnswer), (-22, .answered), (-1, nil),
    ]
    for (index, (hours, disposition)) in days.enumerated() {
      let at = noon + .hours(hours)
      var record = AttemptRecord(
        key: Int64(index + 1), kind: .campaign, campaign: "first", revision: "r1", customer: "X\(index + 1)",
        matter: "", attempt: 1, transmission: 1, callee: 12_125_550_110 + Int64(index), callerID: 14_155_550_100,
        scheduledAt: at, at: at, notAfter: at + .seconds(10), ringTimeout: .seconds(25), maxDuration: .minutes(2),
        reserved: Money(micros: 28_000), timeZones: ["America/New_York"], decision: "{\"rule\":\"first.yaml:5\"}")
      _ = try store.commit(StoreTurn(at: at, intents: [record]))
      record.sid = "CA\(index + 1)"
      record.state = disposition == nil ? .presumedNotPlaced : .ended
      record.disposition = disposition
      record.endedAt = disposition.map { _ in at + .minutes(1) }
      record.settled = disposition.map { $0 == .answered ? Money(micros: 14_000) : .zero }
      if disposition == nil { record.sid = nil }
      _ = try store.commit(StoreTurn(at: at + .minutes(1), updates: [record]))
    }
    try store.recordRevision(
      campaign: "first", hash: "old", text: "a", purpose: nil, onBehalfOf: nil, at: noon - .days(3))
    try store.recordRevision(
      campaign: "first", hash: "new", text: "b", purpose: nil, onBehalfOf: nil, at: noon - .hours(2))
    return folder
  }

  private func report(_ folder: Folder, at now: Instant = noon) throws -> JSON {
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let store = try SQLiteStore.open(at: folder.path("dialer.db"))
    try CustomerSync.importChanged(workspace, store: store, now: now)
    return try TodayReport(workspace: workspace, store: store, now: now, conditions: []).json
  }

  @Test func theDayIsTold() throws {
    let folder = try folder()
    let json = try report(folder)
    #expect(json.text("day") == "2027-03-02")
    let campaign = try #require(ExplainText.items(json["campaigns"]).first)
    #expect(campaign["called"] == .integer(1))
    #expect(campaign["planned"] == .integer(1))
    let hours = ExplainText.items(campaign["hours"]).map { $0.text("hour") ?? "" }
    #expect(hours == ["08:00", "09:00"])
    let changes = try #require(json["changes"])
    #expect(ExplainText.items(changes["revisions"]).map { $0.text("revision") } == ["new"])
    let days = ExplainText.items(changes["days"])
    #expect(days.map { $0.text("day") } == ["2027-03-01", "2027-02-28"])
    #expect(days.map { $0.text("answer_rate") } == ["0.750", "0.500"])
    #expect(days.map { $0.text("spend") } == ["0.042000", "0.014000"])
  }

  @Test func whatNeedsAPersonEndsWith1AndNamesTheRemedy() throws {
    let folder = try folder()
    let rows = ExplainText.items(try report(folder)["needs_person"])
    #expect(rows.map { $0.text("code") } == ["quarantine"])
    #expect(rows.first?.text("remedy")?.contains("dialer quarantine list") == true)
    let ending = try Program.run(["today", "--at", noon.rfc3339], in: folder)
    #expect(ending.code == 1)
    #expect(ending.output.contains("! first: quarantine: 1 call of unknown fate, such as X7"))
  }

  @Test func aQuietDayEndsWith0() throws {
    let folder = try Folder.account()
    _ = try SQLiteStore.create(at: folder.path("dialer.db"), now: noon)
    #expect(ExplainText.items(try report(folder)["needs_person"]).isEmpty)
    let ending = try Program.run(["today", "--at", noon.rfc3339, "--output", "json"], in: folder)
    #expect(ending.code == 0)
    #expect(try JSON.parse(ending.output).text("day") == "2027-03-02")
  }

  @Test func callsShowWhatIsLiveLast() throws {
    let folder = try folder()
    let ending = try Program.run(["calls", "--limit", "3"], in: folder)
    #expect(ending.code == 0)
    #expect(
      ending.output == """
        state                since                 campaign  customer         phone  try  sid
        no-answer            2027-03-01T15:01:00Z  first     X5        +1••••••••14    1  CA5
        answered             2027-03-01T16:01:00Z  first     X6        +1••••••••15    1  CA6
        presumed-not-placed  2027-03-02T13:00:00Z  first     X7        +1••••••••16    1

        """)
    let live = try Program.run(["calls", "--live", "--output", "ndjson"], in: folder).output.split(separator: "\n")
    #expect(live.count == 1)
    let row = try JSON.parse(String(try #require(live.first)))
    #expect(row.text("phone_number") == "+12125550116")
    #expect(row["live"] == .bool(true))
    #expect(row["call_sid"] == .null)
    #expect(try Program.run(["calls", "--campaign", "frist"], in: folder).messages.contains("did you mean first?"))
  }

  @Test func theStoredDecisionOfACallIsFoundBySidAndByAttempt() throws {
    let folder = try folder()
    let ending = try Program.run(["explain", "--call", "CA3", "--output", "json"], in: folder)
    let json = try JSON.parse(ending.output)
    #expect(json.text("customer") == "X3")
    #expect(json["decision"]?.text("rule") == "first.yaml:5")
    let attempt = try #require(json.text("attempt_id"))
    let again = try Program.run(["explain", "--call", attempt], in: folder)
    #expect(
      again.output.split(separator: "\n").contains { $0.hasPrefix("decision.rule") && $0.hasSuffix("first.yaml:5") })
    #expect(!again.output.contains("+12125550112"))
    #expect(try Program.run(["explain", "--call", "CA99"], in: folder).code == 64)
  }
}
