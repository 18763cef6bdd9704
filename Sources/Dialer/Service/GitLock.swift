import Foundation

/// Whether git is at work on the files, or on a link by which they are reached: as long as `index.lock` exists, a
/// checkout or merge is halfway.
///
/// Source: the lock that every command takes that writes the index, git's `Documentation/technical/api-lockfile`.
struct GitLock: Sendable {
  /// The `index.lock` of each work tree that holds one of the paths, of linked work trees too; sorted.
  let paths: [String]

  /// - Parameter places: files or folders, existing or not.
  init(above places: [String]) {
    var found: Set<String> = []
    for place in places.map({ URL(fileURLWithPath: $0).standardizedFileURL }) {
      for start in Set([place, place.resolvingSymlinksInPath()]) {
        var folder = start
        while true {
          if let git = GitLock.gitFolder(of: folder.path) { found.insert(git + "/index.lock") }
          if folder.path == "/" { break }
          folder.deleteLastPathComponent()
        }
      }
    }
    paths = found.sorted()
  }

  /// The lock that is held now; nil: none.
  var held: String? { paths.first { FileManager.default.fileExists(atPath: $0) } }

  /// `.git` of a work tree, or the folder that the file `.git` of a linked work tree names.
  private static func gitFolder(of folder: String) -> String? {
    let path = folder == "/" ? "/.git" : folder + "/.git"
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    if isFolder.boolValue { return path }
    guard let data = FileManager.default.contents(atPath: path), data.count < 4_096 else { return nil }
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard text.hasPrefix("gitdir: ") else { return nil }
    let target = String(text.dropFirst("gitdir: ".count))
    return target.hasPrefix("/") ? target : folder + "/" + target
  }
}
