import Campaigns
import Foundation
import HTTP
import HTTPTypes
import Hummingbird
import NIOCore

/// The daemon's side of the control socket: HTTP that only its group may open, and that knows who asks.
final class ControlServer: Sendable {
  private let server: HTTPServer
  private let path: String

  private init(_ server: HTTPServer, path: String) {
    self.server = server
    self.path = path
  }

  static func start(_ daemon: Daemon, at path: String) async throws -> ControlServer {
    do {
      let server = try await HTTPServer.start(on: .unix(path: path)) { request, body, peer in
        await respond(to: request, body: String(buffer: body), peer: peer, daemon: daemon)
      }
      chmod(path, 0o660)
      return ControlServer(server, path: path)
    } catch {
      throw Failure(.cannotWrite, "cannot open the control socket \(path): \(error.description)")
    }
  }

  /// Takes the socket away. Connections end with the process, which is about to: a graceful stop of the server can trap
  /// when a connection is accepted at that moment (swift-nio's writer was dropped unfinished).
  func close() { unlink(path) }

  private static func respond(to request: Request, body: String, peer: Peer, daemon: Daemon) async -> Response {
    let prefix = "/v1/"
    guard request.method == .post, request.uri.path.hasPrefix(prefix),
      let kind = OperatorRequests.all.first(where: { $0.name == request.uri.path.dropFirst(prefix.count) })
    else { return answer(.notFound, error(Failure(.usage, "the daemon knows no \(request.uri.path)"))) }
    guard let user = peer.userName else {
      return answer(.forbidden, error(Failure(.usage, "the kernel does not say who asks")))
    }
    do throws(Failure) {
      let asked = try kind.init(json: (try? JSON.parse(body)) ?? .null)
      let result = await withCheckedContinuation { done in
        daemon.queue.async { asked.perform(on: daemon, by: user) { done.resume(returning: $0) } }
      }
      return answer(.ok, try result.get())
    } catch {
      return answer(.badRequest, self.error(error))
    }
  }

  private static func error(_ failure: Failure) -> JSON {
    .object([
      ("error", .object([("code", .integer(Int64(failure.code.rawValue))), ("message", .string(failure.message))]))
    ])
  }

  private static func answer(_ status: HTTPResponse.Status, _ json: JSON) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: json.text)))
  }
}
