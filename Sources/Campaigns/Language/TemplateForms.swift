extension Template.Form {
  /// A value in this form; nil when it is none of the form's.
  func text(of value: String, type: ColumnType, voice: Template.Voice) -> String? {
    switch self {
    case .date, .weekdayDate:
      guard let date = Self.date(value, type) else { return nil }
      return self == .date ? Self.words(date, voice) : Self.weekdayWords(date, voice)
    case .time: return Self.clock(value)
    case .money:
      guard case .micros(let micros)? = ColumnValue(value, type: .money) else { return nil }
      return Self.amount(micros, currency: voice.currency)
    case .digits:
      let digits = value.filter(\.isNumber)
      return digits.isEmpty ? nil : digits.map(String.init).joined(separator: " ")
    case .spell:
      let letters = value.filter { $0.isLetter || $0.isNumber }
      return letters.isEmpty ? nil : letters.map { $0.uppercased() }.joined(separator: ", ")
    }
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  /// A date, or the day of an instant as it is written: its first ten characters.
  private static func date(_ value: String, _ type: ColumnType) -> CivilDate? {
    if let date = CivilDate(iso8601: value) { return date }
    return Instant(rfc3339: value) == nil ? nil : CivilDate(iso8601: String(value.prefix(10)))
  }

  private static func words(_ date: CivilDate, _ voice: Template.Voice) -> String {
    let (year, month, day) = date.components
    return voice.isAmerican ? "\(months[month - 1]) \(day), \(year)" : "\(day) \(months[month - 1]) \(year)"
  }

  private static func weekdayWords(_ date: CivilDate, _ voice: Template.Voice) -> String {
    let (_, month, day) = date.components
    let name = weekdays[date.weekday]
    return voice.isAmerican ? "\(name), \(months[month - 1]) \(day)" : "\(name) \(day) \(months[month - 1])"
  }

  /// The hour and minute of an instant as they are written.
  private static func clock(_ value: String) -> String? {
    guard Instant(rfc3339: value) != nil else { return nil }
    let digits = Array(value.utf8.dropFirst(11).prefix(5))
    guard digits.count == 5, let hour = Int(String(decoding: digits[0..<2], as: UTF8.self)) else { return nil }
    let minute = String(decoding: digits[3...], as: UTF8.self)
    return "\(hour % 12 == 0 ? 12 : hour % 12):\(minute) \(hour < 12 ? "AM" : "PM")"
  }

  private static let signs = ["USD": "$", "EUR": "€", "GBP": "£"]

  /// Two places at least, as many as the amount has.
  private static func amount(_ micros: Int64, currency: String) -> String {
    let magnitude = micros.magnitude
    var places = String(magnitude % 1_000_000 + 1_000_000).dropFirst()
    while places.count > 2, places.last == "0" { places.removeLast() }
    let number = "\(magnitude / 1_000_000).\(places)"
    let sign = micros < 0 ? "-" : ""
    return signs[currency].map { sign + $0 + number } ?? "\(sign)\(number) \(currency)"
  }
}
