/// What one of the carrier's error codes asks of us.
package enum ErrorAction: String, Sendable, CaseIterable {
  /// The request was not processed: wait, then the same attempt again.
  case backOff = "back-off"
  case parkNumber = "park-number"
  case stopCallerID = "stop-caller-id"
  case stopCountry = "stop-country"
  case stopCampaign = "stop-campaign"
  case stopAccount = "stop-account"
  /// The call may exist: reconcile, never repeat.
  case ambiguous
  /// Our request was wrong whatever the data: the campaign stops until we are mended.
  case bug
  /// Not there, perhaps not yet: look again for a short while.
  case lookAgain = "look-again"
  /// The call is over already: what was asked for is so.
  case alreadyEnded = "already-ended"
  /// Seen in the carrier's debugger only, after a call was created: an operator should know.
  case alert
}

/// Every error code that concerns calls, and its one action. Codes and meanings: Twilio's error dictionary.
package enum ErrorTable {
  /// One code.
  package struct Entry: Sendable, Equatable {
    package var code: Int
    /// nil for codes that no REST answer carries.
    package var httpStatus: Int?
    package var action: ErrorAction
    /// What happened and, where an operator can do something, what.
    package var meaning: String

    init(_ code: Int, _ httpStatus: Int?, _ action: ErrorAction, _ meaning: String) {
      self.code = code
      self.httpStatus = httpStatus
      self.action = action
      self.meaning = meaning
    }
  }

  /// The entry of a code; nil for a code that is not listed.
  package static func entry(_ code: Int) -> Entry? { entries.first { $0.code == code } }

  /// Every entry, by code.
  package static let entries: [Entry] = (account + request + numbers + debugger + ours).sorted { $0.code < $1.code }

  private static let account: [Entry] = [
    .init(10001, 403, .stopAccount, "the account is not active: settle its balance or terms in the Twilio console"),
    .init(10004, 403, .stopCampaign, "the account's limit of concurrent calls is reached: lower concurrent_calls"),
    .init(20003, 401, .stopAccount, "the credentials were refused, or the account is suspended or of another region"),
    .init(20005, 403, .stopAccount, "the account is not active: settle its balance or terms in the Twilio console"),
    .init(20006, 403, .stopAccount, "access denied: these credentials may not create calls"),
    .init(20008, 403, .stopAccount, "test credentials may not use this resource: use the live ones"),
    .init(20403, 403, .stopAccount, "access denied: these credentials may not use this resource"),
    .init(21219, 400, .stopAccount, "a trial account calls verified numbers only: verify it or upgrade the account"),
    .init(22005, 400, .stopAccount, "more than 24 hours of calls are queued already: lower calls_per_second"),
  ]

  private static let request: [Entry] = [
    .init(20001, 400, .bug, "a parameter is not known and was ignored"),
    .init(20004, 405, .bug, "this resource does not take this method"),
    .init(20404, 404, .lookAgain, "there is no such resource, or not yet"),
    .init(20422, 400, .bug, "a parameter is invalid"),
    .init(20429, 429, .backOff, "too many requests at once: this one was not processed"),
    .init(20500, 500, .ambiguous, "internal error: the call may have been created"),
    .init(20503, 503, .ambiguous, "service unavailable: the call may have been created"),
    .init(21205, 400, .stopCampaign, "neither instructions nor a valid URL of instructions was given"),
    .init(21206, 400, .stopCampaign, "SendDigits is invalid: it takes 0-9, A-D, #, * and w, at most 32"),
    .init(21208, 400, .stopCampaign, "Timeout is invalid: it takes 1 to 600 seconds; correct ring_timeout"),
    .init(21209, 400, .stopCampaign, "a method is invalid: it is GET or POST"),
    .init(21213, 400, .bug, "the caller ID is missing"),
    .init(21218, 400, .stopCampaign, "ApplicationSid is invalid"),
    .init(21220, 400, .alreadyEnded, "the call is not in progress"),
    .init(21234, 400, .stopCampaign, "the value of MachineDetection is invalid"),
    .init(21609, 400, .stopCampaign, "the status callback URL is invalid: it takes a public host without underscores"),
    .init(32018, 400, .stopCampaign, "the instructions are longer than 4000 characters: shorten the message"),
    .init(32019, nil, .alert, "Url and Twiml were both given: the instructions in Twiml were ignored"),
  ]

  private static let numbers: [Entry] = [
    .init(13223, nil, .parkNumber, "the number dialed by the instructions is no telephone number"),
    .init(13224, nil, .parkNumber, "the number dialed by the instructions is unsupported or invalid"),
    .init(13225, nil, .parkNumber, "the number dialed by the instructions is on Twilio's blocklist"),
    .init(13226, nil, .parkNumber, "the number dialed by the instructions has an invalid country code"),
    .init(13227, nil, .stopCountry, "the account's geographic permissions do not include the number's country"),
    .init(21201, 400, .parkNumber, "no number to call was given"),
    .init(21202, 400, .parkNumber, "the number is a premium number"),
    .init(21203, 400, .stopCountry, "international calls are not enabled: allow the country in the Twilio console"),
    .init(21210, 400, .stopCallerID, "the caller ID is not verified for this account: verify it or use another"),
    .init(21211, 400, .parkNumber, "the number is not valid, or is the caller ID itself"),
    .init(21212, 400, .stopCallerID, "the caller ID is no valid number, or may not originate calls"),
    .init(21214, 400, .parkNumber, "the number cannot be reached"),
    .init(21215, 400, .stopCountry, "the account's geographic permissions do not include the number's country"),
    .init(21216, 400, .parkNumber, "the number is on Twilio's blocklist"),
    .init(21217, 400, .parkNumber, "the number does not appear to be valid"),
    .init(32017, nil, .alert, "the callee's network blocked the call for its caller ID: if it grows, use another"),
  ]

  private static let debugger: [Entry] = [
    .init(13805, nil, .alert, "a trial account's call was cut at ten minutes"),
    .init(21262, nil, .alert, "machine detection was asked for without a URL for its result"),
    .init(31486, nil, .alert, "the callee was busy"),
    .init(32015, nil, .alert, "the call reached its longest duration"),
    .init(32016, nil, .alert, "the callee's network did not react within 60 seconds"),
    .init(32001, nil, .alert, "SIP trunk: too many calls per second"),
    .init(32203, nil, .alert, "SIP trunk: the number is blocked"),
    .init(32205, nil, .alert, "SIP trunk: the geographic permissions do not include the number's country"),
  ]

  /// What we serve, or announce to be served from, failed: a message would not be said.
  private static let ours: [Entry] =
    (11200...11243).map { .init($0, nil, .stopCampaign, "our URL failed to answer the carrier as it expects") }
    + (12100...12102).map { .init($0, nil, .stopCampaign, "the call's instructions are not valid") }
}
