import ActivityStore
import Campaigns

/// What a name on the command line can mean, and the nearest that it may have meant.
struct KnownNames {
  private let account: AccountFile
  private let store: SQLiteStore

  init(_ account: AccountFile, _ store: SQLiteStore) {
    self.account = account
    self.store = store
  }

  /// - Throws: `Failure` 64 for a campaign that is neither in the files nor in the store, which knows those that were
  ///   removed, and those of calls whose revisions an older version did not keep.
  func requireCampaign(_ id: String?) throws {
    guard let id else { return }
    var known = try Set(store.revisions().map(\.campaign))
    if known.contains(id) { return }
    if try !store.activities(where: ActivityFilter(campaign: id, limit: 1)).isEmpty { return }
    // Files with errors name no campaigns; that is no reason against a command that only reads the store.
    known.formUnion((try? Workspace.load(config: account.path))?.campaigns.map(\.id) ?? [])
    if known.contains(id) { return }
    throw Self.failure("campaign", id, known: known.sorted())
  }

  /// - Throws: `Failure` 64 for a list that nobody is on and dialer.yaml does not name.
  static func requireList(_ list: String?, entries: [Suppression], configuration: Configuration) throws(Failure) {
    guard let list else { return }
    let known = Set(entries.map(\.list) + configuration.suppression.map(\.list) + [SuppressCommand.defaultList])
    if !known.contains(list) { throw failure("list", list, known: known.sorted()) }
  }

  /// What to say of an id that no customer has; 64.
  static func unknownCustomer(_ id: String, in store: any Store) throws -> Failure {
    var near: [String] = []
    let slack = max(1, id.utf8.count / 3)
    let lengths = max(1, id.utf8.count - slack)...(id.utf8.count + slack)
    try store.forEachCustomerID(ofLength: lengths) { near.append($0) }
    let advice =
      NearestWord.of(id, in: near).map { "did you mean \($0)?" } ?? "dialer customers list names those there are"
    return Failure(.usage, "there is no customer \(id); \(advice)")
  }

  /// The nearest of the names, else all of them.
  static func failure(_ kind: String, _ name: String, known: [String]) -> Failure {
    let all = known.isEmpty ? "there is none yet" : "there are: " + known.joined(separator: ", ")
    let advice = NearestWord.of(name, in: known).map { "did you mean \($0)?" } ?? all
    return Failure(.usage, "there is no \(kind) \(name); \(advice)")
  }
}
