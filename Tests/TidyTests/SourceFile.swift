import Foundation

/// One text file of the repository, by its path from the root.
struct SourceFile: Sendable {
  let path: String
  let text: String
  /// Without line ends; index 0 is line 1.
  let lines: [Substring]
  /// The tokens of a Swift file, without comments and the inside of literals; empty for other files.
  let tokens: [SwiftToken]

  init(path: String, text: String) {
    self.path = path
    self.text = text
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    tokens = path.hasSuffix(".swift") ? SwiftToken.tokens(of: text) : []
  }

  var isSwift: Bool { path.hasSuffix(".swift") }
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The target whose folder holds the file, for a file under `Sources/`.
  var target: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
  }

  /// The lines (from 1) that contain the text.
  func lines(containing needle: String) -> [Int] {
    guard text.contains(needle) else { return [] }
    return lines.indices.filter { lines[$0].contains(needle) }.map { $0 + 1 }
  }
}

/// Every text file of the repository, read once. Nothing is built or spawned: only files are read.
struct SourceTree: Sendable {
  let files: [SourceFile]

  static let repository = SourceTree(
    root: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../.."))

  private static let textEndings = [
    "swift", "md", "yaml", "yml", "csv", "tsv", "txt", "sh", "py", "h", "cpp", "c", "json",
  ]
  private static let textNames = ["Makefile", "run", "module.modulemap"]

  init(root: URL) {
    let root = root.standardizedFileURL
    files = Self.paths(in: root).sorted().compactMap { path in
      guard let data = FileManager.default.contents(atPath: root.appending(path: path).path(percentEncoded: false)),
        let text = String(bytes: data, encoding: .utf8)
      else { return nil }
      return SourceFile(path: path, text: text)
    }
  }

  /// The text files under a folder, by their paths from it. Hidden folders (`.build`, `.git`) are left out.
  private static func paths(in folder: URL, prefix: String = "") -> [String] {
    let folderPath = folder.path(percentEncoded: false)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folderPath)) ?? []
    return names.flatMap { name -> [String] in
      if name.hasPrefix(".") && name != ".ci" || name == "__pycache__" { return [] }
      var isFolder: ObjCBool = false
      let child = folder.appending(path: name)
      let exists = FileManager.default.fileExists(atPath: child.path(percentEncoded: false), isDirectory: &isFolder)
      if exists && isFolder.boolValue { return paths(in: child, prefix: "\(prefix)\(name)/") }
      let ending = name.split(separator: ".").last.map(String.init) ?? ""
      return textNames.contains(name) || textEndings.contains(ending) ? [prefix + name] : []
    }
  }

  func file(_ path: String) -> SourceFile? { files.first { $0.path == path } }

  /// The names of the targets: the folders of `Sources/`.
  var targets: [String] {
    var seen: Set<String> = []
    return files.compactMap(\.target).filter { seen.insert($0).inserted }
  }
}
