extension CreateCall {
  /// Every field of the resource's documentation.
  package static let knownFields: Set<String> = [
    "To", "From", "Url", "Twiml", "ApplicationSid", "Method", "FallbackUrl", "FallbackMethod", "StatusCallback",
    "StatusCallbackEvent", "StatusCallbackMethod", "SendDigits", "Timeout", "TimeLimit", "Record",
    "RecordingChannels", "RecordingTrack", "RecordingStatusCallback", "RecordingStatusCallbackMethod",
    "RecordingStatusCallbackEvent", "RecordingConfigurationId", "Trim", "MachineDetection",
    "MachineDetectionTimeout", "MachineDetectionSpeechThreshold", "MachineDetectionSpeechEndThreshold",
    "MachineDetectionSilenceTimeout", "AsyncAmd", "AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod",
    "SipAuthUsername", "SipAuthPassword", "CallerId", "CallReason", "CallToken", "Byoc", "ClientNotificationUrl",
    "Passports",
  ]

  /// Reads a request's body and refuses it as the live API does: first To (21201), then the instructions (21205), then
  /// From (21213), then the rest. Whether the numbers can be called is not decided here.
  package init(decoding form: Form) throws(TwilioError) {
    guard let to = form.filled("To") else { throw .refusal(21201, "No 'To' number is specified") }
    let instructions = try Self.instructions(form)
    guard let from = form.filled("From") else { throw .refusal(21213, "No 'From' number is specified") }
    self.init(to: to, from: from, instructions: instructions)
    if case .twiml(let text) = instructions, text.unicodeScalars.count > Self.twimlLimit {
      throw .refusal(32018, "Twiml is longer than \(Self.twimlLimit) characters")
    }
    try decodeOptions(form)
    unrecognized = form.fields.map(\.name).filter { !Self.knownFields.contains($0) }
  }

  private static func instructions(_ form: Form) throws(TwilioError) -> Instructions {
    if let sid = form.filled("ApplicationSid") {
      guard Sid.isValid(sid, .application) else { throw .refusal(21218, "ApplicationSid is invalid: \(sid)") }
      return .application(sid: sid)
    }
    if let url = form.filled("Url") {
      guard WebAddress.isAbsolute(url) else { throw .refusal(21205, "Url is not a valid URL: \(url)") }
      return .url(url, method: try form.method("Method"))
    }
    if let text = form.filled("Twiml") { return .twiml(text) }
    throw .refusal(21205, "Url parameter is required.")
  }

  private mutating func decodeOptions(_ form: Form) throws(TwilioError) {
    sendDigits = form.filled("SendDigits")
    if let sendDigits, sendDigits.utf8.count > 32 || !sendDigits.allSatisfy({ "0123456789ABCD#*wW".contains($0) }) {
      throw .refusal(21206, "SendDigits is invalid: \(sendDigits)")
    }
    timeout = try form.number("Timeout", in: 1...600, code: 21208)
    timeLimit = try form.number("TimeLimit", in: 1...86_400, code: 20422)
    machineDetectionTimeout = try form.number("MachineDetectionTimeout", in: 3...60, code: 20422)
    record = form["Record"]?.lowercased() == "true"
    if let text = form.filled("MachineDetection") {
      guard let value = MachineDetection(rawValue: text) else {
        throw .refusal(21234, "MachineDetection is invalid: \(text)")
      }
      machineDetection = sendDigits == nil ? value : nil
    }
    // An application brings its own callback: the request's is ignored.
    if case .application = instructions { return }
    try decodeCallback(form)
  }

  private mutating func decodeCallback(_ form: Form) throws(TwilioError) {
    guard let url = form.filled("StatusCallback") else { return }
    guard WebAddress.isAbsolute(url), !WebAddress.host(url).contains("_") else {
      throw .refusal(21609, "StatusCallback is not a valid URL: \(url)")
    }
    let events = form.values(of: "StatusCallbackEvent").compactMap { CallEvent(rawValue: $0) }
    statusCallback = StatusCallback(
      url: url, method: try form.method("StatusCallbackMethod"), events: events.isEmpty ? [.completed] : events)
  }
}

extension TwilioError {
  /// A refusal of the request's fields, HTTP 400.
  package static func refusal(_ code: Int, _ message: String) -> TwilioError {
    TwilioError(code: code, message: message, status: 400)
  }
}

extension Form {
  fileprivate func filled(_ name: String) -> String? {
    guard let value = self[name], !value.isEmpty else { return nil }
    return value
  }

  fileprivate func method(_ name: String) throws(TwilioError) -> String {
    let method = (filled(name) ?? "POST").uppercased()
    guard method == "GET" || method == "POST" else { throw .refusal(21209, "\(name) is invalid: \(method)") }
    return method
  }

  fileprivate func number(_ name: String, in range: ClosedRange<Int>, code: Int) throws(TwilioError) -> Int? {
    guard let text = filled(name) else { return nil }
    guard let number = Int(text), range.contains(number) else { throw .refusal(code, "\(name) is invalid: \(text)") }
    return number
  }
}

/// As much of a URL as validation needs.
enum WebAddress {
  /// Whether a text is an `http` or `https` URL with a host.
  static func isAbsolute(_ text: String) -> Bool {
    !host(text).isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
  }

  /// The host, without user, password and port; "" for what is no `http` or `https` URL.
  static func host(_ text: String) -> Substring {
    let lower = text.prefix(8).lowercased()
    let start = lower.hasPrefix("http://") ? 7 : lower.hasPrefix("https://") ? 8 : nil
    guard let start else { return "" }
    let authority = text.dropFirst(start).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let address = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    return address.hasPrefix("[") ? address.prefix { $0 != "]" } : address.prefix { $0 != ":" }
  }
}
