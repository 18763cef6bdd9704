import Foundation

/// Who a new store belongs to. A store that root makes in somebody else's folder, as `sudo dialer init` does for the
/// service, would be closed to the daemon that is to write it.
enum StoreOwner {
  /// What a store consists of, beside its own name.
  private static let suffixes = ["", "-wal", "-shm", ".lock"]

  /// Gives the store's files to the owner of their folder, when this is root and the owner is not.
  static func adopt(store path: String) {
    let place = (path as NSString).deletingLastPathComponent
    var folder = stat()
    guard geteuid() == 0, stat(place.isEmpty ? "." : place, &folder) == 0, folder.st_uid != 0 else { return }
    for suffix in suffixes { _ = chown(path + suffix, folder.st_uid, folder.st_gid) }
  }
}
