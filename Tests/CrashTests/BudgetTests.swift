import ActivityStore
import Campaigns
import Engine
import HTTP
import Sandbox
import Synchronization
import Testing

/// A total of 1.00 with 100 customers: settled and reserved money never pass the cap (G4).
@Suite(.serialized)
struct BudgetTests {
  @Test("the cap holds after every commit, and what it leaves over shows as budget-campaign")
  func cap() async throws {
    var shape = Home.Shape(customers: 100, concurrency: 10, attempts: 1)
    shape.budget = ["total: 1.00", "when_exhausted: stop"]
    shape.assume = "{answered: 100%, machine: 0%, busy: 0%, failed: 0%, talk: {mean: 40s, sd: 20s}}"
    let home = try Home(shape)
    let (planned, scenario) = try await home.plan()
    try home.makeStore()
    let sandbox = try await home.startSandbox(scenario)
    let cap = Money(micros: 1_000_000)
    let seen = Mutex(Seen())
    let store = try home.openStore()
    let end = try await home.process(["run", "--once"]).run { _, _ in
      guard let spending = try? store.spending(campaign: nil) else { return .goOn }
      let sum = spending.settled + spending.reserved
      let status = cap - sum < Self.worstCase ? Waiting.result { try await Self.status(home) } : nil
      seen.withLock { $0.note(sum, status) }
      return .goOn
    }
    let evidence = try await Evidence.gather(home, sandbox)
    await sandbox.stop()
    let (highest, looks, waits) = seen.withLock { ($0.highest, $0.looks, $0.budgetReserved) }
    print("cap \(cap), highest \(highest) in \(looks) looks, \(evidence.summary)")
    print("status said budget-reserved \(waits) times while calls were live")
    #expect(waits > 0)
    print("left: \(end.log.last ?? "")")
    #expect(end.code == 0, "\(end.text)")
    #expect(looks > 100 && highest <= cap)
    for intent in evidence.sent {
      let sum = Self.money(of: evidence.sent, when: intent)
      #expect(sum <= cap, "\(sum) at the intent of \(intent.customer)")
    }
    #expect(evidence.lines == planned)
    #expect(cap - evidence.spending.settled < Self.worstCase)
    #expect(end.log.last?.contains("\(100 - evidence.sent.count) budget-campaign") == true)
    evidence.expectOneCallPerAttempt()
    evidence.expectMoneyAddsUp()
  }

  /// What the looks at the store and at `status` came to.
  private struct Seen {
    var highest = Money.zero
    var looks = 0
    /// How often customers waited for the reservations of live calls.
    var budgetReserved = 0

    mutating func note(_ sum: Money, _ status: JSON?) {
      highest = max(highest, sum)
      looks += 1
      guard case .array(let campaigns)? = status?["campaigns"], let campaign = campaigns.first,
        case .integer(let live)? = campaign["live"], live > 0, campaign["waiting"]?["budget-reserved"] != nil
      else { return }
      budgetReserved += 1
    }
  }

  /// 120 s at 0.014 a minute.
  private static let worstCase = Money(micros: 28_000)

  /// What `dialer status` asks the daemon for.
  private static func status(_ home: Home) async throws -> JSON {
    var request = HTTPRequest(.post, "http://localhost/v1/status")
    request.body = Array("{}".utf8)
    request.unixSocket = home.storePath + ".sock"
    return try await Evidence.send(request)
  }

  /// Settled and reserved money in the commit of an intent, its own reservation among it.
  private static func money(of attempts: [AttemptRecord], when intent: AttemptRecord) -> Money {
    attempts.filter { $0.key <= intent.key }.reduce(.zero) { sum, attempt in
      let isOver = attempt.endedAt.map { $0 <= intent.at } ?? false
      return sum + (isOver ? attempt.settled ?? attempt.reserved : attempt.reserved)
    }
  }
}
