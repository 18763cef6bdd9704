import ActivityStore
import Campaigns
import Engine

/// All customers of one campaign, counted by where they stand and why.
extension ExplainScope {
  func campaignTable(_ index: Int, engine: borrowing Engine) throws -> JSON {
    let campaign = workspace.campaigns[index]
    let report = engine.report(campaign: index)
    let groups = engine.standings(campaign: index)
    let examples = try store.customers(rows: groups.map { Int64($0.example) })
    var rows: [JSON] = []
    for (group, example) in zip(groups, examples) {
      let countries = group.countries.map { engine.world.countries[Int($0)] }.sorted()
      rows.append(json(group, example, campaign, countries: countries))
    }
    return .object([
      ("now", .string(now.rfc3339)),
      ("local", .string(accountText(now))),
      ("source", .string(source)),
      ("campaign", .string(campaign.id)),
      ("revision", .string(campaign.revision)),
      ("state", .string(report.state.rawValue)),
      ("selected", .integer(Int64(report.selected))),
      ("live", .integer(Int64(report.live))),
      ("done", .integer(Int64(report.done))),
      ("reasons", .array(rows)),
    ])
  }

  private func json(_ group: StandingGroup, _ example: Customer, _ campaign: Campaign, countries: [String]) -> JSON {
    .object([
      ("position", .string(group.position.rawValue)),
      ("reason", .optional(group.reason?.code)),
      ("count", .integer(Int64(group.count))),
      ("clears_at", .optional(group.clearsAt?.rfc3339)),
      ("clears_at_local", group.clearsAt.map { localTexts($0, zones: []) } ?? .array([])),
      (
        "example",
        .object([
          ("customer", .string(example.id)), ("matter", .optional(example.matter.isEmpty ? nil : example.matter)),
        ])
      ),
      ("rule", .optional(group.reason.flatMap { place(RuleKeys($0), campaign) })),
      ("remedy", .optional(group.reason.map { Remedy.of($0, campaign: campaign.id, countries: countries) })),
    ])
  }
}
