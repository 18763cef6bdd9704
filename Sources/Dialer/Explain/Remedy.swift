import Campaigns
import Engine

/// What a person can do about a refusal: one sentence for every reason, with the command or the key.
enum Remedy {
  /// - Parameters:
  ///   - campaign: its id, for the commands that name it.
  ///   - countries: of the numbers that it is about, for the commands that name them.
  static func of(_ reason: Reason, campaign: String, countries: [String] = []) -> String {
    switch reason.gate {
    case .account, .campaign, .data: operation(reason, campaign)
    case .membership, .number, .suppression: customer(reason)
    case .international, .content:
      price(reason, "\(campaign) --country \(countries.isEmpty ? "COUNTRY" : countries.joined(separator: " "))")
    case .callingHours, .attempts, .numberInUse: time(reason)
    case .budget, .flow: money(reason)
    }
  }

  /// Whether the refusal stands until somebody does something, and that somebody is the operator: what `today` lists.
  /// Customers whom the files or their own data keep out are no task of the day.
  static func needsPerson(_ reason: Reason, clearsAt: Instant?) -> Bool {
    switch reason {
    case .killSwitch, .accountStopped, .clockSkew, .heldChange, .campaignStopped, .pilotDone, .customerDataStale,
      .suppressionListStale, .calendarOutOfDate, .countryStopped, .callerIDStopped, .needsConfirmation,
      .confirmationUsedUp,
      .confirmationExpired, .noRate, .ratesTooOld, .templateValueMissing, .messageTooLong:
      true
    case .campaignPaused, .attemptUnresolved, .circuitOpen, .clockBehind: clearsAt == nil
    default: false
    }
  }

  private static func operation(_ reason: Reason, _ campaign: String) -> String {
    switch reason {
    case .killSwitch: "remove the kill switch's file: calls go on within a second"
    case .recovering: "wait until the carrier has listed its calls; dialer status says what is missing"
    case .accountStopped: "correct the account or its credentials, then: dialer resume --all"
    case .clockBehind: "set this machine's clock; it clears when the clock has passed the newest call"
    case .clockSkew: "set this machine's clock: it differs from the carrier's by more than 30 s"
    case .campaignDraft: "write live: true into the campaign file, then: dialer reload"
    case .heldChange: "look at its effect with dialer diff, then: dialer approve \(campaign) --revision HASH"
    case .campaignStopped: "find the cause with dialer status, correct it, then: dialer resume \(campaign)"
    case .campaignPaused: "when the pause is over: dialer resume \(campaign)"
    case .campaignNotStarted: "nothing: it clears by itself; schedule.starts says when"
    case .campaignEnded: "nothing, or a later schedule.ends, then: dialer reload"
    case .waitingForCampaign: "nothing: it begins when the campaigns of schedule.after are finished, see dialer status"
    case .goalReached: "nothing: the goal of stop_when is reached; with a higher one the campaign goes on"
    case .pilotDone: "look at the pilot's calls, then: dialer approve \(campaign) --revision HASH"
    case .customerDataStale: "deliver a fresh customer file, then: dialer customers import"
    case .calendarOutOfDate: "update the program, or add the year to the calendar's file, then: dialer reload"
    case .suppressionListStale: "deliver a fresh list, then: dialer suppress import FILE --list NAME"
    default: "dialer status says more"
    }
  }

  private static func customer(_ reason: Reason) -> String {
    switch reason {
    case .notInSegment: "nothing, or other data in the CRM, or another segment.where"
    case .customerRemoved: "nothing, or put the row back into the customer file"
    case .segmentLimit: "raise segment.limit"
    case .representedBy: "nothing: one call for all who share segment.one_per; delete that key to call each of them"
    case .notDue: "nothing while the date is to come; without a date, enter one in the CRM"
    case .duePassed: "nothing, or another segment.due: the customer's time is over"
    case .noConsent: "get the customer's consent, and enter it in the CRM with its date and proof"
    case .consentExpired: "get the customer's consent anew, and enter its date in the CRM"
    case .attemptsUsed: "raise attempts.max, if the customer may be called again"
    case .done: "nothing: the campaign is through with the customer"
    case .noPhone: "enter a number in the CRM"
    case .invalidNumber: "correct the number in the CRM, or name the source's region"
    case .emergencyOrShortNumber: "correct the number in the CRM: such numbers are never dialed"
    case .numberTypeDenied: "enter another number in the CRM, or allow the type under international.number_types"
    case .countryDenied: "allow the country under international of the campaign"
    case .countryStopped: "allow the country in the carrier's geographic permissions, then: dialer resume --all"
    case .numberParked: "correct the number in the CRM: the carrier refused it"
    case .noCallerID: "add the country to call.from.by_country, or list call.from.numbers for all others"
    case .callerIDStopped: "buy or verify the caller ID at the carrier, then: dialer resume --all"
    case .suppressed: "nothing; who is on a list and since when: dialer suppress list"
    default: "dialer customers show names what is stored"
    }
  }

  private static func price(_ reason: Reason, _ calls: String) -> String {
    switch reason {
    case .needsConfirmation: "look at customers and cost, then: dialer confirm \(calls)"
    case .confirmationUsedUp: "confirm more calls or money: dialer confirm \(calls)"
    case .confirmationExpired: "confirm anew: dialer confirm \(calls)"
    case .noRate: "add the prefix to the rate card: dialer rates import FILE"
    case .ratesTooOld: "bring the rate card up to date: dialer rates import FILE"
    case .rateAboveLimit: "raise international.max_rate_per_minute, if the calls are worth it"
    case .templateValueMissing: "fill the column in the CRM, or take it out of call.answer"
    case .messageTooLong: "shorten call.answer"
    default: "dialer rates show names what is known"
    }
  }

  private static func time(_ reason: Reason) -> String {
    switch reason {
    case .timeZoneUnknown: "enter a time zone or a postal code in the CRM, or set calling_hours.unknown_time_zone"
    case .noCommonHours: "correct the customer's place, or widen calling_hours.open: the zones share no hour"
    case .contactHoursUnreadable: "correct the customer's hours in the CRM: `mon-fri 17:00-20:00`"
    case .attemptUnresolved: "look at the calls of unknown fate: dialer quarantine list"
    case .numberInUse: "nothing: it clears when the call ends"
    default: "nothing: it clears by itself"
    }
  }

  private static func money(_ reason: Reason) -> String {
    switch reason {
    case .callTooExpensive: "raise budget.per_call, or shorten call.max_duration"
    case .budgetCustomer: "raise budget.per_customer"
    case .budgetCampaignDay: "nothing: the next day has its own budget; or raise budget.per_day"
    case .budgetCampaign: "raise budget.total, if the campaign is to go on"
    case .budgetAccountDay: "nothing: the next day has its own budget; or raise budget.per_day of dialer.yaml"
    case .budgetAccountMonth: "nothing: the next month has its own budget; or raise budget.per_month of dialer.yaml"
    case .budgetReserved: "nothing: it clears when a live call settles"
    case .circuitOpen: "nothing: a probe closes it; what failed: dialer errors"
    case .notReached: "nothing: no gate refuses, the turn did not come yet"
    default: "nothing: it clears by itself"
    }
  }
}
