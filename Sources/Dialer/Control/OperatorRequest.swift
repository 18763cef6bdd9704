import ActivityStore
import Campaigns
import HTTP

/// What somebody asks of the daemon, or of the store when no daemon runs: one type a command, one file a type.
///
/// A request goes over the control socket as `POST /v1/NAME` with `json` as its body. The daemon's answer is the JSON
/// that `perform` gives, or `{"error": {"code": EXIT CODE, "message": TEXT}}`. An answer means that what was asked is
/// on disk.
protocol OperatorRequest: Sendable {
  /// The route's last part, in kebab case.
  static var name: String { get }
  /// The least role that may ask.
  static var role: Role { get }
  /// What the request does to a store that no daemon holds.
  static var offline: OfflineAccess { get }

  /// Reads the body of a request.
  init(json: JSON) throws(Failure)
  var json: JSON { get }

  /// Carries it out, on the daemon's queue between two turns; `answer` is called once.
  /// - Parameter user: the Unix user who asks.
  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer)
  /// Carries it out without a daemon.
  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON
}

extension OperatorRequest {
  typealias Answer = @Sendable (Result<JSON, Failure>) -> Void

  static var offline: OfflineAccess { .none }

  /// What needs a daemon says so; `offline` keeps others from coming here.
  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    throw Failure(.unavailable, "no daemon runs on \(workspace.storePath); start it with: dialer run")
  }
}

/// What a request needs of a store when no daemon holds it.
enum OfflineAccess: Sendable {
  /// It means nothing without a daemon.
  case none
  /// Shared with other readers.
  case reading
  /// Under the store's lock, as a daemon would.
  case writing
}

/// What somebody may do, each role including those before it.
enum Role: String, Sendable, CaseIterable, Comparable {
  case viewer, `operator`, approver, admin

  static func < (a: Role, b: Role) -> Bool { a.rank < b.rank }

  private var rank: Int { Role.allCases.firstIndex(of: self) ?? 0 }
}

/// Every request that the control socket knows.
enum OperatorRequests {
  static let all: [any OperatorRequest.Type] = [
    ApproveRequest.self, CallsRequest.self, ConfirmRequest.self, ConfirmablesRequest.self, EraseRequest.self,
    ExplainRequest.self, HaltRequest.self, HoldRequest.self, PauseRequest.self, ReconcileRequest.self,
    ReloadRequest.self, ResolveRequest.self, ResumeRequest.self, RevokeRequest.self, RollbackRequest.self,
    StatusRequest.self, SuppressRequest.self, TryRequest.self, UnsuppressRequest.self,
  ]
}
