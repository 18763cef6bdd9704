import ActivityStore
import Campaigns
import Engine
import Foundation
import Simulation
import Telephony
import Testing

@testable import Dialer

/// `dialer explain` on the example campaigns, and its misuse.
@Suite struct ExplainTests {
  /// The sample account with its customers in a store.
  private final class Sample {
    let home: DemoHome
    let workspace: Workspace
    let store: SQLiteStore

    init() throws {
      home = try DemoHome.make(from: Self.campaigns)
      workspace = try Workspace.load(config: home.path + "/dialer.yaml")
      store = try SQLiteStore.create(at: workspace.storePath, now: noon)
      try CustomerSync.importChanged(workspace, store: store, now: noon)
    }

    deinit { home.remove() }

    func answer(_ request: ExplainRequest, at now: Instant = noon) throws -> JSON {
      try ExplainScope.answer(request, workspace: workspace, store: store, now: now)
    }

    /// The one answer of the named customer in a campaign.
    func verdicts(_ id: String, _ campaign: String, at now: Instant = noon) throws -> JSON {
      let json = try answer(ExplainRequest(subject: id, campaign: campaign), at: now)
      return try #require(perCampaign(json).first)
    }

    private static let campaigns =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path + "/campaigns"
  }

  /// When the examples are asked: before the day, in it, at night, at the week's end, after the month.
  private static let instants = [-6, 0, 3, 13, 24 * 4, 24 * 40].map { noon + .hours($0) }

  @Test(arguments: instants)
  func theCountedReasonOfEveryWaitingCustomerIsARefusalOfItsGates(now: Instant) throws {
    let sample = try Sample()
    #expect(try compared(sample.workspace, sample.store, at: now).count >= 4)
  }

  @Test func soItIsForEveryReasonOfTheGoldenFolder() throws {
    let folder = try Golden.copy("reasons")
    try GoldenHistory.write(to: folder)
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let store = try SQLiteStore.open(at: folder.path("dialer.db"))
    let reasons = try compared(workspace, store, at: instant("2027-03-02T14:00:00Z"))
    #expect(reasons.count >= 25, "\(reasons.map(\.code).sorted())")
  }

  /// Asks the gates of every waiting customer of every campaign.
  /// - Returns: the reasons that were met.
  private func compared(_ workspace: Workspace, _ store: SQLiteStore, at now: Instant) throws -> Set<Reason> {
    let loader = WorldLoader(workspace: workspace, store: store, now: now, purpose: .run(loopback: true))
    let loaded = try loader.load()
    let gates = try loader.rowGates()
    var customers: [Customer] = []
    try store.forEachCustomer { customers.append($1) }
    var met: Set<Reason> = []
    for c in workspace.campaigns.indices {
      var counted: [String: Int] = [:]
      for row in customers.indices {
        let told = loaded.engine.explanation(campaign: c, row: row, customer: customers[row], gates: gates)
        guard told.position == .waiting, let reason = told.standing?.reason else { continue }
        met.insert(reason)
        counted[reason.code, default: 0] += 1
        let refusals = told.refusals.compactMap { $0.refusal?.reason }
        #expect(
          reason == .notReached ? refusals.isEmpty : refusals.contains(reason),
          "\(customers[row].id) of \(workspace.campaigns[c].id) is \(reason.code): \(refusals.map(\.code))")
        #expect(!told.verdicts.contains { $0.value == "refused" }, "a gate without words of its own: \(reason.code)")
      }
      let status = loaded.engine.report(campaign: c).waiting
      #expect(counted == Dictionary(uniqueKeysWithValues: status.map { ($0.code, $0.count) }))
    }
    return met
  }

  @Test func fiveCustomersAreRefusedByFiveGates() throws {
    let sample = try Sample()
    var gates: Set<String> = []
    for campaign in sample.workspace.campaigns.map(\.id) {
      let table = try sample.answer(ExplainRequest(subject: nil, campaign: campaign), at: noon - .hours(2))
      for row in items(table["reasons"])
      where text(row, "position") == "waiting" && text(row, "reason") != "not-reached" {
        let id = try #require(row["example"]).text("customer") ?? ""
        let told = try sample.verdicts(id, campaign, at: noon - .hours(2))
        #expect(text(told, "reason") == text(row, "reason"))
        let verdict = items(told["verdicts"]).first { text($0, "reason") == text(row, "reason") }
        #expect(verdict.map { text($0, "verdict") } == "refuse")
        #expect(verdict?.text("value")?.isEmpty == false)
        // The table's remedy names every country, the customer's his own.
        let remedy = row.text("remedy")?.split(separator: "--country").first
        #expect(remedy != nil && verdict?.text("remedy")?.split(separator: "--country").first == remedy)
        gates.insert(text(row, "reason"))
      }
    }
    #expect(gates.count >= 5, "\(gates.sorted())")
  }

  @Test func closedHoursNameTheClockTheWindowsTheLineAndWhenTheyOpen() throws {
    let sample = try Sample()
    let told = try sample.verdicts("C0008", "renewal-reminders", at: noon - .hours(1))
    #expect(text(told, "position") == "waiting")
    #expect(text(told, "reason") == "outside-calling-hours")
    let hours = try #require(items(told["verdicts"]).first { text($0, "question") == "outside-calling-hours" })
    #expect(text(hours, "value") == "08:00 in America/New_York, open 09:00-12:00 13:00-20:00")
    #expect(text(hours, "clears_at") == "2027-03-02T14:00:00.000Z")
    #expect(hours["clears_at_local"] == .array([.string("2027-03-02 09:00:00 -05:00 America/New_York")]))
    #expect(text(hours, "rule").hasSuffix("/renewal-reminders.yaml:24"))
  }

  @Test func theTableOfACampaignAddsUpToSelected() throws {
    let sample = try Sample()
    for campaign in sample.workspace.campaigns.map(\.id) {
      let table = try sample.answer(ExplainRequest(subject: nil, campaign: campaign))
      let sum = items(table["reasons"]).reduce(0) { $0 + (Int(text($1, "count")) ?? 0) }
      #expect(sum > 0)
      #expect(table["selected"] == .integer(Int64(sum)))
      for row in items(table["reasons"]) { #expect(row.text("remedy")?.isEmpty == false) }
    }
  }

  @Test func aNumberLeadsToItsCustomersOrToWhatItIs() throws {
    let sample = try Sample()
    let found = try sample.answer(ExplainRequest(subject: "+1 212 555 0199"))
    let number = items(found["customers"]).first.map { text($0, "phone_number") }
    #expect(number == "+12125550199")
    let unknown = try sample.answer(ExplainRequest(subject: "(212) 555-0100"))
    #expect(items(unknown["customers"]).isEmpty)
    let told = try #require(unknown["number"])
    #expect(text(told, "phone_number") == "+12125550100")
    #expect(told["time_zones"] == .array([.string("America/New_York")]))
    #expect(told["needs_confirmation"] == .bool(false))
    #expect(told["suppressed"] == .array([]))
    #expect(told["rate"]?.text("price_per_minute") == "0.014000")
  }

  @Test func whoIsUnknownIsAnsweredWithTheNearest() throws {
    let sample = try Sample()
    func failure(_ request: ExplainRequest) throws -> Failure? {
      do {
        _ = try sample.answer(request)
        return nil
      } catch let failure as Failure {
        return failure
      }
    }
    let customer = try #require(try failure(ExplainRequest(subject: "C00O8")))
    #expect(customer.code == .usage)
    #expect(customer.message.hasPrefix("there is no customer C00O8; did you mean C00"))
    let campaign = try #require(try failure(ExplainRequest(subject: "C0008", campaign: "renewal-reminder")))
    #expect(campaign.message == "there is no campaign renewal-reminder; did you mean renewal-reminders?")
    #expect(try failure(ExplainRequest(subject: "+1 212 555")) != nil)
  }

  @Test func misuseSaysTheRightCall() throws {
    let folder = try Folder.account()
    for arguments in [["explain"], ["explain", "C1", "--call", "x"], ["explain", "--campaign", "first", "--plan"]] {
      let ending = try Program.run(arguments, in: folder)
      #expect(ending.code == 64)
      #expect(ending.messages.contains("dialer explain") || ending.messages.contains("dialer plan"))
    }
  }

  @Test func thePlanSaysTheFirstCallOrTheReason() throws {
    let sample = try Sample()
    let request = ExplainRequest(subject: "C0008", campaign: "renewal-reminders")
    let expectation = PlanExpectation(workspace: sample.workspace, store: sample.store, now: noon)
    let json = try expectation.added(to: try sample.answer(request))
    let entry = try #require(expectations(json).first)
    let planned = try PlanPrinter.plan(
      PlanSource(workspace: sample.workspace, store: sample.store), from: noon, until: nil, seed: 1, keepsCalls: true)
    let first = planned.sortedCalls.first {
      planned.directory.ids[$0.row] == "C0008" && sample.workspace.campaigns[$0.campaign].id == "renewal-reminders"
    }
    #expect(entry.text("first_call_at") == first?.at.rfc3339)
    #expect(entry["reason"] == .null)
  }

  @Test func aDaemonAnswersFromItsOwnEngine() async throws {
    let sample = try Sample()
    let client = TwilioClient(
      baseURL: "http://127.0.0.1:9",
      credentials: Credentials(
        accountSid: "AC00000000000000000000000000000003", authToken: "00000000000000000000000000000003"),
      settings: .init(), clock: { noon })
    let daemon = try Daemon(
      workspace: sample.workspace, store: sample.store, client: client, clock: .wall(), observer: Quiet(),
      options: .init(ends: .never, config: nil, isLoopback: true))
    let result = await withCheckedContinuation { done in
      ExplainRequest(subject: "C0008").perform(on: daemon, by: "ops") { done.resume(returning: $0) }
    }
    await client.shutdown()
    let json = try result.get()
    #expect(json.text("source") == "daemon")
    let told = try #require(perCampaign(json).first)
    // It was not started: the carrier was not asked yet.
    let first = items(told["verdicts"]).first { text($0, "verdict") == "refuse" }
    #expect(first.map { text($0, "reason") } == "recovering")
  }

  @Test func programsFindTheKeysOfTheContractInTheirOrder() throws {
    func keys(_ json: JSON?) -> [String] { if case .object(let entries)? = json { entries.map(\.0) } else { [] } }
    let sample = try Sample()
    let json = try sample.answer(ExplainRequest(subject: "C0008", campaign: "renewal-reminders"))
    #expect(keys(json) == ["now", "local", "source", "number", "customers"])
    #expect(
      keys(items(json["customers"]).first) == [
        "customer", "matter", "present", "phone_number", "phone_country", "time_zones", "evidence", "campaigns",
      ])
    let campaign = try #require(perCampaign(json).first)
    #expect(
      keys(campaign) == [
        "campaign", "revision", "position", "reason", "disposition", "clears_at", "clears_at_local", "remedy", "tries",
        "verdicts",
      ])
    #expect(
      keys(items(campaign["verdicts"]).first) == [
        "gate", "question", "verdict", "reason", "value", "rule", "clears_at", "clears_at_local", "remedy",
      ])
    let table = try sample.answer(ExplainRequest(subject: nil, campaign: "renewal-reminders"))
    #expect(
      keys(table) == [
        "now", "local", "source", "campaign", "revision", "state", "selected", "live", "done", "reasons",
      ])
    #expect(
      keys(items(table["reasons"]).first) == [
        "position", "reason", "count", "clears_at", "clears_at_local", "example", "rule", "remedy",
      ])
  }

  @Test func aRequestSurvivesTheSocket() throws {
    let asked = ExplainRequest(subject: "C1", matter: "p1", campaign: "first")
    let read = try ExplainRequest(json: try JSON.parse(asked.json.text))
    #expect(read.json == asked.json)
    #expect(throws: Failure.self) { try ExplainRequest(json: .object([])) }
  }

  @Test func everyReasonHasARemedyOfItsOwn() {
    let general = ["dialer status says more", "dialer customers show names what is stored"]
    for reason in Reason.allCases {
      let remedy = Remedy.of(reason, campaign: "first")
      #expect(!remedy.isEmpty && remedy.count <= 110 && !general.contains(remedy), "\(reason.code)")
    }
  }
}

/// Watches nothing.
private struct Quiet: DaemonObserver {
  func placing(_ record: AttemptRecord?, at now: Instant) {}
  func changed(_ record: AttemptRecord, at now: Instant) {}
  func warned(_ warning: Warning, at now: Instant) {}
  func reloaded(_ state: Daemon.ReloadState, at now: Instant) {}
  func ended(reports: [CampaignReport], notCalled: [[ReasonCount]], at now: Instant) {}
}

private func items(_ json: JSON?) -> [JSON] { ExplainText.items(json) }
/// What is told of the first customer, campaign by campaign.
private func perCampaign(_ json: JSON) -> [JSON] { items(items(json["customers"]).first.flatMap { $0["campaigns"] }) }
private func expectations(_ json: JSON) -> [JSON] { items(items(json["customers"]).first.flatMap { $0["plan"] }) }
private func text(_ json: JSON, _ key: String) -> String { ExplainText.field(json, key) }
