import Dispatch
import Glibc
import Synchronization

/// A raw HTTP/1.1 server on 127.0.0.1 that counts every request it reads and then does what a test says, faults
/// included. TelephonyTests uses this file too, through a link.
///
/// Unchecked: `acceptor` is set once and only cancelled.
final class FaultServer: @unchecked Sendable {
  /// A request that was read whole.
  struct Request: Sendable {
    var method: String
    /// Path and query.
    var target: String
    /// Names in lower case.
    var headers: [String: String]
    var body: String
    /// Which connection, and which request on it, both from 1.
    var connection: Int
    var position: Int
  }

  /// What follows a request.
  enum Act: Sendable {
    case answer(status: Int, body: String, headers: [String] = [])
    /// Answers and closes the connection.
    case answerAndClose(status: Int, body: String)
    /// One byte a write.
    case trickle(status: Int, body: String)
    /// Closes the connection without a byte.
    case close
    /// Aborts the connection (RST).
    case reset
    /// Never answers; ends when the client does.
    case hang
    /// Announces the whole body, sends so many bytes of it, and closes.
    case cut(status: Int, body: String, after: Int)
    /// Bytes as they are, then closes.
    case raw(String)
  }

  private struct State {
    var requests: [Request] = []
    var partial = 0
    var connections = 0
  }

  let port: UInt16
  private let listener: Int32
  private let act: @Sendable (Request) -> Act
  private let state = Mutex(State())
  private let running = DispatchGroup()
  private let acceptor: any DispatchSourceRead

  /// `path` listens on a Unix-domain socket instead.
  init(path: String? = nil, act: @escaping @Sendable (Request) -> Act) throws {
    self.act = act
    (listener, port) = try path.map { (try Self.listen(path: $0), 0) } ?? Self.listen()
    let queue = DispatchQueue(label: "fault-server")
    acceptor = DispatchSource.makeReadSource(fileDescriptor: listener, queue: queue)
    running.enter()
    acceptor.setCancelHandler { [running, listener] in
      close(listener)
      running.leave()
    }
    acceptor.setEventHandler { [weak self] in self?.acceptAll() }
    acceptor.activate()
  }

  var url: String { "http://127.0.0.1:\(port)" }

  /// Everything that was read whole so far.
  var requests: [Request] { state.withLock { $0.requests } }
  /// The ring counter: how many requests with this method were read whole.
  func count(_ method: String) -> Int { requests.filter { $0.method == method }.count }
  /// How many requests ended before they were whole.
  var partialRequests: Int { state.withLock { $0.partial } }

  /// Waits until every connection has ended: the client must have been shut down before. Afterwards the counts stand.
  func stop() async {
    acceptor.cancel()
    await withCheckedContinuation { done in running.notify(queue: .global()) { done.resume() } }
  }

  /// A port on which nobody listens.
  static func deadPort() throws -> UInt16 {
    let (descriptor, port) = try listen()
    close(descriptor)
    return port
  }

  struct SocketError: Error { var number: Int32 }

  private static func listen() throws -> (Int32, UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, size) | Glibc.listen(descriptor, 128) | getsockname(descriptor, address, &size)
      }
    }
    guard result == 0 else { throw SocketError(number: errno) }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  private static func listen(path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    let result = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size)) | Glibc.listen(descriptor, 128)
      }
    }
    guard result == 0 else { throw SocketError(number: errno) }
    return descriptor
  }

  private func acceptAll() {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else { return }
      let number = state.withLock { state in
        state.connections += 1
        return state.connections
      }
      // A queue of its own for each connection: its reads block.
      DispatchQueue(label: "fault-connection").async(group: running) { self.serve(descriptor, number) }
    }
  }

  private func serve(_ descriptor: Int32, _ number: Int) {
    defer { close(descriptor) }
    var reader = RequestReader(descriptor: descriptor)
    var position = 1
    while let request = reader.next(connection: number, position: position) {
      state.withLock { $0.requests.append(request) }
      guard perform(act(request), on: descriptor) else { return }
      position += 1
    }
    if !reader.buffer.isEmpty { state.withLock { $0.partial += 1 } }
  }

  /// Whether the connection goes on.
  private func perform(_ act: Act, on descriptor: Int32) -> Bool {
    switch act {
    case .answer(let status, let body, let headers):
      write(Self.head(status, body.utf8.count, headers) + body, to: descriptor)
      return true
    case .answerAndClose(let status, let body):
      write(Self.head(status, body.utf8.count, ["Connection: close"]) + body, to: descriptor)
    case .trickle(let status, let body):
      for byte in (Self.head(status, body.utf8.count, []) + body).utf8 {
        write(String(decoding: [byte], as: UTF8.self), to: descriptor)
      }
      return true
    case .close: break
    case .reset:
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    case .hang:
      var byte: UInt8 = 0
      while read(descriptor, &byte, 1) > 0 {}
    case .cut(let status, let body, let after):
      write(Self.head(status, body.utf8.count, []) + String(body.prefix(after)), to: descriptor)
    case .raw(let text): write(text, to: descriptor)
    }
    return false
  }

  private static func head(_ status: Int, _ length: Int, _ headers: [String]) -> String {
    (["HTTP/1.1 \(status) Status", "Content-Type: application/json", "Content-Length: \(length)"] + headers)
      .joined(separator: "\r\n") + "\r\n\r\n"
  }

  private func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// Reads requests off a connection, one after the other.
private struct RequestReader {
  let descriptor: Int32
  /// Bytes that belong to no whole request.
  var buffer: [UInt8] = []

  mutating func next(connection: Int, position: Int) -> FaultServer.Request? {
    guard let end = readHead() else { return nil }
    let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n")
    let words = (lines.first ?? "").split(separator: " ")
    guard words.count == 3 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = String(line[line.index(colon, offsetBy: 2)...])
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    while buffer.count < end + 4 + length { guard fill() else { return nil } }
    let body = String(decoding: buffer[(end + 4)..<(end + 4 + length)], as: UTF8.self)
    buffer.removeFirst(end + 4 + length)
    return FaultServer.Request(
      method: String(words[0]), target: String(words[1]), headers: headers, body: body, connection: connection,
      position: position)
  }

  /// Where the head ends.
  private mutating func readHead() -> Int? {
    let mark = Array("\r\n\r\n".utf8)
    while true {
      if buffer.count >= 4 {
        for start in 0...(buffer.count - 4) where buffer[start..<(start + 4)].elementsEqual(mark) { return start }
      }
      guard fill() else { return nil }
    }
  }

  private mutating func fill() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return false }
    buffer += bytes.prefix(count)
    return true
  }
}
