import Campaigns
import Foundation
import HTTP

/// Who may ask for what: the one place that compares a user's role with the role that a request needs.
///
/// root, the owner of the store's file and the daemon's own user are admin; whom `operators:` of dialer.yaml does not
/// name may look and change nothing.
struct Permissions: Sendable {
  /// Roles by Unix user, as dialer.yaml writes them.
  var operators: [String: [String]]
  /// Users who are admin without being named.
  var admins: Set<String>

  init(operators: [String: [String]], admins: Set<String>) {
    self.operators = operators
    self.admins = admins
  }

  /// - Parameter daemonUser: whom the daemon runs as; nil when none runs.
  init(_ workspace: Workspace, daemonUser: String?) {
    self.init(workspace.configuration, storePath: workspace.storePath, daemonUser: daemonUser)
  }

  /// - Parameter daemonUser: whom the daemon runs as; nil when none runs.
  init(_ configuration: Configuration, storePath: String, daemonUser: String?) {
    var admins: Set<String> = ["root"]
    var file = stat()
    if stat(storePath, &file) == 0, let owner = Peer(userID: file.st_uid).userName { admins.insert(owner) }
    if let daemonUser { admins.insert(daemonUser) }
    self.init(operators: configuration.operators, admins: admins)
  }

  /// The user as whom this process acts; its number where the system knows no name.
  static var currentUser: String { Peer(userID: geteuid()).userName ?? String(geteuid()) }

  /// The highest role of a user.
  func role(of user: String) -> Role {
    if admins.contains(user) { return .admin }
    return (operators[user] ?? []).compactMap(Role.init).max() ?? .viewer
  }

  /// Why a user may not ask; nil when he may.
  func refusal(of request: any OperatorRequest.Type, to user: String) -> Failure? {
    refusal(of: request.name.replacing("-", with: " "), needing: request.role, to: user)
  }

  /// - Parameter what: a verb, with what it is done to.
  func refusal(of what: String, needing least: Role, to user: String) -> Failure? {
    guard role(of: user) < least else { return nil }
    let article = least == .viewer ? "a" : "an"
    return Failure(
      .refused,
      "only \(article) \(least.rawValue) may \(what); ask \(whoMay(least)), or "
        + "add yourself under operators: in dialer.yaml")
  }

  /// Whom to ask: those whom dialer.yaml names; else those who need no naming.
  private func whoMay(_ role: Role) -> String {
    let named = operators.keys.sorted().filter { self.role(of: $0) >= role }
    return (named.isEmpty ? admins.sorted() : named).joined(separator: " or ")
  }
}
