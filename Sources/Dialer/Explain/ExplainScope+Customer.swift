import ActivityStore
import Campaigns
import Engine

/// One customer, or one number, in every campaign.
extension ExplainScope {
  func customer(_ customer: Customer, row: Int, campaigns: [Int], engine: borrowing Engine) throws -> JSON {
    let columns = try store.columns(types: workspace.columnTypes)
    let place = CustomerPlace(customer, columns: columns, zones: workspace.zones)
    let phone = customer.phone
    var told: [JSON] = []
    for campaign in campaigns {
      let explanation = engine.explanation(campaign: campaign, row: row, customer: customer, gates: gates)
      let called = gates.customer(customer, calledAt: explanation.callee, campaign: workspace.campaigns[campaign]).phone
      let countries = called.state == .valid ? [called.country] : []
      let zones = place.zones.isEmpty ? explanation.zones : place.zones
      told.append(json(explanation, zones: zones, countries: countries))
    }
    return .object([
      ("customer", .string(customer.id)),
      ("matter", .optional(customer.matter.isEmpty ? nil : customer.matter)),
      ("present", .bool(customer.present)),
      ("phone_number", .optional(phone.state == .valid ? "+\(phone.e164)" : nil)),
      ("phone_country", .optional(phone.state == .valid ? phone.country : nil)),
      ("time_zones", .array(place.zones.map { .string($0) })),
      ("evidence", .array(place.evidence.map { .string($0) })),
      ("campaigns", .array(told)),
    ])
  }

  private func json(_ explanation: Explanation, zones: [String], countries: [String]) -> JSON {
    let campaign = workspace.campaigns[explanation.campaign]
    let standing = explanation.standing
    let reason = standing?.reason ?? (explanation.position == .notSelected ? .notInSegment : nil)
    return .object([
      ("campaign", .string(campaign.id)),
      ("revision", .string(campaign.revision)),
      ("position", .string(explanation.position.rawValue)),
      ("reason", .optional(reason?.code)),
      ("disposition", .optional(standing?.disposition?.rawValue)),
      ("clears_at", .optional(standing?.clearsAt?.rfc3339)),
      ("clears_at_local", standing?.clearsAt.map { localTexts($0, zones: zones) } ?? .array([])),
      ("remedy", .optional(reason.map { Remedy.of($0, campaign: campaign.id, countries: countries) })),
      ("tries", .integer(Int64(explanation.tries))),
      ("verdicts", .array(explanation.verdicts.map { json($0, campaign, zones: zones, countries: countries) })),
    ])
  }

  private func json(_ verdict: GateVerdict, _ campaign: Campaign, zones: [String], countries: [String]) -> JSON {
    let clearsAt = verdict.refusal?.clearsAt
    return .object([
      ("gate", .string(verdict.gate.rawValue)),
      ("question", .string(verdict.question.code)),
      ("verdict", .string(verdict.refusal == nil ? "allow" : "refuse")),
      ("reason", .optional(verdict.refusal?.reason.code)),
      ("value", .string(verdict.value)),
      ("rule", .optional(place(verdict.rule, campaign))),
      ("clears_at", .optional(clearsAt?.rfc3339)),
      ("clears_at_local", clearsAt.map { localTexts($0, zones: zones) } ?? .array([])),
      ("remedy", .optional(verdict.refusal.map { Remedy.of($0.reason, campaign: campaign.id, countries: countries) })),
    ])
  }

  // MARK: - A number that is no customer's

  /// What would be said of a number: place, lists and price.
  func number(_ phone: PhoneNumber) throws -> JSON {
    let asked = Customer(id: "", matter: "", fields: [], phone: phone, present: true)
    let place = CustomerPlace(asked, columns: Columns(names: [], types: []), zones: workspace.zones)
    let lists = try store.suppressions().filter { $0.subject == .number(phone.e164) }.map(\.list)
    let rate = workspace.rates.classIndex(for: phone.e164).map { workspace.rates.classes[$0] }
    let home = [workspace.configuration.homeCountry] + workspace.configuration.domestic
    let isAllowed = home.contains(phone.country) || workspace.configuration.international.allow.contains(phone.country)
    return .object([
      ("phone_number", .string("+\(phone.e164)")),
      ("phone_country", .string(phone.country)),
      ("phone_type", .string(phone.type.rawValue)),
      ("time_zones", .array(place.zones.map { .string($0) })),
      ("evidence", .array(place.evidence.map { .string($0) })),
      ("local", .array(place.zones.prefix(4).map { .string(text(now, in: $0)) })),
      ("suppressed", .array(Set(lists).sorted().map { .string($0) })),
      ("needs_confirmation", .bool(!isAllowed)),
      (
        "rate",
        rate.map {
          .object([
            ("prefix", .string($0.prefix)), ("price_per_minute", .string($0.pricePerMinute.description)),
            ("increment", .integer(Int64($0.increment))), ("label", .string($0.label)),
          ])
        } ?? .null
      ),
    ])
  }
}
