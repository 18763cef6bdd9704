internal import Glibc
package import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle

/// Where a server listens.
package enum ServerAddress: Sendable, Equatable, CustomStringConvertible {
  /// Port 0 takes a free one.
  case tcp(host: String, port: Int)
  /// A Unix-domain socket; a socket file left over at the path is replaced.
  case unix(path: String)

  package var description: String {
    switch self {
    case .tcp(let host, let port): "\(host):\(port)"
    case .unix(let path): path
    }
  }
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

  /// Answers one request whose body is collected and within the limits; nil closes the connection without an answer.
  package typealias Respond = @Sendable (Request, ByteBuffer) async -> Response?

  /// The same, told who asks.
  package typealias RespondToPeer = @Sendable (Request, ByteBuffer, Peer) async -> Response?

  /// Binds the address and serves. No header is added to the answers but `Content-Length`.
  package static func start(
    on address: ServerAddress, limits: ServerLimits = ServerLimits(), respond: @escaping Respond
  ) async throws(ServerError) -> HTTPServer {
    try await start(on: address, limits: limits) { request, body, _ in await respond(request, body) }
  }

  /// The same for handlers that ask who is at the other end.
  package static func start(
    on address: ServerAddress, limits: ServerLimits = ServerLimits(), respondToPeer respond: @escaping RespondToPeer
  ) async throws(ServerError) -> HTTPServer {
    let gate = RequestGate()
    let responder = LimitedResponder(limits: limits, gate: gate, respond: respond)
    let (running, signal) = AsyncThrowingStream.makeStream(of: (any Channel).self)
    let run = Task {
      do {
        let server = try http(limits).buildServer(
          configuration: configuration(address, limits), eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
          logger: silent,
          responder: { request, writer, channel in
            try await responder.answer(request, from: await Peer.of(channel), to: writer)
          },
          onServerRunning: { signal.yield($0) })
        try await server.run()
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

  private static func configuration(_ address: ServerAddress, _ limits: ServerLimits) -> ServerConfiguration {
    let bind: BindAddress =
      switch address {
      case .tcp(let host, let port): .hostname(host, port: port)
      case .unix(let path): .unixDomainSocket(path: path)
      }
    return ServerConfiguration(
      address: bind,
      availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: silent))
  }

  /// Hummingbird's own log lines say nothing that our callers are not told by value.
  private static let silent = Logger(label: "dialer.http") { _ in SwiftLogNoOpLogHandler() }
}
