/// `attempts:`: how often, after what, and until when.
extension CampaignDecoder {
  mutating func attempts() -> Campaign.Attempts {
    let gap = keys.interval("attempts.min_gap") ?? .hours(2)
    var result = Campaign.Attempts(max: keys.integer("attempts.max") ?? 3, minGap: gap)
    for name in keys.keys("attempts.retry").sorted() {
      let waits = retryWaits(after: name, gap: gap)
      if waits.isEmpty { continue }
      if let cause = Campaign.RetryCause(rawValue: name) {
        result.retry[cause] = waits
      } else {
        result.retryOutcomes.append(OutcomeRetry(outcome: name, waits: waits))
      }
    }
    result.onAmbiguous = keys.text("attempts.on_ambiguous").flatMap { .init(rawValue: $0) } ?? .hold
    result.limits = keys.items("attempts.limits").compactMap { limit($0) }
    if keys.nodes["attempts.done_on"]?.items != nil { result.doneOn = outcomes("attempts.done_on") }
    result.conversation = conversation()
    result.afterConversation = afterConversation()
    checkRetries(result.doneOn)
    return result
  }

  private mutating func retryWaits(after name: String, gap: Interval) -> [Interval] {
    let waits = keys.items("attempts.retry." + name).compactMap { item in keys.interval(item).map { (item, $0) } }
    for (item, wait) in waits where wait < gap {
      guard let node = keys.nodes[item] else { continue }
      keys.report(
        "retry-shorter-than-min-gap", "the wait of \(wait) is shorter than attempts.min_gap, \(gap)", at: node.span,
        help: "wait at least \(gap), or write a shorter min_gap")
    }
    return waits.map(\.1)
  }

  private mutating func limit(_ path: String) -> AttemptLimit? {
    guard let max = keys.integer(path + ".max"), let per = keys.interval(path + ".per"),
      let scope = keys.text(path + ".scope").flatMap({ AttemptLimit.Scope(rawValue: $0) }), let node = keys.nodes[path]
    else { return nil }
    let limit = AttemptLimit(max: max, per: per, scope: scope)
    for account in configuration?.attemptLimits ?? []
    where account.scope == scope && max > account.max && per <= account.per {
      keys.report(
        "limits-looser",
        "the account allows \(account.max) per \(account.per) for one \(scope.rawValue), and that binds here too",
        at: node.span, help: "write at most \(account.max), or delete the limit", severity: .warning)
    }
    return limit
  }

  // MARK: - Conversations

  private mutating func conversation() -> ConversationRule {
    let path = "attempts.conversation"
    guard let node = keys.nodes[path], node.entries != nil else { return .standard }
    let written = keys.keys(path).filter { ["outcomes", "talk"].contains($0) }
    guard written.count == 1 else {
      keys.report(
        written.isEmpty ? "missing-key" : "bad-value",
        written.isEmpty
          ? "`\(path)` does not say what a conversation is: outcomes or talk is missing"
          : "`\(path)` has outcomes and talk", at: node.span,
        help: written.isEmpty ? "write `{talk: 20s}` or `{outcomes: [answered]}`" : "keep one of them")
      return .standard
    }
    if let talk = keys.interval(path + ".talk") { return .talk(talk) }
    return .outcomes(outcomes(path + ".outcomes"))
  }

  private func afterConversation() -> ConversationRest? {
    let path = "attempts.after_conversation"
    guard let rest = keys.interval(path + ".rest"),
      let scope = keys.text(path + ".scope").flatMap({ AttemptLimit.Scope(rawValue: $0) })
    else { return nil }
    return ConversationRest(rest: rest, scope: scope)
  }

  // MARK: - What ends a campaign

  mutating func stopRules() -> [StopRule] { keys.items("stop_when").compactMap { stopRule($0) } }

  private mutating func stopRule(_ path: String) -> StopRule? {
    guard let node = keys.nodes[path], node.entries != nil else { return nil }
    let written = Set(keys.keys(path)).intersection(["outcome", "count", "failures", "at_least"])
    switch written {
    case ["outcome", "count"]:
      checkOutcome(path + ".outcome")
      guard let outcome = keys.text(path + ".outcome"), let count = keys.integer(path + ".count") else { return nil }
      return .goal(outcome: outcome, count: count)
    case ["failures", "at_least"]:
      guard let share = keys.share(path + ".failures"), let least = keys.integer(path + ".at_least") else { return nil }
      return .failures(share: share, atLeast: least)
    default:
      let isMixed =
        !written.isDisjoint(with: ["outcome", "count"]) && !written.isDisjoint(with: ["failures", "at_least"])
      keys.report(
        isMixed ? "bad-value" : "missing-key",
        isMixed
          ? "one condition of `stop_when` has keys of two"
          : "a condition of `stop_when` needs `outcome` and `count`, or `failures` and `at_least`", at: node.span,
        help: "write `{outcome: answered, count: 500}` or `{failures: 40%, at_least: 100}`, each an item of its own")
      return nil
    }
  }

  // MARK: - Outcomes

  /// The outcomes of a list, sorted, each once.
  private mutating func outcomes(_ path: String) -> [String] {
    for item in keys.items(path) { checkOutcome(item) }
    return Set(keys.texts(path)).sorted()
  }

  /// Those that `where` asks for. Calls of other campaigns may have outcomes that this file does not know.
  mutating func checkOutcomes(_ asked: [ConditionDecoder.AskedOutcome]) {
    for outcome in asked {
      let isNear = NearestWord.of(outcome.name, in: Outcome.dispositions) != nil
      let isNever = Outcome.never.contains { $0.word == outcome.name }
      if outcome.isHere || isNear || isNever { checkOutcome(outcome.name, at: outcome.span) }
    }
  }

  /// `last_called: {older_than: 7d}` keeps out whoever the campaign itself called, and so its own retries.
  mutating func checkRests(_ rests: [ConditionDecoder.Rest]) {
    guard keys.text("segment.mode") != "snapshot", keys.integer("attempts.max") ?? 3 > 1 else { return }
    let waits = keys.keys("attempts.retry").flatMap { keys.items("attempts.retry." + $0) }
      .compactMap { keys.interval($0) }
    guard let wait = waits.min() else { return }
    for rest in rests where wait < .days(Int64(rest.days)) {
      let test = "last_called: {older_than: \(rest.days)d}"
      keys.report(
        "retry-outside-where",
        "`\(rest.isHere ? "here." : "")\(test)` also keeps out whom this campaign itself called: its retry after "
          + "\(wait) comes only when the call is older than \(rest.days)d", at: rest.span,
        help: rest.isHere
          ? "delete the condition: attempts.retry alone says when this campaign calls again; or wait longer there"
          : "write `any: [{here.calls: {at_least: 1}}, {\(test)}]` to let its retries in; or wait longer in "
            + "attempts.retry", severity: .warning)
    }
  }

  private mutating func checkOutcome(_ path: String) {
    guard let name = keys.text(path), let node = keys.nodes[path] else { return }
    checkOutcome(name, at: node.span)
  }

  private mutating func checkOutcome(_ name: String, at span: YAMLSpan) {
    if let never = Outcome.never.first(where: { $0.word == name }) {
      keys.report(
        "outcome-never", "no rule asks for calls that end \(name): \(never.why)", at: span,
        help: "delete it; name answered, machine, busy, no-answer or failed")
      return
    }
    let known = Outcome.dispositions + ownOutcomes
    guard !known.contains(name) else { return }
    keys.report(
      "unknown-outcome", "no call of this file can have the outcome `\(name)`", at: span,
      help: NearestWord.of(name, in: known).map { "did you mean `\($0)`?" }
        ?? "an outcome is \(Outcome.dispositions.joined(separator: ", ")), or what a key of call.answer.keys, "
        + "no_input or a desk's no_agent names", severity: .warning)
  }

  /// What pressed keys, silence and desks stand for, sorted.
  private var ownOutcomes: [String] {
    let pressed = keys.keys("call.answer.keys").map { "call.answer.keys.\($0).outcome" }
    let desks = keys.keys("call.connect").map { "call.connect.\($0).no_agent.outcome" }
    return Set((pressed + desks + ["call.answer.no_input.outcome"]).compactMap { keys.text($0) }).sorted()
  }

  /// Waits after an outcome that finishes the customer are waited by nobody.
  private mutating func checkRetries(_ doneOn: [String]?) {
    for entry in keys.nodes["attempts.retry"]?.entries ?? [] where Literal.isIdentifier(entry.key) {
      let name = entry.key
      let isCause = Campaign.RetryCause(rawValue: name) != nil
      if !isCause { checkOutcome(name, at: entry.keySpan) }
      // Who chose something has answered.
      guard doneOn?.contains(name) ?? (name == "answered" || ownOutcomes.contains(name)) else { continue }
      keys.report(
        "retry-after-done", "nobody is called again after `\(name)`: it finishes the customer", at: entry.keySpan,
        help: doneOn == nil
          ? "name in attempts.done_on the outcomes that do, or delete the waits"
          : "take it out of attempts.done_on, or delete the waits", severity: .warning)
    }
  }
}
