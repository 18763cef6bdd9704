import Campaigns

/// Whom a call is to, and in what: what limits and gaps count by.
struct CallParty {
  /// The customer, whatever his matters (`World.person(ofRow:)`).
  var person: Int
  /// The customer and matter.
  var row: Int
  /// Index of the number; -1 without a valid one.
  var number: Int
  /// Index of the campaign's subject; -1 when nobody knows it any more.
  var subject: Int
  /// Index of the campaign; -1 for one that is gone.
  var campaign: Int
}

/// Past calls by person and by number, for rolling limits, gaps and numbers in use. Newest first by linked rows.
struct History {
  private struct Call {
    var at: Instant
    /// nil while it could still be running.
    var endedAt: Instant?
    /// Whether it is placed or unresolved, so that it counts as a call.
    var counts = false
    var wasAnswered = false
    /// Whether it was a conversation, as its campaign has them.
    var wasConversation = false
    /// How it ended; nil while it lasts, and where that is no outcome.
    var outcome: Disposition?
    /// Index of the campaign; -1 for one that is gone.
    var campaign: Int16
    var row: Int32
    /// Index of the campaign's subject; -1 when nobody knows it any more.
    var subject: Int32
    var previousOfPerson: Int32
    var previousOfNumber: Int32
  }
  private var calls: [Call] = []
  private var newestOfPerson: [Int32]
  private var newestOfNumber: [Int32]

  init(people: Int, numbers: Int) {
    newestOfPerson = .init(repeating: -1, count: people)
    newestOfNumber = .init(repeating: -1, count: numbers)
  }

  /// Notes a call that is about to leave; the result names it until `end`.
  mutating func begin(_ party: CallParty, at: Instant) -> Int32 {
    let index = Int32(calls.count)
    calls.append(
      Call(
        at: at, endedAt: nil, campaign: Int16(clamping: party.campaign), row: Int32(party.row),
        subject: Int32(party.subject),
        previousOfPerson: newestOfPerson[party.person],
        previousOfNumber: party.number >= 0 ? newestOfNumber[party.number] : -1))
    newestOfPerson[party.person] = index
    if party.number >= 0 { newestOfNumber[party.number] = index }
    return index
  }

  mutating func end(_ index: Int32, at: Instant) {
    if index >= 0 { calls[Int(index)].endedAt = at }
  }

  /// The call is placed, or its fate is unknown.
  mutating func count(_ index: Int32) {
    if index >= 0 { calls[Int(index)].counts = true }
  }

  /// A person answered the call.
  mutating func answer(_ index: Int32) {
    if index >= 0 { calls[Int(index)].wasAnswered = true }
  }

  /// How the call ended. A call that was withdrawn or refused, or of which nobody knows, has no outcome.
  mutating func conclude(_ index: Int32, _ disposition: Disposition) {
    guard index >= 0, Outcome.dispositions.contains(disposition.rawValue) else { return }
    calls[Int(index)].outcome = disposition
  }

  /// The call was a conversation.
  mutating func converse(_ index: Int32) {
    if index >= 0 { calls[Int(index)].wasConversation = true }
  }

  /// When the rest after the last conversation is over; nil when it is now.
  func restClears(_ rule: ConversationRest, _ party: CallParty, at now: Instant) -> Instant? {
    var index = newest(rule.scope, party)
    var clears: Instant?
    while index >= 0 {
      let call = calls[Int(index)]
      index = rule.scope == .number ? call.previousOfNumber : call.previousOfPerson
      if call.at == .distantPast { continue }
      if call.at + rule.rest + Self.longestCall <= now { break }
      guard call.wasConversation, let end = call.endedAt, counts(call, rule.scope, party) else { continue }
      if end + rule.rest > now { clears = max(clears ?? end + rule.rest, end + rule.rest) }
    }
    return clears
  }

  /// No call rings and lasts longer: what `call.ring_timeout` and `call.max_duration` can be, and time to learn of it.
  private static let longestCall = Interval.hours(5)

  /// The calls to a person, of all campaigns and of one.
  func facts(person: Int, campaign: Int) -> CallHistory {
    var facts = CallHistory()
    var index = newestOfPerson[person]
    while index >= 0 {
      let call = calls[Int(index)]
      if call.counts, call.at != .distantPast {
        let outcome = call.outcome?.rawValue
        facts.everywhere.note(at: call.at, wasAnswered: call.wasAnswered, outcome: outcome)
        if call.campaign == campaign {
          facts.here.note(at: call.at, wasAnswered: call.wasAnswered, outcome: outcome)
        }
      }
      index = call.previousOfPerson
    }
    return facts
  }

  /// Takes back a call of which nothing left us. It must not count, so it is moved out of every window.
  mutating func forget(_ index: Int32) {
    guard index >= 0 else { return }
    calls[Int(index)].at = .distantPast
    calls[Int(index)].endedAt = .distantPast
  }

  /// When the limit allows one more call; nil when it does so now.
  func clears(_ limit: AttemptLimit, _ party: CallParty, at now: Instant) -> Instant? {
    var index = newest(limit.scope, party)
    var seen = 0
    while index >= 0 {
      let call = calls[Int(index)]
      if call.at != .distantPast, counts(call, limit.scope, party) {
        if call.at + limit.per <= now { return nil }
        seen += 1
        if seen == limit.max { return call.at + limit.per }
      }
      index = limit.scope == .number ? call.previousOfNumber : call.previousOfPerson
    }
    return nil
  }

  /// How many calls the limit's window holds.
  func count(_ limit: AttemptLimit, _ party: CallParty, at now: Instant) -> Int {
    var index = newest(limit.scope, party)
    var seen = 0
    while index >= 0 {
      let call = calls[Int(index)]
      if call.at != .distantPast, counts(call, limit.scope, party) {
        if call.at + limit.per <= now { return seen }
        seen += 1
      }
      index = limit.scope == .number ? call.previousOfNumber : call.previousOfPerson
    }
    return seen
  }

  private func newest(_ scope: AttemptLimit.Scope, _ party: CallParty) -> Int32 {
    if scope != .number { return newestOfPerson[party.person] }
    return party.number >= 0 ? newestOfNumber[party.number] : -1
  }

  /// Whether a call to the customer or the number is one that the scope speaks of.
  private func counts(_ call: Call, _ scope: AttemptLimit.Scope, _ party: CallParty) -> Bool {
    switch scope {
    case .customer, .number: true
    case .matter: Int(call.row) == party.row
    case .subject: Int(call.subject) == party.subject
    }
  }

  /// When the gap since the last call to this person or number is over; nil when it is now.
  func gapClears(_ gap: Interval, _ party: CallParty, at now: Instant) -> Instant? {
    var last = lastEnd(newestOfPerson[party.person], ofPerson: true)
    if party.number >= 0, let other = lastEnd(newestOfNumber[party.number], ofPerson: false) {
      last = max(other, last ?? other)
    }
    guard let last, last + gap > now else { return nil }
    return last + gap
  }

  private func lastEnd(_ newest: Int32, ofPerson: Bool) -> Instant? {
    var index = newest
    while index >= 0 {
      let call = calls[Int(index)]
      if call.at != .distantPast { return call.endedAt ?? call.at }
      index = ofPerson ? call.previousOfPerson : call.previousOfNumber
    }
    return nil
  }
}
