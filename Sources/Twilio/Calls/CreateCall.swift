/// The fields of a create-call request that we send or a sandbox acts on; names and defaults are the carrier's.
package struct CreateCall: Sendable, Equatable {
  package var to: String
  package var from: String
  package var instructions: Instructions
  /// Ring time in seconds, 1 to 600; nil: the carrier's 60.
  package var timeout: Int?
  /// The longest duration of the call in seconds; nil: the carrier's 14,400.
  package var timeLimit: Int?
  package var machineDetection: MachineDetection?
  /// Seconds, 3 to 60; nil: the carrier's 30.
  package var machineDetectionTimeout: Int?
  package var record = false
  package var sendDigits: String?
  package var statusCallback: StatusCallback?
  /// Names of fields that were sent and are not known: the carrier ignores them.
  package var unrecognized: [String] = []

  /// What the call does when it is answered.
  package enum Instructions: Sendable, Equatable {
    case twiml(String)
    /// Fetched when the call is answered.
    case url(String, method: String)
    case application(sid: String)
  }

  /// When the result of machine detection is wanted.
  package enum MachineDetection: String, Sendable, CaseIterable {
    case enable = "Enable"
    case detectMessageEnd = "DetectMessageEnd"
  }

  /// Where the call's events are reported.
  package struct StatusCallback: Sendable, Equatable {
    /// Absolute; a fragment with connection overrides is neither sent nor signed.
    package var url: String
    package var method: String
    package var events: [CallEvent]
    package init(url: String, method: String = "POST", events: [CallEvent] = [.completed]) {
      self.url = url
      self.method = method
      self.events = events
    }
  }

  /// A call whose numbers are written with their plus sign.
  package init(to: String, from: String, instructions: Instructions) {
    self.to = to
    self.from = from
    self.instructions = instructions
  }

  /// The longest text of instructions, in characters.
  package static let twimlLimit = 4_000

  /// The request's body, fields in the documentation's order.
  package var form: Form {
    var form = Form([.init("To", to), .init("From", from)])
    switch instructions {
    case .twiml(let text): form.append("Twiml", text)
    case .application(let sid): form.append("ApplicationSid", sid)
    case .url(let url, let method):
      form.append("Url", url)
      if method != "POST" { form.append("Method", method) }
    }
    if let callback = statusCallback {
      form.append("StatusCallback", callback.url)
      for event in callback.events { form.append("StatusCallbackEvent", event.rawValue) }
      if callback.method != "POST" { form.append("StatusCallbackMethod", callback.method) }
    }
    form.append("SendDigits", sendDigits)
    form.append("Timeout", timeout.map { String($0) })
    form.append("TimeLimit", timeLimit.map { String($0) })
    if record { form.append("Record", "true") }
    form.append("MachineDetection", machineDetection?.rawValue)
    form.append("MachineDetectionTimeout", machineDetectionTimeout.map { String($0) })
    return form
  }
}
