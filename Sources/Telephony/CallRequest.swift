package import Campaigns
internal import Engine
internal import Twilio

/// What is asked of the carrier for one call.
package struct CallRequest: Sendable, Equatable {
  /// E.164 without the plus sign, as `from`.
  package var to: Int64
  package var from: Int64
  /// What the call says, at most 4,000 characters.
  package var twiml: String
  /// Sent in whole seconds, rounded up; 1 s to 10 min.
  package var ringTimeout: Interval
  /// The longest the call may cost for; the carrier is told one second less, so that it is never billed for more.
  package var maxDuration: Interval
  package var detectMachine: Bool
  /// An absolute URL; the attempt's id is added to its query. nil: the call is polled.
  package var statusCallback: String?

  package init(
    to: Int64, from: Int64, twiml: String, ringTimeout: Interval, maxDuration: Interval, detectMachine: Bool = false,
    statusCallback: String? = nil
  ) {
    self.to = to
    self.from = from
    self.twiml = twiml
    self.ringTimeout = ringTimeout
    self.maxDuration = maxDuration
    self.detectMachine = detectMachine
    self.statusCallback = statusCallback
  }

  /// The fields of the create-call request.
  func fields(attempt: AttemptID) -> CreateCall {
    var call = CreateCall(to: E164.text(to), from: E164.text(from), instructions: .twiml(twiml))
    call.timeout = Int(max(1, min(600, ringTimeout.secondsRoundedUp)))
    call.timeLimit = Int(max(1, maxDuration.wholeSeconds - 1))
    call.machineDetection = detectMachine ? .enable : nil
    if let statusCallback {
      let url = Self.callback(statusCallback, attempt: attempt)
      call.statusCallback = .init(url: url, events: [.initiated, .ringing, .answered, .completed])
    }
    return call
  }

  /// The attempt's id in the query, and the carrier's delivery settings in the fragment: three retries, also after 5xx
  /// and timeouts.
  private static func callback(_ url: String, attempt: AttemptID) -> String {
    let base = url.prefix { $0 != "#" }
    let fragment = base.endIndex == url.endIndex ? "#rc=3&rp=5xx,ct,rt" : String(url[base.endIndex...])
    return base + (base.contains("?") ? "&" : "?") + "attempt=\(attempt)" + fragment
  }
}
