import Campaigns

/// Spacing and concurrency of the account, and whose turn it is. A stall is never caught up: the next slot counts from
/// the last start.
struct Pacer {
  private(set) var nextSlot = Instant.distantPast
  private(set) var running = 0
  private(set) var peak = 0
  private let spacing: Interval
  private let concurrentCalls: Int
  /// Per priority level 1…5: the campaign served last; the next turn begins after it.
  private var lastServed = [Int](repeating: -1, count: 6)
  /// After refusals that are nobody's fault in particular: doubles from 1 s to 60 s.
  private(set) var backOff = Interval.zero
  var ramp = RampUp()

  init(world: World) {
    spacing = world.account.callsPerSecond.spacing
    concurrentCalls = world.account.concurrentCalls
  }

  var hasFreeCall: Bool { running < concurrentCalls }

  mutating func start(at: Instant, campaign: Int, priority: Int) {
    occupy()
    assert(running <= concurrentCalls)
    nextSlot = max(nextSlot, at + ramp.spacing(spacing, at: at))
    lastServed[priority] = campaign
  }

  /// A call of an earlier process life: it holds a slot even above the limit of today's configuration.
  mutating func occupy() {
    running += 1
    peak = max(peak, running)
  }

  mutating func release() {
    running -= 1
    assert(running >= 0)
  }

  /// The request left later than its slot: the next one keeps its distance from the real instant.
  mutating func sent(at: Instant) { nextSlot = max(nextSlot, at + ramp.spacing(spacing, at: at)) }

  /// Keeps pace and turn over a restart.
  mutating func restore(at: Instant, campaign: Int?, priority: Int) {
    sent(at: at)
    if let campaign { lastServed[priority] = campaign }
  }

  mutating func retreat(from now: Instant) {
    backOff = backOff == .zero ? .seconds(1) : min(.seconds(60), backOff + backOff)
    nextSlot = max(nextSlot, now + backOff)
  }

  mutating func advance() { backOff = .zero }

  /// Which of the campaigns of one level (by id) has the first turn; the others follow in a circle.
  func firstTurn(of level: [Int], priority: Int) -> Int {
    level.firstIndex { $0 > lastServed[priority] } ?? 0
  }
}

/// The account's day and month, in its own zone.
struct AccountCalendar {
  private let zone: ZoneRules
  private(set) var day: Int32 = 0
  private(set) var month: Int32 = 0
  private(set) var nextDay = Instant.distantPast
  private(set) var nextMonth = Instant.distantPast

  init(zone: ZoneRules, at now: Instant) {
    self.zone = zone
    advance(to: now)
  }

  mutating func advance(to now: Instant) {
    guard now >= nextDay else { return }
    let date = zone.local(at: now).date
    day = date.day
    nextDay = zone.instant(of: date + 1, minute: 0)
    let (year, monthOfYear, _) = date.components
    month = Int32(year * 12 + monthOfYear)
    let next = monthOfYear == 12 ? (year + 1, 1) : (year, monthOfYear + 1)
    if let first = CivilDate(year: next.0, month: next.1, dayOfMonth: 1) {
      nextMonth = zone.instant(of: first, minute: 0)
    }
  }

  /// The day and month that an instant belongs to.
  func scopes(at instant: Instant, campaign: Int) -> Ledger.Scopes {
    let date = zone.local(at: instant).date
    let (year, monthOfYear, _) = date.components
    return Ledger.Scopes(campaign: campaign, day: date.day, month: Int32(year * 12 + monthOfYear))
  }
}

/// Which numbers have a call that could be running, and who waits for them.
struct NumberUse {
  private var live: [Int32: Int] = [:]
  /// Until when an unresolved attempt blocks its number.
  private var unresolvedUntil: [Int32: Instant] = [:]
  private var waiting: [Int32: [(campaign: Int, entry: Int)]] = [:]

  func isLive(_ number: Int32) -> Bool { live[number] != nil }
  func unresolved(_ number: Int32, at now: Instant) -> Instant? {
    guard let until = unresolvedUntil[number], until > now else { return nil }
    return until
  }
  mutating func begin(_ number: Int32) { live[number, default: 0] += 1 }
  mutating func block(_ number: Int32, until: Instant) {
    unresolvedUntil[number] = max(until, unresolvedUntil[number] ?? until)
  }
  mutating func unblock(_ number: Int32) { unresolvedUntil[number] = nil }
  mutating func wait(_ number: Int32, campaign: Int, entry: Int) {
    waiting[number, default: []].append((campaign, entry))
  }

  /// Ends a call; who waited for the number is to be asked again.
  mutating func end(_ number: Int32) -> [(campaign: Int, entry: Int)] {
    guard let count = live[number] else { return [] }
    live[number] = count > 1 ? count - 1 : nil
    return count > 1 ? [] : (waiting.removeValue(forKey: number) ?? [])
  }
}

/// A pause, until somebody resumes or its instant has come.
struct PauseInForce {
  var reason: String
  var until: Instant?

  func refusal(at now: Instant) -> Refusal? {
    if let until, until <= now { return nil }
    return Refusal(.campaignPaused, clearsAt: until)
  }
}

/// What stops the whole account.
struct AccountGate {
  var killSwitch = false
  var recovering = false
  var stopping = false
  /// Why the carrier refuses the account: until somebody resumes it.
  var stopped: String?
  var brake = AmbiguityBrake()
  /// Recovery found calls that are younger than the store.
  var rolledBack = false
  /// How far the carrier's clock is ahead of ours, where that is too far to dial.
  var skew: Interval?
  /// What the carrier, or the way to it, said of a request that was not processed.
  var unavailable: String?
  var ratesHeld = false
  var paused: PauseInForce?
  var behindUntil = Instant.distantPast
  /// What the clock said last; the engine's own time never runs backwards.
  var clock = Instant.distantFuture
  /// Whether the clock was set back while this engine ran, and not before it.
  var wasSetBack = false
  var stoppedCountries: Set<Int> = []
  var stoppedCallerIDs: Set<Int64> = []
  var saidOfCountry: [Int: String] = [:]
  var saidOfCallerID: [Int64: String] = [:]

  /// The first refusal.
  /// - Parameter key: the attempt that asks at its last instant; nil for a further one.
  func refusal(at now: Instant, for key: AttemptKey? = nil) -> Refusal? {
    if let refusal = killRefusal ?? recoveryRefusal ?? stoppedRefusal { return refusal }
    return brake.refusal(at: now, for: key) ?? clockRefusal(at: now) ?? skewRefusal ?? paused?.refusal(at: now)
  }

  var killRefusal: Refusal? { killSwitch ? Refusal(.killSwitch) : nil }

  var recoveryRefusal: Refusal? { recovering ? Refusal(.recovering) : nil }

  var stoppedRefusal: Refusal? { stopped == nil ? nil : Refusal(.accountStopped) }

  var skewRefusal: Refusal? { skew == nil ? nil : Refusal(.clockSkew) }

  func clockRefusal(at now: Instant) -> Refusal? {
    behindUntil > min(now, clock) ? Refusal(.clockBehind, clearsAt: behindUntil) : nil
  }
}
