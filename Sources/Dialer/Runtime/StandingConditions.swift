import ActivityStore
import Campaigns
import Engine

/// Conditions that follow from what stands in the store and on the disk: pauses, data that is too old.
enum StandingConditions {
  static func of(_ workspace: Workspace, store: any Store, at now: Instant) throws -> [Daemon.Condition] {
    var conditions = try store.pauses().filter { $0.until.map { $0 > now } ?? true }.map(condition)
    for age in try DataAges.lists(workspace, store: store) where age.staleAt <= now {
      conditions.append(
        Daemon.Condition(
          code: Reason.suppressionListStale.code, since: age.staleAt,
          text: "the suppression list \(age.list) is older than its max_age: the campaigns it binds wait",
          remedy: "bring a newer file, then: dialer reload (or dialer suppress import FILE --list \(age.list))"))
    }
    if let since = try DataAges.of(workspace, store: store).map(\.customersStaleAt).min(), since <= now {
      conditions.append(
        Daemon.Condition(
          code: Reason.customerDataStale.code, since: since,
          text: "the customers are older than max_age: the campaigns wait",
          remedy: "bring a newer customer file, then: dialer reload"))
    }
    return conditions
  }

  private static func condition(_ pause: Pause) -> Daemon.Condition {
    let who = pause.campaign ?? "all campaigns"
    let until = pause.until.map { " until \($0.rfc3339)" } ?? ""
    return Daemon.Condition(
      code: Reason.campaignPaused.code, since: pause.since,
      text: "\(who): paused by \(pause.by)\(until): \(pause.reason)",
      remedy: "dialer resume \(pause.campaign ?? "--all")")
  }
}

extension Daemon {
  /// A store that cannot be read shows none; the next commit ends the daemon.
  func dataConditions() -> [Condition] {
    (try? StandingConditions.of(workspace, store: store, at: clock.now())) ?? []
  }
}
