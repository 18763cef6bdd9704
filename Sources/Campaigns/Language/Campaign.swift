/// One decoded campaign file: every default filled in, every value in its own type, nothing about how it was written.
package struct Campaign: Sendable {
  package var id: String
  /// The campaign's earlier id, which no file has any more: attempts and money of that id are this campaign's.
  package var renamedFrom: String?
  /// The profile of dialer.yaml that it builds on; its values are already in place.
  package var profile: String? = nil
  package var title: String?
  /// Groups campaigns for limits of scope `subject`; nil: its own id.
  package var subject: String? = nil
  /// Whether attempts count by customer and matter.
  package var matter = false
  package var live: Bool
  package var purpose: Purpose
  /// Whose calls these are: it stands on every Activity.
  package var onBehalfOf: String? = nil
  /// By name.
  package var labels: [Label] = []
  /// What finishes or stops the campaign, as written.
  package var stopWhen: [StopRule] = []
  package var owner: String?
  /// 1 (first) … 5 (last).
  package var priority: Int
  package var schedule: Schedule
  package var segment: Segment
  /// nil: no consent is asked for.
  package var consent: ConsentRule?
  package var callingHours: CallingHours
  package var pacing: Pacing
  package var call: Call
  package var attempts: Attempts
  package var budget: CampaignBudget
  package var international: CampaignInternational
  package var assume: Assumptions
  /// Cases for `dialer test`; no part of the revision.
  package var tests: [TestCase] = []

  /// Where the file lies, as diagnostics print it.
  package var file: String
  /// The line (from 1) of each key that the file writes, by dotted path: `budget.per_day`, `attempts.limits.0`.
  package var lines: [String: Int]
  /// `file:line` of each key that came from the profile, by dotted path.
  package var origins: [String: String] = [:]
  /// The file's full text, behind it the profile's in a comment, which the store keeps with each revision.
  package var text: String
  /// SHA-256 (64 hex digits) of the decoded campaign as canonical JSON, without title, owner, tests, assume, comments.
  package var revision: String

  /// The subject, or the id in its stead.
  package var subjectName: String { subject ?? id }

  /// `file:line` of a key, in the campaign's own file or in the profile's; nil when neither writes it.
  package func place(of path: String) -> String? {
    origins[path] ?? lines[path].map { "\(file):\($0)" }
  }

  package enum Purpose: String, Sendable, CaseIterable {
    case service, marketing, fundraising, collection, survey, political
  }

  /// `schedule:`. Days hold in each customer's own zones; instants are the same everywhere.
  package struct Schedule: Sendable, Equatable {
    package var starts: Bound?
    /// Inclusive when a day.
    package var ends: Bound?
    /// `pilot.customers`: so many customers are called before somebody approves the rest; nil: no pilot.
    package var pilot: Int?
    /// `after`: ids of the campaigns that must be finished before this one begins, as written.
    package var after: [String]
    package enum Bound: Sendable, Equatable {
      case day(CivilDate)
      case instant(Instant)
    }
    package init(starts: Bound? = nil, ends: Bound? = nil, pilot: Int? = nil, after: [String] = []) {
      self.starts = starts
      self.ends = ends
      self.pilot = pilot
      self.after = after
    }
  }

  /// `segment:`.
  package struct Segment: Sendable {
    /// nil: every customer.
    package var condition: Condition?
    package var orderBy: [OrderKey]
    package var limit: Int?
    /// Membership is fixed at the first start (`mode: snapshot`); false: it is asked again and again.
    package var isSnapshot = false
    /// nil: at any time.
    package var due: DueRule?
    /// Of the customers who share this, one is called; nil: all.
    package var onePer: OnePer?
    package enum OnePer: Sendable, Equatable, CustomStringConvertible {
      case number
      /// The texts of a column are compared as they stand; a missing one is shared with nobody.
      case column(String)
      package var description: String { if case .column(let name) = self { name } else { "number" } }
    }
    package struct OrderKey: Sendable, Equatable {
      package var column: String
      package var descending: Bool
      package init(column: String, descending: Bool) {
        self.column = column
        self.descending = descending
      }
    }
    package init(condition: Condition? = nil, orderBy: [OrderKey] = [], limit: Int? = nil) {
      self.condition = condition
      self.orderBy = orderBy
      self.limit = limit
    }
  }

  /// `calling_hours:` as written; `HoursRule` is what it means in a zone.
  package struct CallingHours: Sendable {
    package var zone: Zone
    package var open: WeeklyWindows
    package var closed: [ClosedDate]
    /// Calendars whose days hold no call.
    package var holidays: [HolidayCalendar] = []
    /// The column with the customer's own hours, which only narrow.
    package var respect: String?
    /// The only sources of a place that count; none: all, as `CandidateZones` weighs them.
    package var evidence: [PlaceSource] = []
    package var unknownTimeZone: UnknownZone
    package enum Zone: Sendable, Equatable {
      case customer
      case named(String)
    }
    package enum UnknownZone: Sendable, Equatable {
      case block
      case assume(String)
    }
    package init(zone: Zone, open: WeeklyWindows, closed: [ClosedDate], unknownTimeZone: UnknownZone) {
      self.zone = zone
      self.open = open
      self.closed = closed
      self.unknownTimeZone = unknownTimeZone
    }
  }

  package struct Pacing: Sendable {
    package var concurrentCalls: Int
    /// nil: the account's.
    package var callsPerSecond: Rate?
    /// Starts of this campaign in any hour; nil: no limit.
    package var callsPerHour: Int?
    package var perCallerID = CallerIDRates()
    package var circuitBreaker = CircuitRule()
    package init(concurrentCalls: Int = 1, callsPerSecond: Rate? = nil) {
      self.concurrentCalls = concurrentCalls
      self.callsPerSecond = callsPerSecond
    }
  }

  package struct Call: Sendable {
    /// Caller IDs in E.164 without the plus sign; once checked against the configuration empty only beside `byCountry`.
    package var from: [Int64]
    /// Caller IDs for numbers of some countries, in place of `from`; by country.
    package var byCountry: [CountryCallerIDs] = []
    package var keep = Keep.customer
    /// The columns with the customer's numbers: attempt k takes usable number ((k−1) mod n)+1. Never empty.
    package var numbers = [Customer.phoneColumn]
    package var ringTimeout: Interval
    package var maxDuration: Interval
    package var answer: Answer
    package enum Answer: Sendable {
      case say(Template, voice: String?, language: String?)
      case twiml(Template)
    }
    package init(from: [Int64], ringTimeout: Interval, maxDuration: Interval, answer: Answer) {
      self.from = from
      self.ringTimeout = ringTimeout
      self.maxDuration = maxDuration
      self.answer = answer
    }
  }

  package struct Attempts: Sendable {
    package var max: Int
    /// Waits after the 1st, 2nd … such disposition; none listed: no retry.
    package var retry: [RetryCause: [Interval]]
    package var minGap: Interval
    package var limits: [AttemptLimit]
    package var onAmbiguous = AmbiguityRule.hold
    /// Outcomes that finish the customer, sorted; nil: any answer by a person.
    package var doneOn: [String]?
    /// Waits after other outcomes, by outcome.
    package var retryOutcomes: [OutcomeRetry] = []
    package var conversation = ConversationRule.standard
    /// nil: nobody rests after a conversation.
    package var afterConversation: ConversationRest?
    package init(
      max: Int = 3, retry: [RetryCause: [Interval]] = [:], minGap: Interval = .hours(2), limits: [AttemptLimit] = []
    ) {
      self.max = max
      self.retry = retry
      self.minGap = minGap
      self.limits = limits
    }
  }

  /// What an attempt of unknown fate, of which no call was found, means for its customer.
  package enum AmbiguityRule: String, Sendable, CaseIterable {
    /// He waits until a person says what became of it.
    case hold
    /// The attempt ends as unknown, its money counts as spent, and he is not called again.
    case skip
  }

  package enum RetryCause: String, Sendable, CaseIterable, Hashable {
    case busy
    case noAnswer = "no-answer"
    case machine
    case failed
  }
}

/// A rolling limit: at most `max` calls in any window of `per`, over all campaigns and manual calls.
package struct AttemptLimit: Sendable, Equatable {
  package var max: Int
  package var per: Interval
  package var scope: Scope
  package enum Scope: String, Sendable, CaseIterable {
    case customer, matter, number
    /// Customer and subject, over all campaigns of that subject.
    case subject
  }
  package init(max: Int, per: Interval, scope: Scope) {
    self.max = max
    self.per = per
    self.scope = scope
  }
}

/// Calls per second: spacing between starts, or none.
package enum Rate: Sendable, Equatable {
  /// Thousandths of a call per second, at least 1: `1` is 1,000, `0.5` is 500.
  case perSecond(thousandths: Int64)
  case unlimited

  /// The shortest distance between two starts: 1.005 ÷ rate, rounded up to a microsecond, so that jitter never puts
  /// one call too many into a sliding second.
  package var spacing: Interval {
    switch self {
    case .unlimited: .zero
    case .perSecond(let thousandths): Interval(microseconds: (1_005_000_000 + thousandths - 1) / thousandths)
    }
  }
}

/// `budget:` of a campaign; an absent cap is nil.
package struct CampaignBudget: Sendable {
  package var total: Money?
  package var perDay: Money?
  package var perCall: Money?
  package var perCustomer: Money?
  /// Percentages in tenths of a percent, ascending: 50% is 500.
  package var alertAt: [Int]
  package var whenExhausted: WhenExhausted
  package enum WhenExhausted: String, Sendable { case wait, stop }
  package init(
    total: Money? = nil, perDay: Money? = nil, perCall: Money? = nil, perCustomer: Money? = nil, alertAt: [Int] = [],
    whenExhausted: WhenExhausted = .wait
  ) {
    self.total = total
    self.perDay = perDay
    self.perCall = perCall
    self.perCustomer = perCustomer
    self.alertAt = alertAt
    self.whenExhausted = whenExhausted
  }
}

/// `international:` of a campaign: it only ever tightens what dialer.yaml allows.
package struct CampaignInternational: Sendable {
  package var deny: Bool
  package var deniedCountries: Set<String>
  package var deniedTypes: Set<NumberType>
  package var maxRatePerMinute: Money?
  package var expiresAfter: Interval
  package init(
    deny: Bool = false, deniedCountries: Set<String> = [], deniedTypes: Set<NumberType> = [],
    maxRatePerMinute: Money? = nil, expiresAfter: Interval = .days(7)
  ) {
    self.deny = deny
    self.deniedCountries = deniedCountries
    self.deniedTypes = deniedTypes
    self.maxRatePerMinute = maxRatePerMinute
    self.expiresAfter = expiresAfter
  }
}

/// `assume:`: what the plan takes for granted. Shares are in tenths of a percent; what they leave of 1,000 is
/// no-answer.
package struct Assumptions: Sendable, Equatable {
  package var answered = 300
  package var machine = 250
  package var busy = 50
  package var failed = 20
  package var ringMean = Interval.seconds(14)
  package var talkMean = Interval.seconds(45)
  package var talkDeviation = Interval.seconds(30)
  /// From the request to the first ring.
  package var setup = Interval.milliseconds(200)
  /// From an event of a call to our knowing it.
  package var news = Interval.seconds(1)
  package init() {}
}
