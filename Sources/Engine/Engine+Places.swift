import Campaigns
import HeapModule

/// Into which place a customer goes.
extension Engine {
  typealias Mark = CampaignState.Mark

  /// Asks the entry's gates and puts it where they say: ready, timed, blocked or done.
  mutating func admit(_ c: Int, _ entry: Int) {
    takeSeat(c, entry)
    guard let refusal = entryRefusal(c, entry) else {
      enterReady(c, entry)
      return
    }
    if refusal.reason == .attemptsUsed {
      campaigns[c].enterDone(entry, refusal.reason)
    } else if let clearsAt = refusal.clearsAt, clearsAt <= campaigns[c].lastInstant {
      campaigns[c].enterTimed(entry, refusal.reason)
      // A flip has its own place in the queue.
      if refusal.reason != .notInSegment { queue.insert(TimedWork(at: clearsAt, .entry(campaign: c, entry: entry))) }
    } else {
      campaigns[c].enterBlocked(entry, refusal.reason)
      if refusal.reason == .numberInUse {
        numbers.wait(world.people.number[line(c, entry)], campaign: c, entry: entry)
      }
    }
  }

  /// `segment.limit`: seats are taken in order and never given back.
  private mutating func takeSeat(_ c: Int, _ entry: Int) {
    guard let limit = world.campaigns[c].segment.limit, campaigns[c].hasStarted, campaigns[c].admitted < limit,
      campaigns[c].has(Mark.member, entry), !campaigns[c].has(Mark.admitted, entry)
    else { return }
    campaigns[c].set(Mark.admitted, entry)
    campaigns[c].admitted += 1
    campaigns[c].newSeats.append(world.segments[c].row[entry])
    hasNewSeats = true
  }

  /// Who was called before keeps the seat; the rest is taken in order.
  mutating func admitCarried(_ c: Int) {
    for entry in campaigns[c].place.indices
    where campaigns[c].tries[entry] > 0 && !campaigns[c].has(Mark.admitted, entry) {
      campaigns[c].set(Mark.admitted, entry)
      campaigns[c].admitted += 1
    }
  }

  func person(_ c: Int, _ entry: Int) -> Int { Int(world.segments[c].row[entry]) }

  private mutating func enterReady(_ c: Int, _ entry: Int) {
    let index = groupIndex(c, entry)
    if let closes = closesAt(c, entry) { queue.insert(TimedWork(at: closes, .entry(campaign: c, entry: entry))) }
    campaigns[c].leave(entry)
    campaigns[c].place[entry] = .ready
    campaigns[c].group[entry] = UInt16(index)
    campaigns[c].groups[index].waiting += 1
    if !isOpen(c, index) {
      campaigns[c].set(Mark.enteredWhileClosed, entry)
      campaigns[c].groups[index].enteredWhileClosed += 1
    }
    if campaigns[c].tries[entry] > 0 {
      campaigns[c].groups[index].retries.insert(.init(due: campaigns[c].due[entry], entry: UInt32(entry)))
    } else {
      campaigns[c].groups[index].first.insert(UInt32(entry))
    }
  }

  private mutating func groupIndex(_ c: Int, _ entry: Int) -> Int {
    let line = line(c, entry)
    let identity = Group.Identity(
      zoneSet: zoneSet(c, entry), rateClass: world.people.rateClass[line],
      country: world.people.country[line], callerID: callerIndex(c, entry),
      isPilot: isPilot(c, entry))
    if let known = campaigns[c].groupIndex[identity] { return Int(known) }
    let index = campaigns[c].groups.count
    precondition(index < Int(UInt16.max), "more than 65,535 groups in one campaign")
    var group = Group(identity: identity, worstCase: worstCase(c, rateClass: Int(identity.rateClass)))
    group.hold = holdRefusal(c, identity, worstCase: group.worstCase)
    campaigns[c].groups.append(group)
    campaigns[c].groupIndex[identity] = UInt16(index)
    return index
  }

  func isOpen(_ c: Int, _ group: Int) -> Bool {
    campaigns[c].hours[Int(campaigns[c].groups[group].identity.zoneSet)]?.isOpen ?? false
  }

  /// Asks the hours whose edge has come; who waited for an opening has now seen it.
  mutating func refreshHours(_ c: Int) {
    guard campaigns[c].hoursChangeAt <= now else { return }
    var next = Instant.distantFuture
    for set in campaigns[c].hours.indices {
      guard var state = campaigns[c].hours[set], let hours = campaigns[c].openHours[set] else { continue }
      if state.changesAt <= now {
        let changed = state.refresh(hours, at: now)
        campaigns[c].hours[set] = state
        if changed, state.isOpen { seeOpening(c, zoneSet: set) }
      }
      next = min(next, state.changesAt)
    }
    campaigns[c].hoursChangeAt = next
  }

  private mutating func seeOpening(_ c: Int, zoneSet: Int) {
    for index in campaigns[c].groups.indices where Int(campaigns[c].groups[index].identity.zoneSet) == zoneSet {
      guard campaigns[c].groups[index].enteredWhileClosed > 0 else { continue }
      for entry in campaigns[c].groups[index].first.unordered {
        campaigns[c].clear(Mark.enteredWhileClosed, Int(entry))
      }
      for retry in campaigns[c].groups[index].retries.unordered {
        campaigns[c].clear(Mark.enteredWhileClosed, Int(retry.entry))
      }
      campaigns[c].groups[index].enteredWhileClosed = 0
    }
  }

  /// Holds are asked again after whatever may have changed them.
  mutating func refreshHolds(_ c: Int) {
    for index in campaigns[c].groups.indices {
      let identity = campaigns[c].groups[index].identity
      let worstCase = campaigns[c].groups[index].worstCase
      campaigns[c].groups[index].hold = holdRefusal(c, identity, worstCase: worstCase)
    }
  }

  /// What an ended attempt means for its customer: another try, or none. The caller admits who is not done.
  /// - Parameters:
  ///   - line: the number that was called.
  ///   - resolution: of an unknown end: a call that a person says was never made leaves the next try open.
  mutating func conclude(
    _ c: Int, _ entry: Int, _ disposition: Disposition, line: Int, resolution: Resolution? = nil, at instant: Instant
  ) {
    campaigns[c].disposition[entry] = UInt8(Disposition.allCases.firstIndex(of: disposition) ?? 0)
    let most = world.campaigns[c].attempts.max
    var reason = Reason.done
    switch disposition {
    case .rejected:
      guard park(c, entry, line: line) else { return }
      if Int(campaigns[c].tries[entry]) < most {
        campaigns[c].due[entry] = instant.microseconds
        return
      }
    case .unknown:
      guard let resolution else {
        if world.campaigns[c].attempts.onAmbiguous == .skip { break }
        return campaigns[c].set(Mark.unresolved, entry)
      }
      if resolution == .notPlaced, Int(campaigns[c].tries[entry]) < most { return }
    case .canceled:
      // Withdrawn before anybody answered, by us: the try is used up, but nobody has been spoken to.
      if Int(campaigns[c].tries[entry]) < most {
        campaigns[c].due[entry] = instant.microseconds
        return
      }
    case .answered, .machine, .busy, .noAnswer, .failed:
      let wait = nextWait(c, entry, after: disposition)
      if let wait, !world.campaigns[c].isDone(on: disposition), Int(campaigns[c].tries[entry]) < most {
        campaigns[c].due[entry] = (instant + wait).microseconds
        return
      }
    }
    if Int(campaigns[c].tries[entry]) >= most { reason = .attemptsUsed }
    campaigns[c].enterDone(entry, reason)
  }
}
