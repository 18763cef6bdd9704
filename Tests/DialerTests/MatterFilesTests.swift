import Campaigns
import Foundation
import Testing

@testable import Dialer

/// Customers with several matters and caller IDs by country, from the files to what programs read.
@Suite struct MatterFilesTests {
  private static func account(_ campaign: String, matter: String = "matter: policy_id") throws -> Folder {
    let folder = try Folder()
    try folder.write(
      "dialer.yaml",
      """
      home_country: US
      time_zone: America/New_York
      customers: [{csv: customers.csv, \(matter)}]
      rates: {card: rates.csv}
      twilio: {base_url: "http://127.0.0.1:4010", from: "+14155550100"}
      international: {allow: [GB]}
      """)
    try folder.write("rates.csv", "prefix,price_per_minute,increment,label\n1,0.0140,60,North America\n44,0.02,1,UK\n")
    try folder.write(
      "customers.csv",
      """
      id,name,phone,policy_id
      C1,Ada,+12125550101,P1
      C1,Ada,+12125550102,P2
      C2,Ben,+442079460011,P3
      """ + "\n")
    try folder.write("campaigns/first.yaml", campaign)
    return folder
  }

  private static func campaign(_ extra: String, from: String = "", attempts: String = "") -> String {
    """
    campaign: first
    purpose: service
    \(extra)
    segment: {}
    calling_hours: {open: {daily: ["09:00-19:00"]}}
    call: {\(from)max_duration: 1m, answer: {say: "Hello {{name}}."}}
    attempts: {min_gap: 0s, limits: [\(attempts)]}
    """
  }

  private func plan(_ folder: Folder) throws -> [JSON] {
    let imported = try Program.run(["init"], in: folder)
    _ = imported
    let ending = try Program.run(
      [
        "plan", "--calls", "--output", "ndjson", "--from", "2027-03-02T15:00:00Z", "--until", "2027-03-02T17:00:00Z",
      ], in: folder)
    #expect(ending.code == 0, "\(ending.messages)")
    return try ending.output.split(separator: "\n").map { try JSON.parse(String($0)) }
  }

  private func texts(_ lines: [JSON], _ type: String, _ keys: [String]) -> [[String]] {
    lines.filter { $0.text("type") == type }.map { line in keys.map { line.text($0) ?? "-" } }
  }

  @Test func thePlanNamesEachMatter() throws {
    let lines = try plan(try Self.account(Self.campaign("matter: true")))
    #expect(
      Set(texts(lines, "call", ["customer", "matter", "phone"]))
        == [["C1", "P1", "+12125550101"], ["C1", "P2", "+12125550102"], ["C2", "P3", "+442079460011"]])
  }

  @Test func withoutMatterTheCustomerIsCalledOnce() throws {
    let lines = try plan(try Self.account(Self.campaign("matter: false")))
    #expect(texts(lines, "call", ["customer"]).map(\.[0]).sorted() == ["C1", "C2"])
  }

  @Test func theAccountsLimitCountsMattersTogether() throws {
    let limit = "{max: 1, per: 24h, scope: customer}"
    let lines = try plan(try Self.account(Self.campaign("matter: true", attempts: limit)))
    #expect(texts(lines, "call", ["customer"]).map(\.[0]).sorted() == ["C1", "C2"])
    #expect(texts(lines, "not_called", ["customer", "reason"]) == [["C1", "attempt-limit"]])
  }

  @Test func aCountryIsCalledFromItsOwnNumber() throws {
    let from = "from: {numbers: [\"+14155550100\"], by_country: {GB: [\"+442079460900\"]}}, "
    let lines = try plan(try Self.account(Self.campaign("", from: from)))
    #expect(
      Set(texts(lines, "call", ["customer", "from"])) == [["C1", "+14155550100"], ["C2", "+442079460900"]])
  }

  @Test func checkNamesASourceWithoutMatters() throws {
    func rules(_ folder: Folder) throws -> [String] {
      try CheckRun.check(paths: [], config: folder.path("dialer.yaml"), now: noon, standardInput: { Data() })
        .findings.map { "\($0.rule) \($0.place.line)" }
    }
    #expect(try rules(try Self.account(Self.campaign("matter: true"))) == [])
    #expect(
      try rules(try Self.account(Self.campaign("matter: true"), matter: "region: US")) == ["matter-without-column 3"])
    #expect(
      try rules(try Self.account(Self.campaign("matter: true"), matter: "matter: claim"))
        == ["matter-without-column 3"])
  }
}
