import Campaigns

/// How the calls of a campaign ended, as `stop_when` asks for it.
struct OutcomeTally {
  /// Calls with the outcome of each goal, by the goal's place in `stop_when`; 0 for the other rules.
  var reached: [Int]
  /// Calls since the last resumption that say something of the carrier, and how many of them failed.
  var ended = 0
  var failed = 0
  /// Calls that started before do not count as failures: somebody looked at them and let the campaign go on.
  var judgedFrom = Instant.distantPast
  /// Which rule of `stop_when` is the goal that was reached.
  var goal: Int?
  /// Why too many failures stopped the campaign, and since when.
  var failureText: String?
  var stoppedAt = Instant.distantPast

  init(rules: [StopRule]) { reached = .init(repeating: 0, count: rules.count) }
}

extension CampaignState {
  /// Why the campaign is stopped: by the carrier's refusal, or by `stop_when`.
  var stopText: String? { stopped ?? tally.failureText }
}

extension Campaign {
  /// Whether a call that ended so finishes its customer.
  func isDone(on disposition: Disposition) -> Bool {
    attempts.doneOn?.contains(disposition.rawValue) ?? (disposition == .answered)
  }

  func isConversation(_ disposition: Disposition, talk: Interval?) -> Bool {
    attempts.conversation.holds(disposition.rawValue, talk: talk)
  }
}

// MARK: - After an outcome

extension Engine {
  /// Counts a call's end for its customer.
  /// - Returns: the wait that the file lists after so many of these; nil: none is left.
  mutating func nextWait(_ c: Int, _ entry: Int, after disposition: Disposition) -> Interval? {
    let attempts = world.campaigns[c].attempts
    var waits: [Interval] = []
    var count = 0
    if let cause = Campaign.RetryCause(disposition) {
      campaigns[c].countCause(cause, entry)
      waits = attempts.retry[cause] ?? []
      count = campaigns[c].causeCount(cause, entry)
    } else if let index = attempts.retryOutcomes.firstIndex(where: { $0.outcome == disposition.rawValue }) {
      let code = UInt64(index) << 32 | UInt64(entry)
      let sum = (campaigns[c].outcomeCounts[code] ?? 0) + 1
      campaigns[c].outcomeCounts[code] = sum
      waits = attempts.retryOutcomes[index].waits
      count = Int(sum)
    }
    return count > 0 && count <= waits.count ? waits[count - 1] : nil
  }

  /// `attempts.after_conversation`.
  func restRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    guard let rule = world.campaigns[c].attempts.afterConversation else { return nil }
    return history.restClears(rule, party(c, entry), at: now).map { Refusal(.conversationRest, clearsAt: $0) }
  }
}

extension RuleKeys {
  /// Where the rule stands by which a customer of a campaign is where he is.
  package init(_ standing: Standing, of campaign: Campaign) {
    self.init(standing.reason)
    guard standing.reason == .done, let last = standing.disposition else { return }
    if campaign.attempts.doneOn?.contains(last.rawValue) ?? false { self.campaign.insert("attempts.done_on", at: 0) }
  }
}

// MARK: - stop_when

extension Engine {
  /// Counts an ended call of a campaign.
  mutating func count(_ disposition: Disposition, of c: Int, startedAt: Instant) {
    for (index, rule) in world.campaigns[c].stopWhen.enumerated() {
      if case .goal(disposition.rawValue, _) = rule { campaigns[c].tally.reached[index] += 1 }
    }
    guard startedAt > campaigns[c].tally.judgedFrom else { return }
    switch CircuitBreaker.Verdict(disposition) {
    case .succeeded: campaigns[c].tally.ended += 1
    case .failed:
      campaigns[c].tally.ended += 1
      campaigns[c].tally.failed += 1
    case .saysNothing: break
    }
  }

  /// Asks whether a goal is reached, or too many calls failed.
  mutating func judgeStops(_ c: Int) {
    let rules = world.campaigns[c].stopWhen
    if rules.isEmpty { return }
    let tally = campaigns[c].tally
    campaigns[c].tally.goal = rules.indices.first { index in
      if case .goal(_, let count) = rules[index] { tally.reached[index] >= count } else { false }
    }
    guard tally.failureText == nil, tally.failed > 0 else { return }
    for case .failures(let share, let least) in rules
    where tally.ended >= least && tally.failed * 1_000 >= share * tally.ended {
      let text =
        "\(tally.failed) of \(tally.ended) calls failed; stop_when stops it at \(StopRule.percentage(share))"
      campaigns[c].tally.failureText = text
      unwritten.append(.campaignStopped(campaign: c, text: text))
      return
    }
  }

  /// Somebody looked at the failures and lets the campaign go on: they are counted anew.
  mutating func forgiveFailures(_ c: Int) {
    guard campaigns[c].tally.failureText != nil else { return }
    campaigns[c].tally.failureText = nil
    (campaigns[c].tally.ended, campaigns[c].tally.failed) = (0, 0)
    campaigns[c].tally.judgedFrom = now
  }

  /// Replays that failures stopped a campaign (its id); before its attempts are restored.
  /// - Parameter resumedAt: when somebody let it go on; nil: nobody did.
  package mutating func restoreStop(campaign id: String, text: String, stoppedAt: Instant, resumedAt: Instant?) {
    guard let c = world.campaigns.firstIndex(where: { $0.id == id }) else { return }
    if let resumedAt { campaigns[c].tally.judgedFrom = max(campaigns[c].tally.judgedFrom, resumedAt) }
    if stoppedAt >= campaigns[c].tally.stoppedAt {
      campaigns[c].tally.stoppedAt = stoppedAt
      campaigns[c].tally.failureText = text
    }
    // A renamed campaign has the stop of its earlier id, and resumes under its own.
    if campaigns[c].tally.judgedFrom >= campaigns[c].tally.stoppedAt { campaigns[c].tally.failureText = nil }
  }

  /// After the last attempt was restored.
  mutating func beginStops(_ c: Int) {
    if let text = campaigns[c].tally.failureText { unwritten.append(.campaignStopped(campaign: c, text: text)) }
    judgeStops(c)
  }

  func goalRefusal(_ c: Int) -> Refusal? { campaigns[c].tally.goal == nil ? nil : Refusal(.goalReached) }

  /// Where the rule stands by which failures stopped the campaign; nil when they did not.
  func stopRuleKeys(_ c: Int) -> RuleKeys? {
    campaigns[c].stopped == nil && campaigns[c].tally.failureText != nil ? RuleKeys(campaign: ["stop_when"]) : nil
  }

  /// The goals of `stop_when`, each as a verdict.
  func addGoals(_ c: Int, to list: inout VerdictList) {
    for (index, rule) in world.campaigns[c].stopWhen.enumerated() {
      guard case .goal(let outcome, let count) = rule else { continue }
      let reached = campaigns[c].tally.reached[index]
      list.add(
        .goalReached, reached >= count ? Refusal(.goalReached) : nil, "\(reached) of \(count) calls \(outcome)",
        rule: RuleKeys(campaign: ["stop_when.\(index)", "stop_when"]))
    }
  }
}
