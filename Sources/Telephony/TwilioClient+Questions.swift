internal import Campaigns
internal import Dispatch
package import Engine
internal import HTTP
internal import Twilio

/// Requests that may be repeated: they ask, or ask for what is so already.
extension TwilioClient {
  /// The state of one call; the completion gets nil when it could not be had.
  package func fetch(sid: String, completion: @escaping @Sendable (CallReport?) -> Void) {
    read(sid: sid) { [self] in completion(answer($0, to: "call \(sid)")) }
  }

  /// The state of one call.
  package func fetch(sid: String) async throws(CarrierFailure) -> CallReport {
    try await withCheckedContinuation { continuation in
      read(sid: sid) { continuation.resume(returning: $0) }
    }.get()
  }

  /// Withdraws a call that is still queued or ringing; one in progress goes on. A call that is over is no failure.
  package func cancel(sid: String, completion: @escaping @Sendable () -> Void) {
    update(sid: sid, to: .canceled) { [self] in
      _ = answer($0, to: "cancelling call \(sid)")
      completion()
    }
  }

  /// Withdraws a call that is still queued or ringing; one in progress goes on. A call that is over is no failure.
  package func cancel(sid: String) async throws(CarrierFailure) {
    try await withCheckedContinuation { continuation in
      update(sid: sid, to: .canceled) { continuation.resume(returning: $0) }
    }.get()
  }

  /// Ends a call, also one in progress. A call that is over is no failure.
  package func hangUp(sid: String, completion: @escaping @Sendable () -> Void) {
    update(sid: sid, to: .completed) { [self] in
      _ = answer($0, to: "hanging up call \(sid)")
      completion()
    }
  }

  /// Ends a call, also one in progress. A call that is over is no failure.
  package func hangUp(sid: String) async throws(CarrierFailure) {
    try await withCheckedContinuation { continuation in
      update(sid: sid, to: .completed) { continuation.resume(returning: $0) }
    }.get()
  }

  /// Asks the carrier for next to nothing, to learn its time: `lastSkew` has it afterwards, if anybody answered.
  package func readClock(completion: @escaping @Sendable () -> Void) {
    ask(message(.get, CallsPath.calls(account: credentials.accountSid) + "?PageSize=1"), patient: false) { _ in
      completion()
    }
  }

  /// The value; nil after telling `settings.failed` why there is none.
  func answer<Value>(_ result: Result<Value, CarrierFailure>, to question: String) -> Value? {
    switch result {
    case .success(let value): return value
    case .failure(let failure):
      settings.failed?(question, failure)
      return nil
    }
  }

  private func read(sid: String, completion: @escaping @Sendable (Result<CallReport, CarrierFailure>) -> Void) {
    // A call that was created a moment ago may not be there yet, so 404 is asked again as well.
    ask(message(.get, CallsPath.call(sid, account: credentials.accountSid)), patient: true) { [self] result in
      completion(
        result.flatMap { body in
          do throws(CallResourceError) {
            return .success(report(try CallResource(parsing: body)))
          } catch {
            return .failure(.unreadable("\(error)"))
          }
        })
    }
  }

  /// A price in another currency is not taken over.
  func report(_ call: CallResource) -> CallReport {
    var report = CallReport(call)
    if let currency = settings.currency, let unit = call.priceUnit, unit.lowercased() != currency.lowercased() {
      report.price = nil
    }
    return report
  }

  private func update(
    sid: String, to status: CallStatus, completion: @escaping @Sendable (Result<Void, CarrierFailure>) -> Void
  ) {
    var request = message(.post, CallsPath.call(sid, account: credentials.accountSid))
    request.headers.append(.init("Content-Type", "application/x-www-form-urlencoded"))
    request.body = Array(Form([.init("Status", status.rawValue)]).encoded.utf8)
    ask(request, patient: false) { result in
      switch result {
      case .success: completion(.success(()))
      case .failure(.refused(let error)) where error.code.flatMap(ErrorTable.entry)?.action == .alreadyEnded:
        completion(.success(()))
      case .failure(let failure): completion(.failure(failure))
      }
    }
  }

  /// Sends a request that may be repeated until it is answered with 2xx or 4xx, at most once more for each delay.
  ///
  /// - Parameter patient: asks again after 404 too.
  func ask(
    _ request: HTTPRequest, patient: Bool, tries: Int = 0,
    completion: @escaping @Sendable (Result<[UInt8], CarrierFailure>) -> Void
  ) {
    http.send(request) { [self] outcome in
      note(outcome)
      if mayAskAgain(outcome, patient: patient), tries < settings.retryDelays.count {
        let delay = settings.retryDelays[tries].components
        let nanoseconds = Int(delay.seconds) * 1_000_000_000 + Int(delay.attoseconds / 1_000_000_000)
        http.queue.asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) { [self] in
          ask(request, patient: patient, tries: tries + 1, completion: completion)
        }
      } else if let failure = outcome.failure {
        completion(.failure(.unreachable("\(failure)")))
      } else if (200..<300).contains(outcome.status) {
        completion(.success(outcome.body))
      } else {
        completion(.failure(.refused(TwilioError(status: outcome.status, body: outcome.body))))
      }
    }
  }

  private func mayAskAgain(_ outcome: HTTPOutcome, patient: Bool) -> Bool {
    outcome.failure != nil || outcome.status >= 500 || outcome.status == 429 || patient && outcome.status == 404
  }
}
