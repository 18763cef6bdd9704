import Campaigns

/// Stops what fails: open once the share of failed calls in the sliding window is reached, until one probe succeeds. A
/// failure is the carrier's or ours, never a customer's busy or no-answer.
struct CircuitBreaker {
  /// What an ended attempt says of the carrier.
  enum Verdict { case succeeded, failed, saysNothing }

  let rule: CircuitRule
  /// Ends within the window; only while closed.
  private var ends = RecentEnds()
  /// When it opened first; nil while closed.
  private(set) var openSince: Instant?
  /// When it opened last: a failed probe opens it again.
  private var openedAt = Instant.distantPast
  /// The call that tries whether it may close.
  private var probe: AttemptKey?

  init(rule: CircuitRule) { self.rule = rule }

  var isOpen: Bool { openSince != nil }
  /// When a probe may start.
  var probesAt: Instant { openedAt + rule.probeAfter }

  /// While open and not yet probing: until the probe, or for as long as it takes.
  func refusal(at now: Instant) -> Refusal? {
    guard isOpen else { return nil }
    if now < probesAt { return Refusal(.circuitOpen, clearsAt: probesAt) }
    return probe == nil ? nil : Refusal(.circuitOpen)
  }

  mutating func begin(_ key: AttemptKey, at now: Instant) {
    if isOpen, now >= probesAt { probe = key }
  }

  mutating func takeBack(_ key: AttemptKey) {
    if probe == key { probe = nil }
  }

  /// Takes an attempt's end. While open only a probe counts, which is what started after the wait.
  mutating func judge(_ key: AttemptKey, startedAt: Instant, _ verdict: Verdict, at now: Instant) {
    takeBack(key)
    guard verdict != .saysNothing else { return }
    if isOpen {
      if startedAt >= probesAt { settle(verdict, at: now) }
      return
    }
    ends.add(failed: verdict == .failed, at: now, over: rule.over)
    if ends.count >= rule.atLeast, ends.failed * 1_000 >= rule.failures * ends.count { open(at: now) }
  }

  private mutating func settle(_ verdict: Verdict, at now: Instant) {
    if verdict == .succeeded {
      openSince = nil
      probe = nil
    } else {
      open(at: now)
    }
  }

  private mutating func open(at now: Instant) {
    openSince = openSince ?? now
    openedAt = now
    ends = RecentEnds()
  }
}

/// The ends of calls in a sliding window, with the failed ones counted. An end costs the same however many calls the
/// window holds: at 50 calls a second two minutes are 6,000.
private struct RecentEnds {
  /// Oldest first; those before `first` have left the window and wait to be dropped together.
  private var ends: [(at: Instant, failed: Bool)] = []
  private var first = 0
  private(set) var failed = 0

  var count: Int { ends.count - first }

  /// Adds an end and drops those that are `window` old; instants never fall.
  mutating func add(failed isFailed: Bool, at now: Instant, over window: Interval) {
    while first < ends.count, ends[first].at + window <= now {
      if ends[first].failed { failed -= 1 }
      first += 1
    }
    if first > 64, first * 2 > ends.count {
      ends.removeFirst(first)
      first = 0
    }
    ends.append((now, isFailed))
    if isFailed { failed += 1 }
  }
}

extension CircuitBreaker.Verdict {
  /// How the end of a call reads.
  init(_ disposition: Disposition) {
    switch disposition {
    case .answered, .machine, .busy, .noAnswer: self = .succeeded
    case .failed: self = .failed
    case .canceled, .rejected, .unknown: self = .saysNothing
    }
  }
}

/// The breakers of every campaign: its own, and one for each of its caller IDs where it has several.
struct BreakerBook {
  /// An attempt's end before this process life.
  struct End {
    var at: Instant
    var key: AttemptKey
    var campaign: Int
    var callerID: Int64
    var startedAt: Instant
    var verdict: CircuitBreaker.Verdict
  }

  private(set) var own: [CircuitBreaker]
  /// By campaign and index into `call.callerIDs`; empty for a campaign with one caller ID, whose breaker is the
  /// campaign's.
  private(set) var byCallerID: [[CircuitBreaker]]
  private let callerIDs: [[Int64]]
  /// While history is restored: what ended lately.
  private var restored: [End] = []

  init(campaigns: [Campaign]) {
    own = campaigns.map { CircuitBreaker(rule: $0.pacing.circuitBreaker) }
    callerIDs = campaigns.map(\.call.callerIDs).map { $0.count > 1 ? $0 : [] }
    byCallerID = zip(campaigns, callerIDs).map { campaign, callerIDs in
      callerIDs.map { _ in CircuitBreaker(rule: campaign.pacing.circuitBreaker) }
    }
  }

  /// The refusal of one more call of a campaign from a caller ID (index into `call.callerIDs`).
  func refusal(campaign c: Int, callerID index: Int, at now: Instant) -> Refusal? {
    let campaign = own[c].refusal(at: now)
    guard !byCallerID[c].isEmpty, let callerID = byCallerID[c][index % byCallerID[c].count].refusal(at: now) else {
      return campaign
    }
    guard let campaign else { return callerID }
    guard let first = campaign.clearsAt, let second = callerID.clearsAt else { return Refusal(.circuitOpen) }
    return Refusal(.circuitOpen, clearsAt: max(first, second))
  }

  mutating func begin(_ intent: Intent, at now: Instant) {
    own[intent.campaign].begin(intent.key, at: now)
    if let index = index(intent.campaign, intent.callerID) {
      byCallerID[intent.campaign][index].begin(intent.key, at: now)
    }
  }

  mutating func judge(_ intent: Intent, _ verdict: CircuitBreaker.Verdict, at now: Instant) {
    judge(
      End(
        at: now, key: intent.key, campaign: intent.campaign, callerID: intent.callerID, startedAt: intent.at,
        verdict: verdict))
  }

  private mutating func judge(_ end: End) {
    own[end.campaign].judge(end.key, startedAt: end.startedAt, end.verdict, at: end.at)
    if let index = index(end.campaign, end.callerID) {
      byCallerID[end.campaign][index].judge(end.key, startedAt: end.startedAt, end.verdict, at: end.at)
    }
  }

  private func index(_ c: Int, _ callerID: Int64) -> Int? {
    callerIDs[c].isEmpty ? nil : callerIDs[c].firstIndex(of: callerID)
  }

  // MARK: - Restart

  /// Notes an end of an earlier process life; the breakers take them by their instants in `replay`.
  mutating func restore(_ end: End) { restored.append(end) }

  /// Brings the breakers to where they were.
  mutating func replay() {
    for end in restored.sorted(by: { ($0.at, $0.key) < ($1.at, $1.key) }) { judge(end) }
    restored = []
  }
}
