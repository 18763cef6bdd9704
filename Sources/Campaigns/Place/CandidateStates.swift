/// The states in which a customer may be, as tables of rules name places: `US-FL`; a country where no state is known.
///
/// P is the number's: the states of its area code, else its country. A is the address's: of the postal code, else the
/// state, and the country only when neither these nor the number say anything. A empty: P. P empty, or A within P: A.
/// Otherwise both.
package enum CandidateStates {
  /// Sorted and unique; empty when nothing is known.
  package static func of(phone: PhoneNumber, address: PlaceAddress) -> [String] {
    let own = own(phone, address)
    let number = ofNumber(phone)
    if own.isEmpty, number.isEmpty {
      let country = CandidateZones.present(address.country)?.uppercased() ?? phone.country
      return phone.state == .valid && country != "001" && !country.isEmpty ? [place(country)] : []
    }
    if own.isEmpty { return number }
    return own.allSatisfy(number.contains) ? own : Set(own + number).sorted()
  }

  private static func own(_ phone: PhoneNumber, _ address: PlaceAddress) -> [String] {
    let countries = CandidateZones.addressCountries(country: address.country, phone: phone)
    if let code = CandidateZones.present(address.postalCode) {
      let found = countries.flatMap { country in
        StateZones.states(postalCode: code, country: country).map { "\(country)-\($0)" }
      }
      if !found.isEmpty { return Set(found).sorted() }
    }
    guard let state = CandidateZones.present(address.state) else { return [] }
    let found = countries.compactMap { country in
      StateZones.code(of: state, country: country).map { "\(country)-\($0)" }
    }
    return Set(found).sorted()
  }

  /// Empty for a number of no place (toll-free, personal, satellite).
  private static func ofNumber(_ phone: PhoneNumber) -> [String] {
    guard NumberZones.match(phone) != nil else { return [] }
    guard phone.e164 / 10_000_000_000 == 1, let area = AreaCode.of(national: phone.e164 % 10_000_000_000) else {
      return [place(phone.country)]
    }
    if area.states.isEmpty { return [place(area.region)] }
    return area.states.map { "\(area.region)-\($0)" }.sorted()
  }

  /// Territories of the United States have country codes of their own.
  private static func place(_ country: String) -> String {
    ["AS", "GU", "MP", "PR", "UM", "VI"].contains(country) ? "US-\(country)" : country
  }
}
