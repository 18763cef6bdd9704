/// One way in which an edited campaign differs from the one that runs, and whether it lets more happen.
package struct CampaignDifference: Sendable, Equatable {
  /// What an operator decides about as one.
  package enum Subject: String, Sendable, CaseIterable {
    case hours, limits, international, from, answer, purpose, priority, live
  }
  /// Narrowing applies at once; widening is what `change_guard` can hold; the others are neither more nor less.
  package enum Direction: String, Sendable { case narrower, wider, other }

  package var subject: Subject
  package var direction: Direction
  /// The key and both values, for people: `pacing.concurrent_calls 1 -> 100`.
  package var text: String
  package init(_ subject: Subject, _ direction: Direction, _ text: String) {
    self.subject = subject
    self.direction = direction
    self.text = text
  }
}

/// Compares what two campaign files say, whoever their customers are.
package struct CampaignComparison {
  private let old: Campaign
  private let new: Campaign
  /// The account's rate: what an absent `pacing.calls_per_second` means.
  private let accountRate: Rate
  private var found: [CampaignDifference] = []

  private init(old: Campaign, new: Campaign, accountRate: Rate) {
    self.old = old
    self.new = new
    self.accountRate = accountRate
  }

  /// - Parameter accountRate: `twilio.calls_per_second`.
  /// - Returns: the differences in the order of the language; none when both dial alike.
  package static func differences(
    from old: Campaign, to new: Campaign, accountRate: Rate
  ) -> [CampaignDifference] {
    var comparison = CampaignComparison(old: old, new: new, accountRate: accountRate)
    comparison.compareGeneral()
    comparison.compareHours()
    comparison.comparePacing()
    comparison.compareCall()
    comparison.compareAttempts()
    comparison.found += outcomeDifferences(from: old, to: new)
    comparison.compareBudget()
    comparison.compareInternational()
    return comparison.found
  }

  private mutating func note(
    _ subject: CampaignDifference.Subject, _ direction: CampaignDifference.Direction, _ text: String
  ) {
    found.append(CampaignDifference(subject, direction, text))
  }

  /// A number of which more is looser; nil: without a limit.
  private mutating func compare<Value: Comparable>(
    _ key: String, _ before: Value?, _ after: Value?, subject: CampaignDifference.Subject = .limits
  ) {
    guard before != after else { return }
    let isWider: Bool
    switch (before, after) {
    case (let before?, let after?): isWider = after > before
    default: isWider = after == nil
    }
    note(subject, isWider ? .wider : .narrower, "\(key) \(Self.text(before)) -> \(Self.text(after))")
  }

  private static func text<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "none" }

  private mutating func compareGeneral() {
    if old.live != new.live { note(.live, new.live ? .wider : .narrower, "live \(old.live) -> \(new.live)") }
    if old.purpose != new.purpose {
      // Another purpose is bound by other lists and rules: who was spared may be called.
      note(.purpose, .wider, "purpose \(old.purpose.rawValue) -> \(new.purpose.rawValue)")
    }
    if let earlier = old.renamedFrom, new.renamedFrom != earlier {
      note(.limits, .wider, "renamed_from \(earlier) is gone: its attempts and money do not count any more")
    }
    // A renamed campaign takes its calls along, and with them the subject that is its id.
    let isRenamed = new.renamedFrom == old.id && old.subject == nil && new.subject == nil
    if old.subjectName != new.subjectName, !isRenamed {
      // Calls for the one subject do not count against the other's limits.
      note(.limits, .wider, "subject \(old.subjectName) -> \(new.subjectName)")
    }
    if old.matter != new.matter {
      note(.limits, new.matter ? .wider : .narrower, "matter \(old.matter) -> \(new.matter)")
    }
    if old.priority != new.priority { note(.priority, .other, "priority \(old.priority) -> \(new.priority)") }
    compare("segment.limit", old.segment.limit, new.segment.limit)
    for difference in Self.peopleDifferences(from: old, to: new) { found.append(difference) }
  }

  // MARK: - When

  private mutating func compareHours() {
    let (before, after) = (old.callingHours, new.callingHours)
    if before.zone != after.zone { note(.hours, .wider, "calling_hours.time_zone changed") }
    compareWindows(before.open, after.open)
    let reopened = before.closed.filter { !after.closed.contains($0) }
    let closed = after.closed.filter { !before.closed.contains($0) }
    if !reopened.isEmpty { note(.hours, .wider, "calling_hours.closed: \(reopened.count) dates are open again") }
    if !closed.isEmpty { note(.hours, .narrower, "calling_hours.closed: \(closed.count) dates more") }
    compareHolidays(before.holidays, after.holidays)
    if before.respect != after.respect {
      let isNarrower = before.respect == nil
      note(
        .hours, isNarrower ? .narrower : .wider,
        "calling_hours.respect \(Self.text(before.respect)) -> \(Self.text(after.respect))")
    }
    if before.evidence != after.evidence { note(.hours, .wider, "calling_hours.evidence changed") }
    if before.unknownTimeZone != after.unknownTimeZone {
      note(.hours, after.unknownTimeZone == .block ? .narrower : .wider, "calling_hours.unknown_time_zone changed")
    }
    compareSchedule()
  }

  /// Days that are holidays in one and not in the other, and years in which nobody could be called.
  private mutating func compareHolidays(_ before: [HolidayCalendar], _ after: [HolidayCalendar]) {
    let (days, newDays) = (Set(before.flatMap(\.days)), Set(after.flatMap(\.days)))
    let (reopened, closed) = (days.subtracting(newDays).count, newDays.subtracting(days).count)
    if reopened > 0 { note(.hours, .wider, "calling_hours.holidays: \(reopened) days are open again") }
    if closed > 0 { note(.hours, .narrower, "calling_hours.holidays: \(closed) days more") }
    let lost = before.filter { old in !after.contains { $0.years.allSatisfy(old.years.contains) } }
    let added = after.filter { new in !before.contains { $0.years.allSatisfy(new.years.contains) } }
    if !lost.isEmpty { note(.hours, .wider, "calling_hours.holidays: years without data are fewer") }
    if !added.isEmpty { note(.hours, .narrower, "calling_hours.holidays: years without data are more") }
  }

  /// Minutes of the week that are open in one and closed in the other.
  private mutating func compareWindows(_ before: WeeklyWindows, _ after: WeeklyWindows) {
    var (more, fewer) = (0, 0)
    for day in 0..<7 {
      for minute in Int16(0)..<1_440 {
        let wasOpen = before.days[day].contains { $0.opens <= minute && minute < $0.closes }
        let isOpen = after.days[day].contains { $0.opens <= minute && minute < $0.closes }
        if isOpen && !wasOpen { more += 1 }
        if wasOpen && !isOpen { fewer += 1 }
      }
    }
    if more > 0 { note(.hours, .wider, "calling_hours.open: \(more) minutes a week more") }
    if fewer > 0 { note(.hours, .narrower, "calling_hours.open: \(fewer) minutes a week fewer") }
  }

  private mutating func compareSchedule() {
    compare("schedule.pilot.customers", old.schedule.pilot, new.schedule.pilot)
    let (awaited, awaits) = (Set(old.schedule.after), Set(new.schedule.after))
    if awaited != awaits {
      note(.hours, awaited.isSubset(of: awaits) ? .narrower : .wider, "schedule.after changed")
    }
    if old.schedule.starts != new.schedule.starts {
      let isLater = Self.isLater(new.schedule.starts, than: old.schedule.starts, absent: false)
      note(.hours, isLater ? .narrower : .wider, "schedule.starts changed")
    }
    if old.schedule.ends != new.schedule.ends {
      let isEarlier = Self.isLater(old.schedule.ends, than: new.schedule.ends, absent: true)
      note(.hours, isEarlier ? .narrower : .wider, "schedule.ends changed")
    }
  }

  /// A day and an instant cannot be compared without a zone: neither counts as later.
  /// - Parameter absent: whether an absent bound is the later one, as that of an end is.
  private static func isLater(
    _ bound: Campaign.Schedule.Bound?, than other: Campaign.Schedule.Bound?, absent: Bool
  ) -> Bool {
    switch (bound, other) {
    case (.day(let day), .day(let otherDay)): day > otherDay
    case (.instant(let instant), .instant(let otherInstant)): instant > otherInstant
    case (nil, .some): absent
    case (.some, nil): !absent
    default: false
    }
  }

  // MARK: - How fast, how often, for how much

  private mutating func comparePacing() {
    let (before, after) = (old.pacing, new.pacing)
    compare("pacing.concurrent_calls", before.concurrentCalls, after.concurrentCalls)
    let spacing = (before.callsPerSecond ?? accountRate).spacing
    let newSpacing = (after.callsPerSecond ?? accountRate).spacing
    if spacing != newSpacing {
      note(.limits, newSpacing < spacing ? .wider : .narrower, "pacing.calls_per_second changed")
    }
    compare("pacing.calls_per_hour", before.callsPerHour, after.callsPerHour)
    compare(
      "pacing.per_caller_id.calls_per_hour", before.perCallerID.callsPerHour, after.perCallerID.callsPerHour)
    compare("pacing.per_caller_id.calls_per_day", before.perCallerID.callsPerDay, after.perCallerID.callsPerDay)
    if before.circuitBreaker != after.circuitBreaker {
      let (was, isNow) = (before.circuitBreaker, after.circuitBreaker)
      let isStricter =
        isNow.failures <= was.failures && isNow.atLeast <= was.atLeast && isNow.probeAfter >= was.probeAfter
        && isNow.over == was.over
      note(.limits, isStricter ? .narrower : .wider, "pacing.circuit_breaker changed")
    }
  }

  private mutating func compareCall() {
    compare("call.max_duration", old.call.maxDuration, new.call.maxDuration)
    compare("call.ring_timeout", old.call.ringTimeout, new.call.ringTimeout)
    if old.call.numbers != new.call.numbers {
      // A number that was not called before may be; one that is left out, or another order, is not more.
      let isNarrower = Set(new.call.numbers).isSubset(of: old.call.numbers)
      note(.limits, isNarrower ? .narrower : .wider, "call.numbers \(old.call.numbers) -> \(new.call.numbers)")
    }
    if old.call.from != new.call.from || old.call.byCountry != new.call.byCountry || old.call.keep != new.call.keep {
      note(.from, .other, "call.from changed")
    }
    if !Self.isSame(old.call.answer, new.call.answer) { note(.answer, .other, "call.answer changed") }
  }

  private static func isSame(_ a: Campaign.Call.Answer, _ b: Campaign.Call.Answer) -> Bool {
    switch (a, b) {
    case (.say(let template, let voice, let language), .say(let other, let otherVoice, let otherLanguage)):
      template == other && voice == otherVoice && language == otherLanguage
    case (.twiml(let template), .twiml(let other)): template == other
    default: false
    }
  }

  private mutating func compareAttempts() {
    let (before, after) = (old.attempts, new.attempts)
    compare("attempts.max", before.max, after.max)
    if before.minGap != after.minGap {
      note(.limits, after.minGap < before.minGap ? .wider : .narrower, "attempts.min_gap changed")
    }
    for cause in Campaign.RetryCause.allCases {
      let (waits, newWaits) = (before.retry[cause] ?? [], after.retry[cause] ?? [])
      guard waits != newWaits else { continue }
      let isNarrower = newWaits.count <= waits.count && zip(waits, newWaits).allSatisfy { $0 <= $1 }
      note(.limits, isNarrower ? .narrower : .wider, "attempts.retry.\(cause.rawValue) changed")
    }
    if before.onAmbiguous != after.onAmbiguous {
      note(.limits, .other, "attempts.on_ambiguous \(before.onAmbiguous) -> \(after.onAmbiguous)")
    }
    guard before.limits != after.limits else { return }
    let keepsAll = before.limits.allSatisfy { limit in
      after.limits.contains { $0.scope == limit.scope && $0.per >= limit.per && $0.max <= limit.max }
    }
    note(.limits, keepsAll ? .narrower : .wider, "attempts.limits changed")
  }

  private mutating func compareBudget() {
    let (before, after) = (old.budget, new.budget)
    compare("budget.total", before.total, after.total)
    compare("budget.per_day", before.perDay, after.perDay)
    compare("budget.per_call", before.perCall, after.perCall)
    compare("budget.per_customer", before.perCustomer, after.perCustomer)
    if before.whenExhausted != after.whenExhausted {
      note(.limits, after.whenExhausted == .stop ? .narrower : .wider, "budget.when_exhausted changed")
    }
  }

  private mutating func compareInternational() {
    let (before, after) = (old.international, new.international)
    if before.deny != after.deny {
      note(.international, after.deny ? .narrower : .wider, "international.default changed")
    }
    let isSubset =
      before.deniedCountries.isSubset(of: after.deniedCountries) && before.deniedTypes.isSubset(of: after.deniedTypes)
    if before.deniedCountries != after.deniedCountries || before.deniedTypes != after.deniedTypes {
      note(.international, isSubset ? .narrower : .wider, "international.deny changed")
    }
    compare(
      "international.max_rate_per_minute", before.maxRatePerMinute, after.maxRatePerMinute, subject: .international)
    compare(
      "international.expires_after", Optional(before.expiresAfter), Optional(after.expiresAfter),
      subject: .international)
  }
}
