/// Reads calendars beside the campaigns: `NAME.calendar.yaml`.
///
/// ```yaml
/// calendar: office
/// origin: works council, list of 2026-11-02
/// years:
///   2027: [2027-01-01, 2027-12-24]
///   2028: []
/// ```
package enum CalendarReader {
  /// How the names of such files end.
  package static let suffix = ".calendar.yaml"

  /// The keys of a calendar file.
  static let table = KeyTable([
    .key("calendar", .identifier, required: true, "the name that calling_hours.holidays uses"),
    .key("origin", .text, required: true, "where the days come from"),
    .key("years", .map, required: true, "the days of each year; a year that is not listed blocks"),
    .key("years.*", .list(.date), "a year: its days"),
  ])

  /// The shipped calendars and those of the files.
  package static func read(_ files: [SourceFile]) -> (CalendarBook, [Diagnostic]) {
    var book = CalendarBook.shipped
    var findings: [Diagnostic] = []
    for file in files.sorted(by: { $0.path < $1.path }) {
      var decoder = CalendarDecoder(source: SourceText(file))
      let (root, found) = YAMLReader.read(file)
      decoder.keys.add(found)
      if let calendar = root.flatMap({ decoder.decode($0, known: book) }), !decoder.keys.hasErrors {
        book.add(calendar)
      }
      findings += decoder.keys.findings
    }
    return (book, Diagnostic.sorted(findings))
  }
}

/// Turns one calendar file into a calendar.
private struct CalendarDecoder {
  var keys: KeyWalker

  init(source: SourceText) { keys = KeyWalker(table: CalendarReader.table, source: source, zoneNames: nil) }

  mutating func decode(_ root: YAMLNode, known: CalendarBook) -> HolidayCalendar? {
    keys.walk(root)
    if let name = keys.text("calendar"), known.calendar(named: name) != nil, let node = keys.nodes["calendar"] {
      keys.report(
        "bad-value", "there is a calendar `\(name)` already", at: node.span,
        help: "give it a name of its own; shipped are " + CalendarBook.shipped.names.joined(separator: ", "))
    }
    var (years, days): ([Int], [CivilDate]) = ([], [])
    for key in keys.keys("years") {
      guard let year = Int(key), (1970...2100).contains(year) else {
        if let node = keys.nodes["years." + key] {
          keys.report("bad-value", "`\(key)` is no year", at: node.span, help: "write a year such as 2027")
        }
        continue
      }
      years.append(year)
      for path in keys.items("years." + key) {
        guard let date = keys.date(path), let node = keys.nodes[path] else { continue }
        days.append(date)
        guard date.components.year != year else { continue }
        keys.report(
          "bad-value", "\(date) is not in \(year)", at: node.span, help: "list each day under its own year")
      }
    }
    guard let name = keys.text("calendar"), let origin = keys.text("origin") else { return nil }
    return HolidayCalendar(name: name, origin: origin, years: years, days: days)
  }
}
