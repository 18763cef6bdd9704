import Foundation
import Glibc
import Synchronization

/// A door before the sandbox. While it is shut connections are refused, as when the network or the carrier is gone.
final class Door: Sendable {
  private struct State {
    /// Bound; it listens only while the door is open.
    var listener: Int32
    /// Both ends of every connection.
    var ends: Set<Int32> = []
  }

  let port: UInt16
  private let target: UInt16
  private let state: Mutex<State>

  var baseURL: String { "http://127.0.0.1:\(port)" }

  /// - Parameter port: the sandbox's. The door is shut at first.
  init(to port: Int) throws {
    target = UInt16(port)
    let (listener, own) = try Self.bound(to: 0)
    self.port = own
    state = Mutex(State(listener: listener))
  }

  deinit { shut() }

  func open() {
    let listener = state.withLock(\.listener)
    guard listen(listener, 64) == 0 else { return }
    Thread.detachNewThread { [weak self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0, let self else { return }
        relay(client)
      }
    }
  }

  func shut() {
    let ends = state.withLock { state in
      // A listener that is shut down refuses; its waiting thread ends. The port stays ours by the next socket.
      shutdown(state.listener, Int32(SHUT_RDWR))
      close(state.listener)
      if let (next, _) = try? Self.bound(to: port) { state.listener = next }
      return state.ends
    }
    for end in ends { shutdown(end, Int32(SHUT_RDWR)) }
  }

  private func relay(_ client: Int32) {
    let carrier = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard Self.address(target, { connect(carrier, $0, $1) }) == 0 else {
      close(client)
      close(carrier)
      return
    }
    state.withLock { $0.ends.formUnion([client, carrier]) }
    let open = Mutex(2)
    for (from, to) in [(client, carrier), (carrier, client)] {
      Thread.detachNewThread { [weak self] in
        Self.pump(from, to)
        guard
          open.withLock({
            $0 -= 1; return $0 == 0
          })
        else { return }
        self?.state.withLock { $0.ends.subtract([client, carrier]) }
        close(client)
        close(carrier)
      }
    }
  }

  private static func pump(_ from: Int32, _ to: Int32) {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = read(from, &buffer, buffer.count)
      guard count > 0 else { break }
      var written = 0
      while written < count {
        let more = buffer.withUnsafeBytes {
          send(to, $0.baseAddress?.advanced(by: written), count - written, Int32(MSG_NOSIGNAL))
        }
        guard more > 0 else { break }
        written += more
      }
      guard written == count else { break }
    }
    shutdown(to, Int32(SHUT_WR))
    shutdown(from, Int32(SHUT_RD))
  }

  private static func bound(to port: UInt16) throws -> (Int32, UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard address(port, { bind(descriptor, $0, $1) }) == 0 else { throw POSIXError(.EADDRINUSE) }
    var found = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &found) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    guard code == 0 else { throw POSIXError(.EADDRINUSE) }
    return (descriptor, UInt16(bigEndian: found.sin_port))
  }

  private static func address(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }
}
