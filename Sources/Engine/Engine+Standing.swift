import Campaigns
import HeapModule

/// Why a customer is not being called now.
package struct Standing: Sendable, Equatable {
  package var reason: Reason
  package var clearsAt: Instant?
  /// For `done` and `attempts-used`: how the last attempt ended.
  package var disposition: Disposition?
  package init(reason: Reason, clearsAt: Instant? = nil, disposition: Disposition? = nil) {
    self.reason = reason
    self.clearsAt = clearsAt
    self.disposition = disposition
  }
}

/// How many customers stand where they are for one reason.
package struct ReasonCount: Sendable, Equatable {
  /// The reason code that programs read.
  package var code: String
  package var count: Int
}

/// One campaign's numbers at an instant: selected = live + done + waiting.
package struct CampaignReport: Sendable {
  package var campaign: String
  package var revision: String
  package var state: State
  package var selected: Int
  package var called: Int
  package var live: Int
  package var done: Int
  /// Customers by reason, only those above zero, by reason code.
  package var waiting: [ReasonCount]
  package var calls: Int
  package var answered: Int
  package var spend: Spend
  package var cap: Money?
  package var peakConcurrency: Int
  package var finishedAt: Instant?
  package var nextCallAt: Instant?
  /// Those of the file, by name.
  package var labels: [Campaign.Label] = []
  package enum State: String, Sendable {
    case draft, held, notStarted = "not-started", running, waiting, paused, stopped, finished, ended
  }
}

extension Engine {
  /// Where an entry stands; nil when it is not selected or live.
  package func standing(campaign c: Int, entry: Int) -> Standing? {
    switch campaigns[c].place[entry] {
    case .outside, .live: return nil
    case .ready: return readyStanding(c, group: Int(campaigns[c].group[entry]), entry: entry)
    case .timed, .blocked:
      let stored = Reason(rawValue: campaigns[c].reason[entry]) ?? .notReached
      let asked = entryRefusal(c, entry)
      return Standing(reason: stored, clearsAt: asked?.reason == stored ? asked?.clearsAt : nil, disposition: nil)
    case .done:
      let reason = Reason(rawValue: campaigns[c].reason[entry]) ?? .done
      let disposition = Disposition.allCases[Int(campaigns[c].disposition[entry])]
      return Standing(reason: reason, clearsAt: nil, disposition: campaigns[c].tries[entry] > 0 ? disposition : nil)
    }
  }

  private func readyStanding(_ c: Int, group index: Int, entry: Int) -> Standing {
    groupStanding(c, group: index, unopened: campaigns[c].has(Mark.enteredWhileClosed, entry))
  }

  /// What holds a group's waiting entries: those who never saw it open, or the others.
  private func groupStanding(_ c: Int, group index: Int, unopened: Bool) -> Standing {
    let group = campaigns[c].groups[index]
    if let refusal = campaignRefusal(c) ?? group.hold {
      guard refusal.reason == .waitingForCampaign || refusal.reason == .goalReached else { return Standing(refusal) }
      let schedule = campaigns[c].openHours[Int(group.identity.zoneSet)].flatMap { scheduleRefusal($0) }
      return Standing(schedule ?? refusal)
    }
    guard let hours = campaigns[c].hours[Int(group.identity.zoneSet)] else { return Standing(.notReached) }
    if unopened, !hours.isOpen {
      // Asked anew: `hours.reason` is that of the last edge, and a closed night can lead into a closed date.
      if case .closed(let closure, let opensAt)? = campaigns[c].openHours[Int(group.identity.zoneSet)]?.state(at: now) {
        return Standing(reason: Reason(closure), clearsAt: opensAt, disposition: nil)
      }
    }
    if let refusal = budgetRefusal(c, need: group.worstCase) { return Standing(refusal) }
    if let refusal = concurrencyRefusal(c) { return Standing(refusal) }
    if hours.isOpen, let refusal = paceRefusal(c) { return Standing(refusal.reason) }
    if let refusal = flowVerdict(c, callerID: group.identity.callerID).refusal,
      hours.isOpen || refusal.reason == .circuitOpen
    {
      return Standing(refusal)
    }
    return Standing(.notReached)
  }

  /// The campaign's numbers as they stand.
  package func report(campaign c: Int) -> CampaignReport {
    let state = campaigns[c]
    var counts = [Int](repeating: 0, count: state.timedByReason.count)
    for reason in counts.indices { counts[reason] = state.timedByReason[reason] + state.blockedByReason[reason] }
    for (index, group) in state.groups.enumerated() where group.waiting > 0 {
      let unopened = groupStanding(c, group: index, unopened: true).reason
      let opened = groupStanding(c, group: index, unopened: false).reason
      counts[Int(unopened.rawValue)] += group.enteredWhileClosed
      counts[Int(opened.rawValue)] += group.waiting - group.enteredWhileClosed
    }
    let waiting = Reason.allCases.filter { counts[Int($0.rawValue)] > 0 }
      .map { ReasonCount(code: $0.code, count: counts[Int($0.rawValue)]) }.sorted { $0.code < $1.code }
    let next = nextCall(of: c)
    return CampaignReport(
      campaign: state.campaign.id, revision: state.campaign.revision, state: reportState(c, waiting: waiting),
      selected: state.selected, called: state.called, live: state.liveCount, done: state.doneCount, waiting: waiting,
      calls: state.calls, answered: state.answered, spend: ledger.campaigns[c], cap: state.campaign.budget.total,
      peakConcurrency: state.peak, finishedAt: state.finishedAt, nextCallAt: next, labels: state.campaign.labels)
  }

  private func reportState(_ c: Int, waiting: [ReasonCount]) -> CampaignReport.State {
    let state = campaigns[c]
    if campaignIsDraft(c) { return .draft }
    if let hold = state.hold { return hold == .removed ? .stopped : .held }
    if state.stopText != nil || gate.killSwitch { return .stopped }
    if state.paused?.refusal(at: now) != nil || gate.paused?.refusal(at: now) != nil { return .paused }
    if state.lastInstant <= now && state.liveCount == 0 { return .ended }
    let isNotStarted = waiting.count == 1 && waiting[0].code == Reason.campaignNotStarted.code
    if state.awaits != nil { return isNotStarted ? .notStarted : .waiting }
    if !canContinue(c) { return state.pilotIsFull && state.tally.goal == nil ? .held : .finished }
    if isNotStarted { return .notStarted }
    if state.running > 0 || state.groups.indices.contains(where: { state.groups[$0].waiting > 0 && isOpen(c, $0) }) {
      return .running
    }
    return .waiting
  }

  /// Whether anything that the campaign waits for can still come by itself.
  package func canStillCall(campaign c: Int) -> Bool { canContinue(c) }
  package var campaignCount: Int { campaigns.count }
  /// How many entries a campaign has, selected or not.
  package func entryCount(campaign c: Int) -> Int { campaigns[c].place.count }
  /// The customer's index of an entry.
  package func row(campaign c: Int, entry: Int) -> Int { person(c, entry) }
  package func wasCalled(campaign c: Int, entry: Int) -> Bool { campaigns[c].has(Mark.called, entry) }
  package func isSelected(campaign c: Int, entry: Int) -> Bool { campaigns[c].has(Mark.selected, entry) }
  /// Attempts that are not over, by key.
  package var liveKeys: [AttemptKey] { attempts.keys.sorted() }
  /// Quarantined attempts.
  package var unresolvedCount: Int { unresolvedOf.reduce(0, +) }
  /// Attempts that still wait for the carrier or for a look; presumed ones wait for a person.
  package var openCount: Int { attempts.values.reduce(0) { $0 + ($1.state == .presumed ? 0 : 1) } }
  package var isRecovering: Bool { gate.recovering }
  /// Why the whole account is stopped.
  package var accountStop: String? {
    gate.stopped ?? (gate.brake.refusal(at: now) == nil ? nil : AmbiguityBrake.text)
  }
  /// The next instant at which a tick could do something.
  package var wakesAt: Instant { nextWake() }

  /// The next instant at which a tick could start a call (a poll or a price cannot); distantFuture when none is known.
  /// Costs a look at everything timed.
  package var nextCallAt: Instant {
    campaigns.indices.reduce(.distantFuture) { min($0, nextCall(of: $1) ?? nextRelease(of: $1)) }
  }

  private func nextCall(of c: Int) -> Instant? {
    if gate.stopping { return nil }
    if let refusal = campaignRefusal(c) { return refusal.clearsAt }
    var next = nextWake(of: c, closings: false)
    for work in queue.unordered where work.at < next {
      switch work.kind {
      case .entry(c, _), .flip(c, _): next = max(work.at, now)
      default: break
      }
    }
    return next == .distantFuture ? nil : next
  }
}

extension Standing {
  package init(_ refusal: Refusal) { self.init(reason: refusal.reason, clearsAt: refusal.clearsAt, disposition: nil) }
  package init(_ reason: Reason) { self.init(reason: reason, clearsAt: nil, disposition: nil) }
}

extension Engine {
  /// Selected customers without a call, by reason code: with `called` they add up to `selected`.
  package func notCalled(campaign c: Int) -> [ReasonCount] {
    var counts: [String: Int] = [:]
    for entry in campaigns[c].place.indices
    where campaigns[c].has(Mark.selected, entry) && !campaigns[c].has(Mark.called, entry) {
      counts[(standing(campaign: c, entry: entry)?.reason ?? .notReached).code, default: 0] += 1
    }
    return counts.sorted { $0.key < $1.key }.map { ReasonCount(code: $0.key, count: $0.value) }
  }
}
