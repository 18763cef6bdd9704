internal import Campaigns
package import Engine
package import HTTP
package import Twilio

extension Placement {
  /// What an outcome of the one create-call request proves (G1, outcome classes). What proves nothing is ambiguous.
  package init(_ outcome: HTTPOutcome) {
    if outcome.requestBytesSent == 0 {
      let reason = outcome.failure?.message ?? "no request left"
      self = .unsent(code: nil, message: "nothing was sent: \(reason)", action: .backOff)
    } else if let failure = outcome.failure {
      self = .ambiguous(message: "the request left, then: \(failure)")
    } else if outcome.status == 201 {
      self = Self.created(outcome.body)
    } else {
      self = Self.refused(TwilioError(status: outcome.status, body: outcome.body))
    }
  }

  private static func created(_ body: [UInt8]) -> Placement {
    guard let json = try? JSON.parse(body), let sid = json["sid"]?.scalar, Sid.isValid(sid, .call) else {
      return .ambiguous(message: "the carrier answered 201 without a valid call sid")
    }
    return .placed(sid: sid)
  }

  private static func refused(_ error: TwilioError) -> Placement {
    if error.status == 429 { return .unsent(code: error.code ?? 20429, message: error.message, action: .backOff) }
    let unclear = Placement.ambiguous(message: "the carrier answered \(error.status): \(error.message)")
    guard (400..<500).contains(error.status), let code = error.code, let entry = ErrorTable.entry(code) else {
      return unclear
    }
    switch entry.action {
    case .parkNumber: return .rejected(code: code, message: error.message)
    case .stopCallerID, .stopCountry, .stopCampaign, .stopAccount, .bug:
      guard let action = CarrierAction(entry.action) else { return unclear }
      return .unsent(code: code, message: error.message, action: action)
    case .backOff, .ambiguous, .lookAgain, .alreadyEnded, .alert: return unclear
    }
  }
}

extension CarrierAction {
  /// What an error's action asks of the engine; nil for one that asks nothing. A request of ours that is wrong whatever
  /// the data stops its campaign.
  package init?(_ action: ErrorAction) {
    switch action {
    case .backOff: self = .backOff
    case .parkNumber: self = .parkNumber
    case .stopCallerID: self = .stopCallerID
    case .stopCountry: self = .stopCountry
    case .stopCampaign, .bug: self = .stopCampaign
    case .stopAccount: self = .stopAccount
    case .ambiguous, .lookAgain, .alreadyEnded, .alert: return nil
    }
  }
}
