/// `segment.due` of a campaign: when a customer's turn comes, counted back from a date that the customer has.
package struct DueRule: Sendable, Equatable {
  /// So many days before the date.
  package struct Lead: Sendable, Equatable, CustomStringConvertible {
    package var days: Int
    /// Monday to Friday less the campaign's `holidays` and `closed`; false: every day.
    package var isWorking: Bool
    package init(days: Int, isWorking: Bool = false) {
      self.days = days
      self.isWorking = isWorking
    }

    /// Reads `10d`, `10 days` or `10 working days`, up to ten years; nil for anything else.
    package init?(_ text: String) {
      let words = text.split(separator: " ", omittingEmptySubsequences: false)
      let number: Substring
      switch words.count {
      case 1 where text.last == "d":
        number = text.dropLast()
        isWorking = false
      case 2 where ["day", "days"].contains(words[1]):
        number = words[0]
        isWorking = false
      case 3 where words[1] == "working" && ["day", "days"].contains(words[2]):
        number = words[0]
        isWorking = true
      default: return nil
      }
      guard let days = Literal.decimal(number, places: 0), (0...3_650).contains(days) else { return nil }
      self.days = Int(days)
    }

    package var description: String { isWorking ? "\(days) working days" : "\(days)d" }
  }

  /// A date or instant column.
  package var by: String
  /// The first day is so long before that date; nil: any earlier day will do.
  package var notBefore: Lead?
  /// The last day is so long before it; nil: the date itself is the last.
  package var notAfter: Lead?

  package init(by: String, notBefore: Lead? = nil, notAfter: Lead? = nil) {
    self.by = by
    self.notBefore = notBefore
    self.notAfter = notAfter
  }

  /// From when until when a customer is due; `.never` without a date, or when a calendar has no data for a day on the
  /// way: a doubt means no call.
  /// - Parameters:
  ///   - working: the campaign's working days.
  ///   - zone: where the campaign's days begin.
  package func span(
    of customer: Customer, columns: Columns, working: WorkingDays, zone: ZoneRules
  ) -> TimeSpan {
    let date: CivilDate
    switch customer.value(of: by, columns: columns) {
    case .date(let day): date = day
    case .instant(let instant): date = zone.local(at: instant).date
    default: return .never
    }
    guard let last = Self.day(notAfter ?? Lead(days: 0), before: date, working: working) else { return .never }
    var from = Instant.distantPast
    if let notBefore {
      guard let first = Self.day(notBefore, before: date, working: working) else { return .never }
      from = zone.instant(of: first, minute: 0)
    }
    return TimeSpan(from: from, until: zone.instant(of: last + 1, minute: 0))
  }

  private static func day(_ lead: Lead, before date: CivilDate, working: WorkingDays) -> CivilDate? {
    lead.isWorking ? working.date(lead.days, before: date) : date + -lead.days
  }

  var canonical: JSON {
    .object([
      ("by", .string(by)), ("not_before", .optional(notBefore?.description)),
      ("not_after", .optional(notAfter?.description)),
    ])
  }
}
