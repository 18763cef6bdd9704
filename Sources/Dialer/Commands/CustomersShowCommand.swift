import ActivityStore
import ArgumentParser
import Campaigns

/// `dialer customers show`.
struct CustomersShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows all that is stored of a customer: columns, number, and where the customer may be.",
    discussion: """
      A call needs every candidate zone to be open: a New York number with a California address is called when both
      places allow it. `evidence` names what each zone rests on.

        dialer customers show C0001
        dialer customers show C0001 --all      everything that is held, as JSON, for the customer's own question
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: "The customer's id.") var id: String
  @Option(help: "What the call is about, where customers have several matters.") var matter = ""
  @Flag(help: "Everything that is held: rows, Activities, suppressions, audit; JSON.") var all = false
  @Option(help: "text or json.") var output = ReportFormat.text

  func run() async throws {
    try await reporting {
      let account = try AccountFile.load(config: common.config)
      let store = try account.openForReading()
      if all {
        guard let record = try CustomerRecord.json(of: id, in: store) else {
          throw try Self.unknown(id, matter: matter, in: store)
        }
        return Console.print(record.text)
      }
      guard let customer = try store.customer(id: id, matter: matter)?.customer else {
        throw try Self.unknown(id, matter: matter, in: store)
      }
      let columns = try store.columns(types: account.columnTypes)
      let place = CustomerPlace(customer, columns: columns, zones: try SystemZones.load())
      switch output {
      case .text: Console.print(CustomerText.lines(customer, columns: columns, place: place).joined(separator: "\n"))
      case .json: Console.print(CustomerText.json(customer, columns: columns, place: place).text)
      }
    }
  }

  /// What to say of an id or a matter that nobody has: the nearest one that somebody has.
  static func unknown(_ id: String, matter: String, in store: SQLiteStore) throws -> Failure {
    let matters = try store.customers(matching: .id(id)).map(\.customer.matter)
    guard !matters.isEmpty else { return try KnownNames.unknownCustomer(id, in: store) }
    return Failure(.usage, "customer \(id) has other matters: --matter \(matters.sorted().joined(separator: ", "))")
  }
}
