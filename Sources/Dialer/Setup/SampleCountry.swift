/// What `dialer init` writes as samples for a home country. Numbers lie in ranges that regulators keep free for
/// fiction;
/// prices are plausible and nobody's.
struct SampleCountry {
  var timeZone: String
  var callerID: String
  /// What `dialer try` may call.
  var tryNumber: String
  /// Two customers: name, number, state, time zone.
  var customers: [(name: String, phone: String, state: String, timeZone: String)]
  var rate: (prefix: String, price: String, label: String)
  /// ISO 3166 alpha-2 of the numbers above.
  var numbersCountry: String

  /// The samples of a country; those of the United States where no range for fiction is known.
  static func of(_ country: String) -> SampleCountry {
    switch country {
    case "CA": canada
    case "GB": unitedKingdom
    case "DE": germany
    case "SE": sweden
    case "AU": australia
    default: unitedStates
    }
  }

  // ATIS, 555 NXX Assignment Guidelines: 555-0100 to 0199 of every area code.
  private static let unitedStates = SampleCountry(
    timeZone: "America/New_York", callerID: "+14155550100", tryNumber: "+14155550123",
    customers: [
      ("Ada Sample", "+12125550101", "NY", "America/New_York"),
      ("Ben Sample", "+13105550102", "CA", "America/Los_Angeles"),
    ],
    rate: ("1", "0.0140", "United States and Canada (sample price)"), numbersCountry: "US")

  private static let canada = SampleCountry(
    timeZone: "America/Toronto", callerID: "+14165550100", tryNumber: "+14165550123",
    customers: [
      ("Ada Sample", "+14165550101", "ON", "America/Toronto"),
      ("Ben Sample", "+16045550102", "BC", "America/Vancouver"),
    ],
    rate: ("1", "0.0140", "United States and Canada (sample price)"), numbersCountry: "CA")

  // Ofcom, numbers for TV and radio drama: London and Manchester.
  private static let unitedKingdom = SampleCountry(
    timeZone: "Europe/London", callerID: "+442079460100", tryNumber: "+442079460123",
    customers: [
      ("Ada Sample", "+442079460101", "", "Europe/London"),
      ("Ben Sample", "+441614960102", "", "Europe/London"),
    ],
    rate: ("44", "0.0158", "United Kingdom (sample price)"), numbersCountry: "GB")

  // Bundesnetzagentur, Mitteilung 148/2021: Berlin and Cologne.
  private static let germany = SampleCountry(
    timeZone: "Europe/Berlin", callerID: "+493023125100", tryNumber: "+493023125123",
    customers: [
      ("Ada Sample", "+493023125101", "", "Europe/Berlin"),
      ("Ben Sample", "+492214710102", "", "Europe/Berlin"),
    ],
    rate: ("49", "0.0150", "Germany (sample price)"), numbersCountry: "DE")

  // PTS, numbers for books and films: Stockholm and Gothenburg.
  private static let sweden = SampleCountry(
    timeZone: "Europe/Stockholm", callerID: "+46846500400", tryNumber: "+46846500423",
    customers: [
      ("Ada Sample", "+46846500401", "", "Europe/Stockholm"),
      ("Ben Sample", "+46313900602", "", "Europe/Stockholm"),
    ],
    rate: ("46", "0.0180", "Sweden (sample price)"), numbersCountry: "SE")

  // ACMA, numbers for creative works: New South Wales and Queensland.
  private static let australia = SampleCountry(
    timeZone: "Australia/Sydney", callerID: "+61255500100", tryNumber: "+61255500123",
    customers: [
      ("Ada Sample", "+61255500101", "", "Australia/Sydney"),
      ("Ben Sample", "+61755500102", "", "Australia/Brisbane"),
    ],
    rate: ("61", "0.0252", "Australia (sample price)"), numbersCountry: "AU")
}
