import ActivityStore
import Campaigns
import Engine

/// `dialer explain`: every gate's answer for a customer or a number, or all customers of a campaign by reason.
struct ExplainRequest: OperatorRequest {
  static let name = "explain"
  static let role = Role.viewer
  static let offline = OfflineAccess.reading

  /// A customer's id, or a number as somebody writes it; nil: all customers of the campaign, counted.
  var subject: String?
  /// nil: all matters of the customer.
  var matter: String?
  /// nil: every campaign.
  var campaign: String?

  init(subject: String?, matter: String? = nil, campaign: String? = nil) {
    self.subject = subject
    self.matter = matter
    self.campaign = campaign
  }

  init(json: JSON) throws(Failure) {
    self.init(subject: json.text("subject"), matter: json.text("matter"), campaign: json.text("campaign"))
    if subject == nil, campaign == nil { throw Failure(.usage, "name a customer, a number or a campaign") }
  }

  var json: JSON {
    .object([
      ("subject", .optional(subject)), ("matter", .optional(matter)), ("campaign", .optional(campaign)),
    ])
  }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    let now = daemon.clock.now()
    daemon.engine.pass(to: now)
    do {
      let scope = try ExplainScope(workspace: daemon.workspace, store: daemon.store, now: now, source: "daemon")
      answer(.success(try scope.answer(self, engine: daemon.engine)))
    } catch {
      answer(
        .failure((error as? Failure) ?? (error as? StoreError).map { Failure($0) } ?? Failure(.failed, "\(error)")))
    }
  }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    try ExplainScope.answer(
      self, workspace: workspace, store: store, now: now, killSwitch: StopFile().state() != .absent)
  }
}
