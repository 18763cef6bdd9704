/// A point of real time: whole microseconds since 1970-01-01T00:00:00Z (leap seconds are not counted, as in POSIX).
///
/// Everything that decides takes an `Instant` as an argument; nothing in the pure targets reads a clock.
package struct Instant: Hashable, Comparable, Sendable {
  /// Microseconds since the POSIX epoch.
  package var microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  /// The instant `seconds` whole seconds after the POSIX epoch.
  package init(seconds: Int64) { microseconds = seconds * 1_000_000 }

  /// Whole seconds since the epoch, rounded down (also before 1970).
  package var seconds: Int64 { microseconds.flooredQuotient(by: 1_000_000) }

  /// Whole milliseconds since the epoch, rounded down: the precision of every printed instant.
  package var milliseconds: Int64 { microseconds.flooredQuotient(by: 1_000) }

  /// Later than everything that can happen.
  package static let distantFuture = Instant(microseconds: .max / 4)
  /// Earlier than everything that can happen.
  package static let distantPast = Instant(microseconds: .min / 4)

  package static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
  package static func + (a: Instant, b: Interval) -> Instant { Instant(microseconds: a.microseconds + b.microseconds) }
  package static func - (a: Instant, b: Interval) -> Instant { Instant(microseconds: a.microseconds - b.microseconds) }
  package static func - (a: Instant, b: Instant) -> Interval { Interval(microseconds: a.microseconds - b.microseconds) }
  package static func += (a: inout Instant, b: Interval) { a.microseconds += b.microseconds }
}

/// A length of real time in whole microseconds; `1d` is 24 hours.
package struct Interval: Hashable, Comparable, Sendable {
  package var microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  package static func milliseconds(_ n: Int64) -> Interval { Interval(microseconds: n * 1_000) }
  package static func seconds(_ n: Int64) -> Interval { Interval(microseconds: n * 1_000_000) }
  package static func minutes(_ n: Int64) -> Interval { .seconds(n * 60) }
  package static func hours(_ n: Int64) -> Interval { .seconds(n * 3_600) }
  package static func days(_ n: Int64) -> Interval { .seconds(n * 86_400) }
  package static let zero = Interval(microseconds: 0)

  /// Whole seconds, rounded up: what is billed, and what a timeout parameter may not fall short of.
  package var secondsRoundedUp: Int64 {
    (self + Interval(microseconds: 999_999)).microseconds.flooredQuotient(by: 1_000_000)
  }
  /// Whole seconds, rounded down.
  package var wholeSeconds: Int64 { microseconds.flooredQuotient(by: 1_000_000) }

  package static func < (a: Interval, b: Interval) -> Bool { a.microseconds < b.microseconds }
  package static func + (a: Interval, b: Interval) -> Interval {
    Interval(microseconds: a.microseconds + b.microseconds)
  }
  package static func - (a: Interval, b: Interval) -> Interval {
    Interval(microseconds: a.microseconds - b.microseconds)
  }
}

extension Int64 {
  /// Division that rounds towards minus infinity, so that instants before 1970 belong to the right second and day.
  package func flooredQuotient(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
