import Campaigns

/// The gates that depend on nothing but a customer's row and the files. `Intake` asks them once, for the first refusal;
/// `explain` asks every one.
package struct RowGates: Sendable {
  let configuration: Configuration
  let columns: Columns
  let zones: ZoneDatabase
  let rates: RateCard
  private let suppressions: SuppressionBook

  /// - Parameter suppressions: who is not called.
  package init(
    configuration: Configuration, columns: Columns, zones: ZoneDatabase, rates: RateCard,
    suppressions: SuppressionBook
  ) {
    self.configuration = configuration
    self.columns = columns
    self.zones = zones
    self.rates = rates
    self.suppressions = suppressions
  }

  /// One question, in the order of the gates.
  enum Question: CaseIterable {
    case number, numberType, country, callerID, suppression, consent, rate, rateLimit, content, zone, contactHours
  }

  /// A customer as these gates see him.
  struct Subject {
    var customer: Customer
    /// The class of the rate card; nil when it has no price for the number.
    var rateClass: Int?
    /// Whether any candidate zone is known.
    var hasZone: Bool
  }

  /// Made once: `allCases` would be a new array for every customer. Lists change while the world stands: the engine
  /// keeps a mark of its own for who is on one.
  private static let order = Question.allCases.filter { $0 != .suppression }

  /// The questions that are the number's own: what one of them refuses, another number of the customer may pass.
  private static let ofNumber: [Question] = [
    .number, .numberType, .country, .callerID, .rate, .rateLimit, .zone,
  ]

  /// The first refusal of a number as such; nil: it can be called, if the customer can.
  func firstRefusal(ofNumber subject: Subject, rules: IntakeRules) -> Reason? {
    for question in Self.ofNumber {
      if let reason = refusal(question, subject, rules: rules) { return reason }
    }
    return nil
  }

  /// The first refusal that no event can change while the files stand.
  func firstRefusal(_ subject: Subject, rules: IntakeRules) -> Reason? {
    for question in Self.order {
      if let reason = refusal(question, subject, rules: rules) { return reason }
    }
    return nil
  }

  func refusal(_ question: Question, _ subject: Subject, campaign: Campaign) -> Reason? {
    refusal(question, subject, rules: IntakeRules(campaign, configuration: configuration))
  }

  /// Without a valid number nothing but the number is asked.
  private func refusal(_ question: Question, _ subject: Subject, rules: IntakeRules) -> Reason? {
    let phone = subject.customer.phone
    guard phone.state == .valid else { return question == .number ? Self.numberRefusal(phone.state) : nil }
    switch question {
    case .number: return nil
    case .numberType:
      return rules.deniedTypes.contains(phone.type) ? .numberTypeDenied : nil
    case .country:
      let isDenied = rules.deniesForeign || rules.deniedCountries.contains(phone.country)
      return isDenied && !isHome(phone.country) ? .countryDenied : nil
    case .callerID: return rules.call.callerIDs(for: phone.country).isEmpty ? .noCallerID : nil
    case .suppression: return isSuppressed(subject.customer, purpose: rules.purpose) ? .suppressed : nil
    case .consent:
      return rules.consent?.defect(of: subject.customer, columns: columns) == nil ? nil : .noConsent
    case .rate: return subject.rateClass == nil ? .noRate : nil
    case .rateLimit: return rateLimitRefusal(subject, rules: rules)
    case .content: return contentRefusal(subject.customer, rules: rules)
    case .zone:
      return !subject.hasZone && rules.blocksUnknownZone ? .timeZoneUnknown : nil
    case .contactHours:
      guard let text = rules.respect.flatMap({ subject.customer.text(of: $0, columns: columns) }) else { return nil }
      return ContactHours.read(text) == nil ? .contactHoursUnreadable : nil
    }
  }

  private static func numberRefusal(_ state: PhoneNumber.State) -> Reason? {
    switch state {
    case .missing: .noPhone
    case .invalid: .invalidNumber
    case .emergencyOrShort: .emergencyOrShortNumber
    case .valid: nil
    }
  }

  /// Whether the number or the customer stands on a list that binds campaigns of this purpose.
  package func isSuppressed(_ customer: Customer, purpose: Campaign.Purpose) -> Bool {
    if suppressions.isEmpty { return false }
    return suppressions.binding(number: customer.phone.e164, customer: customer.id).contains(purpose)
  }

  private func rateLimitRefusal(_ subject: Subject, rules: IntakeRules) -> Reason? {
    guard let rateClass = subject.rateClass, let most = rules.mostPerMinute,
      !isHome(subject.customer.phone.country)
    else { return nil }
    return rates.classes[rateClass].pricePerMinute > most ? .rateAboveLimit : nil
  }

  /// A message is made only where it could be too long.
  private func contentRefusal(_ customer: Customer, rules: IntakeRules) -> Reason? {
    if rules.said.isEmpty { return nil }
    var bytes = 0
    for column in rules.said {
      guard let value = customer.text(of: column, columns: columns) else { return .templateValueMissing }
      bytes += value.utf8.count
    }
    if bytes <= rules.room { return nil }
    return rules.answer.twiml(for: customer, columns: columns) == nil ? .messageTooLong : nil
  }

  /// The columns that the campaign's answer needs and the customer has no value in.
  func missingValues(_ customer: Customer, campaign: Campaign) -> [String] {
    campaign.call.answer.missing(for: customer, columns: columns)
  }

  func isHome(_ country: String) -> Bool { configuration.isHome(country) }

  /// Where a campaign takes a customer to be, worked out anew.
  package func place(of customer: Customer, campaign: Campaign) -> HoursPlace {
    guard customer.present, customer.phone.state == .valid else { return .unknown }
    let reader = PlaceReader(columns: columns, zones: zones, rules: configuration.rules)
    var place = reader.place(
      of: customer.phone, reader.address(of: customer), trusting: campaign.callingHours.evidence)
    place.contact = reader.contact(of: customer, campaign.callingHours.respect)
    return place
  }

  /// A customer at the number that a campaign calls.
  /// - Parameter callee: the number whose turn it is; where it is none of the customer's, the first that the campaign
  ///   can call counts, else the first that is a number at all.
  package func customer(_ customer: Customer, calledAt callee: Int64, campaign: Campaign) -> Customer {
    if campaign.call.callsPhoneAlone { return customer }
    let numbers = customer.numbers(in: campaign.call.numbers, columns: columns)
    if let turn = numbers.first(where: { $0.state == .valid && $0.e164 == callee }) { return customer.at(turn) }
    let rules = IntakeRules(campaign, configuration: configuration)
    let usable = numbers.first { number in
      let candidate = customer.at(number)
      let subject = Subject(
        customer: candidate, rateClass: number.state == .valid ? rates.classIndex(for: number.e164) : nil,
        hasZone: !place(of: candidate, campaign: campaign).zones.isEmpty)
      return firstRefusal(ofNumber: subject, rules: rules) == nil
    }
    let first = usable ?? numbers.first { $0.state == .valid } ?? numbers.first
    return customer.at(first ?? PhoneNumber(state: .missing))
  }

  /// The rules that bind a campaign's calls to customers of a place.
  func rules(of campaign: Campaign, in place: HoursPlace) -> RuleFinding {
    configuration.rules.rules(for: place.states, purpose: campaign.purpose)
  }

  /// The hours in which a campaign's calls to customers of a place may start; nil when no zone is known and none is
  /// assumed.
  /// - Throws: `IntakeError` for a zone that does not exist.
  func hours(of campaign: Campaign, in place: HoursPlace) throws(IntakeError) -> OpenHours? {
    var names = place.zones
    if names.isEmpty, case .assume(let name) = campaign.callingHours.unknownTimeZone { names = [name] }
    if names.isEmpty { return nil }
    var found: [ZoneRules] = []
    for name in names { found.append(try zone(named: name)) }
    var own: ZoneRules?
    if case .named(let name) = campaign.callingHours.zone { own = try zone(named: name) }
    let margin = max(.minutes(1), campaign.call.ringTimeout + .seconds(15))
    var narrowing = rules(of: campaign, in: place).narrowing
    if let contact = place.contact { narrowing.windows.append(contact) }
    return OpenHours(
      campaign: campaign.callingHours, schedule: campaign.schedule, floor: configuration.floor, zones: found,
      campaignZone: own, closingMargin: margin, narrowing: narrowing)
  }

  /// The hours that one narrowing alone leaves in a place; nil when no zone is known.
  func hours(of narrowing: OpenHours.Narrowing, in place: HoursPlace) -> OpenHours? {
    let found = place.zones.compactMap { zones.rules(named: $0) }
    guard !found.isEmpty else { return nil }
    let wholeDay = DayWindow(opens: 0, closes: 1_440)
    let always = Campaign.CallingHours(
      zone: .customer, open: WeeklyWindows(days: .init(repeating: [wholeDay], count: 7)), closed: [],
      unknownTimeZone: .block)
    return OpenHours(
      campaign: always, schedule: .init(), floor: wholeDay, zones: found, campaignZone: nil, closingMargin: .zero,
      narrowing: narrowing)
  }

  private func zone(named name: String) throws(IntakeError) -> ZoneRules {
    guard let zone = zones.rules(named: name) else { throw .unknownZone(name) }
    return zone
  }

  /// Why a campaign's `where` does not hold for a customer; nil when it does, or when no single line is to blame.
  func failure(
    of campaign: Campaign, _ customer: Customer, history: CallHistory, at now: Instant
  ) -> ConditionFailure? {
    var name = configuration.timeZone
    if case .named(let own) = campaign.callingHours.zone { name = own }
    guard let zone = zones.rules(named: name) else { return nil }
    return campaign.segment.condition?.failure(
      for: customer, columns: columns, history: history, today: zone.local(at: now).date,
      dayOf: { zone.local(at: $0).date })
  }
}
