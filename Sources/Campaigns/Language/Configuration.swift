/// A decoded dialer.yaml with its defaults. Keys of features that are not built yet are decoded and reported, not kept.
package struct Configuration: Sendable {
  package var live: Bool
  /// ISO 3166 alpha-2.
  package var homeCountry: String
  package var domestic: [String]
  /// IANA name: the days of account and budgets.
  package var timeZone: String
  /// Folder of campaign files, relative to the configuration's folder.
  package var campaignsFolder: String
  /// Path of the SQLite store, relative to the configuration's folder.
  package var store: String
  package var customers: [CustomerSource]
  package var suppression: [SuppressionSource] = []
  /// E.164 numbers without the plus sign that `dialer try` may call.
  package var tryNumbers: [Int64] = []
  package var rates: Rates
  package var twilio: Carrier
  package var socket: String?
  /// Minutes of the day: opening and closing of the account's floor, in each candidate zone.
  package var floor: DayWindow
  /// Tables of legal hours, by name.
  package var rules: [RuleTable] = []
  package var attemptLimits: [AttemptLimit]
  package var budget: AccountBudget
  package var international: AccountInternational
  package var alerts = Alerts()
  package var retention = Retention()
  /// No call of an approved set depends on it, so the plan's hash does not cover it.
  package var changeGuard = ChangeGuardRules()
  /// Roles by Unix user, as written: viewer, operator, approver, admin. No call depends on it, so the plan's hash does
  /// not cover it.
  package var operators: [String: [String]] = [:]
  /// Whether the files are loaded anew when they change. No call depends on it, so the plan's hash does not cover it.
  package var watch = false
  /// The blocks of `profiles:` by name. Revisions hold what campaigns take of them, so the plan's hash needs none.
  package var profiles: [ProfileBlock] = []
  package var file: String
  package var lines: [String: Int]
  package var text: String
  /// The decoded configuration as canonical JSON (sorted keys, no white space): what the plan's hash covers.
  package var canonical: String

  package struct CustomerSource: Sendable {
    package var csv: String
    /// Our column to the file's heading.
    package var map: [String: String]
    /// Our column that says what a call is about: customers are rows by id and matter; nil: by id alone.
    package var matter: String? = nil
    /// true: rows that vanish from the file are retired; false: upsert.
    package var sync: Bool
    package var maxShrink: Int
    /// Older data blocks the campaigns; nil: no limit.
    package var maxAge: Interval?
    /// Country for numbers without a plus sign; nil: such numbers are invalid.
    package var region: String?
    package var columns: [String: ColumnType]
  }

  /// A do-not-call list that a file feeds.
  package struct SuppressionSource: Sendable {
    package var list: String
    package var csv: String
    /// An older file blocks the campaigns that the list binds; nil: no limit.
    package var maxAge: Interval?
    /// The purposes that the list binds; all when none is named.
    package var appliesTo: [Campaign.Purpose]
    package init(list: String, csv: String, maxAge: Interval? = nil, appliesTo: [Campaign.Purpose] = []) {
      self.list = list
      self.csv = csv
      self.maxAge = maxAge
      self.appliesTo = appliesTo
    }
  }

  package struct Rates: Sendable {
    package var card: String?
    package var maxAge: Interval?
    /// Per call, when detection is asked for.
    package var machineDetection: Money
    package var recordingPerMinute: Money
  }

  package struct Carrier: Sendable {
    package var baseURL: String
    package var from: Int64?
    package var exclusive: Bool
    package var callsPerSecond: Rate
    package var concurrentCalls: Int
    package var connectTimeout: Interval
    package var totalTimeout: Interval
    package var reconcile: [Interval]
    package var reuseConnections: Bool
  }

  package struct AccountBudget: Sendable {
    package var currency: String
    package var perDay: Money?
    package var perMonth: Money?
    package var perUserDay: Money?
  }

  package struct AccountInternational: Sendable {
    package var allow: [String]
    package var deniedTypes: Set<NumberType>
    /// How many different people must confirm.
    package var confirmationsRequired = 1
  }
}

/// How a column's text is read; undeclared columns are text.
package enum ColumnType: Sendable, Equatable {
  case text, number, money, boolean, date, instant
  case list(separator: String)
  case hours
}
