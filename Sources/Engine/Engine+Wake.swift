import Campaigns
import HeapModule

/// When something can change next, and whether anything can.
extension Engine {
  /// The earliest instant at which a tick could do something; distantFuture when only an event can.
  func nextWake() -> Instant {
    var next = queue.min?.at ?? .distantFuture
    if gate.stopping { return next }
    if let refusal = gate.refusal(at: now) {
      return min(next, refusal.clearsAt ?? .distantFuture)
    }
    if let slot = nextTry { next = min(next, max(slot, now + Interval(microseconds: 1))) }
    for c in campaigns.indices {
      if let refusal = campaignRefusal(c) {
        next = min(next, refusal.clearsAt ?? releaseByEnd(c))
      } else {
        next = min(next, nextWake(of: c, closings: true))
      }
    }
    return next
  }

  /// The next opening, slot or budget of the campaign's waiting groups.
  /// - Parameter closings: also the next closing, after which the campaign may have nothing left to wait for.
  func nextWake(of c: Int, closings: Bool) -> Instant {
    let hasSlot = pacer.hasFreeCall && campaigns[c].running < world.campaigns[c].pacing.concurrentCalls
    var next = Instant.distantFuture
    for index in campaigns[c].groups.indices
    where campaigns[c].groups[index].waiting > 0 && campaigns[c].groups[index].hold == nil {
      let zoneSet = Int(campaigns[c].groups[index].identity.zoneSet)
      guard let hours = campaigns[c].hours[zoneSet] else { continue }
      if closings || !hours.isOpen { next = min(next, hours.changesAt) }
      if hours.isOpen && hasSlot {
        let flow = flowVerdict(c, callerID: campaigns[c].groups[index].identity.callerID)
        let slot = max(pacer.nextSlot, campaigns[c].nextSlot, flow.clearsAt, now + Interval(microseconds: 1))
        if slot >= next { continue }
        if let refusal = budgetRefusal(c, need: campaigns[c].groups[index].worstCase) {
          next = min(next, refusal.clearsAt ?? .distantFuture)
        } else {
          next = slot
        }
      }
    }
    return next
  }

  /// Whether anything that the campaign waits for can still come by itself.
  func canContinue(_ c: Int) -> Bool {
    if campaigns[c].running > 0 { return true }
    if campaigns[c].tally.goal != nil { return false }
    if campaigns[c].pendingFlips > 0 { return true }
    if campaigns[c].timedByReason.contains(where: { $0 > 0 }) { return true }
    if campaigns[c].stopText != nil || campaigns[c].hold != nil || campaignIsDraft(c) { return false }
    if campaigns[c].awaits != nil { return chainContinues(c) }
    for index in campaigns[c].groups.indices
    where campaigns[c].groups[index].waiting > 0 && campaigns[c].groups[index].hold == nil {
      let zoneSet = Int(campaigns[c].groups[index].identity.zoneSet)
      guard let hours = campaigns[c].hours[zoneSet] else { continue }
      if !hours.isOpen && hours.changesAt == .distantFuture { continue }
      if let refusal = budgetRefusal(c, need: campaigns[c].groups[index].worstCase), refusal.clearsAt == nil,
        refusal.reason != .budgetReserved
      {
        continue
      }
      return true
    }
    return false
  }

  func campaignIsDraft(_ c: Int) -> Bool { !world.campaigns[c].live && !world.account.dialsDrafts }
}
