import Campaigns

/// `schedule.pilot`: after so many customers were called nobody is called for the first time before somebody approves.
/// Those who were called are tried again as ever, and a call that was decided before goes on.
extension Engine {
  func isPilot(_ c: Int, _ entry: Int) -> Bool {
    world.campaigns[c].schedule.pilot != nil && campaigns[c].tries[entry] == 0
  }

  /// What refuses a first try.
  func pilotRefusal(_ c: Int, _ identity: Group.Identity) -> Refusal? {
    identity.isPilot && pilotIsFull(c) ? Refusal(.pilotDone) : nil
  }

  /// Whether as many customers were called, or are about to be, as the pilot has. What was never placed gives its
  /// place back.
  private func pilotIsFull(_ c: Int) -> Bool {
    guard let most = world.campaigns[c].schedule.pilot else { return false }
    if campaigns[c].called >= most { return true }
    let starting = attempts.values.count { call in
      call.intent.campaign == c && !call.isTry && !campaigns[c].has(CampaignState.Mark.called, call.entry)
    }
    return campaigns[c].called + starting >= most
  }

  /// Asks the holds of a pilot's groups again where it has become full, or is not any more.
  mutating func noticePilots() {
    for c in campaigns.indices where world.campaigns[c].schedule.pilot != nil {
      let isFull = pilotIsFull(c)
      guard isFull != campaigns[c].pilotIsFull else { continue }
      campaigns[c].pilotIsFull = isFull
      refreshHolds(c)
    }
  }

  /// Stands while somebody waits behind a pilot that is done.
  func pilotCondition(_ c: Int) -> StandingCondition? {
    guard campaigns[c].pilotIsFull, let pilot = world.campaigns[c].schedule.pilot else { return nil }
    let waiting = campaigns[c].groups.reduce(0) { $0 + ($1.identity.isPilot ? $1.waiting : 0) }
    guard waiting > 0 else { return nil }
    let id = world.campaigns[c].id
    return StandingCondition(
      .pilotDone, id, text: "\(id): the \(pilot) customers of its pilot were called; \(waiting) more wait",
      remedy: "look at the calls, then: dialer approve \(id) --revision \(world.campaigns[c].revision.prefix(12))")
  }
}
