import ActivityStore
import Campaigns

/// `dialer pause` and `dialer resume`, as they reach the store: directly, or through the daemon that holds it.
struct PauseRequest: Sendable {
  enum Change: String, Sendable { case pause, resume }
  var change: Change
  /// nil: all campaigns.
  var campaign: String?
  var by: String
  var reason: String
  var until: Instant?

  /// What is kept: the pause itself and the audit of who asked for it.
  func turn(at now: Instant) -> StoreTurn {
    let pause = Pause(campaign: campaign, by: by, reason: reason, since: now, until: until)
    let detail = JSON.object([
      ("campaign", .optional(campaign)), ("reason", .string(reason)), ("until", .optional(until?.rfc3339)),
    ])
    return StoreTurn(
      at: now, audits: [AuditEntry(at: now, who: by, what: "campaign-\(change.rawValue)d", detail: detail)],
      pauses: [change == .pause ? .pause(pause) : .resume(campaign: campaign)])
  }

  var json: JSON {
    .object([
      ("campaign", .optional(campaign)), ("by", .string(by)), ("reason", .string(reason)),
      ("until", .optional(until?.rfc3339)),
    ])
  }

  init(change: Change, campaign: String?, by: String, reason: String, until: Instant?) {
    self.change = change
    self.campaign = campaign
    self.by = by
    self.reason = reason
    self.until = until
  }

  /// What came over the control socket; nil when it is not such a request.
  init?(change: Change, body: String) {
    guard let json = try? JSON.parse(body), case .string(let by) = json["by"] else { return nil }
    self.change = change
    self.by = by
    reason = ""
    if case .string(let campaign) = json["campaign"] { self.campaign = campaign }
    if case .string(let reason) = json["reason"] { self.reason = reason }
    if case .string(let until) = json["until"] { self.until = Instant(rfc3339: until) }
  }
}
