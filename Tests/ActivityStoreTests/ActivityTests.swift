import ActivityStore
import Campaigns
import Engine
import Testing

@Suite struct ActivityTests {
  /// The contract's keys, in its order.
  static let keys = [
    "id", "customer_id", "matter", "activity_type", "subject", "description", "phone_number", "status", "is_completed",
    "scheduled_at", "started_at", "completed_at", "call_duration", "call_recording_url", "created_by", "campaign",
    "revision", "attempt", "attempt_id", "call_sid", "from_number", "disposition", "outcome", "answered_by",
    "transferred_to", "error_code", "cost", "currency", "purpose", "on_behalf_of", "time_zones", "decision",
  ]

  private func activity(after change: (AttemptRecord) -> AttemptRecord) throws -> Activity {
    let store = try SQLiteStore.inMemory(now: noon)
    _ = try store.commit(StoreTurn(at: noon, intents: [intent(1)]))
    let record = change(intent(1))
    if record != intent(1) { _ = try store.commit(StoreTurn(at: noon, updates: [record])) }
    return try #require(try store.activities().first)
  }

  @Test func theObjectHasEveryKeyInTheContractsOrder() throws {
    guard case .object(let entries) = try activity(after: { $0 }).json else {
      Issue.record("an Activity is an object")
      return
    }
    #expect(entries.map(\.0) == Self.keys)
  }

  @Test func anAnsweredCallReadsAsTheContractSays() throws {
    let json = try activity {
      var record = $0.placed().ended(.answered)
      record.duration = 38
      return record
    }.json
    #expect(json["customer_id"] == .string("c-1"))
    #expect(json["matter"] == .null)
    #expect(json["subject"] == .string("Call to c-1"))
    #expect(json["phone_number"] == .string("+14155550100"))
    #expect(json["status"] == .string("completed"))
    #expect(json["is_completed"] == .bool(true))
    #expect(json["scheduled_at"] == .string("2027-03-02T13:59:55.000Z"))
    #expect(json["started_at"] == .string("2027-03-02T14:00:00.000Z"))
    #expect(json["completed_at"] == .string("2027-03-02T14:00:40.000Z"))
    #expect(json["call_duration"] == .integer(38))
    #expect(json["attempt"] == .integer(1))
    #expect(json["from_number"] == .string("+14155550199"))
    #expect(json["disposition"] == .string("answered"))
    #expect(json["cost"] == .string("0.014000"))
    #expect(json["time_zones"] == .array([.string("America/Los_Angeles")]))
    #expect(json["decision"] == .object([("gates", .array([]))]))
  }

  private static let statuses: [(AttemptState, Disposition?, String)] = [
    (.dialing, nil, "scheduled"), (.unsent, nil, "scheduled"), (.ambiguous, nil, "scheduled"),
    (.presumedNotPlaced, nil, "scheduled"), (.placed, nil, "in_progress"), (.ended, .canceled, "cancelled"),
    (.ended, .answered, "completed"), (.ended, .rejected, "completed"), (.ended, .unknown, "completed"),
  ]

  @Test(arguments: statuses)
  func theStatusFollowsTheAttempt(state: AttemptState, disposition: Disposition?, status: String) throws {
    let found = try activity { record in
      if let disposition { return record.ended(disposition) }
      return state == .placed ? record.placed() : record.with(state)
    }
    #expect(found.json["status"] == .string(status))
    #expect(found.json["is_completed"] == .bool(status == "completed"))
    #expect((found.json["completed_at"] == .null) == (state != .ended))
  }

  @Test func theSubjectIsTheCustomersNameWhenTheCallWasMade() throws {
    let scratch = try Scratch()
    let store = try SQLiteStore.inMemory(now: noon)
    func load(_ name: String) throws {
      let file = try scratch.file("customers.csv", "id,phone,name\nc-1,+14155550100,\(name)\n")
      _ = try CustomerImport.run(
        file: file, source: "customers.csv", options: .init(), into: store, at: noon, readers: plainReaders)
    }
    try load("Ada Example")
    _ = try store.commit(StoreTurn(at: noon, intents: [intent(1)]))
    try load("Ada Other")
    #expect(try store.activities().map(\.subject) == ["Call to Ada Example"])
  }
}
