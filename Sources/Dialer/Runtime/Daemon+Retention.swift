import ActivityStore
import Campaigns
import Engine

/// A day's retention that is under way.
struct RetentionRun {
  /// Of the account.
  var day: String
  var limits: RetentionLimits
  /// Where the next slice of attempts begins; nil: all were looked at.
  var next: AttemptKey? = 0
  var counts = RetentionCounts()
  /// Whether a slice of customers waits until no request to create a call is under way.
  var isWaiting = false
}

/// Once a day what is too old goes, a slice a turn, so that no call waits for all of it.
extension Daemon {
  /// The most customers whom one transaction erases: each has several rows.
  private static let customersAtOnce = 40

  /// Begins a day's retention, unless `dialer.yaml` keeps everything or the day has had it.
  func beginRetention(day: String, at now: Instant) throws {
    guard retentionRun == nil, var limits = workspace.retentionLimits(at: now, open: Array(rows.values)) else { return }
    // Also a campaign whose file waits for an approval.
    limits.campaigns.formUnion(files.campaigns.map(\.id))
    limits.campaigns.formUnion(files.campaigns.compactMap(\.renamedFrom))
    guard try store.retentionDay() != day else { return }
    retentionRun = RetentionRun(day: day, limits: limits)
  }

  /// Carries out the next slice.
  /// - Returns: whether a turn follows at once.
  func retain(at now: Instant) -> Bool {
    guard let run = retentionRun, !run.isWaiting else { return false }
    needsTick = true
    scheduleTurn()
    do {
      if let next = run.next {
        let slice = try store.retain(run.limits, after: next)
        retentionRun?.counts += slice.counts
        retentionRun?.next = slice.next
      } else if let cutoff = run.limits.customersGone {
        retentionRun?.isWaiting = true
        whenQuiet { [self] in eraseGone(before: cutoff) }
      } else {
        try endRetention(at: now)
      }
    } catch {
      fail(error)
    }
    return true
  }

  /// The engine forgets them when the last is erased: nobody who is gone is called.
  private func eraseGone(before cutoff: Instant) {
    guard let run = retentionRun else { return }
    let now = clock.now()
    do {
      let count = try store.eraseGone(
        before: cutoff, callsFrom: run.limits.attemptsFrom, most: Self.customersAtOnce, at: now)
      retentionRun?.counts.customers += count
      retentionRun?.isWaiting = false
      guard count < Self.customersAtOnce else { return }
      retentionRun?.limits.customersGone = nil
      if run.counts.customers + count > 0 {
        _ = try store.finishErasures()
        try swap(to: files, at: now, keepsStops: true)
      }
    } catch {
      fail(error)
    }
  }

  private func endRetention(at now: Instant) throws {
    guard let run = retentionRun else { return }
    retentionRun = nil
    try store.finishRetention(day: run.day, run.counts, at: now)
    if !run.counts.isEmpty { observer.retained(run.counts) }
  }

  /// A customer of an older copy of the store whose call was not over when the daemon started.
  func eraseThoseLeft() {
    whenQuiet { [self] in
      do {
        let now = clock.now()
        if try store.applyErasures(at: now) > 0 { try swap(to: files, at: now, keepsStops: true) }
      } catch {
        fail(error)
      }
    }
  }
}

extension Workspace {
  /// The longest window in which a limit or a rate of the account or of a campaign counts calls.
  var longestLimit: Interval {
    let account = configuration.attemptLimits.map(\.per)
    let ofCampaigns = campaigns.flatMap { [$0.attempts.minGap] + $0.attempts.limits.map(\.per) }
    return (account + ofCampaigns).reduce(.days(1), max)
  }

  /// What `retention:` lets go at an instant; nil where it keeps everything.
  /// - Parameter open: attempts that are not over.
  func retentionLimits(at now: Instant, open: [AttemptRecord]) -> RetentionLimits? {
    let rules = configuration.retention
    guard rules != .init(), let zone = zones.rules(named: configuration.timeZone) else { return nil }
    let (year, month, _) = zone.local(at: now).date.components
    let monthBegins = CivilDate(year: year, month: month, dayOfMonth: 1).map { zone.instant(of: $0, minute: 0) } ?? now
    return RetentionLimits(
      activities: rules.activities.map { now - $0 }, decisions: rules.decisions.map { now - $0 },
      recordings: rules.recordings.map { now - $0 }, customersGone: rules.customersGone.map { now - $0 },
      attemptsFrom: min(monthBegins, now - longestLimit),
      // What lies under an earlier id counts for the campaign of today.
      campaigns: Set(campaigns.map(\.id)).union(campaigns.compactMap(\.renamedFrom)).union(open.map(\.campaign)))
  }
}
