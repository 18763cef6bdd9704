/// What tells where a customer is, by the names that `calling_hours.evidence` uses.
package enum PlaceSource: String, Sendable, CaseIterable {
  case timeZone = "time_zone"
  case postalCode = "postal_code"
  case state, country
  /// The prefix of the number that is dialed.
  case number
}

/// A customer's own data of his place, as the columns have them; nil is missing.
package struct PlaceAddress: Hashable, Sendable {
  /// An IANA name.
  package var timeZone: String?
  package var postalCode: String?
  package var state: String?
  /// ISO 3166 alpha-2.
  package var country: String?
  package init(timeZone: String? = nil, postalCode: String? = nil, state: String? = nil, country: String? = nil) {
    self.timeZone = timeZone
    self.postalCode = postalCode
    self.state = state
    self.country = country
  }
}
