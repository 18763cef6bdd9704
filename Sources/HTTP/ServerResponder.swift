internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// Collects each request's body within the limit before the handler sees it, and counts requests under way.
struct LimitedResponder: Sendable {
  let limits: ServerLimits
  let gate: RequestGate
  let respond: HTTPServer.RespondToPeer

  /// Writes the answer; throwing closes the connection.
  func answer(_ request: Request, from peer: Peer, to writer: consuming ResponseWriter) async throws {
    guard await gate.enter() else {
      let refusal = LimitedResponder.refusal(.serviceUnavailable)
      return try await writer.write(response: refusal.head, body: refusal.body)
    }
    let response = await response(to: request, from: peer)
    do {
      guard let response else { throw ConnectionClosed() }
      try await writer.write(response: response.head, body: response.body)
    } catch {
      await gate.leave()
      throw error
    }
    await gate.leave()
  }

  private func response(to request: Request, from peer: Peer) async -> Response? {
    let declared = request.headers[.contentLength].flatMap(Int.init) ?? 0
    guard declared <= limits.bodyBytes else { return LimitedResponder.refusal(.contentTooLarge) }
    do {
      let body = try await request.body.collect(upTo: limits.bodyBytes)
      return await respond(request, body, peer)
    } catch is NIOTooManyBytesError {
      return LimitedResponder.refusal(.contentTooLarge)
    } catch {
      return LimitedResponder.refusal(.badRequest)
    }
  }

  /// An answer without a body, after which the connection is not used again.
  private static func refusal(_ status: HTTPResponse.Status) -> Response {
    Response(status: status, headers: [.connection: "close", .contentLength: "0"])
  }
}

/// Thrown to close a connection on which nothing more is to be said.
struct ConnectionClosed: Error {}

/// Counts the requests under way, and lets a stopping server wait for them.
actor RequestGate {
  private var underWay = 0
  private var isClosed = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func enter() -> Bool {
    guard !isClosed else { return false }
    underWay += 1
    return true
  }

  func leave() {
    underWay -= 1
    guard underWay == 0 else { return }
    for continuation in waiting { continuation.resume() }
    waiting = []
  }

  /// Refuses further requests and returns when none is under way.
  func drain() async {
    isClosed = true
    guard underWay > 0 else { return }
    await withCheckedContinuation { waiting.append($0) }
  }
}
