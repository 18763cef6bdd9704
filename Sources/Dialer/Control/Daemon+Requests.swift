import ActivityStore
import Campaigns
import Dispatch
import HTTPTypes

/// By what a daemon learns which command talks to it.
enum ControlVersion {
  static let header: HTTPField.Name = .userAgent
}

/// What a request passes before it is carried out: the role, then what came of it stands in the audit.
extension Daemon {
  /// Carries a request out for a user who may ask, and answers once. What is refused is written down with the reason,
  /// unless it only wanted to look. On the daemon's queue.
  func perform(
    _ kind: any OperatorRequest.Type, _ asked: Result<any OperatorRequest, Failure>, by user: String,
    answer: @escaping @Sendable (Result<JSON, Failure>) -> Void
  ) {
    let permissions = Permissions(workspace, daemonUser: Permissions.currentUser)
    if let refusal = permissions.refusal(of: kind, to: user) { return refuse(kind, refusal, to: user, answer: answer) }
    switch asked {
    case .failure(let failure): refuse(kind, failure, to: user, answer: answer)
    case .success(let request):
      request.perform(on: self, by: user) { [self] result in
        queue.async { [self] in
          if case .failure(let failure) = result { return refuse(kind, failure, to: user, answer: answer) }
          answer(result)
        }
      }
    }
  }

  private func refuse(
    _ kind: any OperatorRequest.Type, _ failure: Failure, to user: String,
    answer: @escaping @Sendable (Result<JSON, Failure>) -> Void
  ) {
    if kind.role > .viewer, !isFinished {
      do {
        let now = clock.now()
        try commit(StoreTurn(at: now, audits: [RefusedRequest.entry(kind, failure, to: user, at: now)]))
      } catch {
        fail(error)
      }
    }
    answer(.failure(failure))
  }
}

extension Daemon {
  /// Writes down who had the files read anew, and whether they were taken.
  func noteReload(_ state: ReloadState, by user: String) {
    guard !isFinished else { return }
    let what = state.succeeded ? "files-reloaded" : "files-refused"
    let detail = JSON.object([("revision", .string(StatusReport.revision(of: workspace.campaigns)))])
    do {
      try commit(StoreTurn(at: state.at, audits: [AuditEntry(at: state.at, who: user, what: what, detail: detail)]))
    } catch {
      fail(error)
    }
  }
}

/// What no daemon hears of is written down by the command itself.
enum OfflineRefusal {
  /// Adds the refusal to the audit, where this user may write the store and no daemon holds it; a user who may not
  /// write it leaves no trace in it.
  static func note(_ request: String, _ failure: Failure, to user: String, in path: String) {
    guard let access = try? StoreAccess.open(path) else { return }
    try? access.store.record(RefusedRequest.entry(request, failure, to: user, at: DaemonClock.wallNow()))
    withExtendedLifetime(access) {}
  }
}

/// The audit's line of a request that was not carried out.
enum RefusedRequest {
  static func entry(
    _ kind: any OperatorRequest.Type, _ failure: Failure, to user: String, at now: Instant
  ) -> AuditEntry {
    entry(kind.name, failure, to: user, at: now)
  }

  /// - Parameter request: its name, or that of the command.
  static func entry(_ request: String, _ failure: Failure, to user: String, at now: Instant) -> AuditEntry {
    AuditEntry(
      at: now, who: user, what: "request-refused",
      detail: .object([
        ("request", .string(request)), ("code", .integer(Int64(failure.code.rawValue))),
        ("reason", .string(failure.message)),
      ]))
  }
}
