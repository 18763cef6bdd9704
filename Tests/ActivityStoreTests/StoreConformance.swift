import ActivityStore
import Campaigns
import Engine
import Testing

/// What every store must do, run against each implementation.
@Suite struct StoreConformance {
  /// An implementation, and how it is opened again where it outlives its value.
  enum Backend: String, CaseIterable { case file, memory }

  /// A store of one backend in a folder of its own.
  final class Bench {
    let backend: Backend
    let scratch: Scratch
    private(set) var store: any Store

    init(_ backend: Backend) throws {
      self.backend = backend
      scratch = try Scratch()
      store =
        switch backend {
        case .file: try SQLiteStore.create(at: scratch.path("dialer.db"), now: noon)
        case .memory: try SQLiteStore.inMemory(now: noon)
        }
    }

    /// Closes and opens it again, where there is something to close.
    func reopen() throws {
      guard backend == .file else { return }
      store = try SQLiteStore.inMemory(now: noon)
      store = try SQLiteStore.open(at: scratch.path("dialer.db"))
    }

    func commit(
      intents: [AttemptRecord] = [], updates: [AttemptRecord] = [], at: Instant = noon
    ) throws(StoreError) {
      _ = try store.commit(StoreTurn(at: at, intents: intents, updates: updates))
    }

    /// Whether the store refuses the turn and is as before.
    func refuses(intents: [AttemptRecord] = [], updates: [AttemptRecord] = []) throws -> Bool {
      let before = try (store.attempts(), store.activities(), store.newestCommit())
      do throws(StoreError) {
        try commit(intents: intents, updates: updates, at: noon + .hours(1))
        return false
      } catch {
        guard case .refused = error else { throw error }
      }
      return try before == (store.attempts(), store.activities(), store.newestCommit())
    }
  }

  // MARK: - Intents and permits

  @Test(arguments: Backend.allCases) func anIntentIsReadBackWithItsIdAndGivesOnePermit(backend: Backend) throws {
    let bench = try Bench(backend)
    var permits = try bench.store.commit(
      StoreTurn(at: noon, intents: [intent(1), intent(2, customer: "c-2", line: 1)]))
    #expect(permits.count == 2)
    var handed: [String] = []
    while let permit = permits.next() {
      let (key, id) = permit.spend()
      #expect(key == Int64(handed.count + 1))
      handed.append(id.description)
    }
    try bench.reopen()
    let attempts = try bench.store.attempts()
    #expect(attempts.map(\.attemptID) == handed)
    #expect(Set(handed).count == 2)
    var expected = intent(1)
    expected.attemptID = handed[0]
    #expect(attempts[0] == expected)
    #expect(try bench.store.maxAttemptKey() == 2)
    #expect(try bench.store.newestCommit() == noon)
  }

  @Test(arguments: Backend.allCases) func anEmptyTurnWritesNothing(backend: Backend) throws {
    let bench = try Bench(backend)
    let permits = try bench.store.commit([StoreTurn(at: noon), StoreTurn(at: noon + .seconds(1))])
    #expect(permits.count == 0)
    #expect(try bench.store.newestCommit() == nil)
    #expect(try bench.store.createdAt() == noon)
    #expect(try bench.store.maxAttemptKey() == 0)
  }

  @Test(arguments: Backend.allCases) func oneAttemptHasOneIntent(backend: Backend) throws {
    let bench = try Bench(backend)
    try bench.commit(intents: [intent(1)])
    // The same transmission, a further one while the first is not proven unsent, and the same key.
    #expect(try bench.refuses(intents: [intent(2, line: 1)]))
    #expect(try bench.refuses(intents: [intent(2, transmission: 2, line: 1)]))
    #expect(try bench.refuses(intents: [intent(1, customer: "c-2", line: 1)]))
    // Another matter of the same customer is another attempt.
    try bench.commit(intents: [intent(2, matter: "policy-2", line: 1)])
  }

  @Test(arguments: [AttemptState.placed, .ambiguous, .presumedNotPlaced, .ended])
  func noTransmissionFollowsUnlessTheLastWasUnsent(state: AttemptState) throws {
    let bench = try Bench(.memory)
    try bench.commit(intents: [intent(1)])
    let after = state == .ended ? intent(1).ended(.busy) : state == .placed ? intent(1).placed() : intent(1).with(state)
    try bench.commit(updates: [after])
    #expect(try bench.refuses(intents: [intent(2, transmission: 2, line: 1)]))
  }

  @Test(arguments: Backend.allCases) func aNumberHasOneLiveAttempt(backend: Backend) throws {
    let bench = try Bench(backend)
    try bench.commit(intents: [intent(1)])
    let other = intent(2, campaign: "surveys", customer: "c-9")
    #expect(try bench.refuses(intents: [other]))
    try bench.commit(updates: [intent(1).placed()])
    #expect(try bench.refuses(intents: [other]))
    try bench.commit(updates: [intent(1).with(.ambiguous)])
    #expect(try bench.refuses(intents: [other]))
    // The turn that ends the one may begin the other.
    try bench.commit(intents: [other], updates: [intent(1).ended(.noAnswer)])
    #expect(try bench.store.attempts().map(\.state) == [.ended, .dialing])
  }

  @Test(arguments: Backend.allCases) func aTurnIsWrittenWholeOrNotAtAll(backend: Backend) throws {
    let bench = try Bench(backend)
    try bench.commit(intents: [intent(1)])
    #expect(try bench.refuses(intents: [intent(2, customer: "c-2", line: 1), intent(3)]))
    #expect(try bench.refuses(updates: [intent(1).placed(), intent(7)]))
    // Several turns are one transaction too.
    #expect(throws: StoreError.self) {
      _ = try bench.store.commit([
        StoreTurn(at: noon, intents: [intent(2, customer: "c-2", line: 1)]), StoreTurn(at: noon, intents: [intent(3)]),
      ])
    }
    #expect(try bench.store.attempts().count == 1)
  }

  @Test(arguments: Backend.allCases) func whatEndedNeverReopens(backend: Backend) throws {
    let bench = try Bench(backend)
    try bench.commit(intents: [intent(1), intent(2, customer: "c-2", line: 1)])
    try bench.commit(updates: [intent(1).ended(.busy), intent(2, customer: "c-2", line: 1).with(.unsent)])
    #expect(try bench.refuses(updates: [intent(1).placed()]))
    #expect(try bench.refuses(updates: [intent(2, customer: "c-2", line: 1).with(.dialing)]))
    #expect(try bench.refuses(updates: [intent(1, customer: "c-3").ended(.busy)]))
  }

  // MARK: - Activities

  @Test(arguments: Backend.allCases) func anAttemptHasOneActivityOverItsTransmissions(backend: Backend) throws {
    let bench = try Bench(backend)
    try bench.commit(intents: [intent(1)])
    #expect(try bench.store.activities().map(\.status) == [.scheduled])
    try bench.commit(updates: [intent(1).with(.unsent)])
    let between = try bench.store.activities()
    #expect(between.map(\.status) == [.scheduled])
    #expect(between[0].json["started_at"] == .null)

    let second = intent(2, transmission: 2)
    try bench.commit(intents: [second])
    try bench.commit(updates: [second.placed()])
    #expect(try bench.store.activities().map(\.status) == [.inProgress])
    try bench.commit(updates: [second.placed().ended(.answered)])
    try bench.reopen()
    let activities = try bench.store.activities()
    #expect(activities.map(\.status) == [.completed])
    #expect(activities[0].id == between[0].id)
    #expect(activities[0].attempt.key == 2)
    #expect(try bench.store.attempts().count == 2)
  }

  @Test(arguments: Backend.allCases) func anEndedActivityKeepsItsFacts(backend: Backend) throws {
    let bench = try Bench(backend)
    let ended = intent(1).placed().ended(.answered)
    try bench.commit(intents: [intent(1)])
    try bench.commit(updates: [ended])
    var changes: [AttemptRecord] = []
    for change: (inout AttemptRecord) -> Void in [
      { $0.disposition = .busy }, { $0.endedAt = noon + .days(1) }, { $0.sid = "CA2" }, { $0.callee += 1 },
      { $0.decision = "{}" }, { $0.timeZones = [] }, { $0.at = noon + .days(1) }, { $0.reserved = .zero },
    ] {
      var record = ended
      change(&record)
      changes.append(record)
    }
    for change in changes { #expect(try bench.refuses(updates: [change])) }
    // What arrives late: the price, and what was not known.
    var late = ended
    late.price = Money(micros: 15_000)
    late.settled = Money(micros: 15_000)
    late.duration = 31
    late.answeredBy = "human"
    try bench.commit(updates: [late])
    #expect(try bench.store.activities()[0].attempt.settled == Money(micros: 15_000))
    late.duration = 32
    #expect(try bench.refuses(updates: [late]))
  }

  @Test(arguments: Backend.allCases) func activitiesAreFiltered(backend: Backend) throws {
    let bench = try Bench(backend)
    try bench.commit(intents: [
      intent(1), intent(2, campaign: "surveys", customer: "c-2", line: 1, at: noon + .hours(1)),
      intent(3, customer: "c-3", line: 2, at: noon + .hours(2)),
    ])
    try bench.commit(updates: [intent(1).ended(.busy)])
    func keys(_ filter: ActivityFilter) throws -> [Int64] {
      try bench.store.activities(where: filter).map(\.attempt.key)
    }
    #expect(try keys(ActivityFilter()) == [1, 2, 3])
    #expect(try keys(ActivityFilter(campaign: "renewals")) == [1, 3])
    #expect(try keys(ActivityFilter(customer: "c-2")) == [2])
    #expect(try keys(ActivityFilter(from: noon + .hours(1), until: noon + .hours(2))) == [2])
    #expect(try keys(ActivityFilter(open: true)) == [2, 3])
    #expect(try keys(ActivityFilter(open: false)) == [1])
    #expect(try keys(ActivityFilter(limit: 2)) == [1, 2])
    let first = try #require(try bench.store.activities().first?.id)
    #expect(try keys(ActivityFilter(afterID: first)) == [2, 3])
  }

  // MARK: - Money

  @Test(arguments: Backend.allCases) func moneyIsReservedUntilItIsSettledOrReleased(backend: Backend) throws {
    let bench = try Bench(backend)
    let other = intent(2, campaign: "surveys", customer: "c-2", line: 1)
    try bench.commit(intents: [intent(1), other, intent(3, customer: "c-3", line: 2)])
    #expect(try bench.store.spending(campaign: nil) == Spending(settled: .zero, reserved: Money(micros: 84_000)))
    try bench.commit(updates: [intent(1).ended(.answered), other.with(.unsent)])
    #expect(
      try bench.store.spending(campaign: nil)
        == Spending(settled: Money(micros: 14_000), reserved: Money(micros: 28_000)))
    #expect(try bench.store.spending(campaign: "surveys") == Spending(settled: .zero, reserved: .zero))
    try bench.commit(updates: [intent(3, customer: "c-3", line: 2).with(.presumedNotPlaced)])
    #expect(try bench.store.spending(campaign: "renewals").reserved == Money(micros: 28_000))
  }

  // MARK: - Decisions

  @Test(arguments: Backend.allCases) func decisionsAreReadBack(backend: Backend) throws {
    let bench = try Bench(backend)
    let grant = ConfirmationGrant(
      campaign: "renewals", country: "GB", digest: "d1", grantedBy: "ann", grantedAt: noon, expiresAt: noon + .days(7),
      maxCalls: 40, maxSpend: Money(micros: 12_000_000))
    let all = Pause(campaign: nil, by: "ann", reason: "fire drill", since: noon)
    let one = Pause(campaign: "renewals", by: "bob", reason: "typo", since: noon, until: noon + .hours(1))
    let suppressions = [
      Suppression(subject: .number(14_155_550_123), list: "do-not-call", addedAt: noon, by: "ann"),
      Suppression(subject: .customer("c-9"), list: "do-not-call", addedAt: noon, by: "ann"),
    ]
    let detail = JSON.object([("reason", .string("typo"))])
    let entry = AuditEntry(at: noon, who: "ann", what: "campaign-paused", detail: detail)
    _ = try bench.store.commit(
      StoreTurn(
        at: noon, audits: [entry], confirmations: [grant], pauses: [.pause(one), .pause(all)],
        suppressions: suppressions + suppressions))
    try bench.reopen()
    #expect(try bench.store.confirmations() == [grant])
    #expect(try bench.store.pauses() == [all, one])
    #expect(try bench.store.suppressions() == suppressions)
    var audit: [AuditEntry] = []
    try bench.store.forEachAudit { audit.append($0) }
    #expect(audit == [entry])
    _ = try bench.store.commit(StoreTurn(at: noon, pauses: [.resume(campaign: nil)]))
    #expect(try bench.store.pauses() == [one])
  }

  @Test(arguments: Backend.allCases) func revisionsKeepTheirFirstText(backend: Backend) throws {
    let bench = try Bench(backend)
    try bench.store.recordCurrency("USD")
    try bench.store.recordRevision(
      campaign: "renewals", hash: "r1", text: "a", purpose: "service", onBehalfOf: nil, at: noon)
    try bench.store.recordRevision(
      campaign: "renewals", hash: "r1", text: "b", purpose: "service", onBehalfOf: nil, at: noon)
    try bench.reopen()
    #expect(try bench.store.revisionText(campaign: "renewals", hash: "r1") == "a")
    #expect(try bench.store.revisionText(campaign: "renewals", hash: "r2") == nil)
    try bench.store.recordRevision(
      campaign: "renewals", hash: "r0", text: "c", purpose: nil, onBehalfOf: nil, at: noon + .hours(1))
    #expect(
      try bench.store.revisions() == [
        RevisionRecord(campaign: "renewals", hash: "r1", firstSeen: noon),
        RevisionRecord(campaign: "renewals", hash: "r0", firstSeen: noon + .hours(1)),
      ])
    try bench.store.recordRevision(
      campaign: "renewals", hash: "r1", text: "a", purpose: "service", onBehalfOf: nil, at: noon)
    try bench.commit(intents: [intent(1)])
    let activity = try #require(try bench.store.activities().first)
    #expect(activity.purpose == "service")
    #expect(activity.currency == "USD")
    #expect(activity.createdBy == "renewals")
  }

  @Test(arguments: Backend.allCases) func theNewestCommitNeverGoesBack(backend: Backend) throws {
    let bench = try Bench(backend)
    try bench.commit(intents: [intent(1)], at: noon + .hours(1))
    try bench.commit(updates: [intent(1).placed()], at: noon)
    try bench.reopen()
    #expect(try bench.store.newestCommit() == noon + .hours(1))
  }
}
