import ArgumentParser
import Campaigns

/// `dialer rates`.
struct RatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rates",
    abstract: "Shows what calls cost by the rate card of dialer.yaml, and puts a new card in place.",
    discussion: """
        dialer rates show
        dialer rates show +442079460123
        dialer rates import new-rates.csv --dry-run
      """,
    subcommands: [RatesShowCommand.self, RatesImportCommand.self])
}

/// `dialer rates show`.
struct RatesShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows the rate card, or the price of calls to one number.",
    discussion: """
      The longest prefix of a number decides its price. The worst case of a call is what is reserved before
      it is dialed:
      its longest duration, rounded up to the billing increment.

        dialer rates show
        dialer rates show +442079460123
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: "A telephone number; without a plus sign it is read in the home country.") var number: String?
  @Option(help: "text or json.") var output = ReportFormat.text

  func run() async throws {
    try await reporting {
      let report = try RatesReport.read(AccountFile.load(config: common.config), now: DaemonClock.wallNow())
      if let number {
        let quote = try report.quote(number)
        Console.print(output == .json ? report.json(quote).text : report.text(quote))
        if quote.rate == nil { throw Failure(.failed) }
      } else if output == .json {
        Console.print(report.json.text)
      } else {
        report.table.print()
        Console.note(report.ageText)
      }
    }
  }
}

/// The rate card and its age.
struct RatesReport {
  /// The duration for which a worst case is shown: the default of `call.max_duration`.
  static let sampleDuration = Interval.minutes(5)

  var card: RateCard
  /// As dialer.yaml names it.
  var path: String
  var currency: String
  var homeCountry: String
  var changedAt: Instant
  var age: String
  var isTooOld: Bool

  /// A number's price.
  struct Quote {
    var number: PhoneNumber
    /// nil: the card has no price, and no call is placed.
    var rate: RateClass?
  }

  /// - Throws: `Failure` 78 when dialer.yaml names no card, or one that cannot be read; 65 when the card has errors.
  static func read(_ account: AccountFile, now: Instant) throws -> RatesReport {
    let configuration = account.configuration
    guard let name = configuration.rates.card else {
      throw Failure(.badConfiguration, "\(account.path) names no rate card: write `rates: {card: rates.csv}`")
    }
    let path = Workspace.path(name, in: account.folder)
    guard let file = RateCardFile.read(path) else {
      throw Failure(.badConfiguration, "the rate card \(path) cannot be read: is it there, and may this user read it?")
    }
    guard let card = file.card else {
      Console.note(file.findings, files: [file.file])
      throw Failure(.badData, "the rate card \(path) has errors")
    }
    return RatesReport(
      card: card, path: name, currency: configuration.budget.currency, homeCountry: configuration.homeCountry,
      changedAt: file.changedAt, age: file.age(at: now),
      isTooOld: file.isTooOld(at: now, maxAge: configuration.rates.maxAge))
  }

  /// - Throws: `Failure` 64 when the text is no valid number.
  func quote(_ text: String) throws -> Quote {
    let number = PhoneReader.read(text, region: homeCountry)
    guard number.state == .valid else {
      throw Failure(.usage, "\(text) is no valid telephone number: write it with country code, such as +14155550100")
    }
    return Quote(number: number, rate: card.classIndex(for: number.e164).map { card.classes[$0] })
  }

  // MARK: - Text

  var table: Table {
    var table = Table([.left("prefix"), .right("\(currency) a minute"), .right("billed by"), .left("label")])
    for rate in card.classes {
      table.add(["+" + rate.prefix, Self.short(rate.pricePerMinute), "\(rate.increment) s", rate.label])
    }
    return table
  }

  var ageText: String {
    "\(path): \(plural(card.classes.count, "rate")), last changed \(age) ago (\(changedAt.rfc3339))"
      + (isTooOld ? "; older than rates.max_age: no call is placed until it is written anew" : "")
  }

  func text(_ quote: Quote) -> String {
    let country = quote.number.country == "001" ? "no country" : quote.number.country
    let head = "+\(quote.number.e164) (\(country), \(quote.number.type.rawValue))"
    guard let rate = quote.rate else {
      return "\(head): \(path) has no price, so it is not called; add a line for its prefix"
    }
    return """
      \(head): +\(rate.prefix) \(rate.label)
      \(Self.short(rate.pricePerMinute)) \(currency) a minute, billed by \(rate.increment) s
      worst case of 5 minutes: \(Self.short(rate.cost(of: Self.sampleDuration))) \(currency)
      """
  }

  /// At least four decimals, and no zeros after them.
  private static func short(_ money: Money) -> String {
    var text = money.description
    while text.hasSuffix("0"), text.split(separator: ".").last?.count ?? 0 > 4 { text.removeLast() }
    return text
  }

  // MARK: - JSON

  var json: JSON { .object(head + [("classes", .array(card.classes.map(Self.json)))]) }

  func json(_ quote: Quote) -> JSON {
    .object(
      head + [
        ("number", .string("+\(quote.number.e164)")),
        ("country", .string(quote.number.country)),
        ("number_type", .string(quote.number.type.rawValue)),
        ("class", quote.rate.map(Self.json) ?? .null),
        ("worst_case_5m", .optional(quote.rate?.cost(of: Self.sampleDuration).description)),
      ])
  }

  private var head: [(String, JSON)] {
    [
      ("card", .string(path)), ("currency", .string(currency)), ("changed_at", .string(changedAt.rfc3339)),
      ("too_old", .bool(isTooOld)),
    ]
  }

  private static func json(_ rate: RateClass) -> JSON {
    .object([
      ("prefix", .string(rate.prefix)), ("price_per_minute", .string(rate.pricePerMinute.description)),
      ("increment", .integer(Int64(rate.increment))), ("label", .string(rate.label)),
    ])
  }
}
