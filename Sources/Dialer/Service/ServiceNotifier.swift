import Foundation

/// Tells the service manager what the process is doing: one datagram a message to the socket that `$NOTIFY_SOCKET`
/// names, as sd_notify(3) describes.
final class ServiceNotifier: Sendable {
  private let socket: Int32
  /// The bytes of the socket's name; an abstract one begins with NUL.
  private let name: [UInt8]

  /// - Parameter environment: the process's; nil comes back when nobody is to be told, or the name is no Unix socket's.
  init?(environment: [String: String]) {
    guard let address = environment["NOTIFY_SOCKET"], let first = address.utf8.first else { return nil }
    guard first == UInt8(ascii: "/") || first == UInt8(ascii: "@"), address.utf8.count > 1 else { return nil }
    var name = Array(address.utf8)
    if first == UInt8(ascii: "@") { name[0] = 0 }
    guard name.count < ServiceNotifier.longestName else { return nil }
    let socket = Foundation.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { return nil }
    // A manager that does not read must not hold the engine's queue.
    var patience = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    self.socket = socket
    self.name = name
  }

  deinit { close(socket) }

  private static let longestName = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

  /// Sends the assignments as one message, each on its line. False when nobody took it.
  @discardableResult
  func send(_ assignments: String...) -> Bool {
    let message = Array(assignments.joined(separator: "\n").utf8)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let offset = MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? MemoryLayout<sa_family_t>.size
    let length = socklen_t(offset + name.count)
    let sent = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(socket, message, message.count, Int32(MSG_NOSIGNAL), $0, length)
      }
    }
    return sent == message.count
  }
}
