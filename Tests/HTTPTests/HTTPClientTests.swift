import Dispatch
import Glibc
import Synchronization
import Testing

@testable import HTTP

@Suite struct HTTPClientTests {
  @Test func sendsWhatWasAskedFor() async throws {
    let server = try FaultServer { _ in .answer(status: 200, body: "answer", headers: ["X-A:  one", "x-b: two"]) }
    let client = HTTPClient()
    var request = HTTPRequest(.post, server.url + "/path?a=1")
    request.headers = [.init("X-Ours", "value")]
    request.body = Array("body".utf8)
    request.authorization = .init(user: "AC1", password: "p:w")
    let outcome = await client.send(request)
    let deleted = await client.send(HTTPRequest(.delete, server.url))
    await client.shutdown()
    await server.stop()
    #expect(outcome.status == 200)
    #expect(String(decoding: outcome.body, as: UTF8.self) == "answer")
    #expect(outcome.header("x-a") == "one")
    #expect(outcome.header("X-B") == "two")
    #expect(outcome.failure == nil)
    #expect(deleted.status == 200)
    let seen = try #require(server.requests.first)
    #expect(seen.method == "POST")
    #expect(seen.target == "/path?a=1")
    #expect(seen.body == "body")
    #expect(seen.headers["x-ours"] == "value")
    #expect(seen.headers["authorization"] == "Basic QUMxOnA6dw==")
    #expect(seen.headers["expect"] == nil)
    #expect(server.requests.last?.method == "DELETE")
  }

  @Test func manyRequestsAtOnceAllEnd() async throws {
    let server = try FaultServer { request in .answer(status: 200, body: request.target) }
    let client = HTTPClient()
    let answers = await withTaskGroup(of: String.self, returning: Set<String>.self) { group in
      for number in 0..<100 {
        group.addTask {
          var request = HTTPRequest(.get, server.url + "/\(number)")
          request.freshConnection = number.isMultiple(of: 2)
          return String(decoding: await client.send(request).body, as: UTF8.self)
        }
      }
      return await group.reduce(into: []) { $0.insert($1) }
    }
    await client.shutdown()
    await server.stop()
    #expect(answers == Set((0..<100).map { "/\($0)" }))
  }

  /// The resolver's descriptors are not ours: names must work, again and again, while other sockets come and go.
  @Test func namesAreResolved() async throws {
    let server = try FaultServer { _ in .answer(status: 200, body: "") }
    let client = HTTPClient()
    for _ in 0..<20 {
      var request = HTTPRequest(.get, "http://localhost:\(server.port)/")
      request.freshConnection = true
      #expect(await client.send(request).status == 200)
    }
    await client.shutdown()
    await server.stop()
  }

  @Test func unixSocketTakesTheHostsPlace() async throws {
    let path = "/tmp/carrier-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
    let server = try FaultServer(path: path) { _ in .answer(status: 200, body: "here") }
    defer { unlink(path) }
    let client = HTTPClient()
    var request = HTTPRequest(.get, "http://dialer.invalid/status")
    request.unixSocket = path
    let outcome = await client.send(request)
    await client.shutdown()
    await server.stop()
    #expect(String(decoding: outcome.body, as: UTF8.self) == "here")
  }

  @Test func longAnswersAreRefused() async throws {
    let server = try FaultServer { _ in .answer(status: 200, body: String(repeating: "x", count: 2_000)) }
    let client = HTTPClient()
    var request = HTTPRequest(.get, server.url)
    request.responseLimit = 1_000
    let outcome = await client.send(request)
    await client.shutdown()
    await server.stop()
    #expect(outcome.failure?.code == 23)
    #expect(outcome.failure?.message == "the answer is longer than 1000 bytes")
  }

  @Test(arguments: ["ftp://127.0.0.1/", "http://user:secret@127.0.0.1/", "nonsense://", ""])
  func otherAddressesAreRefusedUnsent(url: String) async {
    let client = HTTPClient()
    let outcome = await client.send(HTTPRequest(.get, url))
    await client.shutdown()
    #expect(outcome.failure != nil)
    #expect(outcome.requestBytesSent == 0)
    #expect(outcome.failure?.message.contains("secret") != true)
  }

  @Test func bodyTakenIsToldOnce() async throws {
    let server = try FaultServer { _ in .answer(status: 200, body: "") }
    let client = HTTPClient()
    var request = HTTPRequest(.post, server.url)
    request.body = [UInt8](repeating: 0x61, count: 300_000)
    request.onceOnlyBody = true
    let counter = Counter()
    request.bodyTaken = { counter.add() }
    let outcome = await client.send(request)
    await client.shutdown()
    await server.stop()
    #expect(counter.value == 1)
    #expect(outcome.status == 200)
    #expect(server.requests.first?.body.utf8.count == 300_000)
  }

  @Test func shutdownEndsWhatHangsAndRefusesWhatComes() async throws {
    let server = try FaultServer { _ in .hang }
    let client = HTTPClient()
    async let hanging = client.send(HTTPRequest(.get, server.url))
    while server.requests.isEmpty { await Task.yield() }
    await client.shutdown(grace: .zero)
    let outcome = await hanging
    #expect(outcome.failure?.code == 42)
    #expect(outcome.requestBytesSent > 0)
    let late = await client.send(HTTPRequest(.get, server.url))
    #expect(late.failure?.message == "the HTTP client is shut down")
    #expect(late.requestBytesSent == 0)
    await client.shutdown()
    await server.stop()
    #expect(server.requests.count == 1)
  }

  @Test func credentialsAreNotPrinted() {
    let secret = BasicAuthorization(user: "SKuser", password: "hunter2")
    var request = HTTPRequest(.get, "http://127.0.0.1/")
    request.authorization = secret
    var dumped = ""
    dump(request, to: &dumped)
    for text in ["\(secret)", "\(request)", String(reflecting: request), dumped] {
      #expect(!text.contains("hunter2") && !text.contains("SKuser"))
    }
  }

  @Test func timeoutsRoundUp() {
    #expect(Duration.zero.curlMilliseconds == 1)
    #expect(Duration.microseconds(1_001).curlMilliseconds == 2)
    #expect(Duration.seconds(30).curlMilliseconds == 30_000)
  }
}

final class Counter: Sendable {
  private let count = Mutex(0)
  func add() { count.withLock { $0 += 1 } }
  var value: Int { count.withLock { $0 } }
}
