import ArgumentParser
import Campaigns
import Foundation
import HTTP

/// `dialer reconcile`.
struct ReconcileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Lets a daemon dial that found calls younger than its store (condition rolled-back).",
    discussion: "Look at the orphan calls first: dialer activities\n\n  dialer reconcile --accept")

  @OptionGroup var common: ConfigurationOptions
  @Flag(help: "The calls that the store does not know were looked at; dialing may begin.") var accept = false

  func validate() throws {
    if !accept { throw ValidationError("say --accept when the orphan calls were looked at") }
  }

  func run() async throws {
    try await reporting {
      let workspace = try Workspace.load(config: common.config)
      let body = JSON.string(NSUserName())
      guard try await ControlClient.ask(workspace, .post, "/reconcile", body: body) != nil else {
        throw Failure(.unavailable, "no daemon runs on \(workspace.storePath); start it with: dialer run")
      }
      Console.note("accepted: dialing begins")
    }
  }
}
