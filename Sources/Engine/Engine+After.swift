import Campaigns

/// `schedule.after`: a campaign begins when those that it names are finished or ended, as `status` says it. Once it has
/// called somebody it goes on, whatever becomes of them: new customers of theirs do not interrupt it.
extension Engine {
  func afterRefusal(_ c: Int) -> Refusal? { campaigns[c].awaits == nil ? nil : Refusal(.waitingForCampaign) }

  /// Looks again which campaigns are awaited. A chain is followed to its end, whatever the order of the ids.
  mutating func noticeFinished() {
    let followers = campaigns.indices.filter { !world.campaigns[$0].schedule.after.isEmpty }
    for _ in followers {
      var changed = false
      for c in followers {
        let awaits = firstUnfinished(before: c)
        changed = changed || awaits != campaigns[c].awaits
        campaigns[c].awaits = awaits
      }
      if !changed { return }
    }
  }

  private func firstUnfinished(before c: Int) -> String? {
    if campaigns[c].calls > 0 || campaigns[c].running > 0 { return nil }
    return world.campaigns[c].schedule.after.first { id in index(of: id).map { !isOver($0) } ?? true }
  }

  private func index(of id: String) -> Int? { world.campaigns.firstIndex { $0.id == id } }

  /// Whether nothing of a campaign is left to come. One that somebody stopped, paused or has not let go is not over.
  private func isOver(_ c: Int) -> Bool {
    if campaignIsDraft(c) || campaigns[c].hold != nil || campaigns[c].awaits != nil { return false }
    if campaigns[c].lastInstant <= now, campaigns[c].liveCount == 0 { return true }
    if campaigns[c].stopText != nil || campaigns[c].paused?.refusal(at: now) != nil { return false }
    return !canContinue(c) && (!campaigns[c].pilotIsFull || campaigns[c].tally.goal != nil)
  }

  /// The campaign that another waits for; nil when it waits for none, or for one that is not in the world.
  func awaited(_ c: Int) -> Int? { campaigns[c].awaits.flatMap { index(of: $0) } }

  /// Whether the campaign for which the whole chain waits can go on; false when it is a circle.
  func chainContinues(_ c: Int) -> Bool {
    var head = c
    for _ in campaigns.indices { head = awaited(head) ?? head }
    return campaigns[head].awaits == nil && canContinue(head)
  }

  /// When the awaited campaign is over by its schedule alone; distantFuture when that is not known.
  func releaseByEnd(_ c: Int) -> Instant {
    guard let other = awaited(c), campaigns[other].lastInstant > now else { return .distantFuture }
    return campaigns[other].lastInstant
  }

  /// The next instant at which a waiting campaign could be let go; distantFuture when it does not wait.
  func nextRelease(of c: Int) -> Instant {
    guard campaignRefusal(c)?.reason == .waitingForCampaign, let other = awaited(c) else { return .distantFuture }
    let wake = campaignRefusal(other) == nil ? nextWake(of: other, closings: true) : .distantFuture
    return min(wake, releaseByEnd(c))
  }

  /// What the gate saw, for `explain`.
  func afterText(_ c: Int) -> String {
    if let id = campaigns[c].awaits { return "\(id) is not finished" }
    let all = world.campaigns[c].schedule.after.joined(separator: ", ")
    return campaigns[c].calls > 0 ? "begun after \(all)" : "finished: \(all)"
  }
}

/// `attempts.on_ambiguous: skip`: an attempt of which no call was found ends as unknown and waits for nobody.
extension Engine {
  func isSkipped(_ call: LiveAttempt) -> Bool {
    !call.isTry && world.campaigns[call.intent.campaign].attempts.onAmbiguous == .skip
  }

  /// Its money counts as spent and its number stays blocked for the day; the customer is done.
  mutating func skip(_ call: LiveAttempt, into effects: inout [Effect]) {
    let (key, cost) = (call.intent.key, call.intent.reserved)
    effects.append(.record(.ended(key, .unknown, at: now, duration: nil, answeredBy: nil, settled: cost)))
    end(key, .unknown, cost: cost)
  }
}
