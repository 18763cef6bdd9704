/// Reads a table of rules from its YAML.
enum RuleTableReader {
  /// The keys of a table.
  static let table = KeyTable([
    .key("table", .identifier, required: true, "the name that calling_hours.rules uses"),
    .key("country", .country, required: true, "the country of all rows"),
    .key("version", .date, required: true, "the day of the last change"),
    .key("rows", .list(.map), required: true, "one rule of one place each"),
    .key("rows[].place", .text, required: true, "US, or US-FL"),
    .key(
      "rows[].purposes", .list(.choice(Campaign.Purpose.allCases.map(\.rawValue))), required: true,
      "the purposes that it binds"),
    .key("rows[].hours", .text, required: true, "when calls are allowed: mon-sat 08:00-20:00"),
    .key("rows[].closed_on", .identifier, "a calendar of days without calls"),
    .key("rows[].citation", .text, required: true, "the statute or regulation"),
    .key("rows[].source", .text, required: true, "where its text was read"),
    .key("rows[].note", .text, "what the row leaves to the campaign"),
  ])

  static func read(_ file: SourceFile) -> (RuleTable?, [Diagnostic]) {
    let (root, found) = YAMLReader.read(file)
    var keys = KeyWalker(table: table, source: SourceText(file), zoneNames: nil)
    keys.add(found)
    guard let root else { return (nil, found) }
    keys.walk(root)
    guard let name = keys.text("table"), let country = keys.text("country"), let version = keys.date("version") else {
      return (nil, keys.findings)
    }
    var result = RuleTable(name: name, country: country, version: version.description, rows: [])
    for path in keys.items("rows") {
      if let row = row(path, of: country, in: &keys) { result.rows.append(row) }
    }
    return (keys.hasErrors ? nil : result, keys.findings)
  }

  private static func row(_ path: String, of country: String, in keys: inout KeyWalker) -> RuleTable.Row? {
    guard let place = keys.text(path + ".place"), let text = keys.text(path + ".hours"),
      let citation = keys.text(path + ".citation"), let source = keys.text(path + ".source")
    else { return nil }
    let hours = ContactHours.read(text)
    if hours == nil, let node = keys.nodes[path + ".hours"] {
      keys.report("bad-value", "`\(text)` are no hours", at: node.span, help: "write `mon-sat 08:00-20:00`")
    }
    if place != country, !place.hasPrefix(country + "-"), let node = keys.nodes[path + ".place"] {
      keys.report("bad-value", "`\(place)` is not in \(country)", at: node.span, help: "write \(country)-XX")
    }
    let calendar = keys.text(path + ".closed_on")
    let closedOn = calendar.flatMap { CalendarBook.shipped.calendar(named: $0) }
    if let calendar, closedOn == nil, let node = keys.nodes[path + ".closed_on"] {
      keys.report(
        "unknown-calendar", "there is no calendar `\(calendar)`", at: node.span, help: "name one that is shipped")
    }
    return hours.map {
      RuleTable.Row(
        place: place, purposes: keys.texts(path + ".purposes").compactMap { Campaign.Purpose(rawValue: $0) }, hours: $0,
        closedOn: closedOn, citation: citation, source: source, note: keys.text(path + ".note"))
    }
  }
}
