import ActivityStore
import Campaigns
import Dispatch
import Engine

/// `dialer status`, as JSON by the contract and as text for people.
struct StatusReport: Sendable {
  var now: Instant
  var state: String
  var carrier: String
  var revision: String
  var reload: Daemon.ReloadState
  var live: Int
  var quarantined: Int
  var conditions: [Daemon.Condition]
  var campaigns: [CampaignReport]

  var json: JSON {
    .object([
      ("now", .string(now.rfc3339)),
      ("state", .string(state)),
      ("carrier", .string(carrier)),
      ("revision", .string(revision)),
      (
        "reload",
        .object([
          ("ok", .bool(reload.succeeded)), ("at", .string(reload.at.rfc3339)), ("error", .optional(reload.error)),
        ])
      ),
      ("live", .integer(Int64(live))),
      ("quarantined", .integer(Int64(quarantined))),
      (
        "conditions",
        .array(
          conditions.map { condition in
            .object([
              ("code", .string(condition.code)), ("since", .string(condition.since.rfc3339)),
              ("text", .string(condition.text)), ("remedy", .string(condition.remedy)),
            ])
          })
      ),
      ("campaigns", .array(campaigns.map(StatusReport.json))),
    ])
  }

  private static func json(_ report: CampaignReport) -> JSON {
    let labels: [(String, JSON)] = report.labels.isEmpty ? [] : [("labels", report.labels.json)]
    return .object(
      [
        ("campaign", .string(report.campaign)),
        ("state", .string(report.state.rawValue)),
        ("revision", .string(report.revision)),
        ("selected", .integer(Int64(report.selected))),
        ("called", .integer(Int64(report.called))),
        ("live", .integer(Int64(report.live))),
        ("done", .integer(Int64(report.done))),
        ("waiting", .object(report.waiting.map { ($0.code, .integer(Int64($0.count))) })),
        ("calls", .integer(Int64(report.calls))),
        ("answered", .integer(Int64(report.answered))),
        ("spent", .string((report.spend.settled + report.spend.unresolved).description)),
        ("reserved", .string(report.spend.reserved.description)),
        ("cap", .optional(report.cap?.description)),
        ("next_call_at", .optional(report.nextCallAt?.rfc3339)),
      ] + labels)
  }
}

extension StatusReport {
  /// SHA-256 over the campaigns' revisions: what runs, in one word.
  static func revision(of campaigns: [Campaign]) -> String {
    var fingerprint = Fingerprint()
    for campaign in campaigns {
      fingerprint.add(campaign.id)
      fingerprint.add(campaign.revision)
    }
    return String(fingerprint.hexadecimal.prefix(12))
  }

  /// The report as the daemon and the offline commands print it.
  static func text(_ json: JSON) -> String {
    func field(_ value: JSON?, _ key: String) -> String {
      switch value?[key] {
      case .string(let text): text
      case .integer(let number): String(number)
      case .bool(let truth): truth ? "yes" : "no"
      default: "-"
      }
    }
    var lines = [
      "state \(field(json, "state"))   carrier \(field(json, "carrier"))   live \(field(json, "live"))   "
        + "quarantined \(field(json, "quarantined"))   revision \(field(json, "revision"))"
    ]
    if case .array(let conditions) = json["conditions"] {
      for condition in conditions {
        lines.append("! \(field(condition, "code")) since \(field(condition, "since")): \(field(condition, "text"))")
        lines.append("  \(field(condition, "remedy"))")
      }
    }
    guard case .array(let campaigns) = json["campaigns"] else { return lines.joined(separator: "\n") }
    for campaign in campaigns {
      lines.append("")
      lines.append(
        "\(field(campaign, "campaign"))   \(field(campaign, "state"))   next call \(field(campaign, "next_call_at"))")
      lines.append(
        "  selected \(field(campaign, "selected")) = live \(field(campaign, "live")) + done \(field(campaign, "done"))"
          + " + waiting \(waiting(campaign)); "
          + "called \(field(campaign, "called")), calls \(field(campaign, "calls")), answered "
          + field(campaign, "answered"))
      lines.append(
        "  spent \(field(campaign, "spent"))   reserved \(field(campaign, "reserved"))   cap \(field(campaign, "cap"))")
      if case .object(let reasons) = campaign["waiting"] {
        for (code, _) in reasons { lines.append("  waiting  \(field(campaign["waiting"], code))  \(code)") }
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension [Campaign.Label] {
  /// An object, by name.
  var json: JSON { .object(map { ($0.name, .string($0.text)) }) }
}

extension StatusReport {
  /// How many wait, whatever for.
  private static func waiting(_ campaign: JSON) -> Int64 {
    guard case .object(let reasons)? = campaign["waiting"] else { return 0 }
    return reasons.reduce(0) { sum, reason in if case .integer(let count) = reason.1 { sum + count } else { sum } }
  }
}

extension Daemon {
  /// The state as it is between two turns; asked on the queue.
  func status() -> StatusReport {
    let reports = reports()
    return StatusReport(
      now: clock.now(), state: stateName, carrier: options.isLoopback ? "loopback" : "live",
      revision: StatusReport.revision(of: workspace.campaigns), reload: reload,
      live: reports.reduce(0) { $0 + $1.live }, quarantined: engine.unresolvedCount,
      conditions: board.shown(standingConditions(at: clock.now()), at: clock.now()) + dataConditions(),
      campaigns: reports)
  }

  var stateName: String {
    if isStopping { return "stopping" }
    if engine.isKilled || engine.accountStop != nil { return "stopped" }
    return engine.isRecovering ? "recovering" : "running"
  }
}
