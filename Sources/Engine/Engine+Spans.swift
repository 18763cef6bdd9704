import Campaigns

/// Gates that open and close for one customer as time passes: when he is due, and while his consent counts.
extension Engine {
  /// `segment.due`: too early clears by itself, too late never does.
  func dueRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    guard !world.segments[c].due.isEmpty else { return nil }
    let span = world.segments[c].due[entry]
    if now < span.from { return Refusal(.notDue, clearsAt: span.from == .distantFuture ? nil : span.from) }
    return now < span.until ? nil : Refusal(.duePassed)
  }

  /// The part of `consent` that time changes; what the row itself lacks is found when the world is built.
  func consentRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    guard !world.segments[c].consent.isEmpty else { return nil }
    let span = world.segments[c].consent[entry]
    if now < span.from { return Refusal(.noConsent, clearsAt: span.from == .distantFuture ? nil : span.from) }
    return now < span.until ? nil : Refusal(.consentExpired)
  }

  /// The first instant at which one of these gates closes for good; nil: none does.
  func closesAt(_ c: Int, _ entry: Int) -> Instant? {
    var first = Instant.distantFuture
    if !world.segments[c].due.isEmpty { first = world.segments[c].due[entry].until }
    if !world.segments[c].consent.isEmpty { first = min(first, world.segments[c].consent[entry].until) }
    return first == .distantFuture ? nil : first
  }

  /// Whether an entry that is ready has ceased to be so because time has passed.
  func hasClosed(_ c: Int, _ entry: Int) -> Bool {
    campaigns[c].place[entry] == .ready && (dueRefusal(c, entry) ?? consentRefusal(c, entry)) != nil
  }

  /// What the gate of `segment.due` sees, in words.
  func dueText(_ c: Int, _ entry: Int, _ rule: DueRule) -> String {
    let span = world.segments[c].due[entry]
    if span == .never { return "\(rule.by) has no date, or a calendar has no data for the days before it" }
    let first = span.from == .distantPast ? "" : "from \(span.from.rfc3339) "
    return "due \(first)until \(span.until.rfc3339), by \(rule.by)"
  }

  /// What the gate of `consent` sees of a consent without a defect, in words.
  func consentText(_ c: Int, _ entry: Int) -> String {
    let span = world.segments[c].consent[entry]
    if span == .always { return "given" }
    let end = span.until == .distantFuture ? "" : ", until \(span.until.rfc3339)"
    return "given \(span.from.rfc3339)\(end)"
  }
}
