import ActivityStore
import ArgumentParser
import Campaigns
import Engine

/// `dialer activities`.
struct ActivitiesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activities",
    abstract: "Lists the Activities: one for every attempt, with its times, end and cost.",
    discussion: """
      Oldest first; with --limit the newest ones, still oldest first. Calls that are not over yet are listed too. The
      text table masks telephone numbers to the last two digits; JSON has them in full.

        dialer activities --campaign renewal-reminders --since 2027-03-02
        dialer activities --customer C0001 --output ndjson
        dialer activities --since 2h --limit 50
      """)

  @OptionGroup var common: ConfigurationOptions
  @Option(help: "text, json or ndjson.") var output = OutputFormat.text
  @Option(help: "Only those of this campaign.") var campaign: String?
  @Option(help: "Only those of the customer with this id.") var customer: String?
  @Option(
    help: ArgumentHelp(
      "Only calls since an instant (2027-03-02T13:00:00Z), a day of the account (2027-03-02), or so long ago (2h).",
      valueName: "time"))
  var since: String?
  @Option(help: "Only the newest of them.") var limit: Int?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit \(limit): at least 1 was expected") }
  }

  func run() async throws {
    try await reporting {
      let account = try AccountFile.load(config: common.config)
      var filter = ActivityFilter(campaign: campaign, customer: customer)
      filter.from = try since.map {
        try StartTime.read(
          $0, now: DaemonClock.wallNow(), zones: try SystemZones.load(), accountZone: account.configuration.timeZone)
      }
      let store = try account.openForReading()
      try KnownNames(account, store).requireCampaign(campaign)
      if let customer { try requireKnown(customer, in: store) }
      try print(store, filter)
    }
  }

  /// A customer who is gone may still have Activities.
  private func requireKnown(_ customer: String, in store: SQLiteStore) throws {
    guard try store.customers(matching: .id(customer)).isEmpty,
      try store.activities(where: ActivityFilter(customer: customer)).isEmpty
    else { return }
    throw try KnownNames.unknownCustomer(customer, in: store)
  }

  private func print(_ store: SQLiteStore, _ filter: ActivityFilter) throws {
    guard output != .text else {
      let activities = try Newest.activities(limit, of: store, where: filter)
      return activities.isEmpty ? Console.note("no Activities") : ActivityTable.of(activities).print()
    }
    var rows = RowPrinter(output)
    if limit == nil {
      try store.forEachActivity(where: filter) { rows.print($0.json) }
    } else {
      for activity in try Newest.activities(limit, of: store, where: filter) { rows.print(activity.json) }
    }
    rows.end()
  }
}

/// Reads `--since`.
enum StartTime {
  /// - Returns: an instant as written, the first instant of a day in the account's zone, or `now` less a duration.
  /// - Throws: `Failure` 64 for any other text.
  static func read(_ text: String, now: Instant, zones: ZoneDatabase, accountZone: String) throws -> Instant {
    if let instant = Instant(rfc3339: text) { return instant }
    if let ago = Interval(text) { return now - ago }
    if let day = CivilDate(iso8601: text), let zone = zones.rules(named: accountZone) {
      return zone.instant(of: day, minute: 0)
    }
    throw Failure(.usage, "--since \(text) is no time: write 2027-03-02T13:00:00Z, 2027-03-02 or 2h")
  }
}

/// The end of a long list, read without keeping the list.
enum Newest {
  /// The newest Activities that pass a filter, oldest first; nil: all.
  static func activities(
    _ limit: Int?, of store: any Store, where filter: ActivityFilter
  ) throws -> [Activity] {
    guard let limit else { return try store.activities(where: filter) }
    var ring: [Activity] = []
    var next = 0
    try store.forEachActivity(where: filter) { activity in
      if ring.count < limit {
        ring.append(activity)
      } else {
        ring[next] = activity
        next = (next + 1) % limit
      }
    }
    return Array(ring[next...] + ring[..<next])
  }
}

/// Activities for people.
enum ActivityTable {
  static func of(_ activities: [Activity]) -> Table {
    var table = Table([
      .left("started"), .left("campaign"), .left("customer"), .right("phone"), .right("attempt"), .left("status"),
      .left("disposition"), .right("seconds"), .right("cost"),
    ])
    for activity in activities {
      let call = activity.attempt
      table.add([
        call.state == .unsent ? "" : String(call.at.rfc3339.prefix(19)) + "Z",
        call.campaign.isEmpty ? activity.createdBy : call.campaign, call.customer, Mask.number(call.callee),
        call.kind == .campaign ? "\(call.attempt)" : "", activity.status.rawValue,
        call.state == .ended ? call.disposition?.rawValue ?? "" : "", call.duration.map { "\($0)" } ?? "",
        call.settled?.description ?? "",
      ])
    }
    return table
  }
}
