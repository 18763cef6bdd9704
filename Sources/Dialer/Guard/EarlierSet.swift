import ActivityStore
import Campaigns
import Foundation

/// The campaigns that the files are compared with, read with today's dialer.yaml.
struct EarlierSet {
  let workspace: Workspace
  let store: any Store

  /// The set that the daemon loaded last, by id.
  func running() throws -> [Campaign] { try read(try store.runningCampaigns()) }

  /// Some campaigns of that set.
  func read(_ running: [RunningCampaign]) throws -> [Campaign] {
    var files: [SourceFile] = []
    for one in running {
      guard let text = try store.revisionText(campaign: one.campaign, hash: one.revision) else { continue }
      files.append(SourceFile(path: one.campaign + ".yaml", bytes: Array(text.utf8), isStored: true))
    }
    return read(files)
  }

  /// The campaign files of a git commit, by id.
  func committed(at ref: String) throws -> [Campaign] {
    let folder = Workspace.path(workspace.configuration.campaignsFolder, in: workspace.folder)
    let listed = try git(["ls-tree", "--name-only", ref], in: folder)
    let names = String(decoding: listed, as: UTF8.self).split(separator: "\n").map(String.init)
    return read(
      try names.filter(Workspace.isCampaignFile).map { name in
        SourceFile(path: name, bytes: Array(try git(["show", "\(ref):./\(name)"], in: folder)))
      })
  }

  private func read(_ files: [SourceFile]) -> [Campaign] {
    let (campaigns, findings) = CampaignSet.read(
      files: files, configuration: workspace.configuration, columns: nil, zoneNames: Set(workspace.zones.names),
      isWhole: false, calendars: workspace.calendars)
    let errors = findings.filter { $0.severity == .error }
    if !errors.isEmpty {
      Console.note("of the earlier files some cannot be read any more; their campaigns count as new:")
      Console.note(Diagnostic.text(errors, files: files))
    }
    return campaigns
  }

  private func git(_ arguments: [String], in folder: String) throws -> Data {
    if let ref = arguments.first(where: { $0.hasPrefix("-") && !["--name-only"].contains($0) }) {
      throw Failure(.usage, "\(ref) is no commit; name one, such as HEAD~1")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", folder] + arguments
    let (output, messages) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = messages
    do {
      try process.run()
    } catch {
      throw Failure(.unavailable, "git cannot be run: install it, or compare with what runs: dialer diff")
    }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let said = messages.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let text = String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      throw Failure(.usage, "git \(arguments.joined(separator: " ")) in \(folder): \(text)")
    }
    return data
  }
}
