/// An amount in micro-units (1/1,000,000) of the account's one currency. Never a floating-point number.
package struct Money: Hashable, Comparable, Sendable {
  package var micros: Int64

  package init(micros: Int64) { self.micros = micros }

  package static let zero = Money(micros: 0)

  package static func < (a: Money, b: Money) -> Bool { a.micros < b.micros }
  package static func + (a: Money, b: Money) -> Money { Money(micros: a.micros + b.micros) }
  package static func - (a: Money, b: Money) -> Money { Money(micros: a.micros - b.micros) }
  package static func += (a: inout Money, b: Money) { a.micros += b.micros }
  package static func -= (a: inout Money, b: Money) { a.micros -= b.micros }
}

extension Money: CustomStringConvertible {
  /// Decimal text with six decimals, as in every contract: `1.820000`.
  package var description: String {
    let magnitude = micros.magnitude
    let fraction = String(magnitude % 1_000_000)
    return (micros < 0 ? "-" : "") + "\(magnitude / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count)
      + fraction
  }
}

extension Money {
  /// For people: without the zeros behind the cents, `0.986` and `20.00`.
  package var short: String {
    var text = description
    while text.last == "0", text.dropLast(2).last != "." { text.removeLast() }
    return text
  }
}
