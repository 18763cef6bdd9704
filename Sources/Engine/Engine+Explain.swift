import Campaigns

/// Every gate's answer for one customer: what `explain` shows. The gates are those that the daemon asks
/// (`Engine+Gates.swift`, `RowGates`); here they are only put into words.
extension Engine {
  /// Asks all gates as of the engine's last instant.
  /// - Parameters:
  ///   - c: index into `World.campaigns`.
  ///   - row: the customer's index in the world.
  ///   - customer: that row as the store has it.
  ///   - gates: those of the files and lists that the world was built from.
  package func explanation(campaign c: Int, row: Int, customer: Customer, gates: RowGates) -> Explanation {
    let entry = entry(campaign: c, row: row)
    let subject = subject(campaign: c, row: row, entry: entry, customer, gates)
    let hours =
      campaigns[c].openHours[Int(subject.identity.zoneSet)]
      ?? (try? gates.hours(of: world.campaigns[c], in: subject.place))
    var list = VerdictList()
    addAccount(to: &list)
    addCampaign(subject, hours, to: &list)
    addMembership(subject, gates, to: &list)
    addNumber(subject, gates, to: &list)
    addInternational(subject, gates, to: &list)
    addContent(subject, gates, to: &list)
    addHours(subject, gates, hours, to: &list)
    addAttempts(subject, to: &list)
    addBudget(subject, to: &list)
    addFlow(subject, to: &list)
    addUnnamed(subject, to: &list)
    return Explanation(
      campaign: c, position: entry.map { position(c, $0) } ?? .notSelected,
      standing: entry.flatMap { standing(campaign: c, entry: $0) },
      tries: entry.map { Int(campaigns[c].tries[$0]) } ?? 0,
      verdicts: list.verdicts, zones: subject.place.zones,
      callee: subject.gated.customer.phone.e164)
  }

  /// The customer at the number whose turn it is.
  private func subject(
    campaign c: Int, row: Int, entry: Int?, _ given: Customer, _ gates: RowGates
  ) -> ExplainedSubject {
    let line = entry.map { self.line(c, $0) } ?? row
    let customer = gates.customer(given, calledAt: world.people.callee[line], campaign: world.campaigns[c])
    // A world keeps the place and the hours of those alone whom nothing else keeps out for good.
    let place = gates.place(of: customer, campaign: world.campaigns[c])
    let isOfLine = customer.phone.e164 == world.people.callee[line]
    let rateClass = isOfLine ? Int(world.people.rateClass[line]) : rates.classIndex(for: customer.phone.e164) ?? -1
    let country =
      isOfLine ? Int(world.people.country[line]) : world.countries.firstIndex(of: customer.phone.country) ?? 0
    return ExplainedSubject(
      campaign: c, row: row, line: line, entry: entry, place: place,
      identity: Group.Identity(
        zoneSet: entry.map { zoneSet(c, $0) } ?? world.people.zoneSet[row], rateClass: Int16(rateClass),
        country: UInt16(country),
        callerID: entry.map { callerIndex(c, $0) } ?? campaigns[c].callerChoices[country].first ?? 0,
        isPilot: entry.map { isPilot(c, $0) } ?? (world.campaigns[c].schedule.pilot != nil)),
      gated: RowGates.Subject(
        customer: customer, rateClass: rateClass < 0 ? nil : rateClass, hasZone: !place.zones.isEmpty))
  }

  /// The entry of a customer in a campaign; nil when the segment never selects him.
  package func entry(campaign c: Int, row: Int) -> Int? {
    world.segments[c].row.firstIndex(of: Int32(row))
  }

  /// Where the selected customers of a campaign stand, with the sizes adding up to `selected`: waiting by reason, then
  /// done by reason, then live; within each by reason code.
  package func standings(campaign c: Int) -> [StandingGroup] {
    var groups: [Int: StandingGroup] = [:]
    var countries: [Int: Set<UInt16>] = [:]
    for entry in campaigns[c].place.indices where isSelected(campaign: c, entry: entry) {
      let position = position(c, entry)
      let standing = standing(campaign: c, entry: entry)
      let row = row(campaign: c, entry: entry)
      let code = Int(standing?.reason.rawValue ?? 0) + (position == .done ? 256 : position == .live ? 512 : 0)
      var group =
        groups[code] ?? StandingGroup(position: position, reason: standing?.reason, count: 0, example: row)
      group.count += 1
      if let clearsAt = standing?.clearsAt { group.clearsAt = min(clearsAt, group.clearsAt ?? clearsAt) }
      groups[code] = group
      let line = line(c, entry)
      if world.people.callee[line] != 0 { countries[code, default: []].insert(world.people.country[line]) }
    }
    return groups.map { code, group in
      var group = group
      group.countries = countries[code, default: []].sorted()
      return (code >> 8, group)
    }.sorted { ($0.0, $0.1.reason?.code ?? "") < ($1.0, $1.1.reason?.code ?? "") }.map(\.1)
  }

  private func position(_ c: Int, _ entry: Int) -> Explanation.Position {
    switch campaigns[c].place[entry] {
    case .outside: .notSelected
    case .live: .live
    case .done: .done
    case .ready, .timed, .blocked: .waiting
    }
  }

  // MARK: - Account and campaign

  private func addAccount(to list: inout VerdictList) {
    list.add(.killSwitch, gate.killRefusal, gate.killSwitch ? "the kill switch is on" : "the kill switch is off")
    list.add(
      .recovering, gate.recoveryRefusal,
      gate.recovering ? "the carrier has not yet listed its calls" : "the carrier's calls are known")
    list.add(
      .accountStopped, gate.stoppedRefusal ?? gate.brake.refusal(at: now), accountStop ?? "no stop")
    list.add(
      .clockBehind, gate.clockRefusal(at: now),
      gate.clockRefusal(at: now) == nil
        ? "the clock is not behind the newest call" : "the clock must pass \(gate.behindUntil.rfc3339)")
    list.add(
      .clockSkew, gate.skewRefusal,
      gate.skew == nil ? "the clock agrees with the carrier's" : "the clock is too far from the carrier's")
  }

  private func addCampaign(_ subject: ExplainedSubject, _ hours: OpenHours?, to list: inout VerdictList) {
    let c = subject.campaign
    let live = world.campaigns[c].live
    list.add(.campaignDraft, draftRefusal(c), live ? "live: true" : "live: false")
    list.add(
      .campaignStopped, heldRefusal(c) ?? stoppedRefusal(c),
      campaigns[c].hold.map { "its file: \($0.rawValue)" } ?? campaigns[c].stopText ?? "no stop",
      rule: heldRefusal(c) == nil ? stopRuleKeys(c) : nil)
    if let pilot = world.campaigns[c].schedule.pilot {
      list.add(
        .pilotDone, pilotRefusal(c, subject.identity), "\(campaigns[c].called) of the pilot's \(pilot) customers called"
      )
    }
    if !world.campaigns[c].schedule.after.isEmpty {
      list.add(.waitingForCampaign, afterRefusal(c), afterText(c))
    }
    addGoals(c, to: &list)
    for (pause, of) in [(gate.paused, "all campaigns"), (campaigns[c].paused, "the campaign")] {
      let refusal = pause?.refusal(at: now)
      if of == "all campaigns", refusal == nil { continue }
      list.add(.campaignPaused, refusal, refusal == nil ? "not paused" : "\(of): \(pause?.reason ?? "")")
    }
    guard let hours else { return }
    let schedule = scheduleRefusal(hours)
    list.add(
      schedule?.reason ?? .campaignNotStarted, schedule, hours.scheduleText,
      rule: schedule == nil ? RuleKeys(campaign: ["schedule"]) : nil)
    addCalendars(subject, hours, to: &list)
  }

  func scheduleRefusal(_ hours: OpenHours) -> Refusal? {
    switch hours.state(at: now) {
    case .closed(.notStarted, let opensAt): Refusal(.campaignNotStarted, clearsAt: opensAt)
    case .closed(.ended, _): Refusal(.campaignEnded)
    case .open, .closed: nil
    }
  }

  // MARK: - Membership

  private func addMembership(_ subject: ExplainedSubject, _ gates: RowGates, to list: inout VerdictList) {
    let c = subject.campaign
    let campaign = world.campaigns[c]
    let failure = gates.failure(
      of: campaign, subject.gated.customer, history: callHistory(c, row: subject.row), at: now)
    let refusal = subject.entry.map { membershipRefusal(c, $0) } ?? Refusal(.notInSegment)
    if refusal?.reason != .customerRemoved {
      list.add(
        .notInSegment, refusal, membershipText(subject, refusal, failure),
        rule: refusal == nil ? nil : failure.map { RuleKeys(line: $0.line) })
    }
    let present = subject.gated.customer.present
    list.add(
      .customerRemoved, present ? nil : Refusal(.customerRemoved),
      present ? "in the customer file" : "no longer in the customer file", rule: RuleKeys(account: ["customers"]))
    guard let entry = subject.entry else { return }
    if let limit = campaign.segment.limit {
      list.add(.segmentLimit, seatRefusal(c, entry), "\(campaigns[c].admitted) of \(limit) seats taken")
    }
    if let rule = campaign.segment.onePer {
      list.add(.representedBy, representedRefusal(c, entry), peersText(c, entry, rule))
    }
    if let rule = campaign.segment.due {
      let refusal = dueRefusal(c, entry)
      list.add(refusal?.reason ?? .notDue, refusal, dueText(c, entry, rule))
    }
    list.add(
      .attemptsUsed, triesRefusal(c, entry), "\(campaigns[c].tries[entry]) of \(campaign.attempts.max) tries")
    if campaigns[c].place[entry] == .done, let last = standing(campaign: c, entry: entry), last.reason == .done {
      list.add(
        .done, Refusal(.done), "the last call ended \(last.disposition?.rawValue ?? "done"): no further try follows",
        rule: RuleKeys(last, of: campaign))
    }
  }

  private func membershipText(_ subject: ExplainedSubject, _ refusal: Refusal?, _ failure: ConditionFailure?) -> String
  {
    if isFixed(subject.campaign) {
      return refusal == nil ? "in the segment as it was fixed" : "not in the segment when it was fixed"
    }
    return refusal == nil ? "where holds" : failure?.text ?? otherMatter(subject) ?? "where does not hold"
  }

  /// Why a customer's row is not called although `where` holds: the campaign does not count by matter and calls
  /// another of his rows.
  private func otherMatter(_ subject: ExplainedSubject) -> String? {
    let c = subject.campaign
    guard subject.entry == nil, !world.campaigns[c].matter else { return nil }
    let person = world.person(ofRow: subject.row)
    let isCalled =
      !world.people.person.isEmpty && world.segments[c].row.contains { world.people.person[Int($0)] == person }
    return isCalled ? "the campaign calls the customer for another matter" : nil
  }

  // MARK: - Number and suppression

  private func addNumber(_ subject: ExplainedSubject, _ gates: RowGates, to list: inout VerdictList) {
    let c = subject.campaign
    let phone = subject.gated.customer.phone
    ask(.number, subject, gates, as: .invalidNumber, phone.stateText + turnText(subject, gates), to: &list)
    guard phone.state == .valid else { return }
    ask(.numberType, subject, gates, as: .numberTypeDenied, phone.type.rawValue, to: &list)
    let home = gates.isHome(phone.country) ? "at home" : "abroad"
    ask(.country, subject, gates, as: .countryDenied, "\(phone.country), \(home)", to: &list)
    list.add(
      .countryStopped, countryRefusal(subject.identity),
      countryRefusal(subject.identity) == nil ? "no stop for \(phone.country)" : "the carrier refuses \(phone.country)")
    if let entry = subject.entry {
      let parked = parkedReason(c, entry)
      list.add(
        .numberParked, parked.map { Refusal($0) }, parked == nil ? "no refusal" : "the carrier refused this number")
      askCallerID(subject, gates, to: &list)
      let stopped = callerIDRefusal(c, subject.identity)
      list.add(
        .callerIDStopped, stopped,
        "+\(callerID(c, subject.identity.callerID))" + (stopped == nil ? "" : " is refused by the carrier"))
      let isListed = gates.refusal(.suppression, subject.gated, campaign: world.campaigns[c])
      let reason = isListed ?? suppressedReason(c, entry)
      list.add(.suppressed, reason.map { Refusal($0) }, reason == nil ? "on no list" : "on a do-not-call list")
    } else {
      askCallerID(subject, gates, to: &list)
      ask(
        .suppression, subject, gates, as: .suppressed,
        gates.isSuppressed(subject.gated.customer, purpose: world.campaigns[c].purpose)
          ? "on a do-not-call list" : "on no list", to: &list)
    }
    addConsent(subject, gates, to: &list)
  }

  /// Which of several numbers it is: `, 2 of 3: home_phone`; empty for a campaign that calls `phone` alone.
  private func turnText(_ subject: ExplainedSubject, _ gates: RowGates) -> String {
    let names = world.campaigns[subject.campaign].call.numbers
    let phone = subject.gated.customer.phone
    guard !world.campaigns[subject.campaign].call.callsPhoneAlone, phone.state == .valid, let entry = subject.entry
    else { return "" }
    let lines = world.segments[subject.campaign].lines(of: entry)
    let name = names.first { subject.gated.customer.numbers(in: [$0], columns: gates.columns) == [phone] }
    guard let place = lines.firstIndex(of: subject.line) else { return name.map { ": \($0)" } ?? "" }
    return ", \(place + 1) of \(lines.count)" + (name.map { ": \($0)" } ?? "")
  }

  private func addConsent(_ subject: ExplainedSubject, _ gates: RowGates, to list: inout VerdictList) {
    guard let rule = world.campaigns[subject.campaign].consent else { return }
    let defect = rule.defect(of: subject.gated.customer, columns: gates.columns)
    guard defect == nil, let entry = subject.entry else {
      return ask(.consent, subject, gates, as: .noConsent, defect ?? "given", to: &list)
    }
    let refusal = consentRefusal(subject.campaign, entry)
    list.add(refusal?.reason ?? .noConsent, refusal, consentText(subject.campaign, entry))
  }

  /// Adds a verdict of the row's own gates.
  func ask(
    _ question: RowGates.Question, _ subject: ExplainedSubject, _ gates: RowGates, as reason: Reason, _ value: String,
    to list: inout VerdictList
  ) {
    let found = gates.refusal(question, subject.gated, campaign: world.campaigns[subject.campaign])
    list.add(found ?? reason, found.map { Refusal($0) }, value)
  }

  /// A refusal by which the daemon would stop and that has no words of its own above is shown all the same.
  private func addUnnamed(_ subject: ExplainedSubject, to list: inout VerdictList) {
    let c = subject.campaign
    var all = [campaignRefusal(c), subject.entry.flatMap { entryRefusal(c, $0) }]
    if subject.gated.customer.phone.state == .valid {
      let worst = worstCase(c, rateClass: Int(subject.identity.rateClass))
      all += [holdRefusal(c, subject.identity, worstCase: worst), budgetRefusal(c, need: worst)]
    }
    for case let refusal? in all where !list.verdicts.contains(where: { $0.refusal?.reason == refusal.reason }) {
      let place = list.verdicts.firstIndex { $0.question > refusal.reason } ?? list.verdicts.endIndex
      list.verdicts.insert(
        GateVerdict(
          gate: refusal.reason.gate, question: refusal.reason, refusal: refusal, value: "refused",
          rule: RuleKeys(refusal.reason)), at: place)
    }
  }
}

/// A customer of one campaign, as the gates see him.
struct ExplainedSubject {
  var campaign: Int
  var row: Int
  /// The number that is called next, as an index into `People`; without an entry the row's.
  var line: Int
  /// nil: the segment does not select him.
  var entry: Int?
  /// Where the campaign takes him to be.
  var place: HoursPlace
  var identity: Group.Identity
  var gated: RowGates.Subject
}

/// The verdicts in the order in which they are asked.
struct VerdictList {
  var verdicts: [GateVerdict] = []

  /// - Parameter rule: nil: that of the reason.
  mutating func add(_ question: Reason, _ refusal: Refusal?, _ value: String, rule: RuleKeys? = nil) {
    let reason = refusal?.reason ?? question
    verdicts.append(
      GateVerdict(
        gate: question.gate, question: question, refusal: refusal, value: value, rule: rule ?? RuleKeys(reason)))
  }
}

extension PhoneNumber {
  /// What a number is, without its digits.
  var stateText: String {
    switch state {
    case .missing: "no number"
    case .invalid: "not a valid number"
    case .emergencyOrShort: "an emergency or short number"
    case .valid: "a valid number"
    }
  }
}
