/// `consent` and `segment.due`: columns of a customer that decide whether, and when, he may be called.
extension CampaignDecoder {
  mutating func consent() -> ConsentRule? {
    guard let column = keys.text("consent.column") else { return nil }
    let rule = ConsentRule(
      column: column, givenAt: keys.text("consent.at"), proof: keys.text("consent.proof"),
      maxAge: keys.interval("consent.max_age"))
    checkColumn("consent.column", is: [.boolean, .text], help: Self.declaresBoolean)
    checkColumn("consent.at", is: [.date, .instant], help: Self.declaresDate)
    checkColumn("consent.proof", is: nil, help: "")
    if rule.maxAge != nil, rule.givenAt == nil, let node = keys.nodes["consent.max_age"] {
      keys.report(
        "missing-key", "`consent.max_age` counts from the day of consent, and `consent.at` is missing", at: node.span,
        help: "add `at: COLUMN`, the column with the date of the consent")
    }
    return rule
  }

  mutating func due() -> DueRule? {
    guard let by = keys.text("segment.due.by") else { return nil }
    checkColumn("segment.due.by", is: [.date, .instant], help: Self.declaresDate)
    let rule = DueRule(by: by, notBefore: lead("segment.due.not_before"), notAfter: lead("segment.due.not_after"))
    if !keys.keys("segment.due").contains(where: { $0 != "by" }), let node = keys.nodes["segment.due"] {
      keys.report(
        "missing-key", "`segment.due` has neither `not_before` nor `not_after`", at: node.span,
        help: "add `not_before: 10 working days`, `not_after: 1d` or both")
    }
    if let first = rule.notBefore, let last = rule.notAfter, first.isWorking == last.isWorking,
      first.days < last.days, let node = keys.nodes["segment.due.not_after"]
    {
      keys.report(
        "schedule-order", "nobody is ever due: \(last) before the date comes earlier than \(first) before it",
        at: node.span, help: "`not_before` is the longer of the two: both count back from the date")
    }
    return rule
  }

  mutating func onePer() -> Campaign.Segment.OnePer? {
    guard let name = keys.text("segment.one_per"), let node = keys.nodes["segment.one_per"] else { return nil }
    if name == "number" { return .number }
    return isKnown(name, at: source.place(node.span)) ? .column(name) : nil
  }

  private static let declaresBoolean = "declare it boolean in dialer.yaml (customers, columns)"
  private static let declaresDate = "declare it date or instant in dialer.yaml (customers, columns)"

  private mutating func lead(_ path: String) -> DueRule.Lead? {
    guard let text = keys.text(path), let node = keys.nodes[path] else { return nil }
    if let lead = DueRule.Lead(text) { return lead }
    keys.report(
      "bad-value", "`\(path)`: `\(text)` is no number of days", at: node.span,
      help: "write days such as 10d, or `10 working days`")
    return nil
  }

  /// - Parameter types: what the column may be; nil: anything.
  private mutating func checkColumn(_ path: String, is types: [ColumnType]?, help: String) {
    guard let column = keys.text(path), let node = keys.nodes[path], let columns else { return }
    guard let index = columns.index(of: column) else {
      keys.report(
        "unknown-column", "the customers have no column `\(column)`", at: node.span,
        help: NearestWord.of(column, in: columns.names).map { "did you mean `\($0)`?" }
          ?? "the columns are " + columns.names.joined(separator: ", "))
      return
    }
    let type = columns.types[index]
    guard let types, !types.contains(where: { $0.keyword == type.keyword }) else { return }
    keys.report("column-type", "`\(path)` cannot be read from \(type.name): `\(column)`", at: node.span, help: help)
  }
}
