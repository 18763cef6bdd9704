import ActivityStore
import Campaigns
import Engine
import Foundation
import Simulation

/// A plan with the names that its numbers stand for, in every form it is printed in.
struct PlanPrinter {
  let plan: Plan
  let directory: Directory
  let workspace: Workspace
  let zoneSets: [[String]]
  let hash: String

  static func plan(
    _ source: PlanSource, from: Instant, until: Instant?, seed: UInt64, keepsCalls: Bool,
    ignoresPauses: Bool = false
  ) throws -> PlanPrinter {
    let workspace = source.workspace
    let progress = ProgressLine()
    defer { progress.end() }
    let loaded = try WorldLoader(
      workspace: workspace, store: source.store, now: from, purpose: .plan,
      ratesTooOld: workspace.ratesTooOld(at: from), ignoresPauses: ignoresPauses,
      progress: { count in progress.show("reading customers … \(count)") }
    ).load()
    let directory = loaded.directory
    let hash = PlanHash.of(workspace, customers: loaded.customersHash)
    let earlierCalls = loaded.earlierCalls
    let engine = loaded.engine
    let zoneSets = engine.world.zoneSets
    let run = PlanRun(
      engine: engine, from: from, until: until, seed: seed, earlierCalls: earlierCalls, keepsCalls: keepsCalls)
    let plan = run.run { instant in progress.show("planning … \(instant.rfc3339)") }
    return PlanPrinter(
      plan: plan, directory: directory, workspace: workspace, zoneSets: zoneSets, hash: hash)
  }

  /// Calls by (at, campaign, attempt, customer), `at` as printed.
  var sortedCalls: [PlannedCall] {
    plan.calls.sorted { a, b in
      let left = (a.at.milliseconds, a.campaign, a.attempt)
      let right = (b.at.milliseconds, b.campaign, b.attempt)
      return left == right ? directory.ids[a.row] < directory.ids[b.row] : left < right
    }
  }

  // MARK: - Lines of the contract

  func json(_ call: PlannedCall) -> JSON {
    .object([
      ("type", .string("call")),
      ("at", .string(call.at.rfc3339)),
      ("campaign", .string(workspace.campaigns[call.campaign].id)),
      ("customer", .string(directory.ids[call.row])),
      ("matter", matter(call.row)),
      ("phone", .string("+\(call.callee)")),
      ("attempt", .integer(Int64(call.attempt))),
      ("time_zones", .array(zoneSets[call.zoneSet].map { .string($0) })),
      ("from", .string("+\(call.callerID)")),
      ("reserved", .string(call.reserved.description)),
      ("expected", .string(call.expected.description)),
      ("disposition", .string(call.disposition.rawValue)),
      ("ends_at", .string(call.endsAt.rfc3339)),
    ])
  }

  func json(_ missed: NotCalled) -> JSON {
    let standing = missed.standing
    let campaign = workspace.campaigns[missed.campaign]
    return .object([
      ("type", .string("not_called")),
      ("campaign", .string(campaign.id)),
      ("customer", .string(directory.ids[missed.row])),
      ("matter", matter(missed.row)),
      ("reason", .string(standing.reason.code)),
      ("disposition", .optional(standing.disposition?.rawValue)),
      ("clears_at", .optional(standing.clearsAt?.rfc3339)),
      (
        "rule",
        .optional(
          RulePlace.of(
            RuleKeys(standing, of: campaign), campaign: campaign, configuration: workspace.configuration))
      ),
    ])
  }

  private func matter(_ row: Int) -> JSON {
    directory.matters[row].isEmpty ? .null : .string(directory.matters[row])
  }

  func json(_ campaign: CampaignPlan) -> JSON {
    .object([
      ("type", .string("campaign")),
      ("campaign", .string(campaign.campaign)),
      ("revision", .string(campaign.revision)),
      ("selected", .integer(Int64(campaign.selected))),
      ("called", .integer(Int64(campaign.called))),
      ("calls", .integer(Int64(campaign.calls))),
      ("answered", .integer(Int64(campaign.answered))),
      (
        "not_called", .object(campaign.notCalled.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) })
      ),
      ("spend", Self.json(campaign.spend)),
      ("peak_concurrency", .integer(Int64(campaign.peakConcurrency))),
      ("finishes_at", .optional(campaign.finishesAt?.rfc3339)),
    ])
  }

  static func json(_ spend: SpendRange) -> JSON {
    .object([
      ("least", .string(spend.least.description)), ("expected", .string(spend.expected.description)),
      ("worst", .string(spend.worst.description)),
    ])
  }

  var planJSON: JSON {
    .object([
      ("type", .string("plan")),
      ("from", .string(plan.from.rfc3339)),
      ("until", .string(plan.until.rfc3339)),
      ("seed", .integer(Int64(clamping: plan.seed))),
      ("tzdata", .string(workspace.zones.version)),
      ("currency", .string(workspace.configuration.budget.currency)),
      ("hash", .string(hash)),
      ("calls", .integer(Int64(plan.callCount))),
      ("spend", Self.json(plan.spend)),
    ])
  }

  private func isPrinted(_ campaign: Int, _ only: [String]) -> Bool {
    only.isEmpty || only.contains(workspace.campaigns[campaign].id)
  }

  func printLines(only: [String], calls: Bool) {
    var writer = LineWriter()
    if calls {
      for call in sortedCalls where isPrinted(call.campaign, only) { writer.line(json(call).text) }
      for missed in plan.notCalled where isPrinted(missed.campaign, only) { writer.line(json(missed).text) }
    }
    for (index, campaign) in plan.campaigns.enumerated() where isPrinted(index, only) {
      writer.line(json(campaign).text)
    }
    writer.line(planJSON.text)
    writer.flush()
  }

  func printJSON(only: [String], calls: Bool) {
    var fields: [(String, JSON)] = []
    if calls {
      fields.append(("calls", .array(sortedCalls.filter { isPrinted($0.campaign, only) }.map(json))))
      fields.append(("not_called", .array(plan.notCalled.filter { isPrinted($0.campaign, only) }.map(json))))
    }
    let campaigns = plan.campaigns.enumerated().filter { isPrinted($0.offset, only) }.map { json($0.element) }
    fields.append(("campaigns", .array(campaigns)))
    fields.append(("plan", planJSON))
    Console.print(JSON.object(fields).text)
  }

  // MARK: - Scenario

  /// Writes, for each number, what its calls come to in the order the plan makes them.
  func writeScenario(to path: String) throws {
    var byNumber: [Int64: [SimulatedOutcome]] = [:]
    for call in plan.calls { byNumber[call.callee, default: []].append(call.outcome) }
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
    else { throw Failure(.cannotWrite, "cannot write the scenario to \(path)") }
    defer { try? file.close() }
    do {
      var writer = try ScenarioWriter<any Error>(seed: plan.seed) { text throws(any Error) in
        try file.write(contentsOf: Data(text.utf8))
      }
      for number in byNumber.keys.sorted() { try writer.add(number, outcomes: byNumber[number] ?? []) }
      try writer.finish()
    } catch {
      throw Failure(.cannotWrite, "cannot write the scenario to \(path): \(error)")
    }
  }

  /// The same in memory, for a sandbox in this process.
  var scenario: Scenario {
    var numbers: [Int64: [Scenario.Script]] = [:]
    for call in plan.calls {
      let outcome = call.outcome
      numbers[call.callee, default: []].append(
        Scenario.Script(
          kind: outcome.kind, ring: outcome.ring, talk: outcome.talk, setup: outcome.setup, news: outcome.news))
    }
    var scenario = Scenario()
    scenario.seed = plan.seed
    scenario.numbers = numbers
    return scenario
  }
}

/// What a plan holds for, in one number: files, rates, customers, time zones and this program; not the span, the seed,
/// suppressions or what was called already.
enum PlanHash {
  static func of(_ workspace: Workspace, customers: String) -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(workspace.configuration.canonical)
    for campaign in workspace.campaigns {
      fingerprint.add(campaign.id)
      fingerprint.add(workspace.decision.fileRevisions[campaign.id] ?? campaign.revision)
    }
    fingerprint.add(workspace.ratesText)
    fingerprint.add(customers)
    fingerprint.add(workspace.zones.version)
    fingerprint.add(Version.number)
    return fingerprint.hexadecimal
  }
}

/// The line at which the rule of a refusal stands.
enum RulePlace {
  static func of(_ reason: Reason, campaign: Campaign, configuration: Configuration) -> String? {
    of(RuleKeys(reason), campaign: campaign, configuration: configuration)
  }

  static func of(_ keys: RuleKeys, campaign: Campaign, configuration: Configuration) -> String? {
    if let line = keys.line {
      // A condition that came from a profile stands in that file.
      if let origin = campaign.origins["segment.where"] {
        return origin.prefix { $0 != ":" } + ":\(line)"
      }
      return "\(campaign.file):\(line)"
    }
    for path in keys.campaign {
      if let place = campaign.place(of: path) { return place }
    }
    for path in keys.account {
      if let line = configuration.lines[path] { return "\(configuration.file):\(line)" }
    }
    return nil
  }
}
