import Campaigns
import HeapModule

/// What people and the carrier's refusals stop and let go on.
extension Engine {
  mutating func pause(_ id: String?, reason: String, until: Instant?) {
    let pause = PauseInForce(reason: reason, until: until)
    guard let id else {
      gate.paused = pause
      return
    }
    for c in campaigns.indices where world.campaigns[c].id == id { campaigns[c].paused = pause }
  }

  mutating func resume(_ id: String?) {
    if id == nil {
      gate.paused = nil
      gate.stopped = nil
      gate.brake.release()
      gate.stoppedCountries = []
      gate.stoppedCallerIDs = []
    }
    if id == nil { for c in campaigns.indices { reassignCallerIDs(c) } }
    for c in campaigns.indices where id == nil || world.campaigns[c].id == id {
      campaigns[c].paused = nil
      campaigns[c].stopped = nil
      forgiveFailures(c)
      refreshHolds(c)
    }
  }

  /// What a refused request stops beyond the attempt.
  mutating func act(on action: CarrierAction, call: LiveAttempt, code: Int?, message: String) {
    let c = call.intent.campaign
    let said = MaskedText.of(code.map { "the carrier refused with code \($0): \(message)" } ?? message)
    switch action {
    case .backOff, .parkNumber:
      pacer.retreat(from: now)
      gate.unavailable = said
    case .stopAccount:
      gate.stopped = said
    case .stopCampaign:
      campaigns[c].stopped = said
    case .stopCountry:
      if call.country >= 0 {
        gate.stoppedCountries.insert(call.country)
        gate.saidOfCountry[call.country] = said
      }
    case .stopCallerID:
      gate.stoppedCallerIDs.insert(call.intent.callerID)
      gate.saidOfCallerID[call.intent.callerID] = said
      for index in campaigns.indices { reassignCallerIDs(index) }
    }
    if action != .backOff { for index in campaigns.indices { refreshHolds(index) } }
  }
}
