import ActivityStore
import Campaigns
import Engine
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
    let seen = Mutex((highest: Money.zero, looks: 0, reserved: 0))
    let store = try home.openStore()
    let end = try await home.process(["run", "--once"]).run { _, line in
      guard let spending = try? store.spending(campaign: nil) else { return .goOn }
      let sum = spending.settled + spending.reserved
      seen.withLock { $0 = (max($0.highest, sum), $0.looks + 1, $0.reserved + (spending.reserved > .zero ? 1 : 0)) }
      return .goOn
    }
    let evidence = try await Evidence.gather(home, sandbox)
    await sandbox.stop()
    let (highest, looks, reserved) = seen.withLock { $0 }
    print("cap \(cap), highest \(highest) in \(looks) looks (\(reserved) with live calls), \(evidence.summary)")
    print("left: \(end.log.last ?? "")")
    #expect(end.code == 0, "\(end.text)")
    #expect(looks > 100 && highest <= cap)
    for intent in evidence.sent {
      let sum = Self.money(of: evidence.sent, when: intent)
      #expect(sum <= cap, "\(sum) at the intent of \(intent.customer)")
    }
    #expect(evidence.lines == planned)
    #expect(cap - evidence.spending.settled < Money(micros: 28_000))
    #expect(end.log.last?.contains("\(100 - evidence.sent.count) budget-campaign") == true)
    evidence.expectOneCallPerAttempt()
    evidence.expectMoneyAddsUp()
  }

  /// Settled and reserved money in the commit of an intent, its own reservation among it.
  private static func money(of attempts: [AttemptRecord], when intent: AttemptRecord) -> Money {
    attempts.filter { $0.key <= intent.key }.reduce(.zero) { sum, attempt in
      let isOver = attempt.endedAt.map { $0 <= intent.at } ?? false
      return sum + (isOver ? attempt.settled ?? attempt.reserved : attempt.reserved)
    }
  }
}
