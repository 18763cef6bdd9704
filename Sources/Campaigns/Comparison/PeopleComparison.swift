extension CampaignComparison {
  /// What changed in who is called, beyond the number of customers. What cannot be ordered counts as wider:
  /// somebody should look at it.
  static func peopleDifferences(from old: Campaign, to new: Campaign) -> [CampaignDifference] {
    var found: [CampaignDifference] = []
    let (was, isNow) = (old.segment.condition, new.segment.condition)
    if [was, isNow].contains(where: { $0?.asksHistory ?? false }), was?.canonical != isNow?.canonical {
      // Who enters by it depends on calls: the number of customers alone does not show it.
      found.append(
        CampaignDifference(
          .limits, was == nil ? .narrower : .wider, "segment.where asks for earlier calls in another way"))
    }
    if old.segment.due != new.segment.due {
      let isNarrower = isNarrower(new.segment.due, than: old.segment.due)
      found.append(
        CampaignDifference(
          .limits, isNarrower ? .narrower : .wider,
          "segment.due \(text(old.segment.due)) -> \(text(new.segment.due))"))
    }
    if old.segment.isSnapshot != new.segment.isSnapshot {
      // One leaves people in, the other lets people in.
      let (was, isNow) = (old.segment.isSnapshot, new.segment.isSnapshot)
      found.append(
        CampaignDifference(
          .limits, .wider, "segment.mode \(was ? "snapshot" : "live") -> \(isNow ? "snapshot" : "live")"))
    }
    if old.segment.onePer != new.segment.onePer {
      let (was, isNow) = (old.segment.onePer, new.segment.onePer)
      found.append(
        CampaignDifference(
          .limits, was == nil ? .narrower : .wider,
          "segment.one_per \(was?.description ?? "none") -> \(isNow?.description ?? "none")"))
    }
    if old.consent != new.consent {
      let isNarrower = isNarrower(new.consent, than: old.consent)
      found.append(
        CampaignDifference(
          .limits, isNarrower ? .narrower : .wider, "consent \(text(old.consent)) -> \(text(new.consent))"))
    }
    return found
  }

  private static func isNarrower(_ new: ConsentRule?, than old: ConsentRule?) -> Bool {
    guard let old else { return true }
    guard let new, new.column == old.column else { return false }
    let keepsProof = old.proof == nil || old.proof == new.proof
    let keepsDate = old.givenAt == nil || old.givenAt == new.givenAt
    let keepsAge = old.maxAge.map { age in new.maxAge.map { $0 <= age } ?? false } ?? true
    return keepsProof && keepsDate && keepsAge
  }

  private static func isNarrower(_ new: DueRule?, than old: DueRule?) -> Bool {
    guard let old else { return true }
    guard let new, new.by == old.by else { return false }
    return isWithin(new.notBefore, old.notBefore) { $0 <= $1 } && isWithin(new.notAfter, old.notAfter) { $0 >= $1 }
  }

  /// Leads of which one counts working days and the other does not have no order.
  private static func isWithin(
    _ new: DueRule.Lead?, _ old: DueRule.Lead?, _ holds: (Int, Int) -> Bool
  ) -> Bool {
    guard let old else { return true }
    guard let new, new.isWorking == old.isWorking else { return false }
    return holds(new.days, old.days)
  }

  private static func text(_ due: DueRule?) -> String {
    guard let due else { return "none" }
    let first = due.notBefore.map { ", not before \($0)" } ?? ""
    return "by \(due.by)" + first + (due.notAfter.map { ", not after \($0)" } ?? "")
  }

  private static func text(_ consent: ConsentRule?) -> String {
    guard let consent else { return "none" }
    let rest = [consent.givenAt, consent.proof, consent.maxAge.map { "\($0)" }].compactMap { $0 }
    return ([consent.column] + rest).joined(separator: " ")
  }
}
