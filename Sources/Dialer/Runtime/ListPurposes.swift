import ActivityStore
import Campaigns
import Engine

/// Which campaigns each suppression list binds, as dialer.yaml says.
struct ListPurposes {
  private var byList: [String: PurposeSet] = [:]

  init(_ configuration: Configuration) {
    for source in configuration.suppression {
      let purposes = source.appliesTo.isEmpty ? PurposeSet.all : PurposeSet(source.appliesTo)
      byList[source.list, default: []].formUnion(purposes)
    }
  }

  /// A list that dialer.yaml does not name binds every purpose.
  func of(_ list: String) -> PurposeSet { byList[list] ?? .all }

  func book(_ suppressions: [Suppression]) -> SuppressionBook {
    var book = SuppressionBook()
    for suppression in suppressions {
      switch suppression.subject {
      case .number(let number): book.add(number: number, of(suppression.list))
      case .customer(let id): book.add(customer: id, of(suppression.list))
      }
    }
    return book
  }
}

/// From when on a campaign's customers, or a list that binds it, are too old.
enum DataAges {
  /// By campaign. A file that cannot be found is too old.
  static func of(_ workspace: Workspace, store: any Store) throws -> [DataAge] {
    let configuration = workspace.configuration
    let customers = configuration.customers.compactMap { source in
      source.maxAge.map { staleAt(workspace, source.csv, after: $0) }
    }.min()
    let lists = try lists(workspace, store: store)
    return workspace.campaigns.map { campaign in
      let binding = lists.filter { $0.purposes.contains(campaign.purpose) }.map(\.staleAt).min()
      return DataAge(customersStaleAt: customers ?? .distantFuture, listsStaleAt: binding ?? .distantFuture)
    }
  }

  /// A list with a limit, and from when on it is too old. What was imported by hand makes it younger as well.
  struct ListAge {
    var list: String
    var purposes: PurposeSet
    var staleAt: Instant
  }

  static func lists(_ workspace: Workspace, store: any Store) throws -> [ListAge] {
    let files = try store.suppressionFiles()
    let purposes = ListPurposes(workspace.configuration)
    return workspace.configuration.suppression.compactMap { source in
      guard let most = source.maxAge else { return nil }
      let newest = files.filter { $0.list == source.list }.map { $0.modified + most }.max()
      let ownFile = staleAt(workspace, source.csv, after: most)
      return ListAge(
        list: source.list, purposes: purposes.of(source.list), staleAt: max(newest ?? .distantPast, ownFile))
    }
  }

  private static func staleAt(_ workspace: Workspace, _ csv: String, after most: Interval) -> Instant {
    guard let modified = Workspace.modified(Workspace.path(csv, in: workspace.folder)) else { return .distantPast }
    return modified + most
  }
}
