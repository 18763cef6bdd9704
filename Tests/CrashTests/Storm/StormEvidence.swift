import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

/// What the sandbox, the store and the last plan say after a storm, each against the others.
struct StormEvidence {
  /// Where a customer stands in the end, by the plan.
  struct Standing {
    var campaign: String
    var reason: String
  }

  var account: StormAccount
  var home: Home
  var run: Evidence
  var deeds: [StormOperator.Deed]
  /// By customer.
  var standings: [String: Standing]
  var report: JSON

  /// Every customer's reason at an instant.
  static func standings(_ home: Home, at now: Instant) async throws -> [String: Standing] {
    let end = try await home.process([
      "plan", "--from", now.rfc3339, "--until", (now + .minutes(1)).rfc3339, "--calls", "--output", "ndjson",
    ]).run()
    guard end.code == 0 else { throw Unexpected(text: "plan: " + end.text) }
    var standings: [String: Standing] = [:]
    for line in end.output.split(separator: "\n") {
      let json = try JSON.parse(String(line))
      guard json["type"] == .string("not_called"), let customer = json["customer"]?.string else { continue }
      standings[customer] = Standing(
        campaign: json["campaign"]?.string ?? "", reason: json["reason"]?.string ?? "")
    }
    return standings
  }

  // MARK: - Figures

  private var suppressed: [StormOperator.Deed] { deeds.filter { $0.name == "suppress" } }

  /// Calls that were made to a suppressed number after the acknowledgement.
  private var lateCalls: Int {
    suppressed.reduce(0) { sum, deed in
      deed.calls.reduce(sum) { $0 + run.callsByNumber["+\($1.key)", default: 0] - $1.value.count }
    }
  }

  /// Calls that waited or rang at the acknowledgement, and their statuses in the end.
  private var withdrawn: [String] {
    let ends = Dictionary(uniqueKeysWithValues: run.calls.map { ($0.sid, $0.status) })
    return suppressed.flatMap { $0.calls.values.joined() }.filter { ["queued", "ringing"].contains($0.status) }
      .map { ends[$0.sid] ?? "gone" }
  }

  private var called: Set<String> { Set(run.sent.map(\.customer)) }

  /// Customers without a call, by reason.
  private var reasons: [String: Int] {
    standings.filter { !called.contains($0.key) }.reduce(into: [:]) { $0[$1.value.reason, default: 0] += 1 }
  }

  private func figure(_ name: String) -> Int {
    if case .integer(let value)? = report[name] { Int(value) } else { -1 }
  }

  var summary: String {
    let reasons = reasons.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    return run.summary + ", called \(called.count), not called: \(reasons), suppressed \(suppressed.count), "
      + "calls to them afterwards \(lateCalls), withdrawn while they rang \(withdrawn.count), "
      + "canceled \(run.sent.count { $0.disposition == .canceled }), most at once \(figure("max_active")), "
      + "most in a second \(figure("max_per_sliding_second"))"
  }

  // MARK: - What must hold

  func expectGuarantees() {
    run.expectOneCallPerAttempt()
    run.expectMoneyAddsUp { $0.hasPrefix("+44") ? 30_000 : 14_000 }
    #expect(run.attempts.allSatisfy { $0.state == .ended || $0.state == .unsent || $0.state == .presumedNotPlaced })
    #expect(lateCalls == 0, "called after the acknowledgement")
    #expect(withdrawn.allSatisfy { $0 == "canceled" }, "\(withdrawn)")
    #expect(figure("max_active") <= account.pace.concurrentCalls)
    #expect(figure("max_per_sliding_second") <= account.pace.callsPerSecond)
    expectHours()
    expectConfirmations()
    expectBudget()
    expectPriorities()
    expectReasons()
  }

  private func made(_ part: StormAccount.Part) -> [AttemptRecord] { run.sent.filter { $0.campaign == part.id } }

  /// G2: 9:00 to 20:00 where the customer is.
  private func expectHours() {
    let opens: [(StormAccount.Part, Interval, Interval)] = [
      (account.urgent, .zero, .hours(11)), (account.round, .zero, .hours(11)), (account.late, .hours(3), .hours(14)),
      (account.abroad, .hours(-5), .hours(6)),
    ]
    for (part, from, to) in opens {
      let outside = made(part).filter { $0.at < Home.start + from || $0.at >= Home.start + to }
      #expect(outside.isEmpty, "\(part.id) in closed hours")
    }
  }

  /// G5: calls abroad only while somebody has confirmed them, and no more than were confirmed.
  private func expectConfirmations() {
    guard let first = deed("confirm"), let revoked = deed("revoke"), let second = deed("confirm-again") else { return }
    let times = made(account.abroad).map(\.at)
    let before = times.filter { $0 >= first.before && $0 <= revoked.after }
    let after = times.filter { $0 >= second.before }
    #expect(before.count + after.count == times.count, "called abroad without a confirmation")
    #expect(before.count <= account.abroad.customers / 2 && after.count <= account.abroad.customers / 4)
    #expect(!before.isEmpty && !after.isEmpty)
  }

  private func deed(_ name: String) -> StormOperator.Deed? { deeds.first { $0.name == name } }

  /// G4: the late campaign's cap holds in the commit of every intent, and is used.
  private func expectBudget() {
    let cap = Money(micros: Int64(account.late.customers) * 7_000)
    let attempts = made(account.late)
    for intent in attempts {
      let sum = attempts.filter { $0.key <= intent.key }.reduce(Money.zero) { sum, attempt in
        let isOver = attempt.endedAt.map { $0 <= intent.at } ?? false
        return sum + (isOver ? attempt.settled ?? attempt.reserved : attempt.reserved)
      }
      #expect(sum <= cap, "\(sum) at the intent of \(intent.customer)")
    }
    let spent = attempts.reduce(Money.zero) { $0 + ($1.settled ?? $1.reserved) }
    #expect(cap - spent < Money(micros: 28_000), "customers wait though there is money: \(spent) of \(cap)")
  }

  /// Nobody's first call waits for one of a lower priority, unless his campaign was paused.
  private func expectPriorities() {
    let order = [account.urgent, account.round, account.late]
    for (place, higher) in order.enumerated() {
      guard let last = made(higher).filter({ $0.attempt == 1 }).map(\.at).max() else { continue }
      var early = order[(place + 1)...].flatMap { made($0) }.filter { $0.at < last }
      if higher.id == "round", let pause = deed("pause"), let resume = deed("resume") {
        early.removeAll { $0.at >= pause.before && $0.at <= resume.after }
      }
      #expect(early.isEmpty, "\(early.count) calls before the last first call of \(higher.id)")
    }
  }

  /// G9 and G11: everybody is called, or there is a reason that the test knows of.
  private func expectReasons() {
    #expect(standings.count == account.customers)
    let numbers = account.numbers
    let stopped = Set(suppressed.flatMap { $0.calls.keys })
    for (customer, standing) in standings.sorted(by: { $0.key < $1.key }) where !called.contains(customer) {
      let allowed: Set<String> =
        switch standing.campaign {
        case "late": ["budget-campaign"]
        case "abroad": ["needs-confirmation", "confirmation-used-up"]
        default: []
        }
      let isStopped = numbers[customer].map { stopped.contains($0) } ?? false
      #expect(
        isStopped ? standing.reason == "suppressed" : allowed.contains(standing.reason),
        "\(customer) of \(standing.campaign): \(standing.reason)")
    }
  }
}
