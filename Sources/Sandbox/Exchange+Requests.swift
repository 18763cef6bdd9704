internal import Campaigns
internal import Engine
internal import Simulation
internal import Twilio

/// What came of a request to create a call, and how it is to be answered.
struct Creation {
  var call: CallResource?
  var refusal: TwilioError?
  var fault: Fault?
}

extension Exchange {
  // MARK: - Create

  /// The whole of a create request in one step, so that two at once cannot mix.
  func create(_ form: Form) -> Creation {
    let now = now()
    noteRequest()
    let fault = fault(number: form.filled("To").flatMap(E164.digits) ?? 0)
    switch fault?.kind {
    case .tooManyRequests:
      noteRefusal(20_429)
      return Creation(refusal: TwilioError(code: 20_429, message: "Too Many Requests", status: 429), fault: fault)
    case .closeAfterRequest where fault?.placed == false:
      return Creation(fault: fault)
    case .errorBefore, .outage:
      return Creation(refusal: .internalError, fault: fault)
    case .errorAfter, .closeAfterRequest, .cutAnswer, .slow, nil:
      break
    }
    do {
      let request = try CreateCall(decoding: form)
      let call = add(request, callee: try callee(of: request))
      let refusal: TwilioError? = fault?.kind == .errorAfter ? .internalError : nil
      return Creation(call: call.resource(account: options.accountSid, at: now), refusal: refusal, fault: fault)
    } catch {
      noteRefusal(error.code)
      return Creation(refusal: error, fault: fault)
    }
  }

  /// The digits of a number that may be called from the request's number, 0 for SIP addresses and clients; refusals in
  /// Twilio's order.
  private func callee(of request: CreateCall) throws(TwilioError) -> Int64 {
    let to = request.to
    let isAddress = to.hasPrefix("sip:") || to.hasPrefix("client:")
    let callee = isAddress ? 0 : E164.digits(to)
    guard let callee, to != request.from else {
      throw .refusal(21_211, "The phone number you are attempting to call, \(to), is not valid.")
    }
    if let refusal = Exchange.magic(to: callee, text: to) { throw refusal }
    guard let from = E164.digits(request.from), from != 15_005_550_001 else {
      throw .refusal(21_212, "From is not a valid phone number: \(request.from)")
    }
    guard options.ownedNumbers.contains(from) else {
      throw .refusal(
        21_210,
        "The source phone number provided, \(request.from), is not yet verified for your account. "
          + "You may only make calls from phone numbers that you've verified or purchased from Twilio.")
    }
    guard expectedWait <= .hours(24) else {
      throw .refusal(22_005, "More than 24 hours of calls are queued at this account's calls per second")
    }
    return callee
  }

  /// What the numbers of Twilio's test credentials are refused with.
  private static func magic(to callee: Int64, text: String) -> TwilioError? {
    switch callee {
    case 15_005_550_001: .refusal(21_217, "Phone number does not appear to be valid: \(text)")
    case 15_005_550_002: .refusal(21_214, "'To' phone number cannot be reached: \(text)")
    case 15_005_550_003:
      .refusal(
        21_215,
        "Account not authorized to call \(text). Perhaps you need to enable some international permissions: "
          + "https://www.twilio.com/console/voice/calls/geo-permissions/low-risk")
    case 15_005_550_004: .refusal(21_216, "Account not allowed to call \(text)")
    default: nil
    }
  }

  // MARK: - One call

  /// The call, if there is one of this sid.
  func fetch(_ sid: String) -> CallResource? {
    let now = now()
    return position(of: sid).map { calls[$0].resource(account: options.accountSid, at: now) }
  }

  private func position(of sid: String) -> Int? {
    guard let index = bySid[sid], !calls[index].isDeleted else { return nil }
    return index
  }

  /// Cancels, ends or redirects a call; nil when there is none of this sid.
  func update(_ sid: String, _ form: Form) throws(TwilioError) -> CallResource? {
    let now = now()
    guard let index = position(of: sid) else { return nil }
    let status = calls[index].status(at: now)
    let redirects = form.filled("Url") != nil || form.filled("Twiml") != nil
    if redirects, form.filled("Status") == nil, status != .inProgress { throw notInProgress() }
    switch form.filled("Status") {
    case "canceled", "completed":
      if status.isTerminal { throw notInProgress() }
      _ = end(index, hangUp: form["Status"] == "completed")
    case nil: break
    case .some(let other): throw .refusal(20_422, "Status is invalid: \(other); it is canceled or completed")
    }
    return calls[index].resource(account: options.accountSid, at: now)
  }

  private func notInProgress() -> TwilioError {
    noteRefusal(21_220)
    return .refusal(21_220, "Call is not in-progress. Cannot redirect.")
  }

  /// Deletes a call that is over. False when there is none of this sid.
  func remove(_ sid: String) throws(TwilioError) -> Bool {
    let now = now()
    guard let index = position(of: sid) else { return false }
    guard calls[index].status(at: now).isTerminal else {
      throw TwilioError(code: 20_009, message: "Cannot delete call \(sid) while it is in progress", status: 409)
    }
    delete(index)
    return true
  }

  // MARK: - Reports

  func report() -> JSON {
    _ = now()
    return tally.report
  }

  func ignoredParameters() -> JSON { tally.ignoredParameters }
}

extension TwilioError {
  static let internalError = TwilioError(code: 20_500, message: "An internal server error has occurred", status: 500)
}
