/// The offsets of one time zone for all time, read from a TZif file.
///
/// A value without a clock and without files: the world outside reads the bytes, the pure targets only ask.
package struct ZoneRules: Sendable, Equatable {
  /// The IANA name: `America/New_York`.
  package let name: String

  /// Seconds since the epoch at which the offset changes, ascending; up to the end of `lastTableYear` the rule of the
  /// footer is written out here, so that a question is one binary search.
  private let transitions: [Int64]
  /// One more than transitions: the first holds before them all.
  private let offsets: [Int32]
  private let rule: PosixZone?

  private static let firstTableYear = 1970
  private static let lastTableYear = 2100

  /// Reads a TZif file of version 2 or later (RFC 9636).
  package init(name: String, bytes: [UInt8]) throws(ZoneFileError) {
    let file = try ZoneFile(bytes)
    self.name = name
    rule = file.rule
    var transitions: [Int64] = []
    var offsets = [file.transitions.isEmpty ? file.rule?.standardOffset ?? file.offsets[0] : file.offsets[0]]
    let written = file.rule?.changes(in: Self.firstTableYear...Self.lastTableYear) ?? []
    let last = file.transitions.last ?? .min
    let all = Array(zip(file.transitions, file.offsets.dropFirst())) + written.filter { $0.at > last }
    for (at, offset) in all {
      if transitions.last == at || at < Instant.distantPast.seconds {
        offsets[offsets.count - 1] = offset
      } else if offsets.last != offset {
        transitions.append(at)
        offsets.append(offset)
      }
    }
    self.transitions = transitions
    self.offsets = offsets
  }

  /// Seconds east of UTC at an instant: -18,000 in New York in winter.
  package func offset(at instant: Instant) -> Int32 {
    let second = instant.seconds
    let index = firstTransition(after: second)
    guard index == transitions.count, let change = rule.flatMap({ Self.lastChange(of: $0, upTo: second) }),
      change.at > transitions.last ?? .min
    else { return offsets[index] }
    return change.offset
  }

  /// The next instant at which the offset changes; nil when it never will.
  package func nextTransition(after instant: Instant) -> Instant? {
    let second = instant.seconds
    let index = firstTransition(after: second)
    if index < transitions.count { return Instant(seconds: transitions[index]) }
    guard let rule, rule.daylight != nil else { return nil }
    let year = Self.year(of: second)
    let now = offset(at: instant)
    return rule.changes(in: year - 1...year + 2).first { $0.at > second && $0.offset != now }
      .map { Instant(seconds: $0.at) }
  }

  /// The offset at an instant, and how long it holds: `distantFuture` when it never changes again.
  func segment(at instant: Instant) -> (offset: Int32, until: Instant) {
    let index = firstTransition(after: instant.seconds)
    guard index == transitions.count else { return (offsets[index], Instant(seconds: transitions[index])) }
    return (offset(at: instant), nextTransition(after: instant) ?? .distantFuture)
  }

  /// The civil date and the second of the day (0 … 86,399) that clocks show.
  package func local(at instant: Instant) -> (date: CivilDate, second: Int32) {
    let local = instant.seconds + Int64(offset(at: instant))
    let day = local.flooredQuotient(by: 86_400)
    return (CivilDate(day: Int32(day)), Int32(local - day * 86_400))
  }

  /// The first real instant whose local time is at or after a minute (0 … 1,440 and beyond) of a civil day: the end of
  /// the gap for a minute that is skipped, the first of two for one that is repeated.
  package func instant(of date: CivilDate, minute: Int) -> Instant {
    let wanted = Int64(date.day) * 86_400 + Int64(minute) * 60
    // No offset reaches 26 hours (RFC 9636, section 3.2): here the clocks still show less than what is wanted.
    var from = Instant(seconds: wanted - 93_600)
    while true {
      let reached = Instant(seconds: wanted - Int64(offset(at: from)))
      if reached <= from { return from }
      guard let change = nextTransition(after: from), change <= reached else { return reached }
      from = change
    }
  }

  /// Index of the first transition later than `second`; the offset at that index holds.
  private func firstTransition(after second: Int64) -> Int {
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= second { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Beyond the table: the rule's change that is in force at `second`.
  private static func lastChange(of rule: PosixZone, upTo second: Int64) -> (at: Int64, offset: Int32)? {
    let year = year(of: second)
    guard year > lastTableYear else { return nil }
    return rule.changes(in: year - 2...year + 1).last { $0.at <= second }
  }

  private static func year(of second: Int64) -> Int {
    CivilDate(day: Int32(second.flooredQuotient(by: 86_400))).components.year
  }
}

extension ZoneRules {
  /// Local time for people: `2027-03-02 09:05:00 -05:00 America/New_York`; seconds of the offset only where it has any.
  package func text(of instant: Instant) -> String {
    let (date, second) = local(at: instant)
    return "\(date) \(Self.clock(Int(second), seconds: true)) \(offsetText(at: instant)) \(name)"
  }

  /// The offset as RFC 3339 writes it: `-05:00`; `+00:00` for UTC.
  package func offsetText(at instant: Instant) -> String {
    let offset = Int(offset(at: instant))
    return (offset < 0 ? "-" : "+") + Self.clock(abs(offset), seconds: abs(offset) % 60 != 0)
  }

  private static func clock(_ second: Int, seconds: Bool) -> String {
    padded(second / 3_600, to: 2) + ":" + padded(second / 60 % 60, to: 2)
      + (seconds ? ":" + padded(second % 60, to: 2) : "")
  }
}
