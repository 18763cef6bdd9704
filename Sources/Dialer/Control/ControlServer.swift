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
    try removeLeftover(path)
    do {
      let server = try await HTTPServer.start(on: .unix(path: path)) { request, body, peer in
        await respond(to: request, body: String(buffer: body), peer: peer, daemon: daemon)
      }
      openToGroup(path)
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
    else { return answer(.notFound, error(unknown(request))) }
    guard let user = peer.userName else {
      return answer(.forbidden, error(Failure(.refused, "the kernel does not say who asks; use the control socket")))
    }
    let asked = Result { () throws(Failure) in try kind.init(json: (try? JSON.parse(body)) ?? .null) }
    let result = await withCheckedContinuation { done in
      daemon.queue.async { daemon.perform(kind, asked, by: user) { done.resume(returning: $0) } }
    }
    switch result {
    case .success(let json): return answer(.ok, json)
    case .failure(let failure): return answer(failure.code == .refused ? .forbidden : .badRequest, error(failure))
    }
  }

  /// A route that this daemon does not have: most likely the command is of another version.
  private static func unknown(_ request: Request) -> Failure {
    let sender = request.headers[ControlVersion.header] ?? "of an unknown version"
    return Failure(
      .unavailable,
      "the daemon (\(Version.text)) knows no \(request.method.rawValue) \(request.uri.path); the command is \(sender): "
        + "after an upgrade, restart the daemon")
  }

  /// Takes away the socket of a daemon that was killed; the store's lock says that none runs.
  private static func removeLeftover(_ path: String) throws(Failure) {
    var file = stat()
    guard lstat(path, &file) == 0 else { return }
    guard file.st_mode & S_IFMT == S_IFSOCK else {
      throw Failure(
        .cannotWrite, "cannot open the control socket \(path): a file lies there; move it, or set server.socket")
    }
    unlink(path)
  }

  /// Mode 0660, and the group `dialer` where there is one and the daemon may give it.
  private static func openToGroup(_ path: String) {
    var record = group()
    var found: UnsafeMutablePointer<group>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    if getgrnam_r("dialer", &record, &buffer, buffer.count, &found) == 0, found != nil {
      _ = chown(path, uid_t.max, record.gr_gid)
    }
    chmod(path, 0o660)
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
