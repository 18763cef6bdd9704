/// Decodes `segment.where` and checks it against the columns.
struct ConditionDecoder {
  let columns: Columns?
  private(set) var findings: [Diagnostic] = []
  private let source: SourceText

  /// An outcome that `last_outcome` is compared with.
  struct AskedOutcome {
    var name: String
    /// Only of this campaign's calls.
    var isHere: Bool
    var span: YAMLSpan
  }

  /// In the order of the file.
  private(set) var outcomes: [AskedOutcome] = []
  /// `last_called: {older_than: 7d}`, also of this campaign's calls alone.
  struct Rest {
    var isHere: Bool
    var days: Int
    var span: YAMLSpan
  }

  /// Those that must hold by themselves: neither in `any` nor in `not`.
  private(set) var rests: [Rest] = []
  /// How many `any` and `not` stand around what is decoded.
  private var alternatives = 0

  /// Every comparison of the language.
  static let comparisons = [
    "contains", "starts_with", "ends_with", "exists", "at_least", "more_than", "less_than", "at_most", "before",
    "after", "in_next", "in_last", "older_than",
  ]

  init(columns: Columns?, source: SourceText) {
    self.columns = columns
    self.source = source
  }

  private mutating func report(_ rule: String, _ message: String, at span: YAMLSpan, help: String) {
    findings.append(
      Diagnostic(severity: .error, rule: rule, message: message, help: help, place: source.place(span)))
  }

  /// A map: all of its entries; a list: all of its items; a text: a boolean column that must be true.
  mutating func decode(_ node: YAMLNode) -> Condition? {
    switch node.content {
    case .mapping(let entries):
      guard !entries.isEmpty else { break }
      let parts = entries.compactMap { decode($0) }
      return parts.count == 1 ? parts[0] : .all(parts)
    case .sequence(let items):
      guard !items.isEmpty else { break }
      return .all(items.compactMap { decode($0) })
    case .scalar(let column, _):
      guard !node.isNothing else { break }
      return standingAlone(column, node.span)
    }
    report("wrong-type", "a condition is missing here", at: node.span, help: "write `column: value`, or delete `where`")
    return nil
  }

  private mutating func decode(_ entry: YAMLNode.Entry) -> Condition? {
    switch entry.key {
    case "all": return list(entry).map { .all($0) }
    case "any", "not":
      alternatives += 1
      defer { alternatives -= 1 }
      return entry.key == "any" ? list(entry).map { .any($0) } : decode(entry.value).map { .not($0) }
    default: break
    }
    guard let type = type(of: entry.key, at: entry.keySpan),
      let test = test(entry.value, column: entry.key, type: type)
    else { return nil }
    if let field = HistoryField(entry.key) { note(field, test, entry.value) }
    return .leaf(Condition.Leaf(column: entry.key, test: test, line: entry.keySpan.line))
  }

  /// What the campaign's other keys have to be asked about.
  private mutating func note(_ field: HistoryField, _ test: Condition.Test, _ node: YAMLNode) {
    if case .olderThan(let days) = test, field.fact == .lastCalled, alternatives == 0 {
      rests.append(Rest(isHere: field.isHere, days: days, span: node.span))
    }
    guard field.fact == .lastOutcome else { return }
    let items = node.items ?? [node]
    switch test {
    case .equals, .oneOf:
      outcomes += items.map { AskedOutcome(name: $0.scalar ?? "", isHere: field.isHere, span: $0.span) }
    default: break
    }
  }

  private mutating func list(_ entry: YAMLNode.Entry) -> [Condition]? {
    guard let items = entry.value.items, !items.isEmpty else {
      report(
        "wrong-type", "`\(entry.key)` must be a list, and this is \(entry.value.kindName)", at: entry.value.span,
        help: "write one condition per line, each beginning with `- `")
      return nil
    }
    return items.compactMap { decode($0) }
  }

  private mutating func standingAlone(_ column: String, _ span: YAMLSpan) -> Condition? {
    guard let type = type(of: column, at: span) else { return nil }
    if let known = type.known, known != .boolean {
      report(
        "column-type", "`\(column)` stands alone, and it is \(known.name), not a boolean column", at: span,
        help: "write `\(column): value`, or declare it boolean in dialer.yaml")
      return nil
    }
    return .leaf(Condition.Leaf(column: column, test: .isTrue, line: span.line))
  }

  /// The column's type; `known` is nil when the columns cannot be checked. The whole is nil after a finding.
  private mutating func type(of column: String, at span: YAMLSpan) -> (known: ColumnType?, Void)? {
    if let field = HistoryField(column) { return (field.type, ()) }
    if column.hasPrefix(HistoryField.prefix) {
      report(
        "unknown-column", "there is no history `\(column)`", at: span,
        help: NearestWord.of(column, in: HistoryField.names).map { "did you mean `\($0)`?" }
          ?? "the names are " + HistoryField.names.joined(separator: ", "))
      return nil
    }
    if Columns.ofPhone.contains(column) { return (.text, ()) }
    guard let columns else { return (nil, ()) }
    if let index = columns.index(of: column) { return (columns.types[index], ()) }
    let known = columns.names + Columns.ofPhone
    report(
      "unknown-column", "the customers have no column `\(column)`", at: span,
      help: NearestWord.of(column, in: known).map { "did you mean `\($0)`?" }
        ?? "the columns are " + known.joined(separator: ", "))
    return nil
  }

  private mutating func test(_ node: YAMLNode, column: String, type: (known: ColumnType?, Void)) -> Condition.Test? {
    switch node.content {
    case .scalar(let text, _):
      guard !node.isNothing else { break }
      return equals(text, column, type.known, node.span) ? .equals(text) : nil
    case .sequence(let items):
      let texts = items.compactMap { $0.isNothing ? nil : $0.scalar }
      guard !items.isEmpty, texts.count == items.count else { break }
      let fits = zip(texts, items).map { equals($0, column, type.known, $1.span) }
      return fits.allSatisfy { $0 } ? .oneOf(texts) : nil
    case .mapping(let entries):
      guard entries.count == 1, let entry = entries.first else { break }
      return comparison(entry, column: column, type: type.known)
    }
    report(
      "wrong-type", "`\(column)` must be compared with a text, a list of texts or one comparison", at: node.span,
      help: "write `\(column): value`, `\(column): [a, b]` or `\(column): {exists: true}`; combine several with `all`")
    return nil
  }

  /// Whether a value can equal what the column holds; reports it when not.
  private mutating func equals(_ text: String, _ column: String, _ type: ColumnType?, _ span: YAMLSpan) -> Bool {
    let expected: String? =
      switch type {
      case .list: "tested with {contains: \(text)}: it is a list"
      case .hours: "tested only with {exists: true}: it holds hours"
      case .boolean where !["true", "false"].contains(text): "true or false"
      case .number where Literal.decimal(text, places: 6) == nil, .money where Literal.money(text) == nil:
        "a number such as 100 or 0.5"
      case .date where CivilDate(iso8601: text) == nil: "a date such as 2027-03-01"
      case .instant where Instant(rfc3339: text) == nil: "an instant such as 2027-03-01T09:00:00Z"
      default: phoneExpectation(text, column)
      }
    guard let expected else { return true }
    report("column-type", "`\(column)` cannot equal `\(text)`", at: span, help: "it must be \(expected)")
    return false
  }

  private func phoneExpectation(_ text: String, _ column: String) -> String? {
    switch column {
    case "phone.country" where !Literal.isCountry(text): "two capital letters such as US"
    case "phone.type" where NumberType(rawValue: text) == nil:
      "one of " + NumberType.allCases.map(\.rawValue).joined(separator: ", ")
    case "phone.area" where text.utf8.count != 3 || !text.utf8.allSatisfy(\.isDigit): "three digits such as 212"
    default: nil
    }
  }

  private mutating func comparison(_ entry: YAMLNode.Entry, column: String, type: ColumnType?) -> Condition.Test? {
    guard Self.comparisons.contains(entry.key) else {
      report(
        "unknown-key", "there is no comparison `\(entry.key)`", at: entry.keySpan,
        help: NearestWord.of(entry.key, in: Self.comparisons).map { "did you mean `\($0)`?" }
          ?? "the comparisons are " + Self.comparisons.joined(separator: ", "))
      return nil
    }
    guard let text = entry.value.scalar, !entry.value.isNothing else {
      report(
        "wrong-type", "`\(entry.key)` must be text, and this is \(entry.value.kindName)", at: entry.value.span,
        help: "write `{\(entry.key): value}`")
      return nil
    }
    guard let (test, fits) = parse(entry.key, text) else {
      report(
        "bad-value", "`\(text)` is no value for `\(entry.key)`", at: entry.value.span,
        help: "write " + Self.expectation(entry.key))
      return nil
    }
    if let type, !type.isAny(of: fits) {
      report(
        "column-type", "`\(column)` is \(type.name), which `\(entry.key)` cannot compare", at: entry.keySpan,
        help: "declare its type in dialer.yaml (customers, columns), or use another comparison")
      return nil
    }
    return test
  }

  private static func expectation(_ name: String) -> String {
    switch name {
    case "exists": "true or false"
    case "at_least", "more_than", "less_than", "at_most": "a number such as 100 or 0.5"
    case "before", "after": "a date such as 2027-03-01"
    case "in_next", "in_last", "older_than": "whole days such as 30d"
    default: "text"
    }
  }

  private func parse(_ name: String, _ text: String) -> (Condition.Test, fits: String)? {
    switch name {
    case "contains": return text.isEmpty ? nil : (.contains(text), "text list")
    case "starts_with": return text.isEmpty ? nil : (.startsWith(text), "text")
    case "ends_with": return text.isEmpty ? nil : (.endsWith(text), "text")
    case "exists": return text == "true" || text == "false" ? (.exists(text == "true"), "") : nil
    case "before": return CivilDate(iso8601: text).map { (.before($0), "date instant") }
    case "after": return CivilDate(iso8601: text).map { (.after($0), "date instant") }
    case "in_next": return Self.days(text).map { (.inNext(days: $0), "date instant") }
    case "in_last": return Self.days(text).map { (.inLast(days: $0), "date instant") }
    case "older_than": return Self.days(text).map { (.olderThan(days: $0), "date instant") }
    default: break
    }
    guard let micros = Literal.decimal(text, places: 6) else { return nil }
    switch name {
    case "at_least": return (.atLeast(micros), "number money")
    case "more_than": return (.moreThan(micros), "number money")
    case "less_than": return (.lessThan(micros), "number money")
    default: return (.atMost(micros), "number money")
    }
  }

  private static func days(_ text: String) -> Int? {
    guard text.last == "d", let days = Literal.decimal(text.dropLast(), places: 0), (0...36_500).contains(days) else {
      return nil
    }
    return Int(days)
  }
}

extension ColumnType {
  /// How diagnostics name it: `a number column`.
  var name: String { (keyword == "instant" ? "an " : "a ") + keyword + " column" }

  /// The word of `customers[].columns`.
  package var keyword: String {
    switch self {
    case .text: "text"
    case .number: "number"
    case .money: "money"
    case .boolean: "boolean"
    case .date: "date"
    case .instant: "instant"
    case .list: "list"
    case .hours: "hours"
    }
  }

  /// Whether it is one of some keywords in one text; no keyword at all means any type.
  fileprivate func isAny(of keywords: String) -> Bool {
    keywords.isEmpty || keywords.split(separator: " ").contains { $0 == keyword }
  }
}

extension Columns {
  /// What the telephone number itself answers.
  package static let ofPhone = ["phone.country", "phone.type", "phone.area"]
}
