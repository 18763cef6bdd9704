import Campaigns
import Foundation

/// The folders to watch so that no change of the files of a set is missed: the folders that hold them, and on the way
/// there every folder in which a name could be switched to something else, such as `current -> releases/42`.
struct WatchedPlaces: Equatable, Sendable {
  /// What matters in one folder.
  struct Interest: Equatable, Sendable {
    /// Files whose content counts.
    var files: Set<String> = []
    /// Names on the way to other folders: what counts is what they stand for, not what happens in there.
    var ways: Set<String> = []
    /// Whether every campaign, calendar and test case of the folder counts.
    var holdsCampaigns = false

    /// Whether an event about a name is about the set.
    func concerns(_ name: String) -> Bool {
      files.contains(name) || ways.contains(name) || holdsCampaigns && WatchedPlaces.isOfCampaigns(name)
    }
  }

  /// By the folder's path without links, as the kernel watches it.
  private(set) var folders: [String: Interest] = [:]

  /// - Parameters:
  ///   - files: paths of single files; they need not exist.
  ///   - campaigns: the campaigns folder.
  init(files: [String], campaigns: String) {
    for file in files { note(file) }
    let path = WatchedPlaces.absolute(campaigns)
    _ = way(to: path)
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      folders[URL(fileURLWithPath: path).resolvingSymlinksInPath().path, default: Interest()].holdsCampaigns = true
    }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where Self.isOfCampaigns(name) {
      let file = path + "/" + name
      if (try? FileManager.default.destinationOfSymbolicLink(atPath: file)) != nil { note(file) }
    }
  }

  private mutating func note(_ file: String) {
    let (folder, name) = way(to: WatchedPlaces.absolute(file))
    if let name { folders[folder, default: Interest()].files.insert(name) }
  }

  /// Campaign files, what stands beside them for tests and calendars: not an editor's swap file, not a store.
  static func isOfCampaigns(_ name: String) -> Bool {
    (name.hasSuffix(".yaml") || name.hasSuffix(".yml")) && !name.hasPrefix(".")
  }

  /// Notes every name that is passed on the way from the root to a path, through links as well.
  /// - Returns: the folder that holds the path's last name, and that name; nil for the root.
  private mutating func way(to path: String) -> (folder: String, name: String?) {
    var rest = Array(path.split(separator: "/").map(String.init).reversed())
    var folder = "/"
    var last: (String, String?) = ("/", nil)
    var links = 0
    while let name = rest.popLast() {
      if name == "." { continue }
      if name == ".." {
        folder = (folder as NSString).deletingLastPathComponent
        continue
      }
      folders[folder, default: Interest()].ways.insert(name)
      last = (folder, name)
      let here = folder == "/" ? "/" + name : folder + "/" + name
      if links < 40, let target = try? FileManager.default.destinationOfSymbolicLink(atPath: here) {
        links += 1
        if target.hasPrefix("/") { folder = "/" }
        rest += target.split(separator: "/").map(String.init).reversed()
      } else {
        folder = here
      }
    }
    return last
  }

  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }
}
