import Campaigns

/// What the engine needs of the account, as numbers.
package struct Account: Sendable {
  package var callsPerSecond: Rate
  package var concurrentCalls: Int
  package var limits: [AttemptLimit]
  package var perDay: Money?
  package var perMonth: Money?
  package var reconcile: [Interval]
  package var exclusive: Bool
  /// Days of account and budgets.
  package var zone: ZoneRules
  /// Whether to ask the carrier for the price of an ended call. The plan does not: it takes the card's rates for true.
  package var checksPrices: Bool
  package var ratesTooOld: Bool
  /// When the card was last changed: prices that the carrier named before do not speak against it.
  package var ratesChangedAt = Instant.distantPast
  /// From when on the rate card is too old, and from when on an operator is told of it; nil without a limit.
  package var ratesExpireAt: Instant?
  package var ratesWarnAt: Instant?
  /// Whether drafts are dialed: on a loopback carrier, and in a plan.
  package var dialsDrafts: Bool
  /// Tables of legal hours.
  package var rules: [RuleTable] = []
  package init(
    callsPerSecond: Rate, concurrentCalls: Int, limits: [AttemptLimit], perDay: Money?, perMonth: Money?,
    reconcile: [Interval], exclusive: Bool, zone: ZoneRules, checksPrices: Bool, ratesTooOld: Bool, dialsDrafts: Bool
  ) {
    self.callsPerSecond = callsPerSecond
    self.concurrentCalls = concurrentCalls
    self.limits = limits
    self.perDay = perDay
    self.perMonth = perMonth
    self.reconcile = reconcile
    self.exclusive = exclusive
    self.zone = zone
    self.checksPrices = checksPrices
    self.ratesTooOld = ratesTooOld
    self.dialsDrafts = dialsDrafts
  }
}

/// The customers as columns of numbers; names and ids stay in the store. The index is the order of adding; behind the
/// customers' own rows stand further numbers of theirs, which campaigns call that name other columns than `phone`.
package struct People: Sendable {
  /// E.164 without the plus sign; 0 when there is no valid number.
  package var callee: [Int64] = []
  /// Which of the distinct numbers it is; -1 without a valid number.
  package var number: [Int32] = []
  package var zoneSet: [UInt16] = []
  package var country: [UInt16] = []
  /// Index into the rate card's classes; -1 when no rate is known.
  package var rateClass: [Int16] = []
  /// Which of the distinct customer ids it is; empty where no customer has more than one row.
  package var person: [Int32] = []
  /// Of each further number: whose it is, as a row.
  package var owners: [Int32] = []
  /// Customers, not numbers.
  package var count: Int { callee.count - owners.count }

  /// Whose number it is, as a row.
  package func owner(ofLine line: Int) -> Int { line < count ? line : Int(owners[line - count]) }
}

/// Everything the engine decides from, except what happens: campaigns, customers, places and rates, built by `Intake`.
package struct World: Sendable {
  package var account: Account
  package var campaigns: [Campaign]
  package var people: People
  /// By zone-set index; at 0 nothing is known.
  package var places: [HoursPlace]
  /// Candidate zones by zone-set index, each sorted.
  package var zoneSets: [[String]] { places.map(\.zones) }
  package var countries: [String]
  /// Per country: whether a call there waits for a confirmation.
  package var needsConfirmation: [Bool]
  /// Per country: whether it is neither home nor counted as home.
  package var isForeign: [Bool]
  package var rates: RateCard
  package var machineDetection: Money
  /// Per campaign: why it may not call, whatever its file says; nil: nothing stands in its way.
  package var holds: [CampaignHold?]
  /// Per campaign, in the segment's order.
  package var segments: [SegmentEntries]
  package var numberCount: Int
  /// Per campaign and zone set: the hours in which its calls may start; nil where no entry needs them.
  package var hours: [[OpenHours?]]
  /// Per campaign: the zone in which its civil days begin.
  package var dayZones: [ZoneRules] = []
  /// Per campaign: from when on its data is too old; empty without any limit.
  package var ages: [DataAge] = []
  /// Per campaign: index of its subject.
  package var subjects: [Int] = []
  /// The same for campaigns that are gone, by id: their calls still count.
  package var subjectsOfGone: [String: Int] = [:]
  /// How many distinct customer ids there are.
  package var personCount: Int { people.person.max().map { Int($0) + 1 } ?? people.count }

  /// The customer of a row, whatever the matter.
  func person(ofRow row: Int) -> Int { people.person.isEmpty ? row : Int(people.person[row]) }

  /// Numbers the subjects.
  /// - Parameter gone: the subjects of campaigns that the world does not have, by id.
  package mutating func nameSubjects(gone: [String: String] = [:]) {
    var indices: [String: Int] = [:]
    func index(_ name: String) -> Int {
      let index = indices[name] ?? indices.count
      indices[name] = index
      return index
    }
    subjects = campaigns.map { index($0.subjectName) }
    for id in gone.keys.sorted() { subjectsOfGone[id] = gone[id].map(index) }
  }

  /// The zone set of an entry of a campaign that calls `phone` alone: the customer's, unless the campaign weighs places
  /// in its own way.
  func zoneSet(campaign c: Int, entry: Int) -> UInt16 {
    segments[c].place.isEmpty ? people.zoneSet[Int(segments[c].row[entry])] : segments[c].place[entry]
  }
}

/// The customers of one campaign in the order they are called: entry i is the i-th.
package struct SegmentEntries: Sendable {
  package var row: [Int32] = []
  /// The refusal that no event clears while this world stands (`no-phone`, `no-rate` …); 0 for none.
  package var refusal: [UInt8] = []
  package var callerID: [UInt8] = []
  /// Zone sets, where the campaign weighs places in its own way (`evidence`, `respect`); else empty.
  package var place: [UInt16] = []
  /// Whether a list binds the customer or the number when the world begins.
  package var suppressed: [Bool] = []
  /// Whether `where` holds when the world begins; where it asks for calls: whether it could hold.
  package var matches: [Bool] = []
  /// Later changes of `where`, for the entries that have any: instants rising, truth alternating.
  package var flips: [UInt32: [Flip]] = [:]
  /// Where `where` asks for calls: what it asks of each entry, as an index into `conditions`; else empty.
  package var open: [Int32] = []
  package var conditions: [OpenCondition] = []
  /// Who shares what `segment.one_per` names: the group of each entry, -1 for none; empty without it.
  package var peers: [Int32] = []
  /// The numbers of each entry; empty for a campaign that calls `phone` alone.
  package var numbers = EntryNumbers()
  /// When each entry is due; empty without `segment.due`.
  package var due: [TimeSpan] = []
  /// When the consent of each entry counts; empty without `consent`.
  package var consent: [TimeSpan] = []
  package struct Flip: Sendable, Equatable {
    package var at: Instant
    package var matches: Bool
  }
  package var count: Int { row.count }

  /// The numbers at which an entry can be called, as indices into `People`.
  func lines(of entry: Int) -> [Int] {
    numbers.isEmpty ? [Int(row[entry])] : numbers.spots(of: entry).map { Int(numbers.spots[$0].line) }
  }

  package init() {}

  init(reserving count: Int) {
    row.reserveCapacity(count)
    refusal.reserveCapacity(count)
    callerID.reserveCapacity(count)
    matches.reserveCapacity(count)
  }
}
