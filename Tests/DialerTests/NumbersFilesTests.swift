import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// `call.numbers` from the files to the plan, the explanation and the lists.
@Suite struct NumbersFilesTests {
  private static let campaign = """
    campaign: first
    purpose: service
    segment: {order_by: [id]}
    calling_hours: {open: {daily: ["09:00-18:00"]}}
    call:
      numbers: [mobile_phone, home_phone]
      answer: {say: "Hello {{name}}, we call you in {{phone.country}}."}
    attempts: {max: 3, min_gap: 1m, retry: {no-answer: [10m, 10m]}}
    assume: {answered: 0%, machine: 0%, busy: 0%, failed: 0%}
    """
  private static let customers = """
    id,name,mobile_phone,home_phone
    C1,Ada,+13105550101,(212) 555-0101
    C2,Ben,,+12125550102
    C3,Cem,,

    """

  private func folder(
    _ campaign: String = Self.campaign, _ customers: String = Self.customers
  ) throws -> (Folder, Workspace, SQLiteStore) {
    let folder = try Folder.account()
    try folder.write("campaigns/first.yaml", campaign)
    try folder.write("customers.csv", customers)
    let config = try String(contentsOfFile: folder.path("dialer.yaml"), encoding: .utf8)
    try folder.write(
      "dialer.yaml", config.replacingOccurrences(of: "csv: customers.csv", with: "csv: customers.csv, region: US"))
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let store = try SQLiteStore.create(at: workspace.storePath, now: noon)
    try CustomerSync.importChanged(workspace, store: store, now: noon)
    return (folder, workspace, store)
  }

  private func standing(_ row: Int, _ workspace: Workspace, _ store: SQLiteStore) throws -> Reason? {
    let loaded = try WorldLoader(
      workspace: workspace, store: store, now: noon, purpose: .run(loopback: true)
    ).load()
    guard let entry = loaded.engine.entry(campaign: 0, row: row) else { return nil }
    return loaded.engine.standing(campaign: 0, entry: entry)?.reason
  }

  @Test func `The plan calls the columns in turn, also numbers as people of the region write them`() throws {
    let (folder, _, _) = try folder()
    let ending = try Program.run(
      ["plan", "--calls", "--output", "ndjson", "--from", "2027-03-02T18:00:00Z"], in: folder)
    #expect(ending.code == 0, "\(ending.messages)")
    let lines = try ending.output.split(separator: "\n").map { try JSON.parse(String($0)) }
    var called: [String: [String]] = [:]
    for call in lines where call["type"] == .string("call") {
      called[call.text("customer") ?? "", default: []].append(call.text("phone") ?? "")
    }
    #expect(called["C1"] == ["+13105550101", "+12125550101", "+13105550101"])
    #expect(called["C2"] == ["+12125550102", "+12125550102", "+12125550102"])
    let missed = try #require(lines.first { $0["type"] == .string("not_called") })
    #expect(missed.text("customer") == "C3" && missed.text("reason") == "no-phone")
  }

  @Test func `A customer is found by any of the numbers, and explained at the one whose turn it is`() throws {
    let (folder, _, _) = try folder()
    let ending = try Program.run(
      ["explain", "+12125550101", "--output", "json", "--at", "2027-03-02T18:00:00Z"], in: folder)
    #expect(ending.code == 0, "\(ending.messages)")
    let json = try JSON.parse(ending.output)
    guard case .array(let customers)? = json["customers"], let customer = customers.first,
      case .array(let campaigns)? = customer["campaigns"], case .array(let verdicts)? = campaigns.first?["verdicts"]
    else {
      Issue.record("\(ending.output)")
      return
    }
    #expect(customer.text("customer") == "C1")
    #expect(verdicts.contains { $0.text("value") == "a valid number, 1 of 2: mobile_phone" })
    #expect(verdicts.contains { $0.text("value") == "America/Los_Angeles" })
  }

  @Test func `Whoever has the number of an erased customer in a further column is not called there`() throws {
    let (folder, workspace, store) = try folder(
      Self.campaign.replacingOccurrences(of: "[mobile_phone, home_phone]", with: "[home_phone]"),
      Self.customers + "C4,Dan,,+12125550101\n")
    #expect(try standing(3, workspace, store) != .suppressed)
    guard case .erased = try store.erase(customer: "C1", by: "test", at: noon) else {
      Issue.record("C1 was not erased")
      return
    }
    #expect(try standing(3, workspace, store) == .suppressed)
    let gates = try WorldLoader(
      workspace: workspace, store: store, now: noon, purpose: .run(loopback: true)
    ).rowGates()
    let dan = try #require(try store.customer(id: "C4", matter: "")?.customer)
    let called = gates.customer(dan, calledAt: 12_125_550_101, campaign: workspace.campaigns[0])
    #expect(gates.isSuppressed(called, purpose: .service))
    #expect(FileManager.default.fileExists(atPath: folder.path("dialer.db.erasures")))
  }

  @Test func `A case gives its customer the numbers, and past calls took them in turn`() throws {
    let cases = """

      tests:
        - name: the second call goes to New York
          at: 2027-03-02T09:30:00-05:00
          customer: {id: 1, name: Ada, mobile_phone: "+13105550101", home_phone: "+12125550101"}
          history: [{at: 2027-03-01T12:00:00-05:00, disposition: no-answer}]
          expect: call
        - name: the first to California, where it is early
          at: 2027-03-02T09:30:00-05:00
          customer: {id: 1, name: Ada, mobile_phone: "+13105550101", home_phone: "+12125550101"}
          expect: {refused: outside-calling-hours, clears_at: "2027-03-02T12:00:00-05:00"}
        - name: nor with another's call up
          at: 2027-03-02T13:30:00-05:00
          customer: {id: 1, name: Ada, mobile_phone: "+13105550101"}
          live: 1
          expect: {refused: concurrency}

      """
    let (folder, _, _) = try folder(Self.campaign + cases)
    let ending = try Program.run(["test"], in: folder)
    #expect(ending.code == 0, "\(ending.output)\(ending.messages)")
  }
}
