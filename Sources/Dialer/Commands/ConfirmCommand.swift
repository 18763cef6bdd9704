import ArgumentParser
import Campaigns
import Foundation

/// `dialer confirm`.
struct ConfirmCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confirm",
    abstract: "Lets a campaign call numbers abroad: shows customers, countries, worst case and revision, then asks.",
    discussion: """
      Without --country everything that waits is shown. A confirmation binds what is said, to whom, from where, when
      and for how much; an edit of any of these voids it. It holds as long as the campaign's
      international.expires_after, and for the worst case that is shown, unless less is given.

        dialer confirm europe-welcome
        dialer confirm europe-welcome --country GB --country FR
        dialer confirm europe-welcome --country GB --yes --revision 1f0c9a7be1d2 --max-calls 50 --expires 2d
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: "The campaign.") var campaign: String
  @Option(parsing: .singleValue, help: "A country, such as GB. May be given again.") var country: [String] = []
  @Flag(help: "Do not ask.") var yes = false
  @Option(help: "With --yes: the revision that was looked at, at least 8 digits.") var revision: String?
  @Option(help: "The most calls to each country.") var maxCalls: Int?
  @Option(help: "The most money for each country, counted in worst cases; default: the worst case shown.")
  var maxSpend: String?
  @Option(help: "Until when: an instant, or a duration such as 2d.") var expires: String?
  @Option(help: "text or json.") var output = OutputFormat.text

  func validate() throws {
    if yes, revision == nil { throw ValidationError("--yes needs --revision, as dialer confirm \(campaign) shows it") }
    if yes, country.isEmpty { throw ValidationError("--yes needs --country") }
    for code in country {
      if let problem = CountryOption.problem(code, option: "--country") { throw ValidationError(problem) }
    }
    if let maxCalls, maxCalls < 1 { throw ValidationError("--max-calls begins at 1") }
    if let maxSpend, Literal.money(maxSpend) == nil { throw ValidationError("--max-spend is an amount such as 12.50") }
  }

  func run() async throws {
    try await reporting {
      let workspace = try Workspace.load(config: common.config)
      let shown = try await ControlClient.perform(ConfirmablesRequest(campaign: campaign), in: workspace)
      if country.isEmpty {
        return Console.print(output == .text ? ConfirmText.scope(shown, only: []) : shown.text)
      }
      if !yes {
        guard Terminal.canAsk else {
          throw Failure(.usage, "nobody can be asked here: give --yes --revision \(ConfirmText.revision(shown))")
        }
        Console.note(ConfirmText.scope(shown, only: country))
        Console.note("Confirm these calls? Write the campaign's id to confirm:")
        guard readLine() == campaign else { throw Failure(.failed, "not confirmed") }
      }
      let now = DaemonClock.wallNow()
      let request = ConfirmRequest(
        campaign: campaign, countries: country, revision: revision ?? shown.text("revision") ?? "",
        maxCalls: maxCalls, maxSpend: maxSpend.flatMap { Literal.money($0) },
        expiresAt: try expires.map { try Self.end($0, now: now) })
      let answer = try await ControlClient.perform(request, in: workspace)
      Console.print(output == .text ? ConfirmText.answer(answer) : answer.text)
    }
  }

  private static func end(_ text: String, now: Instant) throws(Failure) -> Instant {
    if let length = Interval(text) { return now + length }
    guard let instant = Instant(rfc3339: text) else {
      throw Failure(.usage, "--expires \(text) is no time: write 2d, or 2027-03-09T13:00:00Z")
    }
    return instant
  }
}

/// What `confirm` says to people.
enum ConfirmText {
  static func revision(_ shown: JSON) -> String { String((shown.text("revision") ?? "").prefix(12)) }

  /// - Parameter countries: those that are asked for; all when there are none.
  static func scope(_ shown: JSON, only countries: [String]) -> String {
    let currency = shown.text("currency") ?? ""
    var lines = ["\(shown.text("campaign") ?? "")   revision \(revision(shown))"]
    for item in items(shown) where countries.isEmpty || countries.contains(item.text("country") ?? "") {
      lines.append(
        "  \(item.text("country") ?? "")   customers \(item.number("customers") ?? 0)   calls at most "
          + "\(item.number("calls") ?? 0)   worst case \(item.text("worst_case") ?? "") \(currency)")
    }
    if lines.count == 1 { lines.append("  nobody in a country that needs a confirmation") }
    let required = shown.number("required") ?? 1
    if required > 1 { lines.append("  \(required) different people must confirm") }
    return lines.joined(separator: "\n")
  }

  static func answer(_ answer: JSON) -> String {
    let required = answer.number("required") ?? 1
    return items(answer).map { item in
      let people = item.texts("confirmed_by").joined(separator: ", ")
      let missing = Int(required) - item.texts("confirmed_by").count
      let state =
        item.flag("in_force")
        ? "confirmed by \(people), until \(item.text("expires_at") ?? "")"
        : "confirmed by \(people); \(missing) more \(missing == 1 ? "person" : "people") must confirm"
      return "\(item.text("country") ?? ""): \(state)"
    }.joined(separator: "\n")
  }

  private static func items(_ json: JSON) -> [JSON] {
    if case .array(let items)? = json["countries"] { items } else { [] }
  }
}

/// `dialer revoke`.
struct RevokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Takes international confirmations back at once; queued and ringing calls are cancelled.",
    discussion: "Calls in progress go on; `dialer halt` ends those too.\n\n  dialer revoke europe-welcome --country GB")

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: "The campaign.") var campaign: String
  @Option(parsing: .singleValue, help: "A country; default every one.") var country: [String] = []
  @Option(help: "Why; it stands in the audit.") var reason = ""

  func validate() throws {
    for code in country {
      if let problem = CountryOption.problem(code, option: "--country") { throw ValidationError(problem) }
    }
  }

  func run() async throws {
    try await reporting {
      let request = RevokeRequest(campaign: campaign, countries: country, reason: reason)
      try await ControlClient.perform(request, in: try Workspace.load(config: common.config))
      let whom = country.isEmpty ? "every country" : country.joined(separator: ", ")
      Console.note("\(campaign): no calls to \(whom) before somebody confirms them again")
    }
  }
}
