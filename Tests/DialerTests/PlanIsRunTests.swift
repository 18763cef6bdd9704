import ActivityStore
import Campaigns
import Engine
import Foundation
import Sandbox
import Simulation
import Telephony
import Testing

@testable import Dialer

/// The plan's calls are the run's calls when the carrier behaves as assumed (G10), for the example campaigns.
@Suite(.serialized)
struct PlanIsRunTests {
  static let start = Instant(seconds: 1_803_992_400)
  /// Seeds, and how many days are run.
  static let runs: [(UInt64, Int64)] =
    ProcessInfo.processInfo.environment["DIALER_LONG_TESTS"] == "1" ? [(1, 4), (2, 2), (3, 2)] : [(1, 1)]
  static let credentials = Credentials(
    accountSid: "AC00000000000000000000000000000003", authToken: "00000000000000000000000000000003")

  @Test("attempts that differ in customer, campaign, attempt or instant: none", arguments: runs)
  func examples(seed: UInt64, days: Int64) async throws {
    let home = try DemoHome.make(from: Self.campaigns)
    defer { home.remove() }
    let attempts = try await compare(home, seed: seed, days: days)
    #expect(attempts.count > 100)
  }

  /// Rates in sliding windows and breakers that open at few failures.
  private static let paced: [(file: String, from: String, to: String)] = [
    ("renewal-reminders", "  calls_per_second: 1\n", "  calls_per_second: 1\n  calls_per_hour: 25\n"),
    (
      "service-announcement", "{concurrent_calls: 5}",
      "{concurrent_calls: 5, per_caller_id: {calls_per_hour: 20, calls_per_day: 60}}"
    ),
    (
      "tight-budget", "calls_per_second: 0.5}",
      "calls_per_second: 0.5, circuit_breaker: {failures: 1%, over: 3h, at_least: 2, probe_after: 20m}}"
    ),
  ]

  @Test("with hour and day rates and breakers as well", arguments: runs)
  func pacedExamples(seed: UInt64, days: Int64) async throws {
    let home = try DemoHome.make(from: Self.campaigns)
    defer { home.remove() }
    for (name, old, new) in Self.paced {
      let path = home.path + "/\(name).yaml"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try #require(text.contains(old))
      try text.replacingOccurrences(of: old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
    }
    let attempts = try await compare(home, seed: seed, days: days)
    let renewals = attempts.filter { $0.campaign == "renewal-reminders" }.map(\.at).sorted()
    #expect(renewals.count > 25)
    #expect(zip(renewals, renewals.dropFirst(25)).allSatisfy { $1 - $0 >= .hours(1) })
    // A caller ID's rate counts the calls of every campaign from that number, so little is left for this one.
    let announcements = attempts.filter { $0.campaign == "service-announcement" }
    #expect(announcements.count > 1)
    for call in announcements {
      let before = attempts.filter { $0.callerID == call.callerID && $0.at < call.at }.map { call.at - $0.at }
      #expect(before.count { $0 < .hours(1) } < 20)
      #expect(before.count { $0 < .hours(24) } < 60)
    }
  }

  /// Plans, runs the same days, and compares; the attempts that were made.
  private func compare(_ home: DemoHome, seed: UInt64, days: Int64) async throws -> [AttemptRecord] {
    var workspace = try Workspace.load(config: home.path + "/dialer.yaml")
    let store = try SQLiteStore.create(at: workspace.storePath, now: Self.start)
    try CustomerSync.importChanged(workspace, store: store, now: Self.start)
    let end = Self.start + .days(days)
    let planned = try PlanPrinter.plan(
      PlanSource(workspace: workspace, store: store), from: Self.start, until: end, seed: seed, keepsCalls: true)
    let sandbox = try await Self.sandbox(planned.scenario, workspace, seed: seed)
    workspace.configuration.twilio.baseURL = sandbox.baseURL
    let watch = RunWatch()
    let run = DaemonRun(
      workspace: workspace, config: home.path + "/dialer.yaml", credentials: Self.credentials, ends: .at(end),
      wallClock: false, observer: watch, servesSocket: false, speed: nil)
    let code = try await run.run()
    await sandbox.stop()
    #expect(code == 0)
    let expected = Set(
      planned.plan.calls.map { call in
        Self.line(
          workspace.campaigns[call.campaign].id, planned.directory.ids[call.row], call.attempt, call.at)
      })
    let attempts = try store.attempts().filter { $0.state != .unsent }
    let made = Set(attempts.map { Self.line($0.campaign, $0.customer, $0.attempt, $0.at) })
    let wrong = expected.symmetricDifference(made).sorted()
    print(
      "plan against run, seed \(seed), \(days) days: planned \(expected.count), "
        + "made \(made.count), differences \(wrong.count)"
    )
    #expect(!expected.isEmpty && attempts.count == made.count)
    #expect(wrong == [], "\(wrong.prefix(6))")
    return attempts
  }

  private static let campaigns =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/campaigns"

  private static func line(_ campaign: String, _ customer: String, _ attempt: Int, _ at: Instant) -> String {
    "\(at.rfc3339) \(campaign) \(customer) \(attempt)"
  }

  /// A stepped sandbox that plays the scenario from an instant on.
  static func sandbox(
    _ scenario: Scenario, _ workspace: Workspace, seed: UInt64, from start: Instant = start
  ) async throws -> SandboxServer {
    var options = SandboxOptions(
      accountSid: credentials.accountSid, authToken: credentials.secretForSandbox)
    options.clock = .stepped(from: start)
    options.scenario = scenario
    options.seed = seed
    options.callsPerSecond = .unlimited
    options.price = SandboxPrice.of(workspace.rates)
    options.ownedNumbers = workspace.campaigns.flatMap(\.call.from)
    return try await SandboxServer.start(options)
  }
}

/// Watches nothing.
struct RunWatch: DaemonObserver {
  func placing(_ record: AttemptRecord?, at now: Instant) {}
  func changed(_ record: AttemptRecord, at now: Instant) {}
  func warned(_ warning: Warning, at now: Instant) {}
  func reloaded(_ state: Daemon.ReloadState, at now: Instant) {}
  func ended(reports: [CampaignReport], notCalled: [[ReasonCount]], at now: Instant) {}
}
