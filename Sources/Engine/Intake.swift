import Campaigns

/// Builds a `World`: campaigns first, then every customer once, then `finish`.
///
/// All gates that depend on nothing but the row and the files are asked here, once; the engine asks the others.
package struct Intake {
  private let campaigns: [Campaign]
  private let configuration: Configuration
  private let columns: Columns
  private let zones: ZoneDatabase
  private let rates: RateCard
  private let now: Instant
  private let gates: RowGates
  private let holds: [String: CampaignHold]
  private var people = People()
  private var further = FurtherNumbers()
  private var drafts: [SegmentDraft]
  private var zoneSets = Interned<HoursPlace>(first: .unknown)
  private var countries = Interned<String>(first: "")
  private let placeReader: PlaceReader
  private let todayOf: [CivilDate]
  private let campaignZones: [ZoneRules]
  private let rules: [IntakeRules]
  /// 10 to the number of leading digits that can matter to a place.
  private let tooManyDigits = (0..<NumberZones.decidingDigits).reduce(Int64(1)) { power, _ in power * 10 }
  private var places = KnownPlaces()
  private var hashed: [UInt8] = []
  private var persons: PersonIndex

  /// - Parameters:
  ///   - campaigns: sorted by id.
  ///   - suppressions: who is not called.
  ///   - holds: by campaign. Of a removed campaign only customers who were called are taken in.
  /// - Throws: `IntakeError` when a zone of the configuration or of a campaign does not exist.
  package init(
    campaigns: [Campaign], configuration: Configuration, columns: Columns, zones: ZoneDatabase, rates: RateCard,
    now: Instant, suppressions: SuppressionBook = SuppressionBook(), holds: [String: CampaignHold] = [:]
  ) throws(IntakeError) {
    self.campaigns = campaigns
    self.configuration = configuration
    self.columns = columns
    self.zones = zones
    self.rates = rates
    self.now = now
    gates = RowGates(
      configuration: configuration, columns: columns, zones: zones, rates: rates, suppressions: suppressions)
    drafts = campaigns.map { SegmentDraft(SegmentOrder($0.segment.orderBy, columns: columns)) }
    rules = campaigns.map { IntakeRules($0, configuration: configuration) }
    self.holds = holds
    persons = PersonIndex(hasMatters: configuration.customers.contains { $0.matter != nil })
    placeReader = PlaceReader(columns: columns, zones: zones, rules: configuration.rules)
    var zoneRules: [ZoneRules] = []
    for campaign in campaigns {
      var name = configuration.timeZone
      if case .named(let own) = campaign.callingHours.zone { name = own }
      guard let zone = zones.rules(named: name) else { throw .unknownZone(name) }
      zoneRules.append(zone)
    }
    campaignZones = zoneRules
    todayOf = zoneRules.map { $0.local(at: now).date }
  }

  /// Adds one customer.
  /// - Parameter carriedOver: the indices of the campaigns that already called it: it stays selected there whatever
  ///   `where` says now.
  package mutating func add(_ customer: Customer, carriedOver: Set<Int> = []) {
    let row = people.count
    let zoneSet = customer.present ? zoneSet(of: customer, trusting: []) : 0
    people.callee.append(customer.phone.e164)
    persons.add(customer)
    people.zoneSet.append(UInt16(zoneSet))
    people.country.append(UInt16(countries.index(of: customer.phone.country)))
    let rateClass = customer.phone.state == .valid ? rates.classIndex(for: customer.phone.e164) : nil
    people.rateClass.append(Int16(rateClass ?? -1))
    for index in campaigns.indices {
      select(customer, row: row, campaign: index, rateClass: rateClass, kept: carriedOver.contains(index))
    }
  }

  /// The index of the customer's place by some sources alone, or by all; 0 when nothing is known.
  private mutating func zoneSet(of customer: Customer, trusting sources: [PlaceSource]) -> Int {
    guard customer.phone.state == .valid else { return 0 }
    let evidence = PlaceEvidence(
      leadingDigits: leadingDigits(customer.phone.e164), country: customer.phone.country, type: customer.phone.type,
      address: placeReader.address(of: customer), sources: sources)
    if let known = places[evidence] { return known }
    let set = zoneSets.index(of: placeReader.place(of: customer.phone, evidence.address, trusting: sources))
    places.note(evidence, set)
    return set
  }

  /// The place for a campaign that weighs places in its own way; nil when so many customers have hours of their own
  /// that no more are kept apart.
  private mutating func ownZoneSet(of customer: Customer, campaign index: Int) -> Int? {
    let hours = campaigns[index].callingHours
    guard customer.present else { return 0 }
    let set = zoneSet(of: customer, trusting: hours.evidence)
    guard let contact = placeReader.contact(of: customer, hours.respect) else { return set }
    var place = zoneSets.values[set]
    place.contact = contact
    if let known = zoneSets.known(place) { return known }
    return zoneSets.values.count < Self.mostPlaces ? zoneSets.index(of: place) : nil
  }

  /// Places that are kept apart: each may be a group of its own in every campaign.
  private static let mostPlaces = 16_384

  /// As many digits as can matter to a place, and how many follow: a number's length is part of what it says.
  private func leadingDigits(_ e164: Int64) -> Int64 {
    var (rest, cut) = (e164, Int64(0))
    while rest >= tooManyDigits {
      rest /= 10
      cut += 1
    }
    return rest * 16 + cut
  }

  private mutating func select(_ given: Customer, row: Int, campaign index: Int, rateClass: Int?, kept: Bool) {
    guard given.present || kept, kept || holds[campaigns[index].id] != .removed else { return }
    let reading = rules[index].callsPhoneAlone ? nil : reading(of: given, row: row, campaign: index)
    let customer = reading?.customer ?? given
    let rateClass = reading == nil ? rateClass : rates.classIndex(for: customer.phone.e164)
    let open = openCondition(of: customer, campaign: index)
    let (matches, flips) = open.map { ($0 != .known(false), []) } ?? membership(of: customer, campaign: index)
    guard matches || kept || !flips.isEmpty else { return }
    hashed.removeAll(keepingCapacity: true)
    hashed.append(contentsOf: rules[index].hashed)
    hashed.append(contentsOf: customer.id.utf8)
    let hash = SipHash.hash(hashed, key0: 0, key1: 0)
    let place = reading.map { $0.place } ?? zoneSet(of: customer, row: row, campaign: index)
    var refusal = reading?.refusal
    if refusal == nil {
      refusal = gates.firstRefusal(subject(customer, rateClass, place), rules: rules[index])
      if place == nil { refusal = refusal ?? .contactHoursUnreadable }
    }
    if !customer.present { refusal = .customerRemoved }
    drafts[index].append(
      row: row, hash: hash, refusal: refusal,
      callerID: Int((hash >> 32) % rules[index].callerIDCount(customer.phone.country)),
      suppressed: reading?.isSuppressed ?? gates.isSuppressed(customer, purpose: campaigns[index].purpose),
      matches: matches && customer.present, place: UInt16(place ?? 0), flips: flips, customer: customer)
    if let reading { drafts[index].note(numbers: reading.spots) }
    if kept { drafts[index].called.insert(Int32(row)) }
    drafts[index].note(open: open)
    if case .column(let column)? = rules[index].onePer {
      drafts[index].note(sharedText: customer.text(of: column, columns: columns))
    }
    noteSpans(customer, campaign: index)
  }

  private func subject(_ customer: Customer, _ rateClass: Int?, _ place: Int?) -> RowGates.Subject {
    let hasZone = place.map { !zoneSets.values[$0].zones.isEmpty } ?? true
    return RowGates.Subject(customer: customer, rateClass: rateClass, hasZone: hasZone)
  }

  private mutating func zoneSet(of customer: Customer, row: Int, campaign index: Int) -> Int? {
    rules[index].weighsPlaces ? ownZoneSet(of: customer, campaign: index) : Int(people.zoneSet[row])
  }

  // MARK: - Several numbers

  /// The numbers at which a campaign can call a customer.
  private struct NumberReading {
    /// The customer at the first number that can be called; where none can, at the first that is one.
    var customer: Customer
    /// The place of that number; nil: too many customers have hours of their own.
    var place: Int?
    /// Why none of the numbers can be called.
    var refusal: Reason?
    var spots: [EntryNumbers.Spot] = []
    /// Whether lists bind every number that could be called.
    var isSuppressed: Bool
  }

  private mutating func reading(of customer: Customer, row: Int, campaign index: Int) -> NumberReading {
    let purpose = campaigns[index].purpose
    var found: NumberReading?
    var spots: [EntryNumbers.Spot] = []
    for number in customer.numbers(in: campaigns[index].call.numbers, columns: columns) {
      let candidate = customer.at(number)
      let rateClass = number.state == .valid ? rates.classIndex(for: number.e164) : nil
      let usual = candidate.present ? zoneSet(of: candidate, trusting: []) : 0
      let place = rules[index].weighsPlaces ? ownZoneSet(of: candidate, campaign: index) : usual
      var refusal = gates.firstRefusal(ofNumber: subject(candidate, rateClass, place), rules: rules[index])
      if place == nil { refusal = refusal ?? .contactHoursUnreadable }
      let isSuppressed = gates.isSuppressed(candidate, purpose: purpose)
      let reading = NumberReading(customer: candidate, place: place, refusal: refusal, isSuppressed: isSuppressed)
      if refusal == nil {
        let line = line(of: number, row: row, zoneSet: usual, rateClass: rateClass)
        spots.append(.init(line: line, place: UInt16(place ?? 0), isSuppressed: isSuppressed))
      }
      // The first that can be called, else the first that is a number at all.
      if Self.rank(reading) < found.map(Self.rank) ?? .max { found = reading }
    }
    let nobody = customer.at(PhoneNumber(state: .missing))
    var reading =
      found
      ?? NumberReading(
        customer: nobody, place: 0, refusal: .noPhone, isSuppressed: gates.isSuppressed(nobody, purpose: purpose))
    reading.spots = spots
    if !spots.isEmpty { reading.isSuppressed = spots.allSatisfy(\.isSuppressed) }
    return reading
  }

  private static func rank(_ reading: NumberReading) -> Int {
    reading.refusal == nil ? 0 : reading.customer.phone.state == .valid ? 1 : 2
  }

  private mutating func line(of number: PhoneNumber, row: Int, zoneSet: Int, rateClass: Int?) -> Int32 {
    if people.callee[row] == number.e164 { return Int32(row) }
    if let known = further.line(of: number.e164, row: row) { return known }
    return further.append(
      number.e164, row: row, zoneSet: zoneSet, country: countries.index(of: number.country), rateClass: rateClass)
  }

  // MARK: - Membership

  /// What `where` still asks of a customer when it asks for calls; nil when it does not.
  private func openCondition(of customer: Customer, campaign index: Int) -> OpenCondition? {
    guard rules[index].asksHistory, let condition = rules[index].condition else { return nil }
    guard customer.present else { return .known(false) }
    return condition.open(for: customer, columns: columns, today: todayOf[index], dayOf: dayOf(index))
  }

  private mutating func noteSpans(_ customer: Customer, campaign index: Int) {
    let (rules, zone) = (rules[index], campaignZones[index])
    drafts[index].note(
      due: rules.due.map { $0.span(of: customer, columns: columns, working: rules.workingDays, zone: zone) },
      consent: rules.consent.map { $0.span(of: customer, columns: columns, zone: zone) ?? .never })
  }

  /// Whether `where` holds now, and its later changes.
  private func membership(of customer: Customer, campaign index: Int) -> (matches: Bool, [SegmentEntries.Flip]) {
    guard let condition = rules[index].condition else { return (true, []) }
    let matches = condition.holds(for: customer, columns: columns, today: todayOf[index], dayOf: dayOf(index))
    guard customer.present, rules[index].changesWithTime else { return (matches, []) }
    return (matches, flips(of: customer, condition, campaign: index, from: matches))
  }

  /// The civil day of an instant in the zone that the campaign's dates are read in.
  private func dayOf(_ campaign: Int) -> (Instant) -> CivilDate {
    let zone = campaignZones[campaign]
    return { zone.local(at: $0).date }
  }

  /// Later changes of `where`, at the civil midnights of the campaign's zone.
  private func flips(
    of customer: Customer, _ condition: Condition, campaign index: Int, from start: Bool
  ) -> [SegmentEntries.Flip] {
    let days = condition.boundaries(for: customer, columns: columns, dayOf: dayOf(index)).filter { $0 > todayOf[index] }
    var flips: [SegmentEntries.Flip] = []
    var truth = start
    for day in days {
      let holds = condition.holds(for: customer, columns: columns, today: day, dayOf: dayOf(index))
      if holds != truth {
        flips.append(.init(at: campaignZones[index].instant(of: day, minute: 0), matches: holds))
        truth = holds
      }
    }
    return flips
  }

  /// Sorts the segments, numbers the distinct callees and computes the hours of every zone set.
  /// - Parameters:
  ///   - dialsDrafts: true on a loopback carrier and in a plan.
  ///   - checksPrices: true where a carrier will name a price.
  package consuming func finish(dialsDrafts: Bool, checksPrices: Bool, ratesTooOld: Bool) throws(IntakeError) -> World {
    guard let zone = zones.rules(named: configuration.timeZone) else { throw .unknownZone(configuration.timeZone) }
    let rowCount = people.count
    people.append(further)
    let numberCount = people.numberCallees()
    people.person = persons.rows
    var segments: [SegmentEntries] = []
    var hours: [[OpenHours?]] = []
    for index in campaigns.indices {
      var entries = drafts[index].sorted(hasPlaces: rules[index].weighsPlaces)
      if !people.person.isEmpty, !campaigns[index].matter {
        entries.keepOneRow(of: people.person, called: drafts[index].called)
      }
      entries.numbers.resolve(rowCount: rowCount)
      if rules[index].onePer == .number {
        entries.peers = entries.row.indices.map { entry in
          entries.lines(of: entry).first.map { people.number[$0] } ?? -1
        }
      }
      drafts[index] = SegmentDraft(SegmentOrder([], columns: columns))
      hours.append(try openHours(campaigns[index], entries: entries))
      segments.append(entries)
    }
    let twilio = configuration.twilio
    var account = Account(
      callsPerSecond: twilio.callsPerSecond, concurrentCalls: twilio.concurrentCalls,
      limits: configuration.attemptLimits, perDay: configuration.budget.perDay,
      perMonth: configuration.budget.perMonth, reconcile: twilio.reconcile, exclusive: twilio.exclusive, zone: zone,
      checksPrices: checksPrices, ratesTooOld: ratesTooOld, dialsDrafts: dialsDrafts)
    account.rules = configuration.rules
    var world = World(
      account: account, campaigns: campaigns, people: people, places: zoneSets.values, countries: countries.values,
      needsConfirmation: countries.values.map(configuration.needsConfirmation),
      isForeign: countries.values.map { !configuration.isHome($0) },
      rates: rates, machineDetection: configuration.rates.machineDetection,
      holds: campaigns.map { holds[$0.id] }, segments: segments,
      numberCount: numberCount, hours: hours)
    world.dayZones = campaignZones
    world.nameSubjects()
    return world
  }

  private func openHours(_ campaign: Campaign, entries: SegmentEntries) throws(IntakeError) -> [OpenHours?] {
    var result = [OpenHours?](repeating: nil, count: zoneSets.values.count)
    for entry in entries.row.indices where entries.refusal[entry] == 0 {
      let own = entries.place.isEmpty ? people.zoneSet[Int(entries.row[entry])] : entries.place[entry]
      let further = entries.numbers.isEmpty ? [] : entries.numbers.spots[entries.numbers.spots(of: entry)]
      for set in further.isEmpty ? [Int(own)] : further.map({ Int($0.place) }) where result[set] == nil {
        result[set] = try gates.hours(of: campaign, in: zoneSets.values[set])
      }
    }
    return result
  }
}

package enum IntakeError: Error, Equatable, CustomStringConvertible {
  case unknownZone(String)
  package var description: String {
    switch self {
    case .unknownZone(let name):
      "the time zone \(name) is not in this system's tzdata: install the package tzdata, or correct the name"
    }
  }
}

extension Campaign.Call.Answer {
  /// Why a customer's message cannot be made, when `twiml` makes none.
  package func refusal(for customer: Customer, columns: Columns) -> Reason {
    missing(for: customer, columns: columns).isEmpty ? .messageTooLong : .templateValueMissing
  }
}
