import Campaigns

/// What of a customer narrows the hours of his calls: where he may be, and when he wants to be called. Customers who
/// share it share the hours.
package struct HoursPlace: Hashable, Sendable {
  /// Candidate zones, sorted; empty: none is known.
  package var zones: [String]
  /// Candidate states (`CandidateStates`); empty where no table of rules holds.
  package var states: [String]
  /// The customer's own hours, where the campaign respects them and he has any.
  package var contact: WeeklyWindows?

  static let unknown = HoursPlace(zones: [], states: [], contact: nil)
}

/// Reads the places of customers' rows.
struct PlaceReader: Sendable {
  private let columns: Columns
  private let zones: ZoneDatabase
  private let hasRules: Bool
  private let zone: Int?
  private let postal: Int?
  private let region: Int?
  private let nation: Int?

  init(columns: Columns, zones: ZoneDatabase, rules: [RuleTable]) {
    self.columns = columns
    self.zones = zones
    hasRules = !rules.isEmpty
    zone = columns.index(of: "time_zone")
    postal = columns.index(of: "postal_code")
    region = columns.index(of: "state")
    nation = columns.index(of: "country")
  }

  func address(of customer: Customer) -> PlaceAddress {
    func text(_ index: Int?) -> String? {
      index.flatMap { customer.fields.indices.contains($0) ? customer.fields[$0] : nil }
    }
    return PlaceAddress(timeZone: text(zone), postalCode: text(postal), state: text(region), country: text(nation))
  }

  /// Without the customer's own hours.
  func place(of phone: PhoneNumber, _ address: PlaceAddress, trusting sources: [PlaceSource]) -> HoursPlace {
    HoursPlace(
      zones: CandidateZones.of(
        phone: phone, address: address, trusting: sources, knownZones: { zones.rules(named: $0) != nil }),
      states: hasRules ? CandidateStates.of(phone: phone, address: address) : [], contact: nil)
  }

  /// The customer's own hours for a campaign; nil where it respects none, where he has none, and where they are
  /// unreadable.
  func contact(of customer: Customer, _ column: String?) -> WeeklyWindows? {
    column.flatMap { customer.text(of: $0, columns: columns) }.flatMap { ContactHours.read($0) }
  }
}
