import Campaigns
import Engine
import Foundation
import Testing

@testable import ActivityStore

/// What is old goes, and nothing that still counts.
@Suite struct RetentionTests {
  /// Ended calls, one a day from `days` days before noon on, each of a customer of its own.
  private func store(_ days: Int64, campaign: (Int64) -> String = { _ in "old" }) throws -> SQLiteStore {
    let store = try SQLiteStore.inMemory(now: noon - .days(days))
    for key in 1...days {
      let at = noon - .days(days - key)
      let record = intent(AttemptKey(key), campaign: campaign(key), customer: "c-\(key)", at: at)
      _ = try store.commit(StoreTurn(at: at, intents: [record]))
      _ = try store.commit(StoreTurn(at: at, updates: [record.ended(.answered, at: at + .seconds(30))]))
    }
    return store
  }

  private func limits(
    _ activities: Interval?, decisions: Interval? = nil, recordings: Interval? = nil, from: Interval = .days(1),
    campaigns: Set<String> = []
  ) -> RetentionLimits {
    // The call of a day has ended.
    let now = noon + .minutes(1)
    return RetentionLimits(
      activities: activities.map { now - $0 }, decisions: decisions.map { now - $0 },
      recordings: recordings.map { now - $0 }, attemptsFrom: noon - from, campaigns: campaigns)
  }

  /// All slices; how many there were and what they took.
  private func run(_ store: SQLiteStore, _ limits: RetentionLimits) throws -> (slices: Int, counts: RetentionCounts) {
    var counts = RetentionCounts()
    var slices = 0
    var next: AttemptKey? = 0
    while let key = next {
      let slice = try store.retain(limits, after: key)
      counts += slice.counts
      next = slice.next
      slices += 1
    }
    return (slices, counts)
  }

  @Test func oldActivitiesGoWithTheirAttempts() throws {
    let store = try store(10)
    let (_, counts) = try run(store, limits(.days(4)))
    #expect(counts.activities == 6 && counts.attempts == 6)
    #expect(try store.activities().map(\.attempt.key) == [7, 8, 9, 10])
    #expect(try store.attempts().map(\.key) == [7, 8, 9, 10])
    #expect(try run(store, limits(.days(4))).counts.isEmpty)
  }

  @Test func whatALimitOrATotalCountsStaysWithoutItsActivity() throws {
    let store = try store(10) { $0 % 2 == 0 ? "running" : "old" }
    let before = try store.spending(campaign: "running")
    let kept = limits(.days(2), decisions: .days(2), from: .days(5), campaigns: ["running"])
    let (_, counts) = try run(store, kept)
    #expect(counts.activities == 8)
    #expect(try store.attempts().map(\.key) == [2, 4, 5, 6, 7, 8, 9, 10])
    #expect(try store.spending(campaign: "running") == before)
    #expect(try store.attempts().filter { $0.decision == "{}" }.map(\.key) == [2, 4, 5, 6, 7, 8])
    // The campaign ended and its file went: now nothing counts them any more.
    _ = try run(store, limits(.days(2), from: .days(5)))
    #expect(try store.attempts().map(\.key) == [5, 6, 7, 8, 9, 10])
  }

  @Test func theNewestKeyStaysSoThatNoneIsGivenTwice() throws {
    let store = try store(3)
    _ = try run(store, RetentionLimits(activities: noon + .days(9), attemptsFrom: noon + .days(9), campaigns: []))
    #expect(try store.attempts().map(\.key) == [3])
    #expect(try store.activities().isEmpty)
  }

  @Test func decisionsAndRecordingsGoByThemselves() throws {
    let store = try store(6)
    try store.connection.execute("UPDATE activities SET recording_url = 'https://rec.example.com/1'")
    let (_, counts) = try run(store, limits(nil, decisions: .days(4), recordings: .days(2)))
    #expect(counts.decisions == 2 && counts.recordings == 4 && counts.activities == 0)
    #expect(try store.activities().map { $0.recordingURL == nil } == [true, true, true, true, false, false])
    #expect(try store.activities().map { $0.attempt.decision == "{}" } == [true, true, false, false, false, false])
  }

  @Test func openCallsAndHeldCustomersAreLeft() throws {
    let store = try store(3)
    let open = intent(4, campaign: "old", customer: "open", line: 4, at: noon - .days(9))
    _ = try store.commit(StoreTurn(at: noon, intents: [open]))
    _ = try store.commit(StoreTurn(at: noon, updates: [open.with(.ambiguous)]))
    try store.place(Hold(customer: "c-2", reason: "case", by: "ann", at: noon))
    _ = try run(store, RetentionLimits(activities: noon + .days(9), attemptsFrom: noon + .days(9), campaigns: []))
    #expect(try store.activities().map(\.attempt.customer) == ["c-2", "open"])
  }

  @Test func noTransactionChangesMoreThanFiveHundredRows() throws {
    let store = try SQLiteStore.inMemory(now: noon - .days(9))
    let at = noon - .days(8)
    var turn = StoreTurn(at: at)
    turn.intents = (1...1_000).map { intent($0, campaign: "old", customer: "c-\($0)", line: $0, at: at) }
    _ = try store.commit(turn)
    _ = try store.commit(StoreTurn(at: at, updates: turn.intents.map { $0.ended(.busy, at: at) }))
    let first = try store.retain(limits(.days(4)), after: 0)
    #expect(first.counts.activities + first.counts.attempts <= 500)
    let rest = try run(store, limits(.days(4)))
    #expect(first.counts.attempts + rest.counts.attempts == 999)
    #expect(rest.slices >= 3)
  }

  @Test func whoIsGoneIsErasedAndListsGoOnToBind() throws {
    let scratch = try Scratch()
    let store = try SQLiteStore.create(at: scratch.path("dialer.db"), now: noon)
    func load(_ rows: String, at now: Instant) throws {
      _ = try CustomerImport.run(
        file: try scratch.file("customers.csv", "id,name,phone\n" + rows), source: "customers.csv",
        options: CustomerImport.Options(maxShrink: 1_000), into: store, at: now, readers: plainReaders)
    }
    let all = "gone,Zeb,+14155550142\nheld,Hal,+14155550143\ncalled,Cal,+14155550144\nback,Bea,\nhere,Amy,\n"
    try load(all, at: noon)
    let call = intent(1, customer: "called", line: 44, at: noon + .days(9))
    _ = try store.commit(
      StoreTurn(
        at: noon, intents: [call],
        suppressions: [
          Suppression(subject: .number(14_155_550_142), list: "cease", addedAt: noon, by: "ann"),
          Suppression(subject: .customer("gone"), list: "cease", addedAt: noon, by: "ann"),
        ]))
    _ = try store.commit(StoreTurn(at: noon, updates: [call.ended(.busy)]))
    try store.place(Hold(customer: "held", reason: "case", by: "ann", at: noon))
    try load("here,Amy,\n", at: noon + .days(1))
    try load("here,Amy,\nback,Bea,\n", at: noon + .days(2))
    try load("here,Amy,\n", at: noon + .days(8))
    func erase(before cutoff: Instant) throws -> Int {
      try store.eraseGone(before: cutoff, callsFrom: noon + .days(5), most: 40, at: noon + .days(10))
    }
    #expect(try erase(before: noon + .days(1)) == 0)
    #expect(try erase(before: noon + .days(2)) == 1)
    #expect(try store.customer(id: "gone", matter: "") == nil)
    #expect(try ["held", "called", "back"].allSatisfy { try store.customer(id: $0, matter: "") != nil })
    #expect(try store.suppressions().isEmpty)
    try load(all, at: noon + .days(11))
    #expect(
      try store.suppressions().map(\.subject).contains(.customer("gone"))
        && store.suppressions().map(\.subject).contains(.number(14_155_550_142)))
    #expect(try store.suppressions().count == 2)
  }

  @Test func aDayIsDoneOnceAndAudited() throws {
    let store = try store(3)
    #expect(try store.retentionDay() == nil)
    var counts = RetentionCounts()
    try store.finishRetention(day: "2027-03-02", counts, at: noon)
    #expect(try store.retentionDay() == "2027-03-02")
    counts.activities = 7
    try store.finishRetention(day: "2027-03-03", counts, at: noon + .days(1))
    var audits: [AuditEntry] = []
    try store.forEachAudit { if $0.what == "retention-applied" { audits.append($0) } }
    #expect(audits.count == 1 && audits[0].detail["activities"] == .integer(7))
    #expect(try store.verifyAudit().broken == nil)
  }
}
