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
    for c in campaigns.indices {
      if let refusal = campaignRefusal(c) {
        next = min(next, refusal.clearsAt ?? .distantFuture)
      } else {
        next = min(next, nextWake(of: c))
      }
    }
    return next
  }

  /// The next opening, slot or budget of the campaign's waiting groups.
  func nextWake(of c: Int) -> Instant {
    let hasSlot = pacer.hasFreeCall && campaigns[c].running < world.campaigns[c].pacing.concurrentCalls
    var next = Instant.distantFuture
    for group in campaigns[c].groups where group.waiting > 0 && group.hold == nil {
      guard let hours = campaigns[c].hours[Int(group.identity.zoneSet)] else { continue }
      if !hours.isOpen {
        next = min(next, hours.changesAt)
      } else if hasSlot {
        let slot = max(pacer.nextSlot, campaigns[c].nextSlot, now + Interval(microseconds: 1))
        if slot >= next { continue }
        if let refusal = budgetRefusal(c, need: group.worstCase) {
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
    let state = campaigns[c]
    if state.running > 0 || state.pendingFlips > 0 || state.timedByReason.contains(where: { $0 > 0 }) { return true }
    if state.stopped != nil || campaignIsDraft(c) { return false }
    for group in state.groups where group.waiting > 0 && group.hold == nil {
      guard let hours = state.hours[Int(group.identity.zoneSet)] else { continue }
      if !hours.isOpen && hours.changesAt == .distantFuture { continue }
      if let refusal = budgetRefusal(c, need: group.worstCase), refusal.clearsAt == nil,
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
