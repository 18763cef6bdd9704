extension Configuration {
  /// `retention:`: how long records are kept. What is not written is kept for ever: nothing is deleted unasked.
  package struct Retention: Sendable, Equatable {
    /// From the end of the call.
    package var activities: Interval?
    /// Why a call was made, with the local time and what that rests on; from the end of the call.
    package var decisions: Interval?
    /// Addresses of recordings; from the end of the call.
    package var recordings: Interval?
    /// Customers who vanished from their source; from then on.
    package var customersGone: Interval?
    package init(
      activities: Interval? = nil, decisions: Interval? = nil, recordings: Interval? = nil,
      customersGone: Interval? = nil
    ) {
      self.activities = activities
      self.decisions = decisions
      self.recordings = recordings
      self.customersGone = customersGone
    }
  }
}

extension ConfigurationKeys {
  static let retention: [KeySpec] = [
    .key("retention", .map, "how long records are kept; without a key for ever"),
    .key("retention.activities", .duration(.days(1)...long), "Activities, from the end of the call"),
    .key("retention.decisions", .duration(.days(1)...long), "why a call was made, from the end of the call"),
    .key("retention.recordings", .duration(.days(1)...long), "recordings, from the end of the call"),
    .key("retention.customers_gone", .duration(.days(1)...long), "customers who vanished from their source"),
  ]
}

extension ConfigurationDecoder {
  func retention() -> Configuration.Retention {
    Configuration.Retention(
      activities: keys.interval("retention.activities"), decisions: keys.interval("retention.decisions"),
      recordings: keys.interval("retention.recordings"), customersGone: keys.interval("retention.customers_gone"))
  }
}
