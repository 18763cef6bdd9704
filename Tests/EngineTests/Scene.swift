import Campaigns
import Engine
import Foundation

/// Reads an instant that is a literal of the test.
func at(_ text: String) -> Instant {
  guard let instant = Instant(rfc3339: text) else { preconditionFailure("not an instant: \(text)") }
  return instant
}

extension Money {
  /// Thousandths of the currency: what the tests' prices are written in.
  static func mille(_ thousandths: Int64) -> Money { Money(micros: thousandths * 1_000) }
}

/// One customer of a test. Numbers are fictitious: +1 212 555 01xx and the like.
struct Person {
  var id: String
  var callee: Int64
  var zone: String?
  var country = "US"
  var state = PhoneNumber.State.valid
  var type = NumberType.fixedLineOrMobile
  var birthday: String?
  /// The state of his address.
  var home: String?
  /// His own hours.
  var contactHours: String?
  /// What the consent column says, and its date.
  var agreed: String?
  var agreedOn: String?
  /// What stands in his further columns of numbers.
  var mobile: String?
  var office: String?
  /// What calls to him are about; another matter is another row.
  var matter = ""
  /// false: its source has it no more.
  var present = true

  /// By `Scene.columns`.
  var fields: [String?] { [zone, birthday, agreed, agreedOn, home, contactHours, mobile, office] }

  /// A customer of New York with the number +1 212 555 01xx.
  static func newYork(_ n: Int64) -> Person {
    Person(id: "ny\(n)", callee: 12_125_550_100 + n, zone: "America/New_York")
  }
  /// A customer of Los Angeles with the number +1 310 555 01xx.
  static func losAngeles(_ n: Int64) -> Person {
    Person(id: "la\(n)", callee: 13_105_550_100 + n, zone: "America/Los_Angeles")
  }
  /// A customer of London with the number +44 20 7946 0xxx.
  static func london(_ n: Int64) -> Person {
    Person(id: "uk\(n)", callee: 442_079_460_000 + n, zone: "Europe/London", country: "GB")
  }
}

/// What a test's engine is built from: an account, campaigns and customers, with defaults that stand in nobody's way.
struct Scene {
  static let zones: ZoneDatabase = {
    let names = ["America/New_York", "America/Los_Angeles", "Europe/London", "Pacific/Honolulu", "Etc/UTC", "UTC"]
    var files: [String: [UInt8]] = [:]
    for name in names {
      files[name] = try? Array(Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/\(name)")))
    }
    return ZoneDatabase(version: "test", files: files)
  }()

  static let columns = Columns(
    names: ["time_zone", "birthday", "agreed", "agreed_on", "state", "contact_hours", "mobile_phone", "office_phone"],
    types: [.text, .date, .boolean, .date, .text, .text, .text, .text])

  var campaigns: [Campaign] = [Scene.campaign("a")]
  var people: [Person] = []
  var configuration = Configuration(homeCountry: "US", timeZone: "America/New_York")
  var suppressed: Set<Int64> = []
  var checksPrices = false
  var ratesTooOld = false
  var ratesChangedAt = Instant.distantPast
  var dialsDrafts = false
  /// A US minute is 0.014, billed by the minute; a British one 0.030.
  var rates = RateCard(classes: [
    RateClass(prefix: "1", pricePerMinute: .mille(14), increment: 60, label: "United States"),
    RateClass(prefix: "44", pricePerMinute: .mille(30), increment: 60, label: "United Kingdom"),
  ])

  init(_ people: [Person] = []) {
    self.people = people
    configuration.attemptLimits = []
    configuration.twilio.callsPerSecond = .unlimited
  }

  /// A live campaign with hours from 9 to 20 every day, one call at a time, one minute long at most, no minimum gap.
  static func campaign(_ id: String, _ change: (inout Campaign) -> Void = { _ in }) -> Campaign {
    let day = [DayWindow(opens: 9 * 60, closes: 20 * 60)]
    var campaign = Campaign(
      id: id, purpose: .service,
      callingHours: .init(
        zone: .customer, open: WeeklyWindows(days: .init(repeating: day, count: 7)), closed: [],
        unknownTimeZone: .block),
      call: .init(
        from: [14_155_550_100], ringTimeout: .seconds(25), maxDuration: .minutes(1),
        answer: .say(Template(parts: [.text("Hello.")]), voice: nil, language: nil)))
    campaign.live = true
    campaign.revision = "r-\(id)"
    campaign.pacing.callsPerSecond = .unlimited
    campaign.attempts.minGap = .zero
    change(&campaign)
    return campaign
  }

  func world(at now: Instant, carried: [Int: Set<Int>] = [:]) throws -> World {
    let columns = Self.columns
    var book = SuppressionBook()
    for number in suppressed.sorted() { book.add(number: number, .all) }
    var intake = try Intake(
      campaigns: campaigns.sorted { $0.id < $1.id }, configuration: configuration, columns: columns,
      zones: Self.zones, rates: rates, now: now, suppressions: book)
    for (row, person) in people.enumerated() {
      let phone = PhoneNumber(
        state: person.state, e164: person.state == .valid ? person.callee : 0,
        country: person.state == .valid ? person.country : "", type: person.type)
      let customer = Customer(
        id: person.id, matter: person.matter, fields: person.fields, phone: phone, present: person.present)
      intake.add(customer, carriedOver: carried[row] ?? [])
    }
    var world = try intake.finish(dialsDrafts: dialsDrafts, checksPrices: checksPrices, ratesTooOld: ratesTooOld)
    world.account.ratesChangedAt = ratesChangedAt
    return world
  }
}
