/// The hours that the laws of a country and its states allow, as far as anybody has written them down here.
///
/// A place without a row is not a place without a law: it is shown as `no-rule-known`.
package struct RuleTable: Sendable, Equatable {
  /// By which `calling_hours.rules` of dialer.yaml names it.
  package var name: String
  /// ISO 3166 alpha-2.
  package var country: String
  /// The day of its last change.
  package var version: String
  package var rows: [Row]

  /// One rule of one place.
  package struct Row: Sendable, Equatable {
    /// `US` for the whole country, `US-FL` for a state.
    package var place: String
    /// The purposes that it binds.
    package var purposes: [Campaign.Purpose]
    /// When calls are allowed, in the called person's own time.
    package var hours: WeeklyWindows
    /// Holidays on which no call is allowed.
    package var closedOn: HolidayCalendar?
    /// The statute or regulation.
    package var citation: String
    /// Where its text was read.
    package var source: String
    /// What the row leaves to the campaign.
    package var note: String?
  }

  /// Those that come with the program, by name.
  package static let shipped: [RuleTable] = [USRules.text].compactMap { text in
    RuleTableReader.read(SourceFile(path: "rules", bytes: Array(text.utf8))).0
  }

  /// `us 2026-11-23`.
  package var text: String { "\(name) \(version)" }
}

/// The rules that bind a call of one purpose to one customer.
package struct RuleFinding: Sendable, Equatable {
  /// All of them hold: the strictest wins.
  package var rows: [(table: RuleTable, row: RuleTable.Row)] = []
  /// Candidate places for which no row of their own is known, sorted.
  package var unknown: [String] = []

  package static func == (a: RuleFinding, b: RuleFinding) -> Bool {
    a.unknown == b.unknown && a.rows.map(\.row) == b.rows.map(\.row)
  }

  /// What the rules leave open.
  package var narrowing: OpenHours.Narrowing {
    OpenHours.Narrowing(windows: rows.map(\.row.hours), calendars: rows.compactMap(\.row.closedOn))
  }

  /// `US-FL daily 08:00-20:00 (Fla. Stat. § 501.616(6)(a)), US-CA no-rule-known`.
  package var text: String {
    (rows.map { "\($0.row.place) \($0.row.hoursText) (\($0.row.citation))" } + unknown.map { "\($0) no-rule-known" })
      .joined(separator: ", ")
  }

  /// The tables that were asked for it: `us 2026-11-23`.
  package static func versions(of tables: [RuleTable]) -> String { tables.map(\.text).joined(separator: ", ") }
}

extension RuleTable.Row {
  package var hoursText: String { hours.text + (closedOn.map { ", not on \($0.name)" } ?? "") }
}

extension [RuleTable] {
  /// The rows that bind, and the places without one of their own.
  /// - Parameter places: candidate states (`CandidateStates`): with a bare country, every row of it could be the one.
  package func rules(for places: [String], purpose: Campaign.Purpose) -> RuleFinding {
    var finding = RuleFinding()
    for table in self {
      let inside = places.filter { $0 == table.country || $0.hasPrefix(table.country + "-") }
      guard !inside.isEmpty else { continue }
      finding.rows += table.rows.filter { row in
        row.purposes.contains(purpose)
          && (row.place == table.country || inside.contains(row.place) || inside.contains(table.country))
      }.map { (table, $0) }
    }
    let bound = Set(finding.rows.map(\.row.place))
    finding.unknown = places.filter { !bound.contains($0) }.sorted()
    return finding
  }
}
