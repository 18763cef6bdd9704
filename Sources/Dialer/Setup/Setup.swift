import ActivityStore
import Campaigns
import Foundation

/// What `dialer init` does to a folder.
struct Setup {
  let folder: String
  let now: Instant
  /// Takes what was done, a line at a time.
  var say: (String) -> Void = Console.note

  var configurationPath: String { path("dialer.yaml") }
  var hasConfiguration: Bool { FileManager.default.fileExists(atPath: configurationPath) }

  /// Writes what is not there, dialer.yaml last: a folder with one is complete.
  ///
  /// - Throws: `Failure` 73 with the path when a file cannot be written.
  func writeFiles(_ answers: SetupAnswers) throws {
    try makeFolder(folder)
    try makeFolder(path("campaigns"))
    for (name, text) in SetupFiles.all(answers) {
      if name.hasPrefix("campaigns/"), try hasCampaigns() {
        say("\(path("campaigns")) has campaign files already: they stay as they are")
        continue
      }
      let isNew = try write(text, to: path(name))
      say(isNew ? "wrote \(path(name))" : "\(path(name)) is there already: it stays as it is")
    }
  }

  /// Makes the store where dialer.yaml says, unless there is one, and imports the customers.
  ///
  /// - Throws: `Failure`, `StoreError`.
  func makeStore() throws {
    let account = try AccountFile.load(config: configurationPath)
    let store = account.storePath
    do {
      _ = try SQLiteStore.create(at: store, now: now)
      say("made the store \(store)")
    } catch .exists {
      say("the store \(store) is there already: it stays as it is")
    }
    do {
      let access = try StoreAccess.open(store)
      let sources = CustomerSync.sources(account.configuration, folder: account.folder)
      _ = try withExtendedLifetime(access) { try CustomerSync.importAll(sources, store: $0.store, now: now) }
    } catch let failure as Failure where failure.code == .temporary {
      say("customers were not imported: \(failure.message)")
    }
    StoreOwner.adopt(store: store)
  }

  /// The commands to run now.
  var nextSteps: String {
    let config = folder == "." ? "" : " --config \(configurationPath)"
    return """
      next:
        dialer check --strict\(config)    every mistake of the files, at its place
        dialer plan\(config)              who would be called when, and for how much
        dialer sandbox\(config)           a carrier on this machine; it says how to run beside it
      """
  }

  private func path(_ name: String) -> String { folder == "." ? name : folder + "/" + name }

  private func hasCampaigns() throws -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path("campaigns"))) ?? []
    return names.contains(where: Workspace.isCampaignFile)
  }

  private func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Failure(.cannotWrite, "the folder \(path) cannot be made: may this user write there?")
    }
  }

  /// False when something lies there already, however it came there in the last instant.
  private func write(_ text: String, to path: String) throws -> Bool {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
      return true
    } catch {
      if FileManager.default.fileExists(atPath: path) { return false }
      throw Failure(.cannotWrite, "\(path) cannot be written: is there space, and may this user write there?")
    }
  }
}
