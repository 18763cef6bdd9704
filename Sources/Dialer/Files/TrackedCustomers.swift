import ActivityStore
import Campaigns
import Foundation

/// Customers in a git repository: everybody who clones it has their names and numbers, for ever.
enum TrackedCustomers {
  /// How many rows are looked at; one that is not fiction is enough.
  private static let rowLimit = 10_000

  /// Whether git tracks the file and one of its rows holds a number that is not kept free for fiction.
  static func holdsPersonalData(_ path: String) -> Bool {
    isTracked(path) && hasRealNumber(path)
  }

  private static func hasRealNumber(_ path: String) -> Bool {
    var record = CSVRecord()
    guard let reader = try? CSVReader(path: path) else { return false }
    for _ in 0..<rowLimit {
      guard (try? reader.next(into: &record)) == true else { return false }
      for field in 0..<record.count {
        guard let text = record.text(field), text.hasPrefix("+") else { continue }
        let number = PhoneReader.read(text, region: nil)
        if number.state == .valid, !FictionNumbers.contains(number.e164) { return true }
      }
    }
    return false
  }

  private static func isTracked(_ path: String) -> Bool {
    let folder = Workspace.folder(of: path)
    guard isInRepository(folder) else { return false }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "git", "-C", folder, "ls-files", "--error-unmatch", "--", (path as NSString).lastPathComponent,
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// Whether a folder or one above it has `.git`: without one, git need not be asked.
  private static func isInRepository(_ folder: String) -> Bool {
    var url = URL(fileURLWithPath: folder).standardizedFileURL
    while true {
      if FileManager.default.fileExists(atPath: url.appendingPathComponent(".git").path) { return true }
      let above = url.deletingLastPathComponent()
      if above.path == url.path || url.path == "/" { return false }
      url = above
    }
  }
}
