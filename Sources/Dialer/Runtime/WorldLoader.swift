import ActivityStore
import Campaigns
import Engine

/// What a command or the daemon works with: the engine in the state that the store describes, and who its rows are.
struct LoadedWorld: ~Copyable {
  var engine: Engine
  var directory: Directory
  /// Rows of attempts that are not over.
  var open: [AttemptKey: AttemptRecord]
  var knownSIDs: Set<String>
  /// How many calls each number (E.164 digits) has had.
  var earlierCalls: [Int64: Int]
  /// The newest intent's instant; nil without attempts.
  var newestIntent: Instant?
  /// SHA-256 over all customers.
  var customersHash: String
}

/// Ids by row: what the engine's numbers are called.
struct Directory: Sendable {
  var ids = PackedTexts()
  var matters = PackedTexts()
}

/// Builds the engine from files and store: the one path for plan, daemon, reload and recovery.
struct WorldLoader {
  enum Purpose {
    /// Drafts are planned as if live; prices are taken from the card.
    case plan
    case run(loopback: Bool)
  }

  let workspace: Workspace
  let store: any Store
  let now: Instant
  let purpose: Purpose
  var ratesTooOld = false
  /// Plan as if nothing were paused.
  var ignoresPauses = false
  /// Told now and then how many customers have been read.
  var progress: (Int) -> Void = { _ in }

  /// Ids by the earlier ones that `renamed_from` names.
  private var presentIDs: [String: String] {
    Dictionary(
      workspace.campaigns.compactMap { new in new.renamedFrom.map { ($0, new.id) } },
      uniquingKeysWith: { first, _ in first })
  }

  private struct CustomerKey: Hashable {
    var id: String
    var matter: String
  }

  func load() throws -> LoadedWorld {
    let columns = try store.columns(types: workspace.columnTypes)
    let history = try store.attempts()
    let (campaigns, holds) = try campaigns(history)
    let campaignIndex = Dictionary(
      campaigns.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let presentIDs = presentIDs
    var called: [CustomerKey: Set<Int>] = [:]
    for record in history where record.kind == .campaign {
      let index = campaignIndex[presentIDs[record.campaign] ?? record.campaign]
      called[CustomerKey(id: record.customer, matter: record.matter), default: []].formUnion(index.map { [$0] } ?? [])
    }
    let fixed = try fixedSegments(of: campaigns, campaignIndex)
    var intake = try makeIntake(columns, campaigns: campaigns, holds: holds)
    var directory = Directory()
    var rows: [CustomerKey: Int] = [:]
    var fingerprint = Fingerprint()
    let numbers = try store.numbersOfErased(since: now - workspace.longestLimit)
    try store.forEachCustomer { _, stored in
      var customer = stored
      // Nobody is called here any more; the number's limits go on to count, for who else has it.
      if !numbers.isEmpty, let number = numbers[stored.id] { customer.phone.e164 = number }
      let key = CustomerKey(id: customer.id, matter: customer.matter)
      let carried = called.isEmpty ? nil : called[key]
      if carried != nil { rows[key] = directory.ids.count }
      directory.ids.append(customer.id)
      directory.matters.append(customer.matter)
      WorldLoader.add(customer, to: &fingerprint)
      if directory.ids.count % 8_192 == 0 { progress(directory.ids.count) }
      let row = Int32(directory.ids.count - 1)
      let kept = fixed.isEmpty ? [] : fixed.filter { $0.rows.contains(row) }.map(\.campaign)
      intake.add(customer, carriedOver: (carried ?? []).union(kept))
    }
    var world = try finish(intake, ages: try dataAges(of: campaigns))
    world.nameSubjects(gone: try RemovedCampaigns(workspace: workspace, store: store).subjects(of: history))
    var loaded = LoadedWorld(
      engine: Engine(world: world, at: now), directory: directory, open: [:], knownSIDs: [],
      earlierCalls: [:], newestIntent: nil, customersHash: fingerprint.hexadecimal)
    try restoreStops(in: &loaded.engine)
    try restore(history, rows, in: &loaded)
    try restoreSegments(in: &loaded.engine)
    try restoreDecisions(&loaded.engine)
    loaded.engine.begin()
    return loaded
  }

  private func restore(
    _ history: [AttemptRecord], _ rows: [CustomerKey: Int], in loaded: inout LoadedWorld
  ) throws {
    let presentIDs = presentIDs
    let resolutions = Dictionary(
      try store.resolutions().map { ($0.attempt, $0.resolution) }, uniquingKeysWith: { first, _ in first })
    for record in history {
      var carried = record
      carried.campaign = presentIDs[record.campaign] ?? record.campaign
      loaded.engine.restore(
        carried, row: rows[CustomerKey(id: record.customer, matter: record.matter)],
        resolution: resolutions[record.key])
      note(record, in: &loaded)
    }
  }

  /// For whom segments were fixed, by the index of the campaign: they are kept whatever `where` says now.
  private func fixedSegments(
    of campaigns: [Campaign], _ index: [String: Int]
  ) throws -> [(campaign: Int, rows: Set<Int32>)] {
    let presentIDs = presentIDs
    return try store.fixedSegments().compactMap { segment in
      guard let c = index[presentIDs[segment.campaign] ?? segment.campaign], campaigns[c].segment.isSnapshot else {
        return nil
      }
      return (c, Set(segment.rows))
    }
  }

  private func restoreStops(in engine: inout Engine) throws {
    let presentIDs = presentIDs
    for stop in try store.failureStops() {
      engine.restoreStop(
        campaign: presentIDs[stop.campaign] ?? stop.campaign, text: stop.text, stoppedAt: stop.stoppedAt,
        resumedAt: stop.resumedAt)
    }
  }

  private func restoreSegments(in engine: inout Engine) throws {
    let presentIDs = presentIDs
    for segment in try store.seats() {
      engine.restoreSeats(
        campaign: presentIDs[segment.campaign] ?? segment.campaign, rows: segment.rows.map { Int($0) })
    }
    for segment in try store.fixedSegments() {
      engine.restoreSegment(
        campaign: presentIDs[segment.campaign] ?? segment.campaign, rows: segment.rows.map { Int($0) })
    }
  }

  /// The files' campaigns and what is left of removed ones, by id. A plan has no removed ones: nothing of theirs is
  /// planned.
  private func campaigns(_ history: [AttemptRecord]) throws -> ([Campaign], [String: CampaignHold]) {
    var holds = workspace.decision.holds
    guard case .run = purpose else { return (workspace.campaigns, holds) }
    let removed = try RemovedCampaigns(workspace: workspace, store: store).campaigns(of: history)
    for campaign in removed { holds[campaign.id] = .removed }
    return ((workspace.campaigns + removed).sorted { $0.id < $1.id }, holds)
  }

  /// Who is on a do-not-call list.
  private func suppressions() throws -> SuppressionBook {
    let purposes = ListPurposes(workspace.configuration)
    var book = try purposes.book(store.suppressions())
    let names = Set(workspace.campaigns.flatMap(\.call.numbers)).subtracting([Customer.phoneColumn]).sorted()
    guard !names.isEmpty, try store.bindsErased() else { return book }
    // An import puts the numbers of the erased in clear where it reads them, in `phone`; the others are asked here.
    let columns = try store.columns(types: workspace.columnTypes)
    var numbers: Set<Int64> = []
    try store.forEachCustomer { _, customer in
      for number in customer.numbers(in: names, columns: columns) where number.state == .valid {
        numbers.insert(number.e164)
      }
    }
    for number in numbers.sorted() {
      for list in try store.erasedLists(of: .number(number)) { book.add(number: number, purposes.of(list)) }
    }
    return book
  }

  /// The gates of a row, as the world that `load` builds has asked them.
  func rowGates() throws -> RowGates {
    let book = try suppressions()
    return RowGates(
      configuration: workspace.configuration, columns: try store.columns(types: workspace.columnTypes),
      zones: workspace.zones, rates: workspace.rates, suppressions: book)
  }

  private func makeIntake(
    _ columns: Columns, campaigns: [Campaign], holds: [String: CampaignHold]
  ) throws -> Intake {
    let book = try suppressions()
    do {
      return try Intake(
        campaigns: campaigns, configuration: workspace.configuration, columns: columns,
        zones: workspace.zones, rates: workspace.rates, now: now, suppressions: book, holds: holds)
    } catch {
      throw Failure(.badConfiguration, error.description)
    }
  }

  /// A plan takes for granted that fresh data stays fresh.
  private func dataAges(of campaigns: [Campaign]) throws -> [DataAge] {
    let known = Dictionary(
      uniqueKeysWithValues: zip(workspace.campaigns.map(\.id), try DataAges.of(workspace, store: store)))
    // What is left of a removed campaign calls nobody, however old the data.
    let ages = campaigns.map { known[$0.id] ?? DataAge() }
    guard case .plan = purpose else { return ages }
    return ages.map { age in
      DataAge(
        customersStaleAt: age.customersStaleAt <= now ? age.customersStaleAt : .distantFuture,
        listsStaleAt: age.listsStaleAt <= now ? age.listsStaleAt : .distantFuture)
    }
  }

  private func finish(_ intake: consuming Intake, ages: [DataAge]) throws -> World {
    let (dialsDrafts, checksPrices) =
      switch purpose {
      case .plan: (true, false)
      case .run(let loopback): (loopback, true)
      }
    do {
      var world = try intake.finish(dialsDrafts: dialsDrafts, checksPrices: checksPrices, ratesTooOld: ratesTooOld)
      world.account.ratesChangedAt = workspace.ratesChangedAt ?? .distantPast
      world.account.ratesExpireAt = workspace.ratesExpireAt
      world.account.ratesWarnAt = workspace.ratesWarnAt
      world.ages = ages
      return world
    } catch {
      throw Failure(.badConfiguration, error.description)
    }
  }

  private func restoreDecisions(_ engine: inout Engine) throws {
    for pause in try store.pauses() where !ignoresPauses {
      _ = engine.handle(
        .paused(campaign: pause.campaign, reason: pause.reason, until: pause.until), at: now)
    }
    let required = workspace.configuration.international.confirmationsRequired
    for confirmation in ConfirmationVotes.inForce(try store.confirmations(), required: required) {
      _ = engine.handle(.confirmed(confirmation), at: now)
    }
  }

  private func note(_ record: AttemptRecord, in loaded: inout LoadedWorld) {
    if let sid = record.sid { loaded.knownSIDs.insert(sid) }
    if record.state != .unsent, record.disposition != .rejected { loaded.earlierCalls[record.callee, default: 0] += 1 }
    if record.kind != .orphan { loaded.newestIntent = max(record.at, loaded.newestIntent ?? record.at) }
    let isOver =
      record.state == .unsent
      || (record.state == .ended
        && (record.price != nil || record.settled == .zero || (record.endedAt ?? now) + .hours(2) < now))
    if !isOver { loaded.open[record.key] = record }
  }

  private static func add(_ customer: Customer, to fingerprint: inout Fingerprint) {
    fingerprint.add(customer.id)
    fingerprint.add(customer.matter)
    for field in customer.fields { fingerprint.add(field ?? "\u{0}") }
    fingerprint.add(customer.present ? "+\(customer.phone.e164)" : "-")
  }
}
