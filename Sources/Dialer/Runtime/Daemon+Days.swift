import ActivityStore
import Campaigns

/// What is done once a day of the account: at its midnight, and at the start when the day has not had it yet.
extension Daemon {
  func beginDay(at now: Instant) {
    let isStart = nextDaily == .distantPast
    nextDaily = workspace.nextMidnight(after: now) ?? .distantFuture
    guard let zone = workspace.zones.rules(named: workspace.configuration.timeZone) else { return }
    let day = zone.local(at: now).date.description
    do {
      if let head = try store.publishAuditHead(day: day, at: now) { observer.published(head, day: day) }
      try beginRetention(day: day, at: now)
    } catch {
      fail(error)
    }
    if !isStart { eraseThoseLeft() }
  }
}
