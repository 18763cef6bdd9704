/// What the calls to the numbers of one prefix cost.
package struct RateClass: Sendable, Equatable {
  /// Digits without the plus sign: `44`, `1809`.
  package var prefix: String
  package var pricePerMinute: Money
  /// Billing step in seconds, at least 1.
  package var increment: Int
  package var label: String

  package init(prefix: String, pricePerMinute: Money, increment: Int, label: String) {
    precondition(increment > 0)
    self.prefix = prefix
    self.pricePerMinute = pricePerMinute
    self.increment = increment
    self.label = label
  }

  /// ceil(duration ÷ increment) × increment × price ÷ 60 s, rounded up to a micro-unit; nothing for no duration.
  ///
  /// A completed call shorter than a second counts as one second at the caller, who knows that it was completed.
  package func cost(of duration: Interval) -> Money {
    guard duration > .zero else { return .zero }
    let step = Interval.seconds(Int64(increment)).microseconds
    let steps = (duration.microseconds - 1) / step + 1
    let microsPerMinute = steps * Int64(increment) * pricePerMinute.micros
    return Money(micros: (microsPerMinute + 59) / 60)
  }

  /// The least price a minute at which a call of this duration costs so much; rounded up to a micro-unit.
  package func pricePerMinute(charging price: Money, for duration: Interval) -> Money {
    let step = Interval.seconds(Int64(increment)).microseconds
    let seconds = ((max(1, duration.microseconds) - 1) / step + 1) * Int64(increment)
    return Money(micros: (price.micros * 60 + seconds - 1) / seconds)
  }
}

/// The account's prices by prefix, as read from `prefix,price_per_minute,increment,label`.
package struct RateCard: Sendable, Equatable {
  /// In the order of the file; a class is named by its index.
  package private(set) var classes: [RateClass]
  /// The card's own price of each class that a carrier's price has raised, by index.
  package private(set) var cardPrices: [Int: Money] = [:]

  /// E.164 numbers never begin with 0, so a prefix is told by its value alone.
  private let indices: [Int64: Int]
  /// 10 to the number of digits of the longest prefix.
  private let tooLong: Int64

  /// - Parameter classes: prefixes of 1 to 15 digits, no two the same (of two the first would count).
  package init(classes: [RateClass]) {
    self.classes = classes
    indices = Dictionary(
      classes.enumerated().compactMap { index, rate in Int64(rate.prefix).map { ($0, index) } },
      uniquingKeysWith: { first, _ in first })
    let digits = min(15, classes.reduce(1) { max($0, $1.prefix.utf8.count) })
    tooLong = (0..<digits).reduce(1) { power, _ in power * 10 }
  }

  /// Takes a carrier's price, without extras, for a call of a class: what is above the card raises the class.
  /// - Returns: whether it did.
  package mutating func learn(_ price: Money, for duration: Interval, class index: Int) -> Bool {
    guard price > classes[index].cost(of: duration) else { return false }
    if cardPrices[index] == nil { cardPrices[index] = classes[index].pricePerMinute }
    classes[index].pricePerMinute = classes[index].pricePerMinute(charging: price, for: duration)
    return true
  }

  /// The index of the class with the longest prefix of a number; nil when the card has no price for it.
  package func classIndex(for e164: Int64) -> Int? {
    var prefix = e164
    while prefix >= tooLong { prefix /= 10 }
    while prefix > 0 {
      if let index = indices[prefix] { return index }
      prefix /= 10
    }
    return nil
  }
}
