import Foundation
import HTTP

/// Whose a control socket is, for those who may not open it.
struct SocketOwner {
  var path: String
  /// A name, or a number where the system knows no name.
  var user: String
  /// The group that may open the socket; nil when it is root's: nobody is told to join that one.
  var group: String?

  init(path: String, user: String, group: String?) {
    self.path = path
    self.user = user
    self.group = group
  }

  /// Reads the owner of the socket, else of the folder that hides it.
  init(_ path: String) {
    var file = stat()
    if stat(path, &file) != 0 { _ = stat((path as NSString).deletingLastPathComponent, &file) }
    let opensToGroup = file.st_gid != 0 && file.st_mode & 0o060 != 0
    self.init(
      path: path, user: Peer(userID: file.st_uid).userName ?? String(file.st_uid),
      group: opensToGroup ? Self.name(of: file.st_gid) : nil)
  }

  /// What to say to a user who may not open it; 77.
  func refusal(to who: String) -> Failure {
    let remedy =
      group.map { "join the group \($0) (usermod -aG \($0) \(who)) and log in again" }
      ?? "only \(user) may; run the command as \(user), or make the group dialer (groupadd dialer), add \(who) to it "
      + "and restart the daemon"
    return Failure(.refused, "\(who) may not open the control socket \(path); \(remedy)")
  }

  private static func name(of id: gid_t) -> String {
    var record = Glibc.group()
    var found: UnsafeMutablePointer<Glibc.group>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getgrgid_r(id, &record, &buffer, buffer.count, &found) == 0, found != nil, let name = record.gr_name else {
      return String(id)
    }
    return String(cString: name)
  }
}
