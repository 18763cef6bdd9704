import ActivityStore
import Campaigns
import Foundation
import HTTP
import HTTPTypes

/// A command's side of the control socket.
enum ControlClient {
  /// Asks the daemon that holds the store; without one, the request works on the store itself.
  ///
  /// - Throws: the daemon's refusal; `Failure` 69 when the request needs a daemon and none runs; 75 when another
  ///   process holds the store and does not answer.
  @discardableResult
  static func perform(_ request: some OperatorRequest, in workspace: Workspace) async throws -> JSON {
    if let answer = try await ask(request, in: workspace) { return answer }
    let now = DaemonClock.wallNow()
    let user = Permissions.currentUser
    do {
      return try performOffline(request, in: workspace, by: user, at: now)
    } catch let refusal as Failure where type(of: request).role > .viewer && type(of: request).offline != .none {
      OfflineRefusal.note(type(of: request).name, refusal, to: user, in: workspace.storePath)
      throw refusal
    }
  }

  /// Carries a request out on the store that no daemon holds.
  static func performOffline(
    _ request: some OperatorRequest, in workspace: Workspace, by user: String, at now: Instant
  ) throws -> JSON {
    if let refusal = Permissions(workspace, daemonUser: nil).refusal(of: type(of: request), to: user) { throw refusal }
    switch type(of: request).offline {
    case .none:
      throw Failure(.unavailable, "no daemon runs on \(workspace.storePath); start it with: dialer run")
    case .reading:
      let store = try SQLiteStore.openForReading(at: workspace.storePath)
      return try request.perform(on: store, of: workspace, by: user, at: now)
    case .writing:
      let access = try StoreAccess.open(workspace.storePath)
      let answer = try request.perform(on: access.store, of: workspace, by: user, at: now)
      withExtendedLifetime(access) {}
      return answer
    }
  }

  /// The daemon's answer; nil when no daemon listens.
  ///
  /// - Throws: also `Failure` 77 when there is a socket that this user may not open: a daemon may well run.
  static func ask<Request: OperatorRequest>(_ asked: Request, in workspace: Workspace) async throws -> JSON? {
    if let refusal = socketRefusal(ControlSocket.path(workspace)) { throw refusal }
    let client = HTTPClient(label: "dialer.control")
    var request = HTTP.HTTPRequest(.post, "http://localhost/v1/\(Request.name)")
    request.unixSocket = ControlSocket.path(workspace)
    request.headers = [HTTPHeader(ControlVersion.header.canonicalName, Version.text)]
    request.totalTimeout = .seconds(120)
    request.body = Array(asked.json.text.utf8)
    let outcome = await client.send(request)
    await client.shutdown()
    if outcome.requestBytesSent == 0, outcome.failure != nil { return nil }
    guard outcome.failure == nil, let json = try? JSON.parse(String(decoding: outcome.body, as: UTF8.self)) else {
      throw Failure(.unavailable, "the daemon did not answer on \(ControlSocket.path(workspace)); is it stopping?")
    }
    if let failure = refusal(in: json) { throw failure }
    return json
  }

  /// Why a socket that exists may not be opened, and who may; nil when it may, or there is none.
  static func socketRefusal(_ path: String) -> Failure? {
    guard access(path, R_OK | W_OK) != 0, errno == EACCES else { return nil }
    return SocketOwner(path).refusal(to: Permissions.currentUser)
  }

  private static func refusal(in json: JSON) -> Failure? {
    guard case .string(let message)? = json["error"]?["message"] else { return nil }
    var code = Failure.Code.failed
    if case .integer(let value)? = json["error"]?["code"] {
      code = Int32(exactly: value).flatMap(Failure.Code.init) ?? code
    }
    return Failure(code, message)
  }
}
