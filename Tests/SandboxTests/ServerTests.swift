import HTTP
import Hummingbird
import Testing

/// The HTTP server that the sandbox starts, by itself.
@Suite struct ServerTests {
  private static let address = ServerAddress.tcp(host: "127.0.0.1", port: 0)

  private func echo(limits: ServerLimits, _ body: (LoopbackClient) async throws -> Void) async throws {
    let server = try await HTTPServer.start(on: ServerTests.address, limits: limits) { _, body in
      Response(status: .ok, body: ResponseBody(byteBuffer: body))
    }
    do {
      try await body(LoopbackClient(port: server.port))
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  @Test func `A body up to the limit is taken, a longer one gets 413`() async throws {
    try await echo(limits: ServerLimits(bodyBytes: 10)) { client async throws in
      #expect(try await client.answered("POST", "/", "0123456789").text == "0123456789")
      #expect(try await client.answered("POST", "/", "01234567890").status == 413)
    }
  }

  @Test func `A request head beyond the limit gets 400`() async throws {
    try await echo(limits: ServerLimits(headBytes: 1_024)) { client async throws in
      var verbose = client
      verbose.authorization = String(repeating: "x", count: 4_000)
      #expect(try await verbose.answered("GET", "/").status == 400)
    }
  }

  @Test func `Stopping lets a request under way finish and refuses later ones`() async throws {
    let (arrived, arrival) = AsyncStream.makeStream(of: Void.self)
    let (released, release) = AsyncStream.makeStream(of: Void.self)
    let server = try await HTTPServer.start(on: ServerTests.address) { _, _ in
      arrival.yield()
      for await _ in released { break }
      return Response(status: .noContent)
    }
    let client = LoopbackClient(port: server.port)
    async let answer = client.answered("GET", "/")
    for await _ in arrived { break }
    async let stopped: Void = server.stop()
    release.yield()
    #expect(try await answer.status == 204)
    await stopped
    await #expect(throws: (any Error).self) { try await client.answered("GET", "/") }
  }

  @Test func `An address in use is refused with a reason`() async throws {
    let first = try await HTTPServer.start(on: ServerTests.address) { _, _ in nil }
    let taken = ServerAddress.tcp(host: "127.0.0.1", port: first.port)
    let error = await #expect(throws: ServerError.self) { try await HTTPServer.start(on: taken) { _, _ in nil } }
    #expect(error?.description.contains("choose another address") == true)
    await first.stop()
  }

  @Test func `A handler that answers nothing closes the connection`() async throws {
    let server = try await HTTPServer.start(on: ServerTests.address) { _, _ in nil }
    #expect(try await LoopbackClient(port: server.port).send("GET", "/") == nil)
    await server.stop()
  }
}
