import ActivityStore
import Campaigns
import Engine

/// What `dialer confirm` shows before it asks.
struct ConfirmablesRequest: OperatorRequest {
  static let name = "confirmables"
  static let role = Role.viewer
  static let offline = OfflineAccess.reading

  var campaign: String

  init(campaign: String) { self.campaign = campaign }
  init(json: JSON) throws(Failure) { campaign = json.text("campaign") ?? "" }
  var json: JSON { .object([("campaign", .string(campaign))]) }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    do throws(Failure) {
      let (campaign, scopes) = try Confirmables.find(campaign, in: daemon.workspace, daemon.engine)
      answer(.success(Confirmables.json(campaign, scopes, daemon.workspace.configuration)))
    } catch {
      answer(.failure(error))
    }
  }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    let loaded = try WorldLoader(workspace: workspace, store: store, now: now, purpose: .plan).load()
    let (campaign, scopes) = try Confirmables.find(campaign, in: workspace, loaded.engine)
    return Confirmables.json(campaign, scopes, workspace.configuration)
  }
}

/// A campaign's countries that wait for a person.
enum Confirmables {
  static func find(
    _ id: String, in workspace: Workspace, _ engine: borrowing Engine
  ) throws(Failure) -> (Campaign, [(country: String, scope: Engine.Scope)]) {
    if let failure = workspace.unknownCampaign(id) { throw failure }
    guard let index = engine.world.campaigns.firstIndex(where: { $0.id == id }) else {
      throw Failure(.usage, "there is no campaign \(id)")
    }
    return (engine.world.campaigns[index], engine.confirmable(campaign: index))
  }

  static func json(
    _ campaign: Campaign, _ scopes: [(country: String, scope: Engine.Scope)], _ configuration: Configuration
  ) -> JSON {
    .object([
      ("campaign", .string(campaign.id)), ("revision", .string(campaign.revision)),
      ("digest", .string(campaign.confirmableDigest)), ("currency", .string(configuration.budget.currency)),
      ("required", .integer(Int64(configuration.international.confirmationsRequired))),
      ("expires_after", .string(campaign.international.expiresAfter.description)),
      (
        "countries",
        .array(
          scopes.map { country, scope in
            .object([
              ("country", .string(country)), ("customers", .integer(Int64(scope.customers))),
              ("calls", .integer(Int64(scope.calls))), ("worst_case", .string(scope.worstCase.description)),
            ])
          })
      ),
    ])
  }
}
