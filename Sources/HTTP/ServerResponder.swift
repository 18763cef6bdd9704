internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Collects each request's body within the limit before the handler sees it, and counts requests under way.
struct LimitedResponder: HTTPResponder {
  typealias Context = ServerContext

  let limits: ServerLimits
  let gate: RequestGate
  let respond: @Sendable (Request, ByteBuffer, ServerContext) async -> Response

  func respond(to request: Request, context: ServerContext) async throws -> Response {
    guard await gate.enter() else { return LimitedResponder.refusal(.serviceUnavailable) }
    let response = await answer(request, context)
    await gate.leave()
    return response
  }

  private func answer(_ request: Request, _ context: ServerContext) async -> Response {
    let declared = request.headers[.contentLength].flatMap(Int.init) ?? 0
    guard declared <= limits.bodyBytes else { return LimitedResponder.refusal(.contentTooLarge) }
    do {
      let body = try await request.body.collect(upTo: limits.bodyBytes)
      return await respond(request, body, context)
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
