internal import Glibc
internal import NIOCore

/// Who is at the other end of a Unix-domain socket, as the kernel saw it when the connection was made
/// (unix(7), SO_PEERCRED): nobody can claim to be somebody else.
package struct Peer: Sendable, Equatable {
  /// nil: the connection came over TCP, where nobody vouches for the user.
  package var userID: UInt32?

  /// The user's name; its number where the system knows none.
  package var userName: String? { userID.map { Peer.name(of: $0) } }

  package init(userID: UInt32?) { self.userID = userID }

  /// Asks the kernel. Any failure is a peer without a user.
  static func of(_ channel: any Channel) async -> Peer {
    guard case .unixDomainSocket? = channel.remoteAddress ?? channel.localAddress,
      let provider = channel as? any SocketOptionProvider
    else { return Peer(userID: nil) }
    let found: EventLoopFuture<PeerCredentials> = provider.unsafeGetSocketOption(
      level: .init(SOL_SOCKET), name: .init(SO_PEERCRED))
    return Peer(userID: try? await found.get().uid)
  }

  private static func name(of user: UInt32) -> String {
    var record = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getpwuid_r(user, &record, &buffer, buffer.count, &found) == 0, found != nil, let name = record.pw_name else {
      return String(user)
    }
    return String(cString: name)
  }
}

/// `struct ucred` of the kernel.
private struct PeerCredentials: Sendable {
  var pid: Int32 = 0
  var uid: UInt32 = 0
  var gid: UInt32 = 0
}
