import Campaigns

/// What happened, in the past tense. The engine learns of the world through these alone.
package enum Event: Sendable {
  /// The instant that a `.wake` asked for, or any other: due work is done and calls are started.
  case ticked
  /// The intent of this attempt is on disk.
  case intentCommitted(AttemptKey)
  /// No intent was written: what the call was to say cannot be said. The reason is `template-value-missing` or
  /// `message-too-long`.
  case intentRefused(AttemptKey, Reason)
  /// What came of the create-call request, and when its bytes left.
  case placementReturned(AttemptKey, Placement, sentAt: Instant)
  /// What the carrier says of a call, by poll or callback.
  case statusReported(AttemptKey, CallReport)
  /// A fetch had no answer; the next poll asks again.
  case fetchFailed(AttemptKey)
  /// What a listing found for an unresolved attempt; nil: no such call.
  case reconciled(AttemptKey, ListedCall?)
  /// The listing for an unresolved attempt had no answer, which proves nothing: it is asked for again.
  case lookFailed(AttemptKey)
  /// The carrier's calls as listed before the first dial of this process, less those whose sid the store knows; and
  /// the instant of the store's newest commit.
  case recovered([ListedCall], newestCommit: Instant)
  /// The carrier refuses the account itself: nothing is dialed before it has answered again.
  case accountRefused(message: String)
  /// An operator looked at the calls that the store did not know and lets dialing begin.
  case recoveryAccepted
  /// The carrier's clock was read: how far it is ahead of ours, negative when behind.
  case clockCompared(ahead: Interval)
  /// nil: all campaigns; until nil: until somebody resumes.
  case paused(campaign: String?, reason: String, until: Instant?)
  case resumed(campaign: String?)
  case confirmed(Confirmation)
  /// E.164 without the plus sign.
  case suppressed(callee: Int64)
  /// Lists or their entries were added or removed.
  case suppressionsChanged(SuppressionChange)
  /// By campaign: newer customers or lists were read.
  case dataRenewed([DataAge])
  /// nil: all countries of the campaign.
  case revoked(campaign: String, country: String?)
  /// As `paused`; what rings is cancelled and what is in progress is hung up.
  case halted(campaign: String?, reason: String, until: Instant?)
  /// A person says what became of a quarantined attempt.
  case operatorResolved(AttemptKey, Resolution)
  case tryOrdered(TryOrder)
  /// Somebody pulled the kill switch, or let go of it: no call starts while it is on.
  case killSwitchChanged(isOn: Bool)
  /// No further calls: the process is about to stop.
  case stopRequested
}

/// What the driver is to do, in the imperative. What the world can see of it waits for the turn's commit.
package enum Effect: Sendable {
  /// Write these intents, then report each as `intentCommitted`.
  case commitIntents([Intent])
  /// Send the one create-call request.
  case placeCall(AttemptKey)
  /// Give the permit back: no request leaves.
  case withdraw(AttemptKey)
  case fetch(AttemptKey, sid: String)
  /// Look for the call of an unresolved attempt.
  case list(AttemptKey, callee: Int64, callerID: Int64, since: Instant)
  case cancelCall(AttemptKey, sid: String)
  /// End a call that is in progress.
  case hangUpCall(AttemptKey, sid: String)
  /// The order of a try is not carried out.
  case refuseTry(Int, Refusal)
  /// A call at the carrier that no intent explains: it gets an Activity of its own.
  case recordOrphan(AttemptKey, ListedCall)
  /// Customers (rows) of a campaign (index) took seats of `segment.limit`: they are kept for good.
  case admitted(campaign: Int, rows: [Int32])
  /// The segment of a campaign (index) is fixed from now on: these customers (rows) and no others.
  case segmentFixed(campaign: Int, rows: [Int32])
  /// So many calls of a campaign (index) failed that `stop_when` stops it, until somebody resumes it.
  case campaignStopped(campaign: Int, text: String)
  /// The attempt changed: its row is written with the turn.
  case record(AttemptChange)
  /// Nothing can happen before this instant unless an event says so.
  case wake(at: Instant)
  case warn(Warning)
}

/// A confirmation of international calls: for one campaign, one country and what the campaign says to whom.
package struct Confirmation: Sendable, Equatable {
  package var campaign: String
  package var country: String
  /// `Campaign.confirmableDigest` of what was confirmed.
  package var digest: String
  package var grantedAt: Instant
  package var expiresAt: Instant
  package var maxCalls: Int?
  package var maxSpend: Money?
  package init(
    campaign: String, country: String, digest: String, grantedAt: Instant, expiresAt: Instant, maxCalls: Int? = nil,
    maxSpend: Money? = nil
  ) {
    self.campaign = campaign
    self.country = country
    self.digest = digest
    self.grantedAt = grantedAt
    self.expiresAt = expiresAt
    self.maxCalls = maxCalls
    self.maxSpend = maxSpend
  }
}

/// One call that the engine decided to make.
package struct Intent: Sendable, Equatable {
  package var key: AttemptKey
  package var kind = AttemptKind.campaign
  /// Of a try: `TryOrder.id`; 0 else, and after a restart.
  package var order = 0
  /// Index into `World.campaigns`.
  package var campaign: Int
  /// Index of the customer in the order they were added to the world.
  package var row: Int
  /// Which of the world's numbers is called, as an index into `People`; -1 for a try.
  package var line = -1
  package var attempt: Int
  package var transmission: Int
  package var callee: Int64
  package var callerID: Int64
  package var scheduledAt: Instant
  package var at: Instant
  package var notAfter: Instant
  package var reserved: Money
  package var zoneSet: Int
  package var rateClass: Int
  package var detectsMachine: Bool
}

/// What changed about an attempt; the driver writes it over the row it keeps.
package enum AttemptChange: Sendable, Equatable {
  case placed(AttemptKey, sid: String)
  case rejected(AttemptKey, code: Int, at: Instant)
  case unsent(AttemptKey, code: Int?)
  case ambiguous(AttemptKey)
  case presumedNotPlaced(AttemptKey)
  case ended(AttemptKey, Disposition, at: Instant, duration: Int?, answeredBy: String?, settled: Money)
  case priced(AttemptKey, price: Money)
}

/// Something an operator must see once: a line of the log. What lasts is among `Engine.conditions`.
package struct Warning: Sendable, Equatable {
  /// A condition's code, or that of a single event: `attempt-unresolved`, `orphan-call`.
  package var code: String
  package var text: String
  package var remedy: String
  package init(code: String, text: String, remedy: String) {
    self.code = code
    self.text = text
    self.remedy = remedy
  }
}
