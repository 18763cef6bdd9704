import ArgumentParser
import Campaigns

/// `dialer keys`, for the build of the manual pages: the keys of both file formats, from the tables that the decoder
/// walks.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Prints the keys of campaign files and dialer.yaml as JSON: what the manual pages are made of.",
    shouldDisplay: false)

  func run() throws {
    Console.print(
      JSON.object([
        ("campaign", KeysCommand.json(CampaignKeys.table)),
        ("configuration", KeysCommand.json(ConfigurationKeys.table)),
      ]).text)
  }

  private static func json(_ table: KeyTable) -> JSON {
    .array(
      table.keys.map { key in
        .object([
          ("key", .string(key.path)), ("value", .string(key.kind.expectation)), ("required", .bool(key.required)),
          ("supported", .bool(key.support == .supported)), ("summary", .string(key.summary)),
        ])
      })
  }
}
