import ActivityStore
import Campaigns
import Engine

/// Compares two sets of campaigns with the same customers.
struct SetComparison {
  let source: PlanSource
  let now: Instant

  /// An effect, and why `change_guard` would hold it.
  struct Judged: Sendable {
    var effect: CampaignEffect
    /// Empty: nothing in it needs an approval.
    var held: [String]
  }

  /// What the files change, by id; campaigns that stay as they are have no effect.
  func effects(replacing old: [Campaign]) throws -> [Judged] {
    var before = try footprints(of: old)
    for new in source.workspace.campaigns where before[new.id] == nil {
      guard let earlier = new.renamedFrom, let found = before.removeValue(forKey: earlier) else { continue }
      before[new.id] = found
    }
    let after = try footprints(of: source.workspace.campaigns)
    let ids = Set(before.keys).union(after.keys).sorted()
    let rate = source.workspace.configuration.twilio.callsPerSecond
    var effects = ids.compactMap { CampaignEffect.of(old: before[$0], new: after[$0], accountRate: rate) }
    CampaignEffect.noteRenames(in: &effects)
    let rules = source.workspace.configuration.changeGuard
    return effects.map { effect in
      let isLive = after[effect.campaign]?.campaign.live ?? false
      return Judged(effect: effect, held: effect.heldBecause(rules, isLive: isLive))
    }
  }

  private func footprints(of campaigns: [Campaign]) throws -> [String: (campaign: Campaign, footprint: Footprint)] {
    var workspace = source.workspace
    workspace.campaigns = campaigns
    workspace.decision = GuardDecision()
    let loaded = try WorldLoader(workspace: workspace, store: source.store, now: now, purpose: .plan).load()
    var result: [String: (campaign: Campaign, footprint: Footprint)] = [:]
    for (index, campaign) in campaigns.enumerated() {
      result[campaign.id] = (campaign, loaded.engine.world.footprint(campaign: index))
    }
    return result
  }
}
