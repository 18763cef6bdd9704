/// How values are written in files and columns, where the type itself does not say.
package enum Literal {
  /// A decimal with at most `places` digits behind the point, in units of 10^-places; nil for anything else, for an
  /// exponent, and for what no Int64 holds. With `cutting` further digits are dropped.
  package static func decimal(_ text: some StringProtocol, places: Int, cutting: Bool = false) -> Int64? {
    var digits = Array(text.utf8)
    let negative = digits.first == UInt8(ascii: "-")
    if negative { digits.removeFirst() }
    let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty else { return nil }
    var fraction = parts.count == 2 ? Array(parts[1]) : []
    guard parts.count == 1 || !fraction.isEmpty, (whole + fraction).allSatisfy(\.isDigit) else { return nil }
    if fraction.count > places {
      guard cutting else { return nil }
      fraction = Array(fraction.prefix(places))
    }
    fraction += Array(repeating: UInt8(ascii: "0"), count: places - fraction.count)
    var value: Int64 = 0
    for digit in whole + fraction {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, tooLarge) = tens.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
      guard !overflow, !tooLarge else { return nil }
      value = sum
    }
    return negative ? -value : value
  }

  /// An amount of at most 1,000,000,000 with at most six decimals: `0.50`.
  package static func money(_ text: some StringProtocol) -> Money? {
    guard let micros = decimal(text, places: 6), micros.magnitude <= 1_000_000_000_000_000 else { return nil }
    return Money(micros: micros)
  }

  /// `50%` or `2.5%` in tenths of a percent, at most 1,000.
  package static func share(_ text: String) -> Int? {
    guard text.last == "%", text.first != "-", let tenths = decimal(text.dropLast(), places: 1),
      (0...1_000).contains(tenths)
    else {
      return nil
    }
    return Int(tenths)
  }

  /// `1`, `0.5` or `unlimited`; at least 0.001 and at most 100,000 a second.
  package static func rate(_ text: String) -> Rate? {
    if text == "unlimited" { return .unlimited }
    guard let thousandths = decimal(text, places: 3), (1...100_000_000).contains(thousandths) else { return nil }
    return .perSecond(thousandths: thousandths)
  }

  /// `+14155550100` as digits: a plus sign and 7 to 15 digits, not beginning with 0.
  package static func phone(_ text: String) -> Int64? {
    let digits = text.utf8.dropFirst()
    guard text.utf8.first == UInt8(ascii: "+"), (7...15).contains(digits.count), digits.allSatisfy(\.isDigit),
      digits.first != UInt8(ascii: "0")
    else { return nil }
    return Int64(text.dropFirst())
  }

  /// `HH:MM-HH:MM` with 24:00 as the last minute; the order is not checked.
  package static func window(_ text: String) -> DayWindow? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { minute(of: $0) }
    guard ends.count == 2, let opens = ends[0], let closes = ends[1] else { return nil }
    return DayWindow(opens: opens, closes: closes)
  }

  private static func minute(of text: Substring) -> Int16? {
    var cursor = TextCursor(text)
    guard let hour = cursor.fixed(2), cursor.take(UInt8(ascii: ":")) != nil, let minute = cursor.fixed(2),
      cursor.isAtEnd, minute < 60, hour * 60 + minute <= 1_440
    else { return nil }
    return Int16(hour * 60 + minute)
  }

  /// `HH:MM` of a minute of the day.
  package static func clock(_ minute: Int16) -> String {
    padded(Int(minute) / 60, to: 2) + ":" + padded(Int(minute) % 60, to: 2)
  }

  /// How a column writes true and false: true/false, yes/no, y/n, on/off, 1/0, in any case.
  package static func boolean(column text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "y", "on", "1": true
    case "false", "no", "n", "off", "0": false
    default: nil
    }
  }

  /// Two capital letters.
  package static func isCountry(_ text: String) -> Bool {
    text.utf8.count == 2 && text.utf8.allSatisfy { $0 >= 65 && $0 <= 90 }
  }

  static func isIdentifier(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "-")
      && text.utf8.allSatisfy { $0.isDigit || ($0 >= 97 && $0 <= 122) || $0 == UInt8(ascii: "-") }
  }
}
