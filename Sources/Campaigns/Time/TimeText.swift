// How instants and dates are written: RFC 3339 and ISO 8601, without Foundation.

extension Instant {
  /// UTC with milliseconds, the spelling of every contract: `2027-03-02T14:00:00.000Z`.
  package var rfc3339: String { utcText(fractionDigits: 3) }

  /// UTC with every microsecond: `2027-03-02T14:00:00.000250Z`.
  package var rfc3339Microseconds: String { utcText(fractionDigits: 6) }

  /// Reads `2027-03-02T20:05:00.25-05:00`: any offset or `Z`, an optional fraction (cut after microseconds), `T`, `t`
  /// or a space in the middle. A date without time or a time without offset is no instant: nil. A leap second
  /// (`23:59:60` in UTC) is the second after it, as POSIX counts.
  package init?(rfc3339 text: some StringProtocol) {
    var cursor = TextCursor(text)
    guard let date = cursor.date(), cursor.take(UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")) != nil,
      let hour = cursor.fixed(2), hour < 24, cursor.take(UInt8(ascii: ":")) != nil,
      let minute = cursor.fixed(2), minute < 60, cursor.take(UInt8(ascii: ":")) != nil,
      let second = cursor.fixed(2), second <= 60, let fraction = cursor.fraction(), let offset = cursor.offset(),
      cursor.isAtEnd
    else { return nil }
    let seconds = Int64(date.day) * 86_400 + Int64(hour * 3_600 + minute * 60 + second - offset)
    if second == 60, seconds % 86_400 != 0 { return nil }
    self.init(microseconds: seconds * 1_000_000 + Int64(fraction))
  }

  private func utcText(fractionDigits: Int) -> String {
    let day = seconds.flooredQuotient(by: 86_400)
    let secondOfDay = Int(seconds - day * 86_400)
    let micros = Int(microseconds - seconds * 1_000_000)
    return CivilDate(day: Int32(day)).description + "T"
      + padded(secondOfDay / 3_600, to: 2) + ":" + padded(secondOfDay / 60 % 60, to: 2) + ":"
      + padded(secondOfDay % 60, to: 2) + "."
      + padded(fractionDigits == 6 ? micros : micros / 1_000, to: fractionDigits) + "Z"
  }
}

extension Instant: CustomStringConvertible {
  /// The same as `rfc3339Microseconds`, so that nothing is lost in a test's or an assertion's message.
  package var description: String { rfc3339Microseconds }
}

extension CivilDate: CustomStringConvertible {
  /// ISO 8601: `2027-03-01`.
  package var description: String {
    let (year, month, dayOfMonth) = components
    return (year < 0 ? "-" : "") + padded(abs(year), to: 4) + "-" + padded(month, to: 2) + "-"
      + padded(dayOfMonth, to: 2)
  }

  /// Reads `2027-03-01`; nil for any other shape and for days that do not exist.
  package init?(iso8601 text: some StringProtocol) {
    var cursor = TextCursor(text)
    guard let date = cursor.date(), cursor.isAtEnd else { return nil }
    self = date
  }
}

/// Decimal digits with zeros in front, at least `width` of them.
func padded(_ value: Int, to width: Int) -> String {
  let digits = String(value)
  return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}

extension TextCursor {
  fileprivate mutating func date() -> CivilDate? {
    guard let year = fixed(4), take(UInt8(ascii: "-")) != nil, let month = fixed(2), take(UInt8(ascii: "-")) != nil,
      let dayOfMonth = fixed(2)
    else { return nil }
    return CivilDate(year: year, month: month, dayOfMonth: dayOfMonth)
  }

  /// Microseconds of an optional `.25`; nil for a dot without digits.
  fileprivate mutating func fraction() -> Int? {
    guard take(UInt8(ascii: ".")) != nil else { return 0 }
    let digits = take(while: \.isDigit)
    guard !digits.isEmpty else { return nil }
    return (0..<6).reduce(0) { $0 * 10 + ($1 < digits.count ? Int(digits[$1] - 48) : 0) }
  }

  /// Seconds east of UTC.
  fileprivate mutating func offset() -> Int? {
    if take(UInt8(ascii: "Z"), UInt8(ascii: "z")) != nil { return 0 }
    guard let sign = take(UInt8(ascii: "+"), UInt8(ascii: "-")), let hours = fixed(2), hours < 24,
      take(UInt8(ascii: ":")) != nil, let minutes = fixed(2), minutes < 60
    else { return nil }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3_600 + minutes * 60)
  }
}
