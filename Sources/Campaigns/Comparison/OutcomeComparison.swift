extension CampaignComparison {
  /// What changed in after what, and until when, customers are called. What cannot be ordered counts as wider:
  /// somebody should look at it.
  static func outcomeDifferences(from old: Campaign, to new: Campaign) -> [CampaignDifference] {
    var found: [CampaignDifference] = []
    let (was, isNow) = (old.attempts, new.attempts)
    note(
      "attempts.done_on", finishing(was), finishing(isNow), in: &found,
      isNarrower: finishing(was).isSubset(of: finishing(isNow))
    ) { $0.sorted().joined(separator: ", ") }
    for name in Set((was.retryOutcomes + isNow.retryOutcomes).map(\.outcome)).sorted() {
      let (waits, newWaits) = (retryWaits(name, was), retryWaits(name, isNow))
      note(
        "attempts.retry.\(name)", waits, newWaits, in: &found,
        isNarrower: newWaits.count <= waits.count && zip(waits, newWaits).allSatisfy { $0 <= $1 }
      ) { $0.isEmpty ? "none" : $0.map(\.description).joined(separator: ", ") }
    }
    note(
      "attempts.conversation", was.conversation, isNow.conversation, in: &found,
      isNarrower: isNarrower(isNow.conversation, than: was.conversation), text: text)
    note(
      "attempts.after_conversation", was.afterConversation, isNow.afterConversation, in: &found,
      isNarrower: isNarrower(isNow.afterConversation, than: was.afterConversation)
    ) { $0.map { "\($0.rest) by \($0.scope.rawValue)" } ?? "none" }
    note(
      "stop_when", old.stopWhen, new.stopWhen, in: &found,
      isNarrower: old.stopWhen.allSatisfy { rule in new.stopWhen.contains { holds($0, wherever: rule) } }
    ) { $0.isEmpty ? "none" : $0.map(text).joined(separator: ", ") }
    if old.onBehalfOf != new.onBehalfOf {
      let text = "on_behalf_of \(old.onBehalfOf ?? "nobody") -> \(new.onBehalfOf ?? "nobody")"
      found.append(CampaignDifference(.purpose, .other, text))
    }
    if old.labels != new.labels { found.append(CampaignDifference(.purpose, .other, "labels changed")) }
    return found
  }

  private static func note<Value: Equatable>(
    _ key: String, _ before: Value, _ after: Value, in found: inout [CampaignDifference], isNarrower: Bool,
    text: (Value) -> String
  ) {
    guard before != after else { return }
    let words = "\(key) \(text(before)) -> \(text(after))"
    found.append(CampaignDifference(.limits, isNarrower ? .narrower : .wider, words))
  }

  private static func finishing(_ attempts: Campaign.Attempts) -> Set<String> { Set(attempts.doneOn ?? ["answered"]) }

  private static func retryWaits(_ outcome: String, _ attempts: Campaign.Attempts) -> [Interval] {
    attempts.retryOutcomes.first { $0.outcome == outcome }?.waits ?? []
  }

  private static func isNarrower(_ new: ConversationRule, than old: ConversationRule) -> Bool {
    switch (old, new) {
    case (.talk(let least), .talk(let newLeast)): newLeast <= least
    case (.outcomes(let outcomes), .outcomes(let newOutcomes)): Set(outcomes).isSubset(of: newOutcomes)
    case (.talk, .outcomes(let outcomes)): outcomes.contains("answered")
    case (.outcomes, .talk): false
    }
  }

  private static func isNarrower(_ new: ConversationRest?, than old: ConversationRest?) -> Bool {
    guard let old else { return true }
    guard let new, new.rest >= old.rest else { return false }
    // A conversation about a matter or a subject is one with the customer.
    return new.scope == old.scope || new.scope == .customer && old.scope != .number
  }

  /// Whether a rule stops the campaign at the latest when another does.
  private static func holds(_ rule: StopRule, wherever other: StopRule) -> Bool {
    switch (rule, other) {
    case (.goal(let outcome, let count), .goal(let otherOutcome, let otherCount)):
      outcome == otherOutcome && count <= otherCount
    case (.failures(let share, let least), .failures(let otherShare, let otherLeast)):
      share <= otherShare && least <= otherLeast
    default: false
    }
  }

  private static func text(_ rule: ConversationRule) -> String {
    switch rule {
    case .talk(let least): "talk \(least)"
    case .outcomes(let outcomes): outcomes.joined(separator: ", ")
    }
  }

  private static func text(_ rule: StopRule) -> String {
    switch rule {
    case .goal(let outcome, let count): "\(count) \(outcome)"
    case .failures(let share, let least): "\(StopRule.percentage(share)) failures of \(least)"
    }
  }
}
