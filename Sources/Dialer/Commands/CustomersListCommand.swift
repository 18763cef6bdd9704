import ActivityStore
import ArgumentParser
import Campaigns

/// `dialer customers list`.
struct CustomersListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists customers in the order of their import.",
    discussion: """
      The text table masks telephone numbers to the last two digits; JSON has them in full.

        dialer customers list --where-status active --limit 20
        dialer customers list --phone invalid --output ndjson
      """)

  @OptionGroup var common: ConfigurationOptions
  @Option(help: "text, json or ndjson.") var output = OutputFormat.text
  @Option(
    parsing: .singleValue, help: "Only customers whose column status has this value. May be given again.")
  var whereStatus: [String] = []
  @Option(help: "Only customers whose number is: valid, missing, invalid, emergency-or-short.") var phone: PhoneState?
  @Option(help: "Leave out this many at the beginning.") var offset = 0
  @Option(help: "At most so many (default: 100 as text, all as JSON).") var limit: Int?

  func validate() throws {
    if offset < 0 || limit.map({ $0 < 1 }) == true { throw ValidationError("--offset and --limit count from 0 and 1") }
  }

  func run() async throws {
    try await reporting {
      let account = try AccountFile.load(config: common.config)
      let store = try account.openForReading()
      let columns = try store.columns(types: account.columnTypes)
      switch output {
      case .text: try printTable(store, columns)
      case .json, .ndjson:
        var rows = RowPrinter(output)
        try forEach(store, columns) { rows.print(CustomerText.json($0, columns: columns)) }
        rows.end()
      }
    }
  }

  private func printTable(_ store: SQLiteStore, _ columns: Columns) throws {
    var table = Table([
      .left("id"), .left("name"), .right("phone"), .left("country"), .left("state"), .left("time zone"),
      .left("status"),
    ])
    let most = limit ?? 100
    var matching = 0
    try forEach(store, columns, most: .max) { customer in
      matching += 1
      guard matching <= most else { return }
      let texts = ["state", "time_zone", "status"].map { customer.text(of: $0, columns: columns) ?? "" }
      let country = customer.phone.country.isEmpty ? customer.text(of: "country", columns: columns) : nil
      table.add(
        [
          customer.id, customer.text(of: "name", columns: columns) ?? "", CustomerText.masked(customer.phone),
          country ?? customer.phone.country,
        ] + texts)
    }
    if !table.isEmpty { table.print() }
    let shown = min(most, matching)
    let next = matching > shown ? "; the next: --offset \(offset + shown)" : ""
    Console.note("\(shown) of \(plural(matching + offset, "customer"))\(next)")
  }

  /// The customers that match, after `offset`.
  private func forEach(
    _ store: SQLiteStore, _ columns: Columns, most: Int? = nil, _ body: (Customer) -> Void
  ) throws {
    let most = most ?? limit ?? .max
    var passed = 0
    try store.forEachCustomer { _, customer in
      guard customer.present, phone.map({ $0.state == customer.phone.state }) ?? true else { return }
      if !whereStatus.isEmpty {
        guard let status = customer.text(of: "status", columns: columns), whereStatus.contains(status) else { return }
      }
      passed += 1
      if passed > offset, passed - offset <= most { body(customer) }
    }
  }
}

/// The words for what a telephone number was found to be.
enum PhoneState: String, ExpressibleByArgument, CaseIterable {
  case valid, missing, invalid
  case emergencyOrShort = "emergency-or-short"

  var state: PhoneNumber.State {
    switch self {
    case .valid: .valid
    case .missing: .missing
    case .invalid: .invalid
    case .emergencyOrShort: .emergencyOrShort
    }
  }

  init(_ state: PhoneNumber.State) {
    switch state {
    case .valid: self = .valid
    case .missing: self = .missing
    case .invalid: self = .invalid
    case .emergencyOrShort: self = .emergencyOrShort
    }
  }
}
