internal import Glibc
package import Hummingbird
internal import HummingbirdCore
internal import Logging
package import NIOCore

/// Where a server listens.
package enum ServerAddress: Sendable, Equatable {
  /// Port 0 takes a free one.
  case tcp(host: String, port: Int)
  /// A Unix-domain socket; a socket file left over at the path is replaced.
  case unix(path: String)
}

/// What a server grants its clients.
package struct ServerLimits: Sendable, Equatable {
  /// Longest request body in bytes; longer ones get 413.
  package var bodyBytes: Int
  /// Longest request head in bytes; longer ones get 400.
  package var headBytes: Int
  /// Connections open at once; more wait in the kernel's backlog.
  package var connections: Int
  /// Seconds without a byte after which a connection is closed.
  package var idleSeconds: Int

  package init(
    bodyBytes: Int = 64 * 1_024, headBytes: Int = 32 * 1_024, connections: Int = 256, idleSeconds: Int = 60
  ) {
    self.bodyBytes = bodyBytes
    self.headBytes = headBytes
    self.connections = connections
    self.idleSeconds = idleSeconds
  }
}

/// Why a server could not start.
package struct ServerError: Error, Equatable, CustomStringConvertible {
  package var description: String
}

/// What a responder learns of the connection beside the request.
package struct ServerContext: InitializableFromSource, Sendable {
  /// The connection. Closing it without an answer is what a fault injector does.
  package let channel: any Channel

  package init(source: ApplicationRequestContextSource) { channel = source.channel }
}

/// An HTTP/1.1 server on one address, running from `start` until `stop`: hummingbird with every limit set.
package final class HTTPServer: Sendable {
  /// The port that was bound; 0 for a Unix-domain socket.
  package let port: Int
  private let address: ServerAddress
  private let listener: any Channel
  private let gate: RequestGate
  private let run: Task<Void, any Error>

  private init(
    address: ServerAddress, listener: any Channel, gate: RequestGate, run: Task<Void, any Error>
  ) {
    self.address = address
    self.listener = listener
    self.gate = gate
    self.run = run
    port = listener.localAddress?.port ?? 0
  }

  /// Binds the address and serves. Requests reach `respond` with their body collected and within the limits.
  package static func start(
    on address: ServerAddress, limits: ServerLimits = ServerLimits(),
    respond: @escaping @Sendable (Request, ByteBuffer, ServerContext) async -> Response
  ) async throws(ServerError) -> HTTPServer {
    let gate = RequestGate()
    let responder = LimitedResponder(limits: limits, gate: gate, respond: respond)
    let (running, signal) = AsyncThrowingStream.makeStream(of: (any Channel).self)
    let application = Application(
      responder: responder, server: http(limits), configuration: configuration(address, limits),
      onServerRunning: { signal.yield($0) }, logger: silent)
    let run = Task {
      do {
        try await application.run()
        signal.finish()
      } catch {
        signal.finish(throwing: error)
        throw error
      }
    }
    do {
      for try await listener in running {
        return HTTPServer(address: address, listener: listener, gate: gate, run: run)
      }
    } catch {
      throw ServerError(description: "cannot listen on \(address): \(error); choose another address or stop its owner")
    }
    throw ServerError(description: "cannot listen on \(address): the server ended before it was ready")
  }

  /// Stops accepting, lets requests under way finish, closes every connection and returns when all is closed.
  package func stop() async {
    try? await listener.close()
    await gate.drain()
    run.cancel()
    _ = await run.result
    if case .unix(let path) = address { unlink(path) }
  }

  private static func http(_ limits: ServerLimits) -> HTTPServerBuilder {
    .http1(
      configuration: .init(
        idleTimeout: .seconds(Int64(limits.idleSeconds)),
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: limits.headBytes, maxHeaderListSize: limits.headBytes, maxHeaderFieldCount: 200)))
  }

  private static func configuration(_ address: ServerAddress, _ limits: ServerLimits) -> ApplicationConfiguration {
    let bind: BindAddress =
      switch address {
      case .tcp(let host, let port): .hostname(host, port: port)
      case .unix(let path): .unixDomainSocket(path: path)
      }
    return ApplicationConfiguration(
      address: bind, serverName: nil,
      availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: silent))
  }

  /// Hummingbird's own log lines say nothing that our callers are not told by value.
  private static let silent = Logger(label: "dialer.http") { _ in SwiftLogNoOpLogHandler() }
}
