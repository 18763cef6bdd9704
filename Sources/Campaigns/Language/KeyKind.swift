/// Why a scalar is no value of its key's kind.
struct KeyRefusal: Error {
  var rule = "bad-value"
  var message: String
  var help: String
}

extension KeySpec.Kind {
  /// What diagnostics and the manual say a value must be.
  package var expectation: String {
    switch self {
    case .text: "text"
    case .identifier: "an id of small letters, digits and hyphens"
    case .boolean: "true or false"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .duration(let range): "a duration from \(range.lowerBound) to \(range.upperBound), such as 90s or 1h30m"
    case .money: "an amount such as 0.50"
    case .share: "a percentage such as 50%"
    case .rate: "calls per second such as 1 or 0.5, or `unlimited`"
    case .choice(let words): "one of " + words.joined(separator: ", ")
    case .phone: "a number in quotes, such as \"+14155550100\""
    case .country: "a country of two capital letters, such as US"
    case .zone(let word): (word.map { "`\($0)` or " } ?? "") + "an IANA name such as America/New_York"
    case .date: "a date such as 2027-03-17"
    case .bound: "a date such as 2027-03-01 or an instant such as 2027-03-01T09:00:00-05:00"
    case .instant: "an instant such as 2027-03-01T09:00:00-05:00"
    case .window: "a window such as \"09:00-17:00\""
    case .own: "a value"
    case .map: "a map"
    case .list: "a list"
    case .mapOr(let other): other.expectation + " or a map"
    case .listOr(let item): item.expectation + ", or a list of them"
    }
  }

  /// Reads a scalar.
  func value(of text: String, zoneNames: Set<String>?) -> Result<KeyValue, KeyRefusal> {
    switch self {
    case .text: text.isEmpty ? .failure(refusal(text)) : .success(.text(text))
    case .identifier: accept(text, Literal.isIdentifier(text) ? .text(text) : nil)
    case .boolean: accept(text, text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil)
    case .integer(let range): accept(text, Self.integer(text).flatMap { range.contains($0) ? .integer($0) : nil })
    case .duration(let range): accept(text, Interval(text).flatMap { range.contains($0) ? .interval($0) : nil })
    case .money(let orZero):
      accept(text, Literal.money(text).flatMap { $0 > .zero || orZero && text.first != "-" ? .money($0) : nil })
    case .share: accept(text, Literal.share(text).map { .share($0) })
    case .rate: accept(text, Literal.rate(text).map { .rate($0) })
    case .choice(let words): choice(text, words)
    case .phone:
      Literal.phone(text).map { .success(.phone($0)) } ?? .failure(refusal(text, rule: "phone-format"))
    case .country: accept(text, Literal.isCountry(text) ? .text(text) : nil)
    case .zone(let word): zone(text, word, zoneNames)
    case .date: accept(text, CivilDate(iso8601: text).map { .date($0) })
    case .bound: accept(text, Self.bound(text).map { .bound($0) })
    case .instant: accept(text, Instant(rfc3339: text).map { .bound(.instant($0)) })
    case .window: window(text)
    case .own, .map, .list, .mapOr, .listOr: .failure(refusal(text))
    }
  }

  private func accept(_ text: String, _ value: KeyValue?) -> Result<KeyValue, KeyRefusal> {
    value.map { .success($0) } ?? .failure(refusal(text))
  }

  private func refusal(_ text: String, rule: String = "bad-value") -> KeyRefusal {
    KeyRefusal(rule: rule, message: "`\(text)` is not \(expectation)", help: "write \(expectation)")
  }

  private func choice(_ text: String, _ words: [String]) -> Result<KeyValue, KeyRefusal> {
    if words.contains(text) { return .success(.text(text)) }
    let help = NearestWord.of(text, in: words).map { "did you mean `\($0)`?" } ?? "write \(expectation)"
    return .failure(KeyRefusal(message: "`\(text)` is not \(expectation)", help: help))
  }

  private func zone(_ text: String, _ word: String?, _ names: Set<String>?) -> Result<KeyValue, KeyRefusal> {
    if text == word || !text.isEmpty && names?.contains(text) ?? true { return .success(.text(text)) }
    let nearest = NearestWord.of(text, in: (names ?? []).sorted() + [word].compactMap { $0 })
    return .failure(
      KeyRefusal(
        rule: "unknown-time-zone-name", message: "the system's tzdata has no zone `\(text)`",
        help: nearest.map { "did you mean `\($0)`?" } ?? "write \(expectation)"))
  }

  private func window(_ text: String) -> Result<KeyValue, KeyRefusal> {
    guard let window = Literal.window(text) else { return .failure(refusal(text)) }
    if window.opens < window.closes { return .success(.window(window)) }
    let message = "the window ends before it starts: \(text)"
    if window.opens == window.closes {
      return .failure(
        KeyRefusal(rule: "hours-order", message: "the window is empty: \(text)", help: "the end is exclusive"))
    }
    let late = "\"\(Literal.clock(window.opens))-24:00\""
    let early = "\"00:00-\(Literal.clock(window.closes))\""
    let two = window.opens == 1_440 ? early : window.closes == 0 ? late : "two: \(late) and \(early)"
    return .failure(
      KeyRefusal(rule: "hours-order", message: message, help: "a window may not cross midnight; write \(two)"))
  }

  /// Digits only: a sign would be one more way to write the same.
  private static func integer(_ text: String) -> Int? { text.utf8.allSatisfy(\.isDigit) ? Int(text) : nil }

  private static func bound(_ text: String) -> Campaign.Schedule.Bound? {
    CivilDate(iso8601: text).map { .day($0) } ?? Instant(rfc3339: text).map { .instant($0) }
  }
}
