/// The zones in which a customer may be: all that the number and the customer's own data allow, never the best guess.
///
/// P is the number's zones; A those of the most specific datum present: time zone, postal code, state, and the country
/// only when neither these nor the number say anything. A empty: P. P empty, or A within P: A. Otherwise both.
package enum CandidateZones {
  /// The zones by some sources alone: the others are taken for missing.
  package static func of(
    phone: PhoneNumber, address: PlaceAddress, trusting sources: [PlaceSource], knownZones: (String) -> Bool
  ) -> [String] {
    guard !sources.isEmpty else {
      return of(
        phone: phone, timeZone: address.timeZone, postalCode: address.postalCode, state: address.state,
        country: address.country, knownZones: knownZones)
    }
    func text(_ source: PlaceSource, _ value: String?) -> String? { sources.contains(source) ? value : nil }
    let nation = nation(of: address, phone: phone)
    let numberSays = sources.contains(.number) && NumberZones.match(phone) != nil
    let countryCounts = sources.contains(.country) && present(address.country) != nil && !numberSays
    let own =
      own(
        PhoneNumber(state: .missing, e164: 0, country: "", type: .unknown), text(.timeZone, address.timeZone),
        text(.postalCode, address.postalCode), text(.state, address.state), nation, knownZones,
        countryCounts: countryCounts)
    let number = sources.contains(.number) ? NumberZones.of(phone) : []
    let zones = own.map { $0.zones.allSatisfy(number.contains) ? $0.zones : $0.zones + number } ?? number
    return zones.allSatisfy(knownZones) ? Set(zones).sorted() : []
  }

  /// In whose states and postal codes an address is to be read when the number itself is not asked for its place.
  private static func nation(of address: PlaceAddress, phone: PhoneNumber) -> String? {
    if let country = present(address.country) { return country }
    let isElsewhere = phone.state == .valid && phone.country != "001" && phone.e164 / 10_000_000_000 != 1
    return isElsewhere ? phone.country : nil
  }

  /// Sorted and unique; empty when nothing is known, or when a zone is not in the database (a doubt means no call).
  /// - Parameters:
  ///   - timeZone: an IANA name; one that the database does not know counts as missing.
  ///   - postalCode: understood for the United States and Canada.
  ///   - state: code or name, understood for the United States and Canada.
  ///   - country: ISO 3166 alpha-2. Without one, state and postal code are read in the number's country.
  ///   - knownZones: whether the database has a zone.
  package static func of(
    phone: PhoneNumber, timeZone: String?, postalCode: String?, state: String?, country: String?,
    knownZones: (String) -> Bool
  ) -> [String] {
    let own = own(phone, timeZone, postalCode, state, country, knownZones)
    let number = NumberZones.of(phone)
    let zones = own.map { $0.zones.allSatisfy(number.contains) ? $0.zones : $0.zones + number } ?? number
    return zones.allSatisfy(knownZones) ? Set(zones).sorted() : []
  }

  /// What the zones rest on, for the decision record: `["state: CA", "number: +1212"]`. No more of a postal code or
  /// number than was used.
  package static func evidence(
    phone: PhoneNumber, timeZone: String?, postalCode: String?, state: String?, country: String?,
    knownZones: (String) -> Bool
  ) -> [String] {
    let own = own(phone, timeZone, postalCode, state, country, knownZones)
    let number = NumberZones.match(phone).map { "number: +\($0.prefix)" }
    return [own?.source, number].compactMap(\.self)
  }

  /// What the customer's own data say, and which datum said it.
  private static func own(
    _ phone: PhoneNumber, _ timeZone: String?, _ postalCode: String?, _ state: String?, _ country: String?,
    _ knownZones: (String) -> Bool, countryCounts: Bool = true
  ) -> (zones: [String], source: String)? {
    if let timeZone = present(timeZone), knownZones(timeZone) { return ([timeZone], "time_zone: \(timeZone)") }
    let countries = addressCountries(country: country, phone: phone)
    if let code = present(postalCode) {
      let found = zones(countries) { StateZones.states(postalCode: code, country: $0) }
      if !found.isEmpty {
        return (found, "postal_code: \(code.uppercased().prefix(code.utf8.first?.isDigit == true ? 3 : 1))")
      }
    }
    if let text = present(state) {
      let codes = countries.compactMap { StateZones.code(of: text, country: $0) }
      let found = zones(countries) { StateZones.code(of: text, country: $0).map { [$0] } ?? [] }
      if let code = codes.first, !found.isEmpty { return (found, "state: \(code)") }
    }
    guard countryCounts, NumberZones.match(phone) == nil, let code = present(country)?.uppercased() else { return nil }
    let found = CountryZones.of(code)
    return found.isEmpty ? nil : (found, "country: \(code)")
  }

  private static func zones(_ countries: [String], states: (String) -> [String]) -> [String] {
    let found = countries.flatMap { country in
      states(country).flatMap { StateZones.zones(state: $0, country: country) }
    }
    return Set(found).sorted()
  }

  /// Whose states and postal codes an address is written in: the country column's; without one the number's, which for
  /// +1 leaves both neighbours (their codes do not collide). An unreadable country makes them unreadable too.
  static func addressCountries(country: String?, phone: PhoneNumber) -> [String] {
    if let country = present(country)?.uppercased() { return named(country) }
    let isElsewhere = phone.state == .valid && phone.country != "001" && phone.e164 / 10_000_000_000 != 1
    return isElsewhere ? named(phone.country) : StateZones.countries
  }

  private static func named(_ country: String) -> [String] {
    if ["AS", "GU", "MP", "PR", "UM", "VI"].contains(country) { return ["US"] }
    return StateZones.countries.contains(country) ? [country] : []
  }

  static func present(_ text: String?) -> String? {
    guard let text, let first = text.firstIndex(where: { !$0.isWhitespace }),
      let last = text.lastIndex(where: { !$0.isWhitespace })
    else { return nil }
    return String(text[first...last])
  }
}
