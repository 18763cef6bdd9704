import ActivityStore
import Campaigns
import Engine
import Simulation

/// One day of the account in a page: what is called, what needs a person, what changed.
struct TodayReport {
  let workspace: Workspace
  let store: any Store
  let now: Instant
  /// Of `status`, from a running daemon; empty without one.
  var conditions: [JSON] = []

  private let zone: ZoneRules
  private let today: CivilDate

  /// - Throws: `Failure` 78 when the account's zone does not exist.
  init(workspace: Workspace, store: any Store, now: Instant, conditions: [JSON]) throws {
    guard let zone = workspace.zones.rules(named: workspace.configuration.timeZone) else {
      throw Failure(
        .badConfiguration, "the time zone \(workspace.configuration.timeZone) is not in this system's tzdata")
    }
    self.workspace = workspace
    self.store = store
    self.now = now
    self.conditions = conditions
    self.zone = zone
    today = zone.local(at: now).date
  }

  var json: JSON {
    get throws {
      let attention = try self.attention()
      return .object([
        ("now", .string(now.rfc3339)),
        ("day", .string(today.description)),
        ("time_zone", .string(zone.name)),
        ("campaigns", .array(try campaigns())),
        ("needs_person", .array(attention)),
        ("changes", try changes()),
      ])
    }
  }

  // MARK: - Calls

  /// Calls by campaign and by hour of the account's day.
  private struct Hours {
    var called = [Int](repeating: 0, count: 24)
    var planned = [Int](repeating: 0, count: 24)
  }

  private func campaigns() throws -> [JSON] {
    var hours = [Hours](repeating: Hours(), count: workspace.campaigns.count)
    let printed = try PlanPrinter.plan(
      PlanSource(workspace: workspace, store: store), from: now, until: start(of: today + 1), seed: 1, keepsCalls: true)
    for call in printed.plan.calls { hours[call.campaign].planned[hour(of: call.at)] += 1 }
    let index = Dictionary(
      workspace.campaigns.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    try store.forEachActivity(where: ActivityFilter(from: start(of: today), until: now)) { activity in
      guard activity.attempt.state != .unsent, let campaign = index[activity.attempt.campaign] else { return }
      hours[campaign].called[hour(of: activity.attempt.at)] += 1
    }
    return zip(printed.plan.campaigns, hours).map { plan, hours in json(plan, hours) }
  }

  private func json(_ plan: CampaignPlan, _ hours: Hours) -> JSON {
    let rows = (0..<24).filter { hours.called[$0] + hours.planned[$0] > 0 }.map { hour in
      JSON.object([
        ("hour", .string((hour < 10 ? "0" : "") + "\(hour):00")),
        ("called", .integer(Int64(hours.called[hour]))),
        ("planned", .integer(Int64(hours.planned[hour]))),
      ])
    }
    return .object([
      ("campaign", .string(plan.campaign)),
      ("called", .integer(Int64(hours.called.reduce(0, +)))),
      ("planned", .integer(Int64(hours.planned.reduce(0, +)))),
      ("spend", PlanPrinter.json(plan.spend)),
      ("hours", .array(rows)),
    ])
  }

  // MARK: - What needs a person

  private func attention() throws -> [JSON] {
    let loaded = try WorldLoader(
      workspace: workspace, store: store, now: now,
      purpose: .run(loopback: workspace.configuration.carrierIsLoopback), ratesTooOld: workspace.ratesTooOld(at: now)
    ).load()
    var rows = conditions.map { condition in
      Self.row(
        campaign: nil, code: ExplainText.field(condition, "code"), count: nil,
        text: ExplainText.field(condition, "text"), example: nil, rule: nil,
        remedy: ExplainText.field(condition, "remedy"))
    }
    for (index, campaign) in workspace.campaigns.enumerated() {
      for group in loaded.engine.standings(campaign: index) {
        guard group.position == .waiting, let reason = group.reason,
          Remedy.needsPerson(reason, clearsAt: group.clearsAt)
        else { continue }
        let example = try store.customers(rows: [Int64(group.example)])[0].id
        let countries = group.countries.map { loaded.engine.world.countries[Int($0)] }.sorted()
        rows.append(
          Self.row(
            campaign: campaign.id, code: reason.code, count: group.count,
            text: "\(plural(group.count, "customer")) wait\(group.count == 1 ? "s" : "")", example: example,
            rule: RulePlace.of(reason, campaign: campaign, configuration: workspace.configuration),
            remedy: Remedy.of(reason, campaign: campaign.id, countries: countries)))
      }
    }
    return rows + (try quarantined())
  }

  /// Calls of unknown fate, by campaign.
  private func quarantined() throws -> [JSON] {
    var counts: [String: (count: Int, example: String)] = [:]
    try store.forEachAttempt { attempt in
      guard attempt.state == .ambiguous || attempt.state == .presumedNotPlaced else { return }
      let known = counts[attempt.campaign]
      counts[attempt.campaign] = ((known?.count ?? 0) + 1, known?.example ?? attempt.customer)
    }
    return counts.sorted { $0.key < $1.key }.map { campaign, found in
      Self.row(
        campaign: campaign.isEmpty ? nil : campaign, code: "quarantine", count: found.count,
        text: "\(plural(found.count, "call")) of unknown fate", example: found.example, rule: nil,
        remedy: "look at them, then say what became of them: dialer quarantine list")
    }
  }

  private static func row(
    campaign: String?, code: String, count: Int?, text: String, example: String?, rule: String?, remedy: String
  ) -> JSON {
    .object([
      ("campaign", .optional(campaign)), ("code", .string(code)),
      ("count", count.map { .integer(Int64($0)) } ?? .null), ("text", .string(text)), ("example", .optional(example)),
      ("rule", .optional(rule)), ("remedy", .string(remedy)),
    ])
  }

  // MARK: - What changed

  private func changes() throws -> JSON {
    let since = start(of: today + -1)
    let revisions = try store.revisions().filter { $0.firstSeen >= since && $0.firstSeen <= now }
    return .object([
      ("since", .string(since.rfc3339)),
      (
        "revisions",
        .array(
          revisions.map {
            .object([
              ("campaign", .string($0.campaign)), ("revision", .string($0.hash)),
              ("first_seen", .string($0.firstSeen.rfc3339)),
            ])
          })
      ),
      ("ended", .array(workspace.campaigns.filter { ended($0, since: since) }.map { .string($0.id) })),
      ("days", .array([try day(today + -1), try day(today + -2)])),
    ])
  }

  private func ended(_ campaign: Campaign, since: Instant) -> Bool {
    switch campaign.schedule.ends {
    case nil: false
    case .instant(let end): end > since && end <= now
    case .day(let last): start(of: last + 1) > since && start(of: last + 1) <= now
    }
  }

  /// Calls, answers and money of one day of the account. The answer rate is of the calls that are over.
  private func day(_ date: CivilDate) throws -> JSON {
    var calls = 0
    var over = 0
    var answered = 0
    var spend = Money.zero
    try store.forEachActivity(where: ActivityFilter(from: start(of: date), until: start(of: date + 1))) { activity in
      let call = activity.attempt
      guard call.state != .unsent else { return }
      calls += 1
      spend += call.settled ?? call.reserved
      if call.state == .ended { over += 1 }
      if call.state == .ended, call.disposition == .answered { answered += 1 }
    }
    return .object([
      ("day", .string(date.description)),
      ("calls", .integer(Int64(calls))),
      ("answered", .integer(Int64(answered))),
      ("answer_rate", over == 0 ? .null : .string(Self.share(answered, of: over))),
      ("spend", .string(spend.description)),
    ])
  }

  /// Three decimals: `0.350`.
  private static func share(_ part: Int, of whole: Int) -> String {
    let thousandths = String((part * 1_000 + whole / 2) / whole + 1_000)
    return (part == whole ? "1." : "0.") + thousandths.suffix(3)
  }

  private func start(of date: CivilDate) -> Instant { zone.instant(of: date, minute: 0) }
  private func hour(of instant: Instant) -> Int { Int(zone.local(at: instant).second) / 3_600 }
}
