package import Campaigns
package import Engine

/// The record of a call as the CRM knows it: one per attempt, of its last transmission.
package struct Activity: Sendable, Equatable {
  package enum Status: String, Sendable, CaseIterable {
    /// The intent is written, or the request did not leave or has no known fate.
    case scheduled
    case inProgress = "in_progress"
    case completed, cancelled
  }
  /// Rising in the order of opening; never used twice.
  package var id: Int64
  package var subject: String
  package var description: String?
  package var recordingURL: String?
  /// A user, or the campaign.
  package var createdBy: String
  package var outcome: String?
  package var transferredTo: String?
  package var currency: String?
  package var purpose: String?
  package var onBehalfOf: String?
  /// The transmission that the other fields are read from.
  package var attempt: AttemptRecord

  package var status: Status {
    switch attempt.state {
    case .dialing, .unsent, .ambiguous, .presumedNotPlaced: .scheduled
    case .placed: .inProgress
    case .ended: attempt.disposition == .canceled ? .cancelled : .completed
    }
  }
}

extension Activity {
  /// The object of `dialer activities`: every key always, in the contract's order.
  package var json: JSON {
    let call = attempt
    return .object([
      ("id", .integer(id)),
      ("customer_id", .string(call.customer)),
      ("matter", .optional(call.matter.nonEmpty)),
      ("activity_type", .string("call")),
      ("subject", .string(subject)),
      ("description", .optional(description)),
      ("phone_number", .optional(call.isErased ? nil : "+\(call.callee)")),
      ("status", .string(status.rawValue)),
      ("is_completed", .bool(status == .completed)),
      ("scheduled_at", .string(call.scheduledAt.rfc3339)),
      ("started_at", .optional(call.state == .unsent ? nil : call.at.rfc3339)),
      ("completed_at", .optional(call.state == .ended ? call.endedAt?.rfc3339 : nil)),
      ("call_duration", Activity.integer(call.duration)),
      ("call_recording_url", .optional(recordingURL)),
      ("created_by", .string(createdBy)),
      ("campaign", .optional(call.campaign.nonEmpty)),
      ("revision", .optional(call.revision.nonEmpty)),
      ("attempt", call.kind == .campaign ? .integer(Int64(call.attempt)) : .null),
      ("attempt_id", .string(call.attemptID)),
      ("call_sid", .optional(call.sid)),
      ("from_number", .string("+\(call.callerID)")),
      ("disposition", .optional(call.state == .ended ? call.disposition?.rawValue : nil)),
      ("outcome", .optional(outcome)),
      ("answered_by", .optional(call.answeredBy)),
      ("transferred_to", .optional(transferredTo)),
      ("error_code", Activity.integer(call.errorCode)),
      ("cost", .optional(call.settled?.description)),
      ("currency", .optional(currency)),
      ("purpose", .optional(purpose)),
      ("on_behalf_of", .optional(onBehalfOf)),
      ("time_zones", .array(call.timeZones.map { .string($0) })),
      ("decision", (try? JSON.parse(call.decision)) ?? .null),
    ])
  }

  private static func integer(_ value: Int?) -> JSON { value.map { .integer(Int64($0)) } ?? .null }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

/// Which Activities to read; what is nil does not filter.
package struct ActivityFilter: Sendable, Equatable {
  package var campaign: String?
  /// A customer's id, all matters.
  package var customer: String?
  /// The first instant at which the request left, inclusive.
  package var from: Instant?
  /// Exclusive.
  package var until: Instant?
  /// true: those without an end; false: those with one.
  package var open: Bool?
  /// Only Activities opened after this one, for readers that follow.
  package var afterID: Int64?
  package var limit: Int?
  package init(
    campaign: String? = nil, customer: String? = nil, from: Instant? = nil, until: Instant? = nil, open: Bool? = nil,
    afterID: Int64? = nil, limit: Int? = nil
  ) {
    self.campaign = campaign
    self.customer = customer
    self.from = from
    self.until = until
    self.open = open
    self.afterID = afterID
    self.limit = limit
  }
}

extension AttemptRecord {
  /// Whether its customer was erased: the callee below zero is the hash of a number.
  package var isErased: Bool { callee < 0 }
}
