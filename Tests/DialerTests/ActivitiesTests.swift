import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

@Suite struct ActivitiesTests {
  /// A store with calls of a minute each, one every hour; the last is not over.
  private func folder(calls: Int) throws -> Folder {
    let folder = try Folder.account()
    let store = try SQLiteStore.create(at: folder.path("dialer.db"), now: noon)
    for index in 1...calls {
      let at = noon + .hours(Int64(index - 1))
      var record = AttemptRecord(
        key: Int64(index), kind: .campaign, campaign: index % 2 == 1 ? "first" : "second", revision: "r1",
        customer: "C\(index)", matter: "", attempt: 1, transmission: 1, callee: 14_155_550_100 + Int64(index),
        callerID: 14_155_550_199, scheduledAt: at, at: at, notAfter: at + .seconds(10), ringTimeout: .seconds(25),
        maxDuration: .minutes(2), reserved: Money(micros: 28_000), timeZones: ["America/Los_Angeles"], decision: "{}")
      _ = try store.commit(StoreTurn(at: at, intents: [record]))
      guard index < calls else { continue }
      record.state = .ended
      record.sid = "CA\(index)"
      record.disposition = .answered
      record.endedAt = at + .minutes(1)
      record.duration = 60
      record.settled = Money(micros: 14_000)
      _ = try store.commit(StoreTurn(at: at + .minutes(1), updates: [record]))
    }
    return folder
  }

  @Test func theTableMasksNumbers() throws {
    let ending = try Program.run(["activities"], in: folder(calls: 2))
    #expect(ending.code == 0)
    #expect(
      ending.output == """
        started               campaign  customer         phone  attempt  status     disposition  seconds      cost
        2027-03-02T14:00:00Z  first     C1        +1••••••••01        1  completed  answered          60  0.014000
        2027-03-02T15:00:00Z  second    C2        +1••••••••02        1  scheduled

        """)
  }

  @Test func rowsHaveEveryKeyAndTheFullNumber() throws {
    let folder = try folder(calls: 2)
    let lines = try Program.run(["activities", "--output", "ndjson"], in: folder).output.split(separator: "\n")
    #expect(lines.count == 2)
    let first = try JSON.parse(String(try #require(lines.first)))
    guard case .object(let entries) = first else {
      Issue.record("an object was expected")
      return
    }
    #expect(entries.count == 32)
    #expect(first["phone_number"] == .string("+14155550101"))
    guard case .array(let rows) = try JSON.parse(Program.run(["activities", "--output", "json"], in: folder).output)
    else {
      Issue.record("an array was expected")
      return
    }
    #expect(rows.count == 2)
    #expect(rows.first == first)
  }

  @Test func rowsCanBeNarrowed() throws {
    let folder = try folder(calls: 5)
    func customers(_ arguments: String...) throws -> [String] {
      try Program.run(["activities", "--output", "ndjson"] + arguments, in: folder).output.split(separator: "\n")
        .compactMap { line in
          guard case .string(let id) = try JSON.parse(String(line))["customer_id"] else { return nil }
          return id
        }
    }
    #expect(try customers("--campaign", "second") == ["C2", "C4"])
    #expect(try customers("--customer", "C3") == ["C3"])
    #expect(try customers("--since", "2027-03-02T17:00:00Z") == ["C4", "C5"])
    #expect(try customers("--limit", "2") == ["C4", "C5"])
    #expect(try customers("--limit", "9").count == 5)
  }

  @Test func timesAreInstantsDaysOfTheAccountOrAgo() throws {
    let zones = try SystemZones.load()
    func read(_ text: String) throws -> Instant {
      try StartTime.read(text, now: noon, zones: zones, accountZone: "America/New_York")
    }
    #expect(try read("2027-03-02T09:00:00-05:00") == noon)
    #expect(try read("2027-03-02") == noon - .hours(9))
    #expect(try read("90m") == noon - .minutes(90))
    let failure = #expect(throws: Failure.self) { try read("yesterday") }
    #expect(failure?.code == .usage)
  }

  @Test func withoutAStoreTheRemedyIsSaid() throws {
    let ending = try Program.run(["activities"], in: Folder.account())
    #expect(ending.code == 73)
    #expect(ending.messages.contains("dialer init"))
  }
}
