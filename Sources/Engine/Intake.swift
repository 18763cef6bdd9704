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
  private let suppressedNumbers: Set<Int64>
  private let suppressedCustomers: Set<String>
  private let holds: [String: CampaignHold]
  private var people = People()
  private var drafts: [SegmentDraft]
  private var zoneSets = Interned<[String]>(first: [])
  private var countries = Interned<String>(first: "")
  private let placeColumns: PlaceColumns
  private let todayOf: [CivilDate]
  private let campaignZones: [ZoneRules]

  /// - Parameters:
  ///   - campaigns: sorted by id.
  ///   - suppressedNumbers: E.164 without the plus sign.
  ///   - suppressedCustomers: ids.
  ///   - holds: by campaign. Of a removed campaign only customers who were called are taken in.
  /// - Throws: `IntakeError` when a zone of the configuration or of a campaign does not exist.
  package init(
    campaigns: [Campaign], configuration: Configuration, columns: Columns, zones: ZoneDatabase, rates: RateCard,
    now: Instant, suppressedNumbers: Set<Int64> = [], suppressedCustomers: Set<String> = [],
    holds: [String: CampaignHold] = [:]
  ) throws(IntakeError) {
    self.campaigns = campaigns
    self.configuration = configuration
    self.columns = columns
    self.zones = zones
    self.rates = rates
    self.now = now
    self.suppressedNumbers = suppressedNumbers
    self.suppressedCustomers = suppressedCustomers
    self.holds = holds
    drafts = campaigns.map { SegmentDraft(ordered: !$0.segment.orderBy.isEmpty) }
    placeColumns = PlaceColumns(columns)
    var rules: [ZoneRules] = []
    for campaign in campaigns {
      var name = configuration.timeZone
      if case .named(let own) = campaign.callingHours.zone { name = own }
      guard let zone = zones.rules(named: name) else { throw .unknownZone(name) }
      rules.append(zone)
    }
    campaignZones = rules
    todayOf = rules.map { $0.local(at: now).date }
  }

  /// Adds one customer.
  /// - Parameter carriedOver: the indices of the campaigns that already called it: it stays selected there whatever
  ///   `where` says now.
  package mutating func add(_ customer: Customer, carriedOver: Set<Int> = []) {
    let row = people.count
    let zoneSet = zoneSets.index(of: customer.present ? candidateZones(customer) : [])
    people.callee.append(customer.phone.e164)
    people.zoneSet.append(UInt16(zoneSet))
    people.country.append(UInt16(countries.index(of: customer.phone.country)))
    let rateClass = customer.phone.state == .valid ? rates.classIndex(for: customer.phone.e164) : nil
    people.rateClass.append(Int16(rateClass ?? -1))
    for index in campaigns.indices {
      select(customer, row: row, campaign: index, rateClass: rateClass, kept: carriedOver.contains(index))
    }
  }

  private func candidateZones(_ customer: Customer) -> [String] {
    guard customer.phone.state == .valid else { return [] }
    return CandidateZones.of(
      phone: customer.phone, timeZone: placeColumns.timeZone(customer), postalCode: placeColumns.postalCode(customer),
      state: placeColumns.state(customer), country: placeColumns.country(customer),
      knownZones: { zones.rules(named: $0) != nil })
  }

  private mutating func select(_ customer: Customer, row: Int, campaign index: Int, rateClass: Int?, kept: Bool) {
    let campaign = campaigns[index]
    guard customer.present || kept, kept || holds[campaign.id] != .removed else { return }
    let condition = campaign.segment.condition
    let matches = condition?.holds(for: customer, columns: columns, today: todayOf[index], dayOf: dayOf(index)) ?? true
    let flips = customer.present ? flips(of: customer, campaign: index, from: matches) : []
    guard matches || kept || !flips.isEmpty else { return }
    let hash = SipHash.hash(Array(campaign.id.utf8) + [0] + Array(customer.id.utf8), key0: 0, key1: 0)
    var refusal = staticRefusal(customer, campaign: campaign, rateClass: rateClass)
    if !customer.present { refusal = .customerRemoved }
    drafts[index].append(
      row: row, hash: hash, refusal: refusal, callerID: Int((hash >> 32) % UInt64(max(1, campaign.call.from.count))),
      matches: matches && customer.present, flips: flips, customer: customer)
  }

  /// The civil day of an instant in the zone that the campaign's dates are read in.
  private func dayOf(_ campaign: Int) -> (Instant) -> CivilDate {
    let zone = campaignZones[campaign]
    return { zone.local(at: $0).date }
  }

  /// Later changes of `where`, at the civil midnights of the campaign's zone.
  private func flips(of customer: Customer, campaign index: Int, from start: Bool) -> [SegmentEntries.Flip] {
    guard let condition = campaigns[index].segment.condition else { return [] }
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

  /// The first refusal that no event can change while this world stands, in the order of the gates.
  private func staticRefusal(_ customer: Customer, campaign: Campaign, rateClass: Int?) -> Reason? {
    switch customer.phone.state {
    case .missing: return .noPhone
    case .invalid: return .invalidNumber
    case .emergencyOrShort: return .emergencyOrShortNumber
    case .valid: break
    }
    let phone = customer.phone
    if configuration.international.deniedTypes.contains(phone.type)
      || campaign.international.deniedTypes.contains(phone.type)
    {
      return .numberTypeDenied
    }
    let isInternational = !isHome(phone.country)
    if isInternational, campaign.international.deny || campaign.international.deniedCountries.contains(phone.country) {
      return .countryDenied
    }
    if suppressedNumbers.contains(phone.e164) || suppressedCustomers.contains(customer.id) { return .suppressed }
    guard let rateClass else { return .noRate }
    if isInternational, let most = campaign.international.maxRatePerMinute,
      rates.classes[rateClass].pricePerMinute > most
    {
      return .rateAboveLimit
    }
    return contentRefusal(customer, campaign: campaign) ?? zoneRefusal(campaign: campaign)
  }

  private func contentRefusal(_ customer: Customer, campaign: Campaign) -> Reason? {
    let answer = campaign.call.answer
    if answer.columns.isEmpty || answer.twiml(for: customer, columns: columns) != nil { return nil }
    return answer.refusal(for: customer, columns: columns)
  }

  private func zoneRefusal(campaign: Campaign) -> Reason? {
    guard people.zoneSet.last == 0, case .block = campaign.callingHours.unknownTimeZone else { return nil }
    return .timeZoneUnknown
  }

  private func isHome(_ country: String) -> Bool {
    country == configuration.homeCountry || configuration.domestic.contains(country)
  }

  /// Sorts the segments, numbers the distinct callees and computes the hours of every zone set.
  /// - Parameters:
  ///   - dialsDrafts: true on a loopback carrier and in a plan.
  ///   - checksPrices: true where a carrier will name a price.
  package consuming func finish(dialsDrafts: Bool, checksPrices: Bool, ratesTooOld: Bool) throws(IntakeError) -> World {
    guard let zone = zones.rules(named: configuration.timeZone) else { throw .unknownZone(configuration.timeZone) }
    let numberCount = people.numberCallees()
    var segments: [SegmentEntries] = []
    var hours: [[OpenHours?]] = []
    for index in campaigns.indices {
      let entries = drafts[index].sorted(by: campaigns[index].segment, columns: columns)
      hours.append(try openHours(campaigns[index], zone: campaignZones[index], entries: entries))
      segments.append(entries)
    }
    let twilio = configuration.twilio
    let account = Account(
      callsPerSecond: twilio.callsPerSecond, concurrentCalls: twilio.concurrentCalls,
      limits: configuration.attemptLimits, perDay: configuration.budget.perDay,
      perMonth: configuration.budget.perMonth, reconcile: twilio.reconcile, exclusive: twilio.exclusive, zone: zone,
      checksPrices: checksPrices, ratesTooOld: ratesTooOld, dialsDrafts: dialsDrafts)
    return World(
      account: account, campaigns: campaigns, people: people, zoneSets: zoneSets.values, countries: countries.values,
      needsConfirmation: countries.values.map { !isHome($0) && !configuration.international.allow.contains($0) },
      rates: rates, machineDetection: configuration.rates.machineDetection,
      holds: campaigns.map { holds[$0.id] }, segments: segments,
      numberCount: numberCount, hours: hours)
  }

  private func openHours(
    _ campaign: Campaign, zone: ZoneRules, entries: SegmentEntries
  ) throws(IntakeError) -> [OpenHours?] {
    var result = [OpenHours?](repeating: nil, count: zoneSets.values.count)
    for entry in entries.row.indices where entries.refusal[entry] == 0 {
      let set = Int(people.zoneSet[Int(entries.row[entry])])
      if result[set] != nil { continue }
      var names = zoneSets.values[set]
      if names.isEmpty, case .assume(let name) = campaign.callingHours.unknownTimeZone { names = [name] }
      var rules: [ZoneRules] = []
      for name in names {
        guard let zone = zones.rules(named: name) else { throw .unknownZone(name) }
        rules.append(zone)
      }
      var named: ZoneRules?
      if case .named = campaign.callingHours.zone { named = zone }
      let margin = max(.minutes(1), campaign.call.ringTimeout + .seconds(15))
      result[set] = OpenHours(
        campaign: campaign.callingHours, schedule: campaign.schedule, floor: configuration.floor, zones: rules,
        campaignZone: named, closingMargin: margin)
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
    let hasAll = self.columns.allSatisfy { customer.text(of: $0, columns: columns) != nil }
    return hasAll ? .messageTooLong : .templateValueMissing
  }
}
