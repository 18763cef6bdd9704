import Campaigns
import Foundation
import HTTP
import HTTPTypes
import Hummingbird
import NIOCore

/// Where daemon and commands meet: `server.socket`, else `$RUNTIME_DIRECTORY/dialer.sock`, else beside the store.
enum ControlSocket {
  static func path(_ workspace: Workspace) -> String {
    if let socket = workspace.configuration.socket { return Workspace.path(socket, in: workspace.folder) }
    if let folder = ProcessInfo.processInfo.environment["RUNTIME_DIRECTORY"], !folder.isEmpty {
      return folder + "/dialer.sock"
    }
    let beside = URL(fileURLWithPath: workspace.storePath).path + ".sock"
    if beside.utf8.count <= 100 { return beside }
    var fingerprint = Fingerprint()
    fingerprint.add(beside)
    return NSTemporaryDirectory() + "dialer-" + fingerprint.hexadecimal.prefix(16) + ".sock"
  }
}

/// The daemon's side: HTTP on a Unix socket that only its group may open.
final class ControlServer: Sendable {
  private let server: HTTPServer
  private let path: String

  private init(_ server: HTTPServer, path: String) {
    self.server = server
    self.path = path
  }

  static func start(_ daemon: Daemon, at path: String) async throws -> ControlServer {
    do {
      let server = try await HTTPServer.start(on: .unix(path: path)) { request, body in
        await respond(to: request, body: String(buffer: body), daemon: daemon)
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

  private static func respond(to request: Request, body: String, daemon: Daemon) async -> Response {
    switch (request.method, request.uri.path) {
    case (.get, "/status"):
      let report = await withCheckedContinuation { done in daemon.status { done.resume(returning: $0) } }
      return answer(.ok, report.json)
    case (.post, "/pause"), (.post, "/resume"):
      let change: PauseRequest.Change = request.uri.path == "/pause" ? .pause : .resume
      guard let pause = PauseRequest(change: change, body: body) else {
        return answer(.badRequest, .object([("error", .string("not a pause request"))]))
      }
      let refusal = await withCheckedContinuation { done in daemon.pause(pause) { done.resume(returning: $0) } }
      return answer(refusal == nil ? .ok : .notFound, .object([("error", .optional(refusal))]))
    case (.post, "/reconcile"):
      guard case .string(let who)? = try? JSON.parse(body) else { return answer(.badRequest, .null) }
      daemon.acceptRecovery(by: who)
      return answer(.ok, .object([("error", .null)]))
    case (.post, "/reload"):
      let state = await withCheckedContinuation { done in daemon.requestReload { done.resume(returning: $0) } }
      return answer(
        .ok, .object([("ok", .bool(state.succeeded)), ("error", .optional(state.error))]))
    default:
      return answer(.notFound, .object([("error", .string("no such route"))]))
    }
  }

  private static func answer(_ status: HTTPResponse.Status, _ json: JSON) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: json.text)))
  }
}

/// A command's side. Without a daemon there is nobody on the socket, and the command works on the store itself.
enum ControlClient {
  /// The daemon's answer; nil when no daemon listens.
  static func ask(_ workspace: Workspace, _ method: HTTP.HTTPRequest.Method, _ route: String, body: JSON? = nil)
    async throws -> JSON?
  {
    let client = HTTPClient(label: "dialer.control")
    var request = HTTP.HTTPRequest(method, "http://localhost\(route)")
    request.unixSocket = ControlSocket.path(workspace)
    request.totalTimeout = .seconds(120)
    if let body { request.body = Array(body.text.utf8) }
    let outcome = await client.send(request)
    await client.shutdown()
    if outcome.requestBytesSent == 0, outcome.failure != nil { return nil }
    guard outcome.failure == nil, let json = try? JSON.parse(String(decoding: outcome.body, as: UTF8.self)) else {
      throw Failure(.unavailable, "the daemon did not answer on \(ControlSocket.path(workspace)); is it stopping?")
    }
    return json
  }
}
