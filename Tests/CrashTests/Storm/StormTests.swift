import ActivityStore
import Campaigns
import Engine
import Foundation
import HTTP
import Sandbox
import Simulation
import Testing

@testable import Dialer

/// Many kills in one run of four campaigns, while a person suppresses, confirms, revokes, pauses and halts: nobody is
/// called twice, nobody after his suppression was acknowledged, and everybody is called or has a reason.
@Suite(.serialized)
struct StormTests {
  @Test("six kills in 200 customers of four campaigns, and an operator")
  func small() async throws {
    try await run(customers: 200, kills: 6, suppressions: 8, seed: 21, pace: .init())
  }

  @Test("fifty kills in 5,000 customers of four campaigns, and an operator", .enabled(if: KillTests.isLong))
  func large() async throws {
    try await run(
      customers: 5_000, kills: 50, suppressions: 60, seed: 22, pace: .init(callsPerSecond: 20, concurrentCalls: 40))
  }

  private func run(customers: Int, kills: Int, suppressions: Int, seed: UInt64, pace: Home.Pace) async throws {
    let account = StormAccount(customers: customers, pace: pace)
    var shape = account.shape
    shape.seed = seed
    let home = try Home(shape)
    let sandbox = try await home.startSandbox(try Scenario.parse(StormAccount.outcomes))
    try home.makeStore()
    let steps = try Self.steps(account, home, suppressions: suppressions, seed: seed)
    let person = StormOperator(home, sandbox, steps: steps)
    person.start()
    let outcome = try await drive(
      home, sandbox, person, kills: kills, seed: seed, perLife: 12 * customers / 5 / (kills + 2))
    let storm = StormEvidence(
      account: account, home: home, run: outcome.evidence, deeds: person.deeds,
      standings: try await StormEvidence.standings(home, at: try await StormOperator.clock(sandbox)),
      report: try await Evidence.get(sandbox.baseURL + "/sandbox/report"))
    await sandbox.stop()
    print(
      "storm: customers \(customers), kills \(outcome.kills), lives \(outcome.lives), deeds \(storm.deeds.count) "
        + "(\(person.repeats) repeated), \(storm.summary), alarms \(outcome.alarms.count), "
        + "exit \(outcome.end.code ?? -1)")
    #expect(outcome.kills == kills)
    #expect(outcome.end.code == (outcome.evidence.held.isEmpty ? 0 : 75), "\(outcome.end.text)")
    #expect(outcome.alarms == [])
    #expect(storm.deeds.count == person.stepCount, "not every decision was taken: \(storm.deeds.map(\.name))")
    storm.expectGuarantees()
  }

  // MARK: - What the operator does

  private static func steps(
    _ account: StormAccount, _ home: Home, suppressions: Int, seed: UInt64
  ) throws -> [StormOperator.Step] {
    var random = SeededRandom(seed: seed &+ 1_000)
    var steps: [(at: Int, step: StormOperator.Step)] = []
    let people = account.numbers.filter { !$0.key.hasPrefix("A") }.sorted { $0.key < $1.key }.shuffled(using: &random)
    for (index, person) in people.prefix(suppressions).enumerated() {
      let at = 9 * account.customers / 10 * index / suppressions
      let isNumber = index.isMultiple(of: 2)
      let command = ["suppress", "add", "--customer", person.key, "--reason", "asked by letter"]
      steps.append(
        (
          at,
          .init(name: "suppress", command: isNumber ? [] : command, numbers: [person.value]) { $0.placed >= at }
        ))
    }
    let revision = try home.workspace().campaigns.first { $0.id == "abroad" }?.revision ?? ""
    func confirm(_ most: Int) -> [String] {
      [
        "confirm", "abroad", "--country", "GB", "--yes", "--revision", revision, "--max-calls", "\(most)", "--expires",
        (Home.start + .days(2)).rfc3339,
      ]
    }
    let all = account.customers
    let abroad = account.abroad.customers
    let firstCalls = max(1, abroad / 5)
    func add(
      _ name: String, _ command: [String], at: Int, _ isDue: @escaping @Sendable (StormOperator.Progress) -> Bool
    ) {
      steps.append((at, .init(name: name, command: command, isDue: isDue)))
    }
    add("confirm", confirm(abroad / 2), at: all / 20) { $0.placed >= all / 20 }
    add("revoke", ["revoke", "abroad", "--country", "GB", "--reason", "to be looked at"], at: all * 3 / 10) {
      $0.byCampaign["abroad", default: 0] >= firstCalls
    }
    add("confirm-again", confirm(abroad / 4), at: all * 2 / 5) { $0.placed >= all * 2 / 5 }
    let pausedAt = all * 9 / 20
    add("pause", ["pause", "round", "--reason", "a complaint"], at: pausedAt) { $0.placed >= pausedAt }
    add("resume", ["resume", "round", "--reason", "answered"], at: pausedAt + 1) { $0.placed >= pausedAt + all / 50 }
    let lateCalls = account.late.customers / 8
    add(
      "halt", ["halt", "late", "--reason", "the wrong text", "--until", (Home.start + .minutes(200)).rfc3339],
      at: all * 4 / 5
    ) { $0.byCampaign["late", default: 0] >= lateCalls }
    return steps.sorted { $0.at < $1.at }.map(\.step)
  }

  // MARK: - What kills

  private func drive(
    _ home: Home, _ sandbox: SandboxServer, _ person: StormOperator, kills: Int, seed: UInt64, perLife: Int
  ) async throws -> KillTests.Outcome {
    var random = SeededRandom(seed: seed)
    var log: [String] = []
    defer { person.end() }
    for life in 0... {
      let fatal = life < kills ? Int.random(in: max(4, perLife / 2)...max(5, perLife), using: &random) : Int.max
      let spins = Int.random(in: 0...2_000, using: &random)
      let end = try await home.process(["run", "--once"]).run { count, line in
        person.heard(line)
        guard count >= fatal else { return .goOn }
        for _ in 0..<spins { sched_yield() }
        return .kill
      }
      await person.daemonEnded()
      log += end.log
      guard end.code != nil || life > kills else { continue }
      return KillTests.Outcome(
        evidence: try await Evidence.gather(home, sandbox), kills: min(life, kills), lives: life + 1, end: end,
        log: log)
    }
    throw Unexpected(text: "unreachable")
  }
}
