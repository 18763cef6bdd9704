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
    let decision = JSON.object([
      ("zones", .array(names.prefix(16).map { .string($0) })),
      ("local_time", .object(local)),
      ("tzdata", .string(zones.version)),
      (
        "country",
        intent.kind == .try ? .null : .string(world.countries[Int(world.people.country[intent.row])])
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
    ])
    return decision.text
  }

  private static func rule(_ campaign: Campaign) -> String {
    campaign.place(of: "calling_hours.open") ?? "\(campaign.file):1"
  }
}
