import Campaigns

/// Why a call is refused, in the order of the gates. Raw values are the order and fit a byte per customer;
/// `code` is the contract's text.
package enum Reason: UInt8, Sendable, CaseIterable, Comparable {
  // account
  case killSwitch = 1, recovering, accountStopped, clockBehind, clockSkew
  // campaign
  case campaignDraft, heldChange, campaignStopped, campaignPaused, campaignNotStarted, campaignEnded
  case waitingForCampaign, goalReached, pilotDone
  // data
  case customerDataStale, suppressionListStale, calendarOutOfDate
  // membership
  case notInSegment, customerRemoved, segmentLimit, representedBy, notDue, duePassed, attemptsUsed, done
  // number
  case noPhone, invalidNumber, emergencyOrShortNumber, numberTypeDenied, countryDenied, countryStopped, numberParked
  case noCallerID, callerIDStopped
  // suppression, consent
  case suppressed, noConsent, consentExpired
  // international, rate
  case needsConfirmation, confirmationUsedUp, confirmationExpired, noRate, ratesTooOld, rateAboveLimit
  // content
  case templateValueMissing, messageTooLong
  // calling hours
  case timeZoneUnknown, noCommonHours, outsideCallingHours, closedDate, windowAboutToClose, contactHoursUnreadable
  // attempts
  case attemptLimit, retryWait, minGap, conversationRest
  // number in use
  case numberInUse, attemptUnresolved
  // budget
  case callTooExpensive, budgetCustomer, budgetCampaignDay, budgetCampaign, budgetAccountDay, budgetAccountMonth
  // flow
  case budgetReserved, concurrency, pacing, hourlyRate, dailyRate, circuitOpen
  // no gate
  case notReached

  package static func < (a: Reason, b: Reason) -> Bool { a.rawValue < b.rawValue }

  /// The reason code that programs read.
  package var code: String {
    switch self {
    case .killSwitch: "kill-switch"
    case .accountStopped: "account-stopped"
    case .clockBehind: "clock-behind"
    case .clockSkew: "clock-skew"
    case .campaignDraft: "campaign-draft"
    case .heldChange: "held-change"
    case .campaignStopped: "campaign-stopped"
    case .campaignPaused: "campaign-paused"
    case .campaignNotStarted: "campaign-not-started"
    case .campaignEnded: "campaign-ended"
    case .waitingForCampaign: "waiting-for-campaign"
    case .goalReached: "goal-reached"
    case .pilotDone: "pilot-done"
    case .customerDataStale: "customer-data-stale"
    case .suppressionListStale: "suppression-list-stale"
    case .calendarOutOfDate: "calendar-out-of-date"
    case .notInSegment: "not-in-segment"
    case .customerRemoved: "customer-removed"
    case .segmentLimit: "segment-limit"
    case .representedBy: "represented-by"
    case .notDue: "not-due"
    case .duePassed: "due-passed"
    case .attemptsUsed: "attempts-used"
    case .noPhone: "no-phone"
    case .invalidNumber: "invalid-number"
    case .emergencyOrShortNumber: "emergency-or-short-number"
    case .numberTypeDenied: "number-type-denied"
    case .countryDenied: "country-denied"
    case .countryStopped: "country-stopped"
    case .numberParked: "number-parked"
    case .noCallerID: "no-caller-id"
    case .callerIDStopped: "caller-id-stopped"
    case .noConsent: "no-consent"
    case .consentExpired: "consent-expired"
    case .needsConfirmation: "needs-confirmation"
    case .confirmationUsedUp: "confirmation-used-up"
    case .confirmationExpired: "confirmation-expired"
    case .noRate: "no-rate"
    case .ratesTooOld: "rates-too-old"
    case .rateAboveLimit: "rate-above-limit"
    case .templateValueMissing: "template-value-missing"
    case .messageTooLong: "message-too-long"
    case .timeZoneUnknown: "time-zone-unknown"
    case .noCommonHours: "no-common-hours"
    case .outsideCallingHours: "outside-calling-hours"
    case .closedDate: "closed-date"
    case .windowAboutToClose: "window-about-to-close"
    case .contactHoursUnreadable: "contact-hours-unreadable"
    case .attemptLimit: "attempt-limit"
    case .retryWait: "retry-wait"
    case .minGap: "min-gap"
    case .conversationRest: "conversation-rest"
    case .numberInUse: "number-in-use"
    case .attemptUnresolved: "attempt-unresolved"
    case .callTooExpensive: "call-too-expensive"
    case .budgetCustomer: "budget-customer"
    case .budgetCampaignDay: "budget-campaign-day"
    case .budgetCampaign: "budget-campaign"
    case .budgetAccountDay: "budget-account-day"
    case .budgetAccountMonth: "budget-account-month"
    case .budgetReserved: "budget-reserved"
    case .hourlyRate: "hourly-rate"
    case .dailyRate: "daily-rate"
    case .circuitOpen: "circuit-open"
    case .notReached: "not-reached"
    case .recovering, .done, .suppressed, .concurrency, .pacing: "\(self)"
    }
  }

  /// The key whose line the rule of this reason stands at: in the campaign file, else in dialer.yaml.
  package var rulePaths: (campaign: [String], account: [String]) {
    switch self {
    case .campaignDraft: (["live", "campaign"], [])
    case .campaignNotStarted: (["schedule.starts"], [])
    case .campaignEnded: (["schedule.ends"], [])
    case .waitingForCampaign: (["schedule.after"], [])
    case .goalReached: (["stop_when"], [])
    case .pilotDone: (["schedule.pilot"], [])
    case .heldChange: ([], ["change_guard"])
    case .customerDataStale: ([], ["customers"])
    case .suppressionListStale: ([], ["suppression"])
    case .calendarOutOfDate: (["calling_hours.holidays"], ["calling_hours.rules"])
    case .notInSegment, .customerRemoved: (["segment.where", "segment"], [])
    case .segmentLimit: (["segment.limit"], [])
    case .representedBy: (["segment.one_per"], [])
    case .notDue: (["segment.due.not_before", "segment.due"], [])
    case .duePassed: (["segment.due.not_after", "segment.due"], [])
    case .attemptsUsed: (["attempts.max", "attempts"], [])
    case .done: (["attempts.retry", "attempts"], [])
    case .noConsent: (["consent"], [])
    case .consentExpired: (["consent.max_age", "consent"], [])
    case .numberTypeDenied, .countryDenied: (["international.deny", "international.default"], ["international"])
    case .noCallerID: (["call.from.by_country", "call.from"], [])
    case .needsConfirmation, .confirmationExpired, .confirmationUsedUp:
      (["international.default", "international"], ["international"])
    case .noRate, .ratesTooOld: ([], ["rates.card", "rates"])
    case .rateAboveLimit: (["international.max_rate_per_minute"], [])
    case .templateValueMissing, .messageTooLong: (["call.answer.say", "call.answer.twiml", "call.answer"], [])
    case .timeZoneUnknown: (["calling_hours.unknown_time_zone", "calling_hours"], [])
    case .noCommonHours, .outsideCallingHours, .windowAboutToClose: (["calling_hours.open"], ["calling_hours.floor"])
    case .closedDate: (["calling_hours.closed", "calling_hours.holidays"], ["calling_hours.rules"])
    case .contactHoursUnreadable: (["calling_hours.respect"], [])
    case .attemptLimit: (["attempts.limits"], ["attempt_limits"])
    case .retryWait: (["attempts.retry"], [])
    case .minGap: (["attempts.min_gap"], [])
    case .conversationRest: (["attempts.after_conversation"], [])
    case .callTooExpensive: (["budget.per_call"], [])
    case .budgetCustomer: (["budget.per_customer"], [])
    case .budgetCampaignDay: (["budget.per_day"], [])
    case .budgetCampaign: (["budget.total"], [])
    case .budgetAccountDay: ([], ["budget.per_day"])
    case .budgetAccountMonth: ([], ["budget.per_month"])
    case .concurrency: (["pacing.concurrent_calls"], ["twilio.concurrent_calls"])
    case .pacing: (["pacing.calls_per_second"], ["twilio.calls_per_second"])
    case .hourlyRate: (["pacing.calls_per_hour", "pacing.per_caller_id"], [])
    case .dailyRate: (["pacing.per_caller_id"], [])
    case .circuitOpen: (["pacing.circuit_breaker"], [])
    default: ([], [])
    }
  }
}

/// A gate's refusal: the reason, what clears it by itself (nil: only an action can), and what it saw.
package struct Refusal: Sendable, Equatable {
  package var reason: Reason
  package var clearsAt: Instant?
  package init(_ reason: Reason, clearsAt: Instant? = nil) {
    self.reason = reason
    self.clearsAt = clearsAt
  }
}
