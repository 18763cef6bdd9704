/// Turns what the key table accepted below `tests:` into cases.
struct CaseDecoder {
  var keys: KeyWalker
  /// nil: columns cannot be checked.
  let columns: Columns?

  /// The cases without mistakes; every mistake is a finding of `keys`.
  mutating func cases() -> [TestCase] {
    keys.items("tests").compactMap { decode($0) }
  }

  private mutating func decode(_ path: String) -> TestCase? {
    guard let node = keys.nodes[path], node.entries != nil, let name = keys.text(path + ".name") else { return nil }
    let at = keys.instant(path + ".at")
    let customer = fields(path + ".customer")
    let expectations = keys.each(path + ".expect").compactMap { expectation($0, path, at) }
    guard !expectations.isEmpty else {
      if let list = keys.nodes[path + ".expect"], list.items?.isEmpty == true {
        keys.report("bad-value", "the case expects nothing", at: list.span, help: "write `expect: call`, or a refusal")
      }
      return nil
    }
    return TestCase(
      name: name, place: place(node), customer: customer,
      history: keys.items(path + ".history").compactMap { past($0) },
      spent: TestCase.Spent(
        campaign: keys.money(path + ".spent.campaign") ?? .zero,
        campaignDay: keys.money(path + ".spent.campaign_day") ?? .zero,
        accountDay: keys.money(path + ".spent.account_day") ?? .zero,
        accountMonth: keys.money(path + ".spent.account_month") ?? .zero),
      live: keys.integer(path + ".live") ?? 0, confirmations: confirmations(path), expectations: expectations)
  }

  private func place(_ node: YAMLNode) -> Diagnostic.Place { keys.source.place(node.span) }

  // MARK: - The customer

  private mutating func fields(_ path: String) -> [TestCase.Field] {
    var fields: [TestCase.Field] = []
    for entry in keys.nodes[path]?.entries ?? [] {
      let type = columns?.index(of: entry.key).flatMap { columns?.types[$0] }
      if let columns, type == nil { unknownColumn(entry, columns) }
      guard let value = text(entry, type ?? .text, path: path + "." + entry.key) else { continue }
      fields.append(TestCase.Field(column: entry.key, value: value))
    }
    return fields
  }

  private mutating func unknownColumn(_ entry: YAMLNode.Entry, _ columns: Columns) {
    keys.report(
      "unknown-column", "the customers have no column `\(entry.key)`", at: entry.keySpan,
      help: NearestWord.of(entry.key, in: columns.names).map { "did you mean `\($0)`?" }
        ?? "the columns are " + columns.names.joined(separator: ", "))
  }

  private mutating func text(_ entry: YAMLNode.Entry, _ type: ColumnType, path: String) -> String? {
    if let items = entry.value.items {
      guard case .list(let separator) = type else {
        if columns != nil {
          keys.report(
            "wrong-type", "`\(entry.key)` holds no list", at: entry.value.span,
            help: "write one value, or declare the column as a list in dialer.yaml")
        }
        return items.compactMap(\.scalar).joined(separator: ";")
      }
      return items.compactMap(\.scalar).joined(separator: separator)
    }
    guard let text = keys.text(path) else { return nil }
    if columns != nil, ColumnValue(text, type: type) == nil {
      keys.report(
        "bad-value", "`\(text)` is no \(type.keyword), which the column `\(entry.key)` holds", at: entry.value.span,
        help: "write it as the customer file does")
    }
    return text
  }

  // MARK: - What happened, and what is expected

  private func past(_ path: String) -> TestCase.Past? {
    guard let at = keys.instant(path + ".at") else { return nil }
    return TestCase.Past(
      at: at, disposition: keys.text(path + ".disposition") ?? "no-answer", campaign: keys.text(path + ".campaign"),
      talk: keys.interval(path + ".talk") ?? .zero,
      cost: keys.money(path + ".cost") ?? .zero)
  }

  private func confirmations(_ path: String) -> [TestCase.Confirmed] {
    keys.items(path + ".confirmations").compactMap { item in
      guard let country = keys.text(item) ?? keys.text(item + ".country") else { return nil }
      return TestCase.Confirmed(
        country: country, at: keys.instant(item + ".at"), maxCalls: keys.integer(item + ".max_calls"),
        maxSpend: keys.money(item + ".max_spend"))
    }
  }

  private mutating func expectation(_ path: String, _ test: String, _ at: Instant?) -> TestCase.Expectation? {
    guard let node = keys.nodes[path], !keys.hasErrors(within: node.span) else { return nil }
    guard let instant = keys.instant(path + ".at") ?? at else {
      keys.report(
        "missing-key", "nobody can tell when this is expected", at: node.span,
        help: "add `at: 2027-03-02T09:00:00-05:00` to the case, or to each expectation")
      return nil
    }
    let isCall = keys.text(path) == "call" || keys.boolean(path + ".call") == true
    let reason = keys.text(path + ".refused")
    guard isCall != (reason != nil), keys.boolean(path + ".call") != false else {
      keys.report(
        "bad-value", "an expectation is either a call or one refusal", at: node.span,
        help: "write `call`, `{at: …, call: true}` or `{refused: REASON, clears_at: …}`")
      return nil
    }
    let clearsAt = keys.instant(path + ".clears_at")
    if isCall, clearsAt != nil {
      keys.report("bad-value", "a call clears nothing", at: node.span, help: "delete `clears_at`")
    }
    return TestCase.Expectation(
      at: instant, verdict: reason.map { .refused($0, clearsAt: clearsAt) } ?? .call, place: place(node))
  }
}

/// Reads `NAME.test.yaml`: `campaign:` and `tests:`.
package enum CaseFileReader {
  /// How the names of such files end.
  package static let suffix = ".test.yaml"

  /// - Parameters:
  ///   - campaigns: ids that a file can name.
  ///   - columns: the customers' columns; nil: they cannot be checked.
  /// - Returns: the campaign's id and its cases, and all findings sorted by place.
  package static func read(
    _ file: SourceFile, campaigns: [String], columns: Columns?
  ) -> (campaign: String?, cases: [TestCase], findings: [Diagnostic]) {
    let (root, findings) = YAMLReader.read(file)
    guard let root else { return (nil, [], findings) }
    var keys = KeyWalker(table: CaseKeys.file, source: SourceText(file), zoneNames: nil, findings: findings)
    keys.walk(root)
    if let id = keys.text("campaign"), let node = keys.nodes["campaign"], !campaigns.contains(id) {
      keys.report(
        "bad-value", "there is no campaign `\(id)`", at: node.span,
        help: NearestWord.of(id, in: campaigns).map { "did you mean `\($0)`?" }
          ?? "the campaigns are " + campaigns.joined(separator: ", "))
    }
    keys.warnOfNumbers(in: root)
    var decoder = CaseDecoder(keys: keys, columns: columns)
    let cases = decoder.cases()
    return (decoder.keys.text("campaign"), cases, Diagnostic.sorted(decoder.keys.findings))
  }
}
