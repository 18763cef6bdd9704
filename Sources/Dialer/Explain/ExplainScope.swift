import ActivityStore
import Campaigns
import Engine

/// What an explanation is made from besides the engine: names, rows, files and zones.
struct ExplainScope {
  var workspace: Workspace
  var store: any Store
  var gates: RowGates
  var now: Instant
  /// `daemon` or `store`: whose state is told.
  var source: String

  init(workspace: Workspace, store: any Store, now: Instant, source: String) throws {
    self.workspace = workspace
    self.store = store
    self.now = now
    self.source = source
    gates = try WorldLoader(workspace: workspace, store: store, now: now, purpose: .plan).rowGates()
  }

  /// The answer of a store that no daemon holds, as of any instant.
  /// - Parameter killSwitch: whether the kill switch's file is there.
  static func answer(
    _ question: ExplainRequest, workspace: Workspace, store: any Store, now: Instant, killSwitch: Bool = false
  ) throws -> JSON {
    let workspace = try ChangeGuard.offline(workspace, store: store, now: now)
    var loaded = try WorldLoader(
      workspace: workspace, store: store, now: now,
      purpose: .run(loopback: workspace.configuration.carrierIsLoopback), ratesTooOld: workspace.ratesTooOld(at: now)
    ).load()
    if killSwitch { _ = loaded.engine.handle(.killSwitchChanged(isOn: true), at: now) }
    return try ExplainScope(workspace: workspace, store: store, now: now, source: "store")
      .answer(question, engine: loaded.engine)
  }

  /// The answer to a question.
  ///
  /// - Throws: `Failure` 64 for an unknown campaign or customer, with the nearest one.
  func answer(_ question: ExplainRequest, engine: borrowing Engine) throws -> JSON {
    let chosen = try campaigns(question.campaign)
    guard question.subject != nil else {
      guard let campaign = chosen.first else { throw Failure(.usage, "name a customer, a number or --campaign") }
      return try campaignTable(campaign, engine: engine)
    }
    var head = [
      ("now", JSON.string(now.rfc3339)), ("local", .string(accountText(now))), ("source", .string(source)),
    ]
    switch try ExplainSubject.find(question, in: self, people: engine.world.people) {
    case .number(let phone):
      head += [("number", try number(phone)), ("customers", .array([]))]
    case .customers(let found):
      var customers: [JSON] = []
      for (row, customer) in found {
        customers.append(try self.customer(customer, row: Int(row), campaigns: chosen, engine: engine))
      }
      head += [("number", .null), ("customers", .array(customers))]
    }
    return .object(head)
  }

  /// The indices of the campaign that was named, or of all.
  private func campaigns(_ name: String?) throws -> [Int] {
    guard let name else { return Array(workspace.campaigns.indices) }
    if let index = workspace.campaigns.firstIndex(where: { $0.id == name }) { return [index] }
    throw workspace.unknownCampaign(name) ?? Failure(.usage, "there is no campaign \(name)")
  }

  // MARK: - Places and times

  /// The account's local time: `2027-03-02 09:00:00 -05:00 America/New_York`.
  func accountText(_ instant: Instant) -> String { text(instant, in: workspace.configuration.timeZone) }

  func text(_ instant: Instant, in zone: String) -> String {
    workspace.zones.rules(named: zone)?.text(of: instant) ?? instant.rfc3339
  }

  /// An instant in the customer's zones, then in the account's, each zone once.
  func localTexts(_ instant: Instant, zones: [String]) -> JSON {
    let account = workspace.configuration.timeZone
    let names = zones.filter { $0 != account }.prefix(4) + [account]
    return .array(names.map { .string(text(instant, in: $0)) })
  }

  func place(_ keys: RuleKeys, _ campaign: Campaign) -> String? {
    RulePlace.of(keys, campaign: campaign, configuration: workspace.configuration)
  }
}
