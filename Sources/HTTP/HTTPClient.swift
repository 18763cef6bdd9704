package import Dispatch

/// An HTTP client on libcurl's multi interface and one serial Dispatch queue.
///
/// Completions are called on that queue and must not block. Every accepted request is completed exactly once.
package final class HTTPClient: Sendable {
  private let engine: CurlEngine

  /// - Parameters:
  ///   - label: name of the queue, as debuggers show it.
  ///   - idleConnections: how many connections are kept for reuse.
  package init(label: String = "http", idleConnections: Int = 16) {
    engine = CurlEngine(label: label, idleConnections: idleConnections)
  }

  deinit { engine.shutdown(grace: .zero) {} }

  /// The queue of all completions.
  package var queue: DispatchQueue { engine.queue }

  /// Sends one request.
  package func send(_ request: HTTPRequest, completion: @escaping @Sendable (HTTPOutcome) -> Void) {
    engine.send(request, completion: completion)
  }

  /// Sends one request and waits for what comes of it. Cancelling the task does not take the request back.
  package func send(_ request: HTTPRequest) async -> HTTPOutcome {
    await withCheckedContinuation { continuation in
      send(request) { continuation.resume(returning: $0) }
    }
  }

  /// Takes no more requests, lets those under way end for at most `grace`, ends the others, closes every connection.
  /// A request that comes later fails unsent. Calling it again waits for the same end.
  package func shutdown(grace: Duration = .seconds(30), completion: @escaping @Sendable () -> Void) {
    engine.shutdown(grace: grace, completion: completion)
  }

  /// `shutdown(grace:completion:)`, waiting for its end.
  package func shutdown(grace: Duration = .seconds(30)) async {
    await withCheckedContinuation { continuation in
      shutdown(grace: grace) { continuation.resume() }
    }
  }
}

extension Duration {
  /// Whole milliseconds, rounded up; at least 1, since libcurl takes 0 for its own default.
  var curlMilliseconds: Int {
    let (seconds, attoseconds) = components
    let parts = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return max(1, Int(seconds) * 1_000 + Int(parts))
  }
}
