import ActivityStore
import Campaigns
import Engine
import Sandbox
import Simulation
import Testing

/// A carrier that reads the request and closes the connection: nobody knows whether the call exists.
@Suite(.serialized)
struct QuarantineTests {
  @Test("accept, then close, with the call made: one request, quarantined, then found by listing")
  func found() async throws {
    let outcome = try await run(placed: true)
    let evidence = outcome.evidence
    #expect(outcome.end.code == 0, "\(outcome.end.text)")
    #expect(evidence.held.isEmpty)
    #expect(evidence.attempts.allSatisfy { $0.state == .ended })
    #expect(evidence.attempts.first { $0.attempt == 1 && $0.key == 4 }?.disposition == .answered)
    #expect(evidence.calls.count == 12 && evidence.maxPerNumber == 1)
    #expect(outcome.states == ["ambiguous", "placed", "ended", "ended"])
  }

  @Test("accept, then close, without a call: held after the schedule, counted as spent, exit 75")
  func held() async throws {
    let outcome = try await run(placed: false)
    let evidence = outcome.evidence
    #expect(outcome.end.code == 75, "\(outcome.end.text)")
    #expect(evidence.held.count == 1 && evidence.held.allSatisfy { $0.state == .presumedNotPlaced })
    #expect(evidence.spending.reserved == evidence.held.first?.reserved)
    #expect(evidence.calls.count == 11 && evidence.maxPerNumber == 1)
    #expect(outcome.states == ["ambiguous", "presumed-not-placed"])
  }

  private struct Outcome {
    var evidence: Evidence
    var end: DialerProcess.End
    /// What the log says of the attempt that met the fault.
    var states: [String]
  }

  private func run(placed: Bool) async throws -> Outcome {
    var shape = Home.Shape(customers: 12, attempts: 1)
    shape.assume = "{answered: 100%, machine: 0%, busy: 0%, failed: 0%, ring: {mean: 4s}}"
    shape.faults = [Fault(kind: .closeAfterRequest, nth: 4, placed: placed)]
    let home = try Home(shape)
    let (_, scenario) = try await home.plan()
    try home.makeStore()
    let sandbox = try await home.startSandbox(scenario)
    let end = try await home.process(["run", "--once"]).run()
    let evidence = try await Evidence.gather(home, sandbox)
    let report = try await Evidence.get(sandbox.baseURL + "/sandbox/report")
    await sandbox.stop()
    let key = evidence.attempts.dropFirst(3).first?.key ?? 0
    let states = end.log.filter { $0.contains(" key=\(key) ") }.compactMap { line in
      line.split(separator: " ").first { $0.hasPrefix("state=") }.map { String($0.dropFirst(6)) }
    }
    print("placed \(placed): \(evidence.summary), states \(states), faults \(report["faults"]?.text ?? "")")
    #expect(report["faults"]?["close-after-request"] == .integer(1))
    evidence.expectOneCallPerAttempt()
    evidence.expectMoneyAddsUp()
    return Outcome(evidence: evidence, end: end, states: states)
  }
}
