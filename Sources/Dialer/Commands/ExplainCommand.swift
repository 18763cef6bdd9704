import ActivityStore
import ArgumentParser
import Campaigns
import Engine

/// `dialer explain`.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says why a customer is called or not: every gate with what it saw, its rule and when it clears.",
    discussion: """
      The gates are the daemon's own. With a daemon its state is told, else the store's; --at asks the store for
      another instant. The text masks telephone numbers to the last two digits; JSON has them in full.

        dialer explain C0001                              in every campaign
        dialer explain C0001 --campaign renewal-reminders --plan
        dialer explain '+1 212 555 0123'                  whose number it is, or what would be said of it
        dialer explain --campaign renewal-reminders       per reason the count, an example and the remedy
        dialer explain --call CA0123                      why that call was allowed
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: "The customer's id, or a telephone number.") var customer: String?
  @Option(help: "Only this campaign; without a customer all of its customers, counted by reason.")
  var campaign: String?
  @Option(help: "Only this matter of the customer.") var matter: String?
  @Option(help: ArgumentHelp("As of this instant, RFC 3339 (default: now).", valueName: "time")) var at: String?
  @Flag(help: "Also what the plan expects for the customer.") var plan = false
  @Option(help: ArgumentHelp("The stored decision of one call: attempt id or sid.", valueName: "id"))
  var call: String?
  @Option(help: "text or json.") var output = ReportFormat.text

  func validate() throws {
    let right = "write: dialer explain CUSTOMER, dialer explain --campaign C or dialer explain --call ID"
    if call != nil {
      if customer != nil || campaign != nil || at != nil || plan {
        throw ValidationError("--call stands alone: \(right)")
      }
    } else if customer == nil {
      if campaign == nil { throw ValidationError("a customer, a number or a campaign was expected; \(right)") }
      if plan { throw ValidationError("--plan needs a customer; all of a campaign is shown by: dialer plan") }
      if matter != nil { throw ValidationError("--matter needs a customer; \(right)") }
    }
  }

  func run() async throws {
    try await reporting {
      if let call {
        let store = try AccountFile.load(config: common.config).openForReading()
        let json = try StoredDecision.json(call, in: store)
        return Console.print(output == .text ? StoredDecision.text(json) : json.text)
      }
      let question = ExplainRequest(subject: customer, matter: matter, campaign: campaign)
      let instant = try at.map { try PlanCommand.instant($0, "--at") }
      let json = try await answer(question, at: instant)
      Console.print(output == .text ? Paint.output.verdicts(ExplainText.text(json, width: Terminal.width)) : json.text)
    }
  }

  private func answer(_ question: ExplainRequest, at instant: Instant?) async throws -> JSON {
    let source = try PlanSource.open(common)
    try source.workspace.requireValid()
    let now = instant ?? DaemonClock.wallNow()
    let live = instant == nil ? try await ControlClient.ask(question, in: source.workspace) : nil
    let answer =
      try live
      ?? ExplainScope.answer(
        question, workspace: source.workspace, store: source.store, now: now,
        killSwitch: instant == nil && StopFile().state() != .absent)
    guard plan else { return answer }
    let told = try answer.instant("now") ?? now
    return try PlanExpectation(workspace: source.workspace, store: source.store, now: told).added(to: answer)
  }
}
