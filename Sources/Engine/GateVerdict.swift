import Campaigns

/// The gates in the order in which they are asked.
package enum Gate: String, Sendable, CaseIterable {
  case account, campaign, data, membership, number, suppression, international, content
  case callingHours = "calling-hours"
  case attempts
  case numberInUse = "number-in-use"
  case budget, flow
}

/// Where a rule is written: the first of these keys that a file has.
package struct RuleKeys: Sendable, Equatable {
  /// Dotted paths in the campaign file; asked first.
  package var campaign: [String]
  /// Dotted paths in dialer.yaml.
  package var account: [String]
  /// The very line of the campaign file, where a path would not lead to it.
  package var line: Int?

  package init(campaign: [String] = [], account: [String] = [], line: Int? = nil) {
    self.campaign = campaign
    self.account = account
    self.line = line
  }

  /// Where the rule of a reason stands.
  package init(_ reason: Reason) {
    let paths = reason.rulePaths
    self.init(campaign: paths.campaign, account: paths.account)
  }
}

/// One question of a gate and its answer.
package struct GateVerdict: Sendable, Equatable {
  package var gate: Gate
  /// What is asked, named by the reason with which it would refuse.
  package var question: Reason
  /// nil: allowed.
  package var refusal: Refusal?
  /// What the gate saw, in words.
  package var value: String
  package var rule: RuleKeys
}

/// Every gate's answer for one customer and matter of one campaign.
package struct Explanation: Sendable {
  /// Where the customer stands in the campaign.
  package enum Position: String, Sendable {
    /// The customer is not, and was not, in the segment.
    case notSelected = "not-selected"
    case waiting, live, done
  }
  /// Index into `World.campaigns`.
  package var campaign: Int
  package var position: Position
  /// The reason that `status` counts the customer under; nil when live or not selected.
  package var standing: Standing?
  /// Calls so far, the live one included.
  package var tries: Int
  /// In the order of the gates.
  package var verdicts: [GateVerdict]
  /// Candidate zones of the number that is called next, sorted.
  package var zones: [String] = []
  /// That number, E.164 without the plus sign; 0 for none.
  package var callee: Int64 = 0

  /// The refusing verdicts, in the order of the gates.
  package var refusals: [GateVerdict] { verdicts.filter { $0.refusal != nil } }
}

/// The customers of a campaign who stand in one position for one reason.
package struct StandingGroup: Sendable, Equatable {
  package var position: Explanation.Position
  /// nil for the live ones.
  package var reason: Reason?
  package var count: Int
  /// The earliest instant at which one of them clears by itself; nil: only an action can.
  package var clearsAt: Instant?
  /// The customer's index of the first of them, in the segment's order.
  package var example: Int
  /// The countries of their numbers, ascending indices into `World.countries`; those without a number have none.
  package var countries: [UInt16] = []
}

extension Reason {
  /// The gate that refuses with it. `not-reached` is no gate's refusal: it stands with the last.
  package var gate: Gate {
    switch self {
    case .killSwitch, .recovering, .accountStopped, .clockBehind, .clockSkew: .account
    case .campaignDraft, .heldChange, .campaignStopped, .campaignPaused, .campaignNotStarted, .campaignEnded,
      .waitingForCampaign, .goalReached, .pilotDone:
      .campaign
    case .customerDataStale, .suppressionListStale, .calendarOutOfDate: .data
    case .notInSegment, .customerRemoved, .segmentLimit, .representedBy, .notDue, .duePassed, .attemptsUsed, .done:
      .membership
    case .noPhone, .invalidNumber, .emergencyOrShortNumber, .numberTypeDenied, .countryDenied, .countryStopped,
      .numberParked, .noCallerID, .callerIDStopped:
      .number
    case .suppressed, .noConsent, .consentExpired: .suppression
    case .needsConfirmation, .confirmationUsedUp, .confirmationExpired, .noRate, .ratesTooOld, .rateAboveLimit:
      .international
    case .templateValueMissing, .messageTooLong: .content
    case .timeZoneUnknown, .noCommonHours, .outsideCallingHours, .closedDate, .windowAboutToClose,
      .contactHoursUnreadable:
      .callingHours
    case .attemptLimit, .retryWait, .minGap, .conversationRest: .attempts
    case .numberInUse, .attemptUnresolved: .numberInUse
    case .callTooExpensive, .budgetCustomer, .budgetCampaignDay, .budgetCampaign, .budgetAccountDay,
      .budgetAccountMonth:
      .budget
    case .budgetReserved, .concurrency, .pacing, .hourlyRate, .dailyRate, .circuitOpen, .notReached: .flow
    }
  }
}
