import Foundation
import Hummingbird
import Testing

@testable import HTTP

/// Who is at the other end of a Unix-domain socket: the kernel says it, not the client.
@Suite struct PeerTests {
  @Test func theKernelNamesTheRealUser() async throws {
    let path = FileManager.default.temporaryDirectory.path + "/peer-\(UUID().uuidString.prefix(8)).sock"
    let server = try await HTTPServer.start(
      on: .unix(path: path),
      respondToPeer: { _, _, peer in
        Response(status: .ok, body: ResponseBody(byteBuffer: .init(string: peer.userID.map { "\($0)" } ?? "nobody")))
      })
    let client = HTTPClient(label: "peer")
    var request = HTTP.HTTPRequest(.get, "http://localhost/")
    request.unixSocket = path
    request.headers = [HTTPHeader("X-User", "4242")]
    let outcome = await client.send(request)
    await client.shutdown()
    await server.stop()
    #expect(String(decoding: outcome.body, as: UTF8.self) == "\(geteuid())")
  }

  @Test func nobodyVouchesForAPeerOverTCP() async throws {
    let server = try await HTTPServer.start(
      on: .tcp(host: "127.0.0.1", port: 0),
      respondToPeer: { _, _, peer in
        Response(status: .ok, body: ResponseBody(byteBuffer: .init(string: peer.userName ?? "nobody")))
      })
    let client = HTTPClient(label: "peer")
    let outcome = await client.send(HTTP.HTTPRequest(.get, "http://127.0.0.1:\(server.port)/"))
    await client.shutdown()
    await server.stop()
    #expect(String(decoding: outcome.body, as: UTF8.self) == "nobody")
  }
}
