import ActivityStore
import Campaigns
import Foundation
import HTTP
import Sandbox
import Simulation

@testable import Dialer

/// A folder with the files of one account, its store, and the sandbox that its daemons call. The sandbox is in the
/// test's process: it outlives every kill.
final class Home: Sendable {
  static let account = "AC00000000000000000000000000000002"
  static let token = "fedcba9876543210fedcba9876543210"
  static let callerID: Int64 = 14_155_550_100
  /// 9:00 in New York, a Tuesday.
  static let start = Instant(seconds: 1_803_996_000)

  /// What differs from test to test.
  struct Shape: Sendable {
    var customers = 20
    var concurrency = 1
    var attempts = 2
    /// Lines below `budget:`.
    var budget = ["total: 100.00"]
    var faults: [Fault] = []
    var assume = "{answered: 55%, machine: 15%, busy: 10%, failed: 3%, ring: {mean: 12s}, talk: {mean: 40s, sd: 30s}}"
    var seed: UInt64 = 1
    var pace = Pace()
    /// Files beside the ordinary ones, or in their place.
    var files: [(name: String, text: String)] = []
  }

  /// What the account allows.
  struct Pace: Sendable {
    var callsPerSecond = 10
    var concurrentCalls = 20
  }

  let path: String
  let shape: Shape
  var config: String { path + "/dialer.yaml" }
  var storePath: String { path + "/dialer.db" }

  init(_ shape: Shape) throws {
    path = NSTemporaryDirectory() + "dialer-crash-" + UUID().uuidString.prefix(8)
    self.shape = shape
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try write("customers.csv", Self.customers(shape.customers))
    try write("rates.csv", "prefix,price_per_minute,increment,label\n1,0.014,60,United States\n")
    try write("round.yaml", Self.campaign(shape))
    try write("dialer.yaml", Self.configuration(carrier: "http://127.0.0.1:9", pace: shape.pace))
    for file in shape.files { try write(file.name, file.text) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  static func number(_ index: Int) -> Int64 {
    let areas: [Int64] = [212, 646, 718, 917, 347]
    return 10_000_000_000 + areas[index / 100 % areas.count] * 10_000_000 + 5_550_100 + Int64(index % 100)
  }

  private static func customers(_ count: Int) -> String {
    "id,name,phone,country,time_zone\n"
      + (0..<count).map { "K\(1_000 + $0),Customer \($0),+\(number($0)),US,America/New_York\n" }.joined()
  }

  static func configuration(carrier: String, more: String = "", pace: Pace = Pace()) -> String {
    """
    home_country: US
    time_zone: America/New_York
    campaigns: .
    store: sqlite:dialer.db
    customers: [{csv: customers.csv}]
    rates: {card: rates.csv}
    twilio:
      base_url: "\(carrier)"
      from: "+\(callerID)"
      calls_per_second: \(pace.callsPerSecond)
      concurrent_calls: \(pace.concurrentCalls)
    budget: {currency: USD, per_day: 500.00}

    """ + more
  }

  private static func campaign(_ shape: Shape) -> String {
    """
    campaign: round
    title: The round of the crash tests
    purpose: service
    owner: ops@example.com
    live: true
    schedule: {starts: 2027-03-01, ends: 2027-03-04}
    segment: {where: [{country: US}], order_by: [id]}
    calling_hours: {open: {mon-fri: ["09:00-20:00"]}}
    pacing: {concurrent_calls: \(shape.concurrency), calls_per_second: 2}
    call:
      ring_timeout: 20s
      max_duration: 2m
      answer: {say: "Hello {{name}}, this is a test of the line."}
    attempts: {max: \(shape.attempts), retry: {busy: [2h], no-answer: [2h]}}
    budget:
      \(shape.budget.joined(separator: "\n  "))
    assume: \(shape.assume)

    """
  }

  // MARK: - Store, plan, sandbox

  func workspace() throws -> Workspace {
    let workspace = try Workspace.load(config: config)
    try workspace.requireValid()
    return workspace
  }

  /// What `dialer init` does, at an instant of the sandbox's time.
  func makeStore(at now: Instant = start) throws {
    let store = try SQLiteStore.create(at: storePath, now: now)
    try CustomerSync.importChanged(try workspace(), store: store, now: now)
  }

  func openStore() throws -> SQLiteStore { try SQLiteStore.openForReading(at: storePath) }

  /// A sandbox that plays a scenario, on a stepped clock or one that runs, and charges by the rate card; dialer.yaml
  /// then names it.
  func startSandbox(
    _ scenario: Scenario, at now: Instant = start, isStepped: Bool = true
  ) async throws -> SandboxServer {
    var options = SandboxOptions(accountSid: Self.account, authToken: Self.token)
    options.clock = isStepped ? .stepped(from: now) : .running(from: now, speed: 1)
    options.scenario = scenario
    options.scenario.faults = shape.faults
    options.seed = shape.seed
    options.callsPerSecond = .unlimited
    options.ownedNumbers = [Self.callerID]
    options.price = SandboxPrice.of(try workspace().rates)
    let server = try await SandboxServer.start(options)
    try write("dialer.yaml", Self.configuration(carrier: server.baseURL, pace: shape.pace))
    return server
  }

  /// - Parameter lengths: of ring and talk, as keys of a scenario's `default`.
  static func everybodyAnswers(_ lengths: String = #""ring": {"mean": "5s"}"#) throws -> Scenario {
    let shares = #""answered": "100%", "machine": "0%", "busy": "0%", "failed": "0%""#
    return try Scenario.parse("{\"default\": {\(shares), \(lengths)}}")
  }

  // MARK: - The program

  func process(_ arguments: [String], _ more: [String: String] = [:]) -> DialerProcess {
    var environment = ["TWILIO_ACCOUNT_SID": Self.account, "TWILIO_AUTH_TOKEN": Self.token, "PATH": "/usr/bin:/bin"]
    environment["TMPDIR"] = NSTemporaryDirectory()
    return DialerProcess(
      arguments: arguments + ["--config", config], environment: environment.merging(more) { _, new in new },
      folder: path)
  }

  /// `dialer plan` with its scenario: the calls as one line each, and what the sandbox is to play.
  func plan() async throws -> (calls: Set<String>, scenario: Scenario) {
    let file = path + "/scenario.json"
    let end = try await process([
      "plan", "--from", Self.start.rfc3339, "--output", "ndjson", "--calls", "--scenario", file,
      "--seed", String(shape.seed), "--until", (Self.start + .hours(15)).rfc3339,
    ]).run()
    guard end.code == 0 else { throw Unexpected(text: "plan: " + end.text) }
    let calls = try end.output.split(separator: "\n").compactMap { line -> String? in
      let json = try JSON.parse(String(line))
      guard json["type"] == .string("call") else { return nil }
      return ["campaign", "customer", "attempt", "at"].map { json[$0].map { $0.string ?? $0.text } ?? "" }.joined(
        separator: " ")
    }
    let data = FileManager.default.contents(atPath: file) ?? Data()
    return (Set(calls), try Scenario.parse(String(decoding: data, as: UTF8.self)))
  }
}

/// What a step of a test needed and did not get.
struct Unexpected: Error, CustomStringConvertible {
  var text: String
  var description: String { text }
}
