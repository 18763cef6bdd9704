/// A call as the REST API shows it. What the carrier leaves null or empty is nil.
package struct CallResource: Sendable, Equatable {
  package var sid: String
  package var accountSid: String
  package var parentCallSid: String?
  package var phoneNumberSid: String?
  package var groupSid: String?
  package var trunkSid: String?
  /// A number with its plus sign, a SIP address or a client.
  package var to: String
  package var from: String
  package var status: CallStatus
  /// `outbound-api`, `outbound-dial`, `inbound` or one of the trunking directions.
  package var direction: String
  /// An `AnsweredBy` or a word the carrier adds one day; nil without machine detection.
  package var answeredBy: String?
  package var apiVersion = "2010-04-01"
  package var annotation: String?
  package var forwardedFrom: String?
  package var callerName: String?
  /// Seconds since 1970, as all four dates.
  package var dateCreated: Int64?
  package var dateUpdated: Int64?
  /// nil until the call is dialed.
  package var startTime: Int64?
  package var endTime: Int64?
  /// Seconds; nil for a call that is not over or was never answered (the carrier says null, "" or "0").
  package var duration: Int?
  /// A decimal, negative, such as `-0.01400`; nil until it is known. What machine detection, speech and recording cost
  /// is not in it.
  package var price: String?
  package var priceUnit: String?
  /// Milliseconds the call is expected to wait for its slot.
  package var queueTime: Int?

  /// A queued call that our side asked for.
  package init(sid: String, accountSid: String, to: String, from: String) {
    self.sid = sid
    self.accountSid = accountSid
    self.to = to
    self.from = from
    status = .queued
    direction = "outbound-api"
    priceUnit = "USD"
    queueTime = 0
  }

  /// The resource's path, relative to the API's host.
  package var uri: String { CallsPath.call(sid, account: accountSid) }
}

/// Paths of the calls resource.
package enum CallsPath {
  /// Where calls are created and listed.
  package static func calls(account: String) -> String { "/2010-04-01/Accounts/\(account)/Calls.json" }
  /// One call.
  package static func call(_ sid: String, account: String) -> String {
    "/2010-04-01/Accounts/\(account)/Calls/\(sid).json"
  }
}
