import ActivityStore
import ArgumentParser
import Campaigns
import Engine

/// `dialer calls`.
struct CallsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calls",
    abstract: "Lists the live calls and the latest ones, with what they are doing and since when.",
    discussion: """
      Oldest first; what is live stands last. A call of unknown fate is live until it is resolved. The text table
      masks telephone numbers to the last two digits; JSON has them in full.

        dialer calls
        dialer calls --live
        dialer calls --campaign renewal-reminders --limit 50 --output ndjson
      """)

  @OptionGroup var common: ConfigurationOptions
  @Flag(help: "Only those that are not over.") var live = false
  @Option(help: "Only those of this campaign.") var campaign: String?
  @Option(help: "At most so many, the newest.") var limit = 20
  @Option(help: "text, json or ndjson.") var output = OutputFormat.text

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit \(limit): at least 1 was expected") }
  }

  func run() async throws {
    try await reporting {
      let account = try AccountFile.load(config: common.config)
      let store = try account.openForReading()
      try KnownNames(account, store).requireCampaign(campaign)
      let told = try await told()
      let calls = try CallRow.newest(limit, of: store, campaign: campaign, live: live).map { row in
        CallRow(call: row.call, carrierStatus: row.isLive ? told[row.call.attemptID] : nil)
      }
      guard output == .text else {
        var rows = RowPrinter(output)
        for call in calls { rows.print(call.json) }
        return rows.end()
      }
      calls.isEmpty ? Console.note(live ? "no live calls" : "no calls yet") : CallRow.table(calls).print()
    }
  }
}

extension CallsCommand {
  /// By attempt id: what a running daemon last heard of its live calls; empty without one.
  private func told() async throws -> [String: String] {
    let workspace = try Workspace.load(config: common.config)
    let answer = try await ControlClient.ask(CallsRequest(), in: workspace)
    var told: [String: String] = [:]
    for call in ExplainText.items(answer?["live"]) { told[call.text("attempt_id") ?? ""] = call.text("status") }
    return told
  }
}

/// One call as `dialer calls` prints it.
struct CallRow {
  let call: AttemptRecord
  /// What a running daemon last heard of a live call; nil without one, and before it heard anything.
  var carrierStatus: String?

  /// Whether a call of it could be running, or nobody knows.
  var isLive: Bool { call.state != .ended && call.state != .unsent }

  /// `answered`, `busy` … once it is over; while it is live what the carrier says of it, else the attempt's state.
  var state: String {
    if call.state == .ended { return call.disposition?.rawValue ?? call.state.rawValue }
    return carrierStatus ?? call.state.rawValue
  }

  /// When it entered the state, as far as the store knows: its end, else the instant its request left.
  var since: Instant { call.state == .ended ? call.endedAt ?? call.at : call.at }

  /// The newest calls, those that are over first, each by the instant of its request. Requests that did not leave are
  /// no calls.
  static func newest(_ limit: Int, of store: any Store, campaign: String?, live: Bool) throws -> [CallRow] {
    var over: [CallRow] = []
    var open: [CallRow] = []
    var next = 0
    try store.forEachActivity(where: ActivityFilter(campaign: campaign, open: live ? true : nil)) { activity in
      let row = CallRow(call: activity.attempt)
      if row.isLive {
        open.append(row)
      } else if !live, row.call.state == .ended {
        if over.count < limit {
          over.append(row)
        } else {
          over[next] = row
          next = (next + 1) % limit
        }
      }
    }
    return Array((over[next...] + over[..<next] + open).suffix(limit))
  }

  var json: JSON {
    .object([
      ("attempt_id", .string(call.attemptID)),
      ("call_sid", .optional(call.sid)),
      ("campaign", .optional(call.campaign.isEmpty ? nil : call.campaign)),
      ("customer", .string(call.customer)),
      ("matter", .optional(call.matter.isEmpty ? nil : call.matter)),
      ("phone_number", .optional(call.isErased ? nil : "+\(call.callee)")),
      ("attempt", call.kind == .campaign ? .integer(Int64(call.attempt)) : .null),
      ("live", .bool(isLive)),
      ("state", .string(state)),
      ("since", .string(since.rfc3339)),
      ("started_at", .string(call.at.rfc3339)),
    ])
  }

  static func table(_ calls: [CallRow]) -> Table {
    var table = Table([
      .left("state"), .left("since"), .left("campaign"), .left("customer"), .right("phone"), .right("try"),
      .left("sid"),
    ])
    for row in calls {
      let call = row.call
      table.add([
        row.state, String(row.since.rfc3339.prefix(19)) + "Z",
        call.campaign.isEmpty ? call.kind.rawValue : call.campaign,
        call.customer, Mask.number(call.callee), call.kind == .campaign ? "\(call.attempt)" : "", call.sid ?? "",
      ])
    }
    return table
  }
}
