import ActivityStore
import Campaigns
import Foundation

/// dialer.yaml alone, for commands that need the store or the rate card and no campaign: they work while a
/// campaign file
/// is being edited.
struct AccountFile {
  var configuration: Configuration
  var path: String
  /// Where relative paths start.
  var folder: String

  var storePath: String { Workspace.path(configuration.store, in: folder) }

  /// - Throws: `Failure` 78 when there is no configuration or it has errors; they are on standard error then.
  static func load(config: String?) throws -> AccountFile {
    let path = try Workspace.locate(config)
    let file = try Workspace.source(path)
    let (decoded, findings) = ConfigurationReader.read(file)
    guard let configuration = decoded else {
      Console.note(findings, files: [file])
      throw Failure(.badConfiguration, "the configuration \(path) is not valid")
    }
    return AccountFile(configuration: configuration, path: path, folder: Workspace.folder(of: path))
  }

  /// The store, to be read beside a running daemon.
  ///
  /// - Throws: `StoreError`, `.missing` when `dialer init` never made it.
  func openForReading() throws -> SQLiteStore { try SQLiteStore.openForReading(at: storePath) }

  /// The types of all sources' columns; where two sources disagree the first counts.
  var columnTypes: [String: ColumnType] {
    CustomerSync.columnTypes(configuration)
  }
}
