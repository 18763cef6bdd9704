import Campaigns
import Foundation

/// Reads the system's time zones: the bytes that the pure targets are handed.
enum SystemZones {
  static let folder = "/usr/share/zoneinfo"

  /// Every zone of tzdata and its version.
  static func load() throws -> ZoneDatabase {
    var files: [String: [UInt8]] = [:]
    let manager = FileManager.default
    guard let paths = manager.enumerator(atPath: folder) else {
      throw Failure(.failed, "\(folder) is missing: install the package tzdata")
    }
    for case let path as String in paths {
      guard let first = path.first, first.isUppercase, !path.hasPrefix("SystemV") else { continue }
      guard let data = manager.contents(atPath: folder + "/" + path), data.starts(with: Array("TZif".utf8)) else {
        continue
      }
      files[path] = Array(data)
    }
    return ZoneDatabase(version: version(), files: files)
  }

  private static func version() -> String {
    if let text = try? String(contentsOfFile: folder + "/+VERSION", encoding: .utf8) {
      return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    // Debian's package has no +VERSION; the rules' source names the version in its first line.
    guard let text = try? String(contentsOfFile: folder + "/tzdata.zi", encoding: .utf8),
      let line = text.split(separator: "\n").first, line.hasPrefix("# version ")
    else { return "unknown" }
    return String(line.dropFirst("# version ".count))
  }
}
