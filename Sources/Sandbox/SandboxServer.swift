internal import HTTP
internal import Hummingbird

/// A local stand-in for Twilio's voice API, running from `start` until `stop`. Its calls are in memory only.
package final class SandboxServer: Sendable {
  /// The port that was bound.
  package let port: Int
  /// What a client's `base_url` is set to.
  package let baseURL: String
  private let server: HTTPServer

  private init(server: HTTPServer, host: String) {
    self.server = server
    port = server.port
    baseURL = "http://\(host.contains(":") ? "[\(host)]" : host):\(server.port)"
  }

  /// Starts a sandbox in this process.
  ///
  /// - Throws: when the address is not this machine's own and `allowRemote` is not set, or cannot be bound.
  package static func start(_ options: SandboxOptions) async throws(SandboxError) -> SandboxServer {
    guard options.allowRemote || isLoopback(options.host) else {
      throw SandboxError(
        description: "the sandbox would listen on \(options.host), where others can reach it; "
          + "use 127.0.0.1, or --allow-remote if that is meant")
    }
    let routes = Routes(exchange: Exchange(options), options: options)
    do {
      let server = try await HTTPServer.start(on: .tcp(host: options.host, port: options.port)) { request, body in
        await routes.respond(to: request, body: body)
      }
      return SandboxServer(server: server, host: options.host)
    } catch {
      throw SandboxError(description: error.description)
    }
  }

  /// Lets requests under way finish and closes every connection.
  package func stop() async { await server.stop() }

  private static func isLoopback(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return host == "localhost" || host == "::1" || (parts.count == 4 && !parts.contains(nil) && parts[0] == 127)
  }
}
