/// A stretch of a civil day in minutes from midnight: end exclusive, 24:00 is 1,440; never across midnight.
package struct DayWindow: Sendable, Hashable {
  package var opens: Int16
  package var closes: Int16
  package init(opens: Int16, closes: Int16) {
    self.opens = opens
    self.closes = closes
  }
}

/// The open windows of each weekday, 0 Monday … 6 Sunday, sorted and not overlapping.
package struct WeeklyWindows: Sendable, Hashable {
  package var days: [[DayWindow]]
  package init(days: [[DayWindow]]) {
    precondition(days.count == 7)
    self.days = days
  }
}

/// A date (or part of one) on which a campaign makes no call.
package struct ClosedDate: Sendable, Hashable {
  package var first: CivilDate
  /// Inclusive.
  package var last: CivilDate
  package var name: String?
  /// The part of the day that is closed; nil: the whole day.
  package var hours: DayWindow?
  package init(first: CivilDate, last: CivilDate, name: String? = nil, hours: DayWindow? = nil) {
    self.first = first
    self.last = last
    self.name = name
    self.hours = hours
  }
}
