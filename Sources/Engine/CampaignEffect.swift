import Campaigns

/// Whom a campaign would call in a world, for how much and where.
package struct Footprint: Sendable, Equatable {
  /// Indices of the customers for whom `where` holds now, ascending.
  package var rows: [Int32] = []
  /// Every try of each of them who can be called at all, each as long and dear as it may be; never above
  /// `budget.total`.
  package var worstCase = Money.zero
  /// Countries of those who can be called at all, sorted.
  package var countries: [String] = []
}

extension World {
  package func footprint(campaign c: Int) -> Footprint {
    let campaign = campaigns[c]
    let segment = segments[c]
    var result = Footprint()
    var seen: Set<UInt16> = []
    for entry in segment.row.indices where segment.matches[entry] {
      result.rows.append(segment.row[entry])
      guard segment.refusal[entry] == 0 else { continue }
      // The dearest of a customer's numbers: the others may not be called any more.
      var dearest = Money.zero
      for line in segment.lines(of: entry) where people.rateClass[line] >= 0 {
        seen.insert(people.country[line])
        let call = rates.classes[Int(people.rateClass[line])].cost(of: campaign.call.maxDuration)
        dearest = max(dearest, call + (campaign.detectsMachine ? machineDetection : .zero))
      }
      result.worstCase = result.worstCase + Money(micros: dearest.micros * Int64(campaign.attempts.max))
    }
    if let most = campaign.budget.total { result.worstCase = min(result.worstCase, most) }
    result.rows.sort()
    result.countries = seen.map { countries[Int($0)] }.sorted()
    return result
  }
}

/// What an edit of the files means for one campaign.
package struct CampaignEffect: Sendable, Equatable {
  package enum Change: String, Sendable { case added, changed, removed }
  package var campaign: String
  package var change: Change
  package var entering: Int
  package var leaving: Int
  package var before: Footprint
  package var after: Footprint
  package var differences: [CampaignDifference]
  /// The campaign that vanished and whose customers this new one mostly has.
  package var probablyRenamedFrom: String?

  /// Countries that were not called before.
  package var newCountries: [String] { after.countries.filter { !before.countries.contains($0) } }

  /// - Parameters:
  ///   - old: the campaign that runs and whom it calls; nil: the campaign is new.
  ///   - new: nil: its file is gone.
  /// - Returns: nil when neither the customers nor the file's meaning differ, or both are nil.
  package static func of(
    old: (campaign: Campaign, footprint: Footprint)?, new: (campaign: Campaign, footprint: Footprint)?,
    accountRate: Rate
  ) -> CampaignEffect? {
    guard let id = new?.campaign.id ?? old?.campaign.id else { return nil }
    let before = old?.footprint ?? Footprint()
    let after = new?.footprint ?? Footprint()
    var differences: [CampaignDifference] = []
    if let old, let new {
      differences = CampaignComparison.differences(
        from: old.campaign, to: new.campaign, accountRate: accountRate)
      if differences.isEmpty, before == after { return nil }
    }
    let was = Set(before.rows)
    let entering = after.rows.count { !was.contains($0) }
    return CampaignEffect(
      campaign: id, change: old == nil ? .added : new == nil ? .removed : .changed, entering: entering,
      leaving: was.count - (after.rows.count - entering), before: before, after: after, differences: differences,
      probablyRenamedFrom: nil)
  }

  /// Names, for each added campaign, the removed one whose customers it mostly has: at least four fifths of either's.
  package static func noteRenames(in effects: inout [CampaignEffect]) {
    let removed = effects.filter { $0.change == .removed && !$0.before.rows.isEmpty }
    for index in effects.indices where effects[index].change == .added {
      let rows = Set(effects[index].after.rows)
      let match = removed.first { old in
        let common = old.before.rows.count { rows.contains($0) }
        return common * 5 >= max(rows.count, old.before.rows.count) * 4
      }
      effects[index].probablyRenamedFrom = match?.campaign
    }
  }

  /// Why the change waits for an approval, in the order of the rules; empty: it applies at once.
  /// - Parameter isLive: whether the new file says `live: true`; a draft calls nobody, so nothing of it is held.
  package func heldBecause(_ rules: ChangeGuardRules, isLive: Bool) -> [String] {
    guard change != .removed, isLive else { return [] }
    var reasons: [String] = []
    let goesLive = differences.contains { $0.subject == .live && $0.direction == .wider }
    if change == .added || goesLive {
      if rules.newCampaign { reasons.append(launchText) }
    } else {
      if Self.grows(before.rows.count, after.rows.count, most: rules.customers) {
        reasons.append("customers \(before.rows.count) -> \(after.rows.count)")
      }
      if Self.grows(Int(before.worstCase.micros), Int(after.worstCase.micros), most: rules.worstCase) {
        reasons.append("worst case \(before.worstCase) -> \(after.worstCase)")
      }
      if rules.newCountry, !newCountries.isEmpty {
        reasons.append("new countries: " + newCountries.joined(separator: ", "))
      }
    }
    for difference in differences where difference.direction == .wider && Self.waits(difference.subject, rules) {
      reasons.append(difference.text)
    }
    return reasons
  }

  private static let lostByRename = "its attempts and money do not carry over without renamed_from"

  private var launchText: String {
    "a new live campaign with \(after.rows.count) customers, worst case \(after.worstCase)"
      + (probablyRenamedFrom.map { "; probably \($0) renamed: " + Self.lostByRename } ?? "")
  }

  private static func waits(_ subject: CampaignDifference.Subject, _ rules: ChangeGuardRules) -> Bool {
    switch subject {
    case .hours: rules.hours
    case .limits, .international, .purpose: rules.limits
    case .from, .answer, .priority, .live: false
    }
  }

  private static func grows(_ before: Int, _ after: Int, most: Int?) -> Bool {
    guard let most, after > before else { return false }
    return (after - before).multipliedFullWidth(by: 1_000) > before.multipliedFullWidth(by: most)
  }
}
