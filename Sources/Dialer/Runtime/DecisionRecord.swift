import Campaigns
import Engine

/// Why a call was allowed, as it stands on its Activity: at most 2 KiB.
enum DecisionRecord {
  static func text(_ intent: Intent, world: World, rates: RateCard, zones: ZoneDatabase) -> String {
    let names = world.zoneSets[intent.zoneSet]
    let local = names.prefix(16).compactMap { name in
      zones.rules(named: name).map { (name, JSON.string($0.text(of: intent.at))) }
    }
    let rate = rates.classes[intent.rateClass]
    let campaign = world.campaigns[intent.campaign]
    let decision = JSON.object(
      [
        ("zones", .array(names.prefix(16).map { .string($0) })),
        ("local_time", .object(local)),
        ("tzdata", .string(zones.version)),
        (
          "country",
          intent.kind == .try ? .null : .string(world.countries[Int(world.people.country[intent.line])])
        ),
        ("rule", .string(rule(campaign))),
        ("not_after", .string(intent.notAfter.rfc3339)),
        (
          "rate",
          .object([
            ("prefix", .string(rate.prefix)), ("per_minute", .string(rate.pricePerMinute.description)),
            ("increment", .integer(Int64(rate.increment))),
          ])
        ),
        ("reserved", .string(intent.reserved.description)),
        ("cap", .optional(campaign.budget.total?.description)),
      ] + place(intent, campaign, world))
    return decision.text
  }

  /// What of the place narrowed the hours, where anything does: sources that were trusted alone, the rows of the rules
  /// with the tables' versions, the customer's own hours.
  private static func place(_ intent: Intent, _ campaign: Campaign, _ world: World) -> [(String, JSON)] {
    let place = world.places[intent.zoneSet]
    var fields: [(String, JSON)] = []
    let trusted = campaign.callingHours.evidence
    if !trusted.isEmpty { fields.append(("evidence", .array(trusted.map { .string($0.rawValue) }))) }
    if !world.account.rules.isEmpty, intent.kind != .try {
      let finding = world.account.rules.rules(for: place.states, purpose: campaign.purpose)
      let rows = finding.rows.prefix(4).map { _, row in
        JSON.object([
          ("place", .string(row.place)), ("hours", .string(row.hoursText)), ("citation", .string(row.citation)),
        ])
      }
      fields.append(("rules", .string(RuleFinding.versions(of: world.account.rules))))
      fields.append(("rule_rows", .array(rows)))
      fields.append(("no_rule_known", .array(finding.unknown.prefix(8).map { .string($0) })))
    }
    if let contact = place.contact { fields.append(("contact_hours", .string(contact.text))) }
    return fields
  }

  private static func rule(_ campaign: Campaign) -> String {
    campaign.place(of: "calling_hours.open") ?? "\(campaign.file):1"
  }
}
