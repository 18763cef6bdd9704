import Campaigns
import Foundation

/// Where daemon and commands meet: `server.socket`, else `$RUNTIME_DIRECTORY/dialer.sock`, else beside the store.
enum ControlSocket {
  static func path(_ workspace: Workspace) -> String {
    if let socket = workspace.configuration.socket { return Workspace.path(socket, in: workspace.folder) }
    if let folder = ProcessInfo.processInfo.environment["RUNTIME_DIRECTORY"], !folder.isEmpty {
      return folder + "/dialer.sock"
    }
    let beside = URL(fileURLWithPath: workspace.storePath).path + ".sock"
    if beside.utf8.count <= 100 { return beside }
    var fingerprint = Fingerprint()
    fingerprint.add(beside)
    return NSTemporaryDirectory() + "dialer-" + fingerprint.hexadecimal.prefix(16) + ".sock"
  }
}
