package import Campaigns
package import Engine

/// Asks the daemon's own gates what the cases of `tests:` expect: files and one customer through the intake, the past
/// through the replay of a restart, the question through `explain`.
package struct CaseRun {
  let configuration: Configuration
  let campaigns: [Campaign]
  let columns: Columns
  let zones: ZoneDatabase
  let rates: RateCard

  /// - Parameters:
  ///   - campaigns: all of the account, sorted by id.
  ///   - columns: those of the customers.
  package init(
    configuration: Configuration, campaigns: [Campaign], columns: Columns, zones: ZoneDatabase, rates: RateCard
  ) {
    self.configuration = configuration
    // What other files and people decide does not stand in the way.
    self.campaigns = campaigns.map { campaign in
      var campaign = campaign
      campaign.schedule.pilot = nil
      campaign.schedule.after = []
      return campaign
    }
    self.columns = columns
    self.zones = zones
    self.rates = rates
  }

  /// What the gates said to one expectation.
  package struct Answer: Sendable {
    package var expectation: TestCase.Expectation
    /// Every gate's answer, in their order.
    package var verdicts: [GateVerdict]
    /// The customer's candidate zones, sorted.
    package var zones: [String]

    /// The first refusal, at which the daemon stops; nil: the call is made.
    package var refusal: Refusal? { verdicts.lazy.compactMap(\.refusal).first }

    package var isExpected: Bool {
      switch expectation.verdict {
      case .call: return refusal == nil
      case .refused(let code, let clearsAt):
        return refusal?.reason.code == code && (clearsAt == nil || refusal?.clearsAt == clearsAt)
      }
    }
  }

  /// The answers to a case's expectations, in their order.
  ///
  /// - Parameter index: of the campaign under test.
  /// - Throws: `IntakeError` when a zone of the files does not exist.
  package func answers(to test: TestCase, campaign index: Int) throws(IntakeError) -> [Answer] {
    var answers: [Answer] = []
    for expectation in test.expectations { answers.append(try answer(test, expectation, index)) }
    return answers
  }

  private func answer(
    _ test: TestCase, _ expectation: TestCase.Expectation, _ c: Int
  ) throws(IntakeError) -> Answer {
    let now = expectation.at
    let customer = customer(of: test)
    let past = test.history.filter { $0.at < now }
    var intake = try Intake(
      campaigns: campaigns, configuration: configuration, columns: columns, zones: zones, rates: rates, now: now)
    var called: Set<Int> = []
    for one in past {
      if let other = campaigns.firstIndex(where: { $0.id == one.campaign ?? campaigns[c].id }) { called.insert(other) }
    }
    intake.add(customer, carriedOver: called)
    for other in 0..<test.live { intake.add(self.other(customer, other, campaign: campaigns[c]), carriedOver: [c]) }
    let world = try intake.finish(dialsDrafts: true, checksPrices: false, ratesTooOld: false)
    var engine = Engine(world: world, at: now)
    let numbers = campaigns.map { ($0.id, self.numbers(of: customer, campaign: $0).map { $0.e164 }) }
    let byCampaign = Dictionary(numbers, uniquingKeysWith: { first, _ in first })
    CasePast(campaign: campaigns[c], customer: customer, numbers: byCampaign, now: now, zone: world.account.zone)
      .replay(test, past, in: &engine)
    engine.begin()
    for confirmed in test.confirmations {
      let grantedAt = confirmed.at ?? now - .seconds(1)
      _ = engine.handle(
        .confirmed(
          Confirmation(
            campaign: campaigns[c].id, country: confirmed.country, digest: campaigns[c].confirmableDigest,
            grantedAt: grantedAt, expiresAt: grantedAt + campaigns[c].international.expiresAfter,
            maxCalls: confirmed.maxCalls, maxSpend: confirmed.maxSpend)), at: now)
    }
    let gates = RowGates(
      configuration: configuration, columns: columns, zones: zones, rates: rates,
      suppressions: SuppressionBook())
    let explanation = engine.explanation(campaign: c, row: 0, customer: customer, gates: gates)
    return Answer(
      expectation: expectation, verdicts: explanation.verdicts,
      zones: explanation.zones)
  }

  /// The customer that a case describes, read as a row of a customer file is.
  private func customer(of test: TestCase) -> Customer {
    let values = Dictionary(test.customer.map { ($0.column, $0.value) }, uniquingKeysWith: { first, _ in first })
    let region = configuration.customers.lazy.compactMap(\.region).first
    var customer = Customer(
      id: values["id"] ?? "test",
      matter: configuration.customers.lazy.compactMap(\.matter).first.flatMap { values[$0] } ?? "",
      fields: columns.names.map { values[$0] },
      phone: PhoneReader.read(values["phone"], region: region), present: true)
    customer.region = region
    return customer
  }

  /// Somebody else with a number of the same place.
  private func other(_ customer: Customer, _ index: Int, campaign: Campaign) -> Customer {
    let called = numbers(of: customer, campaign: campaign).first
    var other = customer.at(called ?? customer.phone)
    other.id += "-live-\(index + 1)"
    other.phone.e164 += Int64(index + 1)
    // So that the campaign calls this one, whatever its columns are.
    for name in campaign.call.numbers {
      if let column = columns.index(of: name) { other.fields[column] = "+\(other.phone.e164)" }
    }
    return other
  }

  /// The valid numbers at which a campaign calls a customer, in their order.
  private func numbers(of customer: Customer, campaign: Campaign) -> [PhoneNumber] {
    customer.numbers(in: campaign.call.numbers, columns: columns).filter { $0.state == .valid }
  }
}
