import Campaigns

/// The engine's number of an attempt's transmission: the store's primary key, rising, never used twice.
package typealias AttemptKey = Int64

/// How an attempt ended.
package enum Disposition: String, Sendable, CaseIterable {
  case answered, machine, busy
  case noAnswer = "no-answer"
  case failed, canceled, rejected, unknown
}

/// What an attempt is for. Every call we create has an intent row, whatever its kind.
/// An orphan is the opposite: a call at the carrier that no intent explains.
package enum AttemptKind: String, Sendable { case campaign, manual, `try`, verify, orphan }

/// The states of an attempt: `planned` is the absence of a row.
package enum AttemptState: String, Sendable, CaseIterable {
  /// The intent is on disk; a request may have left.
  case dialing
  /// The carrier answered with a sid.
  case placed
  /// Nothing left us, or the request was refused for a reason that is not the number's: the try is not used up.
  case unsent
  /// A request left and its fate is unknown.
  case ambiguous
  /// No call was found within the reconcile schedule; counted as spent until somebody resolves it.
  case presumedNotPlaced = "presumed-not-placed"
  case ended
}

/// One transmission of one attempt, as the store keeps it.
package struct AttemptRecord: Sendable, Equatable {
  package var key: AttemptKey
  /// 128 random bits as 32 hex digits, made by the store when the intent is written; empty before that.
  package var attemptID: String
  package var kind: AttemptKind
  package var campaign: String
  package var revision: String
  package var customer: String
  package var matter: String
  /// From 1, per campaign, customer and matter.
  package var attempt: Int
  /// From 1, per attempt: a further transmission follows only on proof that the one before was not processed.
  package var transmission: Int
  package var state: AttemptState
  /// E.164 without the plus sign.
  package var callee: Int64
  package var callerID: Int64
  /// When it was due.
  package var scheduledAt: Instant
  /// The instant its request leaves (its slot).
  package var at: Instant
  /// The last instant at which its request may leave.
  package var notAfter: Instant
  package var ringTimeout: Interval
  package var maxDuration: Interval
  package var sid: String?
  /// When we learned that it ended.
  package var endedAt: Instant?
  package var disposition: Disposition?
  package var errorCode: Int?
  /// Talk time in whole seconds.
  package var duration: Int?
  package var answeredBy: String?
  package var reserved: Money
  /// nil while the reservation stands.
  package var settled: Money?
  /// The carrier's price, when it has arrived.
  package var price: Money?
  /// Sorted IANA names.
  package var timeZones: [String]
  /// JSON object, at most 2 KiB: why this call was allowed.
  package var decision: String

  package init(
    key: AttemptKey, kind: AttemptKind, campaign: String, revision: String, customer: String, matter: String,
    attempt: Int, transmission: Int, callee: Int64, callerID: Int64, scheduledAt: Instant, at: Instant,
    notAfter: Instant, ringTimeout: Interval, maxDuration: Interval, reserved: Money, timeZones: [String],
    decision: String
  ) {
    self.key = key
    attemptID = ""
    self.kind = kind
    self.campaign = campaign
    self.revision = revision
    self.customer = customer
    self.matter = matter
    self.attempt = attempt
    self.transmission = transmission
    state = .dialing
    self.callee = callee
    self.callerID = callerID
    self.scheduledAt = scheduledAt
    self.at = at
    self.notAfter = notAfter
    self.ringTimeout = ringTimeout
    self.maxDuration = maxDuration
    self.reserved = reserved
    self.timeZones = timeZones
    self.decision = decision
  }

  /// Whether its call could be running at `now`: what holds slots.
  package var isLive: Bool { state == .dialing || state == .placed || state == .ambiguous }
}

/// What came of one create-call request (G1).
package enum Placement: Sendable, Equatable {
  /// 201 with a valid sid.
  case placed(sid: String)
  /// A 4xx whose action is about the number.
  case rejected(code: Int, message: String)
  /// No byte left us (`code` nil), 429, or a 4xx whose action stops something larger than the number.
  case unsent(code: Int?, message: String, action: CarrierAction)
  /// Bytes left, and nothing proves what became of them.
  case ambiguous(message: String)
}

/// What a carrier error asks for beyond the attempt itself.
package enum CarrierAction: String, Sendable, CaseIterable {
  case backOff = "back-off"
  case parkNumber = "park-number"
  case stopCallerID = "stop-caller-id"
  case stopCountry = "stop-country"
  case stopCampaign = "stop-campaign"
  case stopAccount = "stop-account"
}

/// The status of a call as the carrier reports it, by callback, fetch or list.
package struct CallReport: Sendable, Equatable {
  package enum Status: String, Sendable, CaseIterable {
    case queued, initiated, ringing
    case inProgress = "in-progress"
    case completed, busy, failed
    case noAnswer = "no-answer"
    case canceled

    /// queued < initiated < ringing < in-progress < terminal.
    package var order: Int {
      switch self {
      case .queued: 0
      case .initiated: 1
      case .ringing: 2
      case .inProgress: 3
      case .completed, .busy, .failed, .noAnswer, .canceled: 4
      }
    }
    package var isTerminal: Bool { order == 4 }
  }
  package var sid: String
  package var status: Status
  /// Seconds; nil while not known.
  package var duration: Int?
  package var answeredBy: String?
  /// What the carrier charges, as a positive amount; nil until it is known.
  package var price: Money?
  package init(sid: String, status: Status, duration: Int? = nil, answeredBy: String? = nil, price: Money? = nil) {
    self.sid = sid
    self.status = status
    self.duration = duration
    self.answeredBy = answeredBy
    self.price = price
  }
}

/// A call found by listing, for reconciliation and recovery.
package struct ListedCall: Sendable, Equatable {
  package var report: CallReport
  /// E.164 without the plus sign; 0 for what is no telephone number.
  package var to: Int64
  package var from: Int64
  /// Second-granular, as the carrier gives it.
  package var createdAt: Instant
  package init(report: CallReport, to: Int64, from: Int64, createdAt: Instant) {
    self.report = report
    self.to = to
    self.from = from
    self.createdAt = createdAt
  }
}
