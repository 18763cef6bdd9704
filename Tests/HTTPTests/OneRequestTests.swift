import Testing

@testable import HTTP

/// The transport half of G1: whatever the peer and the network do, one create request reaches the peer at most once.
/// This holds the machine's own libcurl to it.
@Suite struct OneRequestTests {
  static let body = Array("To=%2B14155550123&From=%2B15005550006&Twiml=%3CResponse%2F%3E".utf8)

  static func create(_ server: FaultServer, fresh: Bool = true, once: Bool = true) -> HTTPRequest {
    var request = HTTPRequest(.post, server.url + "/calls")
    request.headers = [.init("Content-Type", "application/x-www-form-urlencoded")]
    request.body = body
    request.freshConnection = fresh
    request.onceOnlyBody = once
    request.mostIdle = .seconds(86_400)
    return request
  }

  /// Keeps its connection for whoever comes next, however long this machine lets a test wait.
  static func warming(_ server: FaultServer) -> HTTPRequest {
    var request = HTTPRequest(.get, server.url)
    request.mostIdle = .seconds(86_400)
    return request
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var act: FaultServer.Act
    var status: Int
    /// libcurl's error; nil for a whole answer.
    var code: Int?
    var timeout: Duration = .seconds(20)
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    .init(name: "accepted and closed", act: .close, status: 0, code: 52),
    .init(name: "hangs", act: .hang, status: 0, code: 28, timeout: .milliseconds(200)),
    .init(name: "reset", act: .reset, status: 0, code: 56),
    .init(name: "cut 201", act: .cut(status: 201, body: "{\"sid\":\"CA\"}", after: 5), status: 201, code: 18),
    .init(name: "cut head", act: .raw("HTTP/1.1 201 Cre"), status: 201, code: nil),
    .init(name: "not HTTP", act: .raw("garbage\r\n\r\n"), status: 0, code: 1),
    .init(name: "201", act: .answer(status: 201, body: "{}"), status: 201),
    .init(name: "500", act: .answer(status: 500, body: "{}"), status: 500),
    .init(name: "500 and closed", act: .answerAndClose(status: 500, body: "{}"), status: 500),
    .init(name: "429", act: .answer(status: 429, body: "{}"), status: 429),
    .init(name: "401", act: .answer(status: 401, body: "{}", headers: ["WWW-Authenticate: Basic"]), status: 401),
    .init(name: "redirect", act: .answer(status: 307, body: "", headers: ["Location: /again"]), status: 307),
    .init(name: "slow 201", act: .trickle(status: 201, body: "{\"a\":1}"), status: 201),
  ]

  @Test(arguments: cases) func oneRequestArrives(_ example: Case) async throws {
    let server = try FaultServer { _ in example.act }
    let client = HTTPClient()
    var request = Self.create(server)
    request.totalTimeout = example.timeout
    request.authorization = .init(user: "AC1", password: "secret")
    let outcome = await client.send(request)
    await client.shutdown()
    await server.stop()
    #expect(server.count("POST") == 1)
    #expect(server.partialRequests == 0)
    #expect(outcome.requestBytesSent > Self.body.count)
    if example.name != "cut head" {
      #expect(outcome.status == example.status)
      #expect(outcome.failure?.code == example.code)
    }
    #expect(server.requests.first?.body == String(decoding: Self.body, as: UTF8.self))
  }

  @Test func freshConnectionIsUsedByNobodyElse() async throws {
    let server = try FaultServer { _ in .answer(status: 200, body: "") }
    let client = HTTPClient()
    let warm = Self.warming(server)
    _ = await client.send(warm)
    _ = await client.send(Self.create(server, once: false))
    _ = await client.send(warm)
    await client.shutdown()
    await server.stop()
    // The GETs share a connection; the POST has its own, which is not kept.
    #expect(server.requests.map(\.connection) == [1, 2, 1])
    #expect(server.requests.map(\.position) == [1, 1, 2])
  }

  /// On a reused connection only the body guards: libcurl wants to repeat the request and cannot.
  @Test(arguments: [FaultServer.Act.close, .reset])
  func onceOnlyBodyIsNotSentAgain(_ fault: FaultServer.Act) async throws {
    let outcome = try await onReusedConnection(fault, once: true) { server in
      #expect(server.count("POST") == 1)
      #expect(server.requests.first { $0.method == "POST" }?.position == 2)
    }
    #expect(outcome.failure?.code == 65)
    #expect(outcome.requestBytesSent > 0)
    #expect(outcome.status == 0)
  }

  /// The canary: without either guard this libcurl makes two calls out of one request. If this fails, the tests above
  /// prove nothing any more.
  @Test func withoutEitherGuardTheRequestArrivesTwice() async throws {
    let outcome = try await onReusedConnection(.close, once: false) { server in
      #expect(server.count("POST") == 2)
    }
    #expect(outcome.failure == nil)
  }

  /// Warms a connection, then sends a POST on it that meets a fault; on any other connection a POST succeeds.
  private func onReusedConnection(
    _ fault: FaultServer.Act, once: Bool, check: (FaultServer) -> Void
  ) async throws -> HTTPOutcome {
    let server = try FaultServer { request in
      request.method == "POST" && request.connection == 1 ? fault : .answer(status: 201, body: "{}")
    }
    let client = HTTPClient()
    _ = await client.send(Self.warming(server))
    let outcome = await client.send(Self.create(server, fresh: false, once: once))
    await client.shutdown()
    await server.stop()
    check(server)
    return outcome
  }

  @Test func refusedConnectionSendsNothing() async throws {
    let client = HTTPClient()
    var request = HTTPRequest(.post, "http://127.0.0.1:\(try FaultServer.deadPort())/")
    request.body = Self.body
    request.onceOnlyBody = true
    let outcome = await client.send(request)
    await client.shutdown()
    #expect(outcome.failure?.code == 7)
    #expect(outcome.requestBytesSent == 0)
  }

  @Test func stalledTLSSendsNoRequest() async throws {
    // The server reads the first TLS message as a head that never ends.
    let server = try FaultServer { _ in .hang }
    let client = HTTPClient()
    var request = Self.create(server)
    request.url = "https://127.0.0.1:\(server.port)/"
    request.connectTimeout = .milliseconds(200)
    let outcome = await client.send(request)
    await client.shutdown()
    await server.stop()
    #expect(outcome.failure?.code == 28)
    #expect(outcome.requestBytesSent == 0)
    #expect(server.requests.isEmpty)
  }
}
