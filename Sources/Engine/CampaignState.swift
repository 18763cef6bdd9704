import Campaigns

/// Where a selected customer of a campaign stands. Each is in exactly one place.
enum Place: UInt8 {
  /// `where` has not held yet: not selected.
  case outside
  case ready, timed, blocked, live, done
}

/// One campaign at work: its entries as columns, its groups and the sizes of its places.
struct CampaignState {
  let campaign: Campaign
  /// Its caller IDs, and per country of the world those for its numbers, as indices into them.
  let callerIDs: [Int64]
  let callerChoices: [[UInt8]]
  var place: [Place]
  /// `Reason.rawValue` of timed and blocked entries.
  var reason: [UInt8]
  var group: [UInt16]
  var tries: [UInt8]
  /// How often each retry cause occurred: four bits each, in the order of `Campaign.RetryCause.allCases`.
  var causes: [UInt16]
  /// Bits of `Mark`.
  var marks: [UInt16]
  /// What keeps single numbers out, where a customer has several: bits by the index into `EntryNumbers.spots`.
  var numberMarks: [UInt8] = []
  /// When the next try is due, in milliseconds, for entries with an attempt; 0 before.
  var due: [Int64]
  /// Money committed per customer; empty without `budget.per_customer`.
  var spent: [Int64]
  var disposition: [UInt8]
  /// How often an outcome of `attempts.retryOutcomes` occurred, by its index and the entry: `index << 32 | entry`.
  var outcomeCounts: [UInt64: UInt16] = [:]
  /// How its calls ended, for `stop_when`.
  var tally: OutcomeTally

  var groups: [Group] = []
  var groupIndex: [Group.Identity: UInt16] = [:]
  /// By zone set; nil where no entry needs it.
  var hours: [HoursState?]
  let openHours: [OpenHours?]
  /// The first instant at which any of `hours` is to be asked again.
  var hoursChangeAt = Instant.distantPast

  // The sizes of the places, kept.
  var selected = 0
  var called = 0
  var liveCount = 0
  var doneCount = 0
  var timedByReason = [Int](repeating: 0, count: 128)
  var blockedByReason = [Int](repeating: 0, count: 128)

  // Flow.
  var running = 0
  var peak = 0
  var nextSlot = Instant.distantPast
  var calls = 0
  var answered = 0
  var paused: PauseInForce?
  var stopped: String?
  /// From when on customers or lists are too old.
  var age: DataAge
  var hold: CampaignHold?
  /// Whether the groups of the pilot were held when they were asked last.
  var pilotIsFull = false
  /// The first campaign of `schedule.after` that is not finished; nil: it waits for none.
  var awaits: String?
  var finishedAt: Instant?
  /// Places used of `segment.limit`.
  var admitted = 0
  var alertsRaised = 0
  /// Whether seats are given and the segment is fixed, where the campaign has either.
  var hasStarted = false
  /// Customers (rows) with seats, between their replay and `begin`.
  var seated: Set<Int32> = []
  /// Seats that are not yet handed to the store, as rows.
  var newSeats: [Int32] = []
  /// The customers (rows) for whom the segment was fixed; nil: it was not.
  var fixedRows: Set<Int32>?
  /// Who shares with whom; empty without `segment.one_per`.
  var peers = PeerGroups()
  /// Changes of `where` that lie ahead.
  var pendingFlips = 0
  /// The account's rolling limits and the campaign's own.
  let limits: [AttemptLimit]
  /// The shortest distance between two starts.
  let spacing: Interval
  let detectsMachine: Bool
  /// How long after its intent a call can still be running at most.
  let longestCall: Interval
  /// After this instant nobody can be called any more, whatever the zone.
  let lastInstant: Instant

  struct Mark {
    static let member: UInt16 = 1
    static let selected: UInt16 = 2
    static let called: UInt16 = 4
    static let enteredWhileClosed: UInt16 = 8
    static let admitted: UInt16 = 16
    static let parked: UInt16 = 32
    static let unresolved: UInt16 = 64
    static let suppressed: UInt16 = 128
    /// A value that the call needs was gone, or the message had grown too long, when the call was to be made.
    static let valueMissing: UInt16 = 256
    static let messageTooLong: UInt16 = 512
  }

  /// What keeps one of several numbers out.
  struct NumberMark {
    static let suppressed: UInt8 = 1
    static let parked: UInt8 = 2
  }

  init(
    campaign: Campaign, segment: SegmentEntries, hours: [OpenHours?], account: Account, age: DataAge,
    countries: [String]
  ) {
    self.age = age
    let callerIDs = campaign.call.callerIDs
    self.callerIDs = callerIDs
    callerChoices = countries.map { country in
      campaign.call.callerIDs(for: country).compactMap { number in
        callerIDs.firstIndex(of: number).map { UInt8(truncatingIfNeeded: $0) }
      }
    }
    self.campaign = campaign
    tally = OutcomeTally(rules: campaign.stopWhen)
    limits = account.limits + campaign.attempts.limits
    spacing = (campaign.pacing.callsPerSecond ?? account.callsPerSecond).spacing
    detectsMachine = campaign.detectsMachine
    longestCall = campaign.call.ringTimeout + campaign.call.maxDuration + .seconds(60)
    switch campaign.schedule.ends {
    case .day(let last): lastInstant = Instant(seconds: Int64(last.day) * 86_400 + 36 * 3_600)
    case .instant(let last): lastInstant = last
    case nil: lastInstant = .distantFuture
    }
    let count = segment.count
    place = .init(repeating: .outside, count: count)
    reason = .init(repeating: 0, count: count)
    group = .init(repeating: .max, count: count)
    tries = .init(repeating: 0, count: count)
    causes = .init(repeating: 0, count: count)
    marks = .init(repeating: 0, count: count)
    numberMarks = segment.numbers.spots.map { $0.isSuppressed ? NumberMark.suppressed : 0 }
    due = .init(repeating: 0, count: count)
    spent = campaign.budget.perCustomer == nil ? [] : .init(repeating: 0, count: count)
    disposition = .init(repeating: 0, count: count)
    self.hours = hours.map { $0.map { _ in HoursState() } }
    openHours = hours
  }

  func has(_ mark: UInt16, _ entry: Int) -> Bool { marks[entry] & mark != 0 }
  mutating func set(_ mark: UInt16, _ entry: Int) { marks[entry] |= mark }
  mutating func clear(_ mark: UInt16, _ entry: Int) { marks[entry] &= ~mark }

  /// Takes an entry out of the place in which it stands, so that it can be put into another.
  mutating func leave(_ entry: Int) {
    switch place[entry] {
    case .outside: break
    case .ready:
      let index = Int(group[entry])
      groups[index].waiting -= 1
      if has(Mark.enteredWhileClosed, entry) {
        groups[index].enteredWhileClosed -= 1
        clear(Mark.enteredWhileClosed, entry)
      }
    case .timed: timedByReason[Int(reason[entry])] -= 1
    case .blocked: blockedByReason[Int(reason[entry])] -= 1
    case .live: liveCount -= 1
    case .done: doneCount -= 1
    }
    place[entry] = .outside
  }

  mutating func enterTimed(_ entry: Int, _ why: Reason) {
    leave(entry)
    place[entry] = .timed
    reason[entry] = why.rawValue
    timedByReason[Int(why.rawValue)] += 1
  }

  mutating func enterBlocked(_ entry: Int, _ why: Reason) {
    leave(entry)
    place[entry] = .blocked
    reason[entry] = why.rawValue
    blockedByReason[Int(why.rawValue)] += 1
  }

  mutating func enterDone(_ entry: Int, _ why: Reason) {
    leave(entry)
    place[entry] = .done
    reason[entry] = why.rawValue
    doneCount += 1
  }

  mutating func enterLive(_ entry: Int) {
    leave(entry)
    place[entry] = .live
    liveCount += 1
  }

  /// The sizes add up to selected: asked after every turn.
  var sizesAddUp: Bool {
    let ready = groups.reduce(0) { $0 + $1.waiting }
    return selected == ready + timedByReason.reduce(0, +) + blockedByReason.reduce(0, +) + liveCount + doneCount
  }

  /// How often a retry cause has occurred.
  func causeCount(_ cause: Campaign.RetryCause, _ entry: Int) -> Int {
    Int(causes[entry] >> (4 * cause.shift)) & 15
  }

  mutating func countCause(_ cause: Campaign.RetryCause, _ entry: Int) {
    if causeCount(cause, entry) < 15 { causes[entry] += 1 << (4 * cause.shift) }
  }
}

extension Campaign.RetryCause {
  var shift: UInt16 {
    switch self {
    case .busy: 0
    case .noAnswer: 1
    case .machine: 2
    case .failed: 3
    }
  }

  /// The retry cause of a disposition, if it has one.
  init?(_ disposition: Disposition) {
    switch disposition {
    case .busy: self = .busy
    case .noAnswer: self = .noAnswer
    case .machine: self = .machine
    case .failed: self = .failed
    case .answered, .canceled, .rejected, .unknown: return nil
    }
  }
}
