import Campaigns
import Campaigns
import Foundation
import Glibc
import Sandbox
import Twilio

/// What came back on one connection, byte for byte as far as it went.
struct RawAnswer: Sendable {
  var status: Int
  /// Names in lower case.
  var headers: [String: String]
  var body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }
  var json: JSON { (try? JSON.parse(body)) ?? .null }
  /// The error code of a refusal.
  var code: Int? { json["code"]?.whole }
  /// Whether as many bytes came as were announced.
  var isWhole: Bool { headers["content-length"].flatMap { Int($0) } == body.count }
}

/// A client of one request per connection over plain sockets, so that it sees what a library would hide.
struct LoopbackClient: Sendable {
  static let account = "AC00000000000000000000000000000001"
  static let token = "0123456789abcdef0123456789abcdef"
  static let from = "+15005550006"

  let port: Int
  var authorization = "Basic " + Data("\(account):\(token)".utf8).base64EncodedString()

  var calls: String { CallsPath.calls(account: LoopbackClient.account) }

  /// Sends one request; nil when the connection was closed without a byte.
  func send(_ method: String, _ path: String, _ body: String = "") async throws -> RawAnswer? {
    let head =
      "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: \(authorization)\r\n"
      + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\n"
      + "Connection: close\r\n\r\n"
    let bytes = Array((head + body).utf8)
    let received = try await exchange(bytes)
    return received.isEmpty ? nil : LoopbackClient.parse(received)
  }

  func get(_ path: String) async throws -> RawAnswer { try await answered("GET", path) }

  func post(_ path: String, _ form: Form) async throws -> RawAnswer { try await answered("POST", path, form.encoded) }

  func answered(_ method: String, _ path: String, _ body: String = "") async throws -> RawAnswer {
    guard let answer = try await send(method, path, body) else { throw Closed() }
    return answer
  }

  /// Asks for a call with inline instructions.
  func create(_ to: String, from: String = LoopbackClient.from, _ more: [Form.Field] = []) async throws -> RawAnswer {
    try await post(calls, LoopbackClient.form(to, from: from, more))
  }

  static func form(_ to: String, from: String = from, _ more: [Form.Field] = []) -> Form {
    Form([.init("To", to), .init("From", from), .init("Twiml", "<Response><Say>Hi</Say></Response>")] + more)
  }

  func created(_ to: String, _ more: [Form.Field] = []) async throws -> CallResource {
    try CallResource(parsing: try await create(to, more).body)
  }

  func fetch(_ sid: String) async throws -> CallResource {
    try CallResource(parsing: try await get(CallsPath.call(sid, account: LoopbackClient.account)).body)
  }

  func update(_ sid: String, _ name: String, _ value: String) async throws -> RawAnswer {
    try await post(CallsPath.call(sid, account: LoopbackClient.account), Form([.init(name, value)]))
  }

  /// Moves the sandbox's clock; the status of the answer.
  @discardableResult
  func step(to instant: Instant) async throws -> Int {
    try await answered("POST", "/sandbox/clock", "{\"to\":\"\(instant.rfc3339Microseconds)\"}").status
  }

  struct Closed: Error {}

  private func exchange(_ bytes: [UInt8]) async throws -> [UInt8] {
    let port = port
    return try await withCheckedThrowingContinuation { continuation in
      // A thread of its own: one of Dispatch's would be taken from the pool that the server's tasks run on.
      Thread.detachNewThread { continuation.resume(with: Result { try LoopbackClient.blocking(bytes, port) }) }
    }
  }

  private static func blocking(_ bytes: [UInt8], _ port: Int) throws -> [UInt8] {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw POSIXError(.ECONNREFUSED) }
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { break }
      sent += count
    }
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return received }
      received += buffer[..<count]
    }
  }

  private static func parse(_ bytes: [UInt8]) -> RawAnswer {
    let end = bytes.indices.first { bytes[$0...].starts(with: Array("\r\n\r\n".utf8)) } ?? bytes.count
    let lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
    }
    let status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
    return RawAnswer(status: status, headers: headers, body: Array(bytes.dropFirst(end + 4)))
  }
}

/// Runs a test against a sandbox of its own, whose clock is stepped from 2027-03-02T14:00:00Z unless `change` says
/// else.
func withSandbox(
  _ change: (inout SandboxOptions) -> Void = { _ in }, _ body: (LoopbackClient) async throws -> Void
) async throws {
  var options = SandboxOptions(accountSid: LoopbackClient.account, authToken: LoopbackClient.token)
  options.clock = .stepped(from: start)
  options.callsPerSecond = .unlimited
  change(&options)
  let sandbox = try await SandboxServer.start(options)
  do {
    try await body(LoopbackClient(port: sandbox.port))
  } catch {
    await sandbox.stop()
    throw error
  }
  await sandbox.stop()
}

/// 2027-03-02T14:00:00Z.
let start = Instant(seconds: 1_803_996_000)

func after(_ milliseconds: Int64) -> Instant { start + .milliseconds(milliseconds) }
