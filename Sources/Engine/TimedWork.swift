import Campaigns

/// Something to be asked again at an instant. Work at one instant is done in the order of its code, so that the order
/// never depends on when it was put in.
struct TimedWork: Comparable {
  enum Kind {
    case entry(campaign: Int, entry: Int)
    case flip(campaign: Int, entry: Int)
    /// The campaign starts: behind the flips of the same instant.
    case start(campaign: Int)
    case poll(AttemptKey)
    case look(AttemptKey)
    case giveUp(AttemptKey)
    case price(AttemptKey)
  }

  private let microseconds: Int64
  private let code: UInt64

  var at: Instant { Instant(microseconds: microseconds) }

  init(at: Instant, _ kind: Kind) {
    microseconds = at.microseconds
    switch kind {
    case .entry(let campaign, let entry): code = Self.pack(0, campaign, entry)
    case .flip(let campaign, let entry): code = Self.pack(1, campaign, entry)
    case .start(let campaign): code = Self.pack(1, campaign, 0xFFFF_FFFF)
    case .poll(let key): code = 2 << 60 | UInt64(key)
    case .look(let key): code = 3 << 60 | UInt64(key)
    case .giveUp(let key): code = 4 << 60 | UInt64(key)
    case .price(let key): code = 5 << 60 | UInt64(key)
    }
  }

  var kind: Kind {
    let rest = code & (1 << 60 - 1)
    return switch code >> 60 {
    case 0: .entry(campaign: Int(rest >> 32), entry: Int(rest & 0xFFFF_FFFF))
    case 1 where rest & 0xFFFF_FFFF == 0xFFFF_FFFF: .start(campaign: Int(rest >> 32))
    case 1: .flip(campaign: Int(rest >> 32), entry: Int(rest & 0xFFFF_FFFF))
    case 2: .poll(AttemptKey(rest))
    case 3: .look(AttemptKey(rest))
    case 4: .giveUp(AttemptKey(rest))
    default: .price(AttemptKey(rest))
    }
  }

  private static func pack(_ tag: UInt64, _ campaign: Int, _ entry: Int) -> UInt64 {
    tag << 60 | UInt64(campaign) << 32 | UInt64(entry)
  }

  static func < (a: TimedWork, b: TimedWork) -> Bool { (a.microseconds, a.code) < (b.microseconds, b.code) }
}

/// An attempt that is not over: from the decision to call until the carrier's last word, or until it is given up.
struct LiveAttempt {
  enum State { case committing, dialing, placed, ambiguous, presumed }
  var intent: Intent
  /// The customer's place in the segment; -1 for a try, which is nobody's attempt.
  var entry: Int
  /// The index of its number (`Engine.number(of:)`), and of its country: -1 when nothing is asked of that.
  var number: Int32
  var country: Int
  var state = State.committing
  var sid: String?
  var statusOrder = -1
  var history: Int32
  var scopes: Ledger.Scopes
  /// When the carrier last said anything of its call.
  var heardAt = Instant.distantPast
  /// Whether the carrier was asked once more before the attempt is given up.
  var lastAsked: Instant?
  /// Before this instant the carrier is known to have nothing new that matters: it is not asked. The plan's carrier
  /// knows that, no other does.
  var silentUntil = Instant.distantPast
  /// How many looks of the reconcile schedule were taken.
  var looks = 0
  /// Whether it still counts against concurrency.
  var holdsSlot = true
  /// Whether its request had no clear answer: that was counted as a failure already.
  var wasUnclear = false
  /// The hint that its call is not to be let go on: suppressed or halted.
  var unwanted = false
  /// Unwanted even when it is in progress: halted.
  var hangsUp = false
  var isTry: Bool { entry < 0 }
}

struct UnpricedCall {
  var campaign: Int
  var entry: Int
  /// Index into the rate card's classes.
  var rateClass: Int
  var talk: Interval
  var scopes: Ledger.Scopes
  var settled: Money
  var endedAt: Instant
  var asks: Int
  var sid: String
}

/// When a live call is asked for: a function of the time since its request left, so that a restarted process asks at
/// the same instants. Every 5 s while it may be ringing, every 10 s up to five minutes, every 30 s after that.
enum PollSchedule {
  /// The first poll at or after `now` (`after` excluded).
  static func next(startedAt: Instant, after: Instant?, notBefore now: Instant) -> Instant {
    var offset = Interval.zero
    let floor = max(now - startedAt, after.map { $0 - startedAt + Interval(microseconds: 1) } ?? .zero)
    if floor <= .seconds(30) {
      offset = roundedUp(max(floor, .seconds(5)), to: .seconds(5))
    } else if floor <= .minutes(5) {
      offset = roundedUp(floor, to: .seconds(10))
    } else {
      offset = roundedUp(floor, to: .seconds(30))
    }
    return startedAt + offset
  }

  private static func roundedUp(_ length: Interval, to step: Interval) -> Interval {
    let steps = (length.microseconds + step.microseconds - 1) / step.microseconds
    return Interval(microseconds: steps * step.microseconds)
  }
}
