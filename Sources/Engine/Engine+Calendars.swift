import Campaigns

/// Calendars that run out: an operator is told before nobody can be called.
extension Engine {
  /// How long before the first year without data an operator is told.
  package static var calendarWarning: Interval { .days(60) }

  func calendarCondition(_ c: Int) -> StandingCondition? {
    let today = world.account.zone.local(at: now).date
    let ends = calendars(ofCampaign: c).map { ($0, $0.firstUnknownDay(from: today)) }
    guard let (calendar, day) = ends.min(by: { ($0.1, $0.0.name) < ($1.1, $1.0.name) }) else { return nil }
    let begins = world.account.zone.instant(of: day, minute: 0)
    guard begins <= campaigns[c].lastInstant, begins <= now + Self.calendarWarning else { return nil }
    let id = world.campaigns[c].id
    let remedy =
      calendar.isShipped
      ? "update the program, or write a calendar of your own beside the campaigns: NAME.calendar.yaml"
      : "add the year to \(calendar.name).calendar.yaml, then: dialer reload"
    if day <= today {
      return StandingCondition(
        .calendarOutOfDate, id,
        text:
          "campaign \(id): the calendar \(calendar.name) has no data for \(today.components.year): nobody is called",
        remedy: remedy)
    }
    return StandingCondition(
      .calendarOutOfDateSoon, id,
      text: "campaign \(id): the calendar \(calendar.name) has no data from \(day) on: nobody is called then",
      remedy: remedy)
  }
}
