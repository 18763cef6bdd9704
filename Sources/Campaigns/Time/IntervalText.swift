/// Durations as people write them: `200ms 90s 15m 4h 7d 5y`, also `1h30m`.
extension Interval: CustomStringConvertible {
  /// Units from the largest; a year is 365 days of 24 hours. `us` exists so that no interval is without a text.
  private static let units: [(name: String, microseconds: Int64)] = [
    ("y", 365 * 86_400_000_000), ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000),
    ("ms", 1_000), ("us", 1),
  ]

  /// Reads a duration: whole numbers with units, each unit at most once, the larger first. `0s` is zero. Nil for
  /// anything else: a bare number, a sign, a fraction, white space, or more than an `Instant` can be moved by.
  package init?(_ text: some StringProtocol) {
    var cursor = TextCursor(text)
    var total: Int64 = 0
    var nextUnit = 0
    repeat {
      guard let count = cursor.number(digits: 1...15) else { return nil }
      let name = String(decoding: cursor.take(while: \.isLetter), as: UTF8.self)
      guard let index = Self.units[nextUnit...].firstIndex(where: { $0.name == name }) else { return nil }
      nextUnit = index + 1
      let (product, tooMany) = Int64(count).multipliedReportingOverflow(by: Self.units[index].microseconds)
      let (sum, tooLong) = total.addingReportingOverflow(product)
      guard !tooMany, !tooLong, sum < Instant.distantFuture.microseconds else { return nil }
      total = sum
    } while !cursor.isAtEnd
    self.init(microseconds: total)
  }

  /// The shortest text that reads back as the same interval, in days and smaller (`36h` is `1d12h`, a year `365d`);
  /// a minus sign in front of a negative one, which does not read back.
  package var description: String {
    guard microseconds != 0 else { return "0s" }
    var rest = microseconds.magnitude
    var text = microseconds < 0 ? "-" : ""
    for unit in Self.units.dropFirst() {
      let (count, remainder) = rest.quotientAndRemainder(dividingBy: UInt64(unit.microseconds))
      if count > 0 { text += "\(count)\(unit.name)" }
      rest = remainder
    }
    return text
  }
}
