/// What narrows the calling hours beside their windows: calendars, the customer's own hours, and which evidence of the
/// place counts.
extension CampaignDecoder {
  typealias Narrowing = (holidays: [HolidayCalendar], respect: String?, evidence: [PlaceSource])

  mutating func narrowing() -> Narrowing { (holidays(), respectedColumn(), evidence()) }

  /// Each calendar once, by name: their order changes nothing.
  private mutating func holidays() -> [HolidayCalendar] {
    var found: [String: HolidayCalendar] = [:]
    for path in keys.items("calling_hours.holidays") {
      guard let name = keys.text(path), let node = keys.nodes[path] else { continue }
      guard let calendar = calendars.calendar(named: name) else {
        keys.report(
          "unknown-calendar", "there is no calendar `\(name)`", at: node.span,
          help: NearestWord.of(name, in: calendars.names).map { "did you mean `\($0)`?" }
            ?? "the calendars are \(calendars.names.joined(separator: ", ")); others are files "
            + "NAME\(CalendarReader.suffix) beside the campaigns")
        continue
      }
      found[name] = calendar
    }
    return found.keys.sorted().compactMap { found[$0] }
  }

  private mutating func respectedColumn() -> String? {
    let path = "calling_hours.respect"
    guard let column = keys.text(path), let node = keys.nodes[path], isKnown(column, at: source.place(node.span)) else {
      return nil
    }
    guard let columns, columns.index(of: column) != nil || Columns.ofPhone.contains(column) else { return column }
    let type = columns.type(of: column)
    if Columns.ofPhone.contains(column) || (type != .text && type != .hours) {
      keys.report(
        "column-type", "`\(column)` holds no hours", at: node.span,
        help: "name a column of text or hours with values such as `mon-fri 17:00-20:00`")
    }
    return column
  }

  private mutating func evidence() -> [PlaceSource] {
    let path = "calling_hours.evidence"
    if let node = keys.nodes[path], node.items?.isEmpty == true {
      keys.report(
        "bad-value", "`\(path)` trusts no source at all: nobody could be called", at: node.span,
        help: "name one of \(PlaceSource.allCases.map(\.rawValue).joined(separator: ", ")), or delete the key")
    }
    let named = Set(keys.texts(path))
    return PlaceSource.allCases.filter { named.contains($0.rawValue) }
  }
}

extension Campaign.CallingHours {
  mutating func take(_ narrowing: CampaignDecoder.Narrowing) {
    (holidays, respect, evidence) = narrowing
  }
}
