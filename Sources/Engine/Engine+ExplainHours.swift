import Campaigns

/// The gates of calendars, place and hours in words.
extension Engine {
  /// Whether every calendar that the calls depend on has data for today.
  func addCalendars(_ subject: ExplainedSubject, _ hours: OpenHours, to list: inout VerdictList) {
    let calendars = calendars(ofCampaign: subject.campaign)
    guard !calendars.isEmpty else { return }
    var refusal: Refusal?
    if case .closed(.calendarOutOfDate, let opensAt) = hours.state(at: now) {
      refusal = Refusal(.calendarOutOfDate, clearsAt: opensAt)
    }
    list.add(.calendarOutOfDate, refusal, calendars.map(\.text).joined(separator: ", "))
  }

  /// The calendars of the campaign, then those of the rules that bind its purpose; each once.
  func calendars(ofCampaign c: Int) -> [HolidayCalendar] {
    let purpose = world.campaigns[c].purpose
    let ofRules = world.account.rules.flatMap(\.rows).filter { $0.purposes.contains(purpose) }.compactMap(\.closedOn)
    var found: [HolidayCalendar] = []
    for calendar in world.campaigns[c].callingHours.holidays + ofRules where !found.contains(calendar) {
      found.append(calendar)
    }
    return found
  }

  func addHours(
    _ subject: ExplainedSubject, _ gates: RowGates, _ hours: OpenHours?, to list: inout VerdictList
  ) {
    guard subject.gated.customer.phone.state == .valid else { return }
    let campaign = world.campaigns[subject.campaign]
    let names = subject.place.zones
    let trusted = campaign.callingHours.evidence.map(\.rawValue).joined(separator: ", ")
    ask(
      .zone, subject, gates, as: .timeZoneUnknown,
      (names.isEmpty ? "no zone is known" : names.joined(separator: ", "))
        + (trusted.isEmpty ? "" : ", by \(trusted) alone"), to: &list)
    if let hours {
      var refusal: Refusal?
      switch hours.state(at: now) {
      case .open, .closed(.notStarted, _), .closed(.ended, _), .closed(.calendarOutOfDate, _): break
      case .closed(let closure, let opensAt): refusal = Refusal(Reason(closure), clearsAt: opensAt)
      }
      let isHoliday = refusal?.reason == .closedDate && hours.isHoliday(at: now)
      list.add(
        refusal?.reason ?? .outsideCallingHours, refusal, hours.text(at: now),
        rule: isHoliday ? RuleKeys(campaign: ["calling_hours.holidays"], account: ["calling_hours.rules"]) : nil)
    }
    addRules(subject, gates, hours, to: &list)
    addContactHours(subject, gates, hours, to: &list)
  }

  /// The rules of the place, each with its citation and the table's version; refused when they themselves are closed.
  private func addRules(
    _ subject: ExplainedSubject, _ gates: RowGates, _ hours: OpenHours?, to list: inout VerdictList
  ) {
    guard !world.account.rules.isEmpty else { return }
    let finding = gates.rules(of: world.campaigns[subject.campaign], in: subject.place)
    let rule = RuleKeys(account: ["calling_hours.rules", "calling_hours"])
    let text = finding.text.isEmpty ? "no place is known" : finding.text
    list.add(
      .outsideCallingHours, refusal(of: finding.narrowing, subject, gates, hours),
      "\(RuleFinding.versions(of: world.account.rules)): \(text)", rule: rule)
  }

  private func addContactHours(
    _ subject: ExplainedSubject, _ gates: RowGates, _ hours: OpenHours?, to list: inout VerdictList
  ) {
    let campaign = world.campaigns[subject.campaign]
    guard campaign.callingHours.respect != nil else { return }
    let rule = RuleKeys(campaign: ["calling_hours.respect"])
    guard let contact = subject.place.contact else {
      let unreadable = gates.refusal(.contactHours, subject.gated, campaign: campaign)
      return list.add(
        .contactHoursUnreadable, unreadable.map { Refusal($0) },
        unreadable == nil ? "the customer names no hours" : "the customer's hours are not to be read", rule: rule)
    }
    list.add(
      .outsideCallingHours, refusal(of: OpenHours.Narrowing(windows: [contact]), subject, gates, hours),
      "the customer's own hours: \(contact.text)", rule: rule)
  }

  /// Whether one narrowing by itself keeps the hours closed now; it clears when all of the hours do.
  private func refusal(
    of narrowing: OpenHours.Narrowing, _ subject: ExplainedSubject, _ gates: RowGates, _ hours: OpenHours?
  ) -> Refusal? {
    guard let hours, let alone = gates.hours(of: narrowing, in: subject.place),
      case .closed(let closure, _) = alone.state(at: now), closure != .calendarOutOfDate
    else { return nil }
    var clearsAt: Instant?
    if case .closed(_, let opensAt) = hours.state(at: now) { clearsAt = opensAt }
    return Refusal(Reason(closure), clearsAt: clearsAt)
  }
}
