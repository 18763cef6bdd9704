import ActivityStore
import Campaigns
import Engine

/// `dialer reconcile --accept`: somebody looked at the calls that the store did not know, and dialing begins.
struct ReconcileRequest: OperatorRequest {
  static let name = "reconcile"
  static let role = Role.operator

  init() {}
  init(json: JSON) throws(Failure) {}
  var json: JSON { .object([]) }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    let now = daemon.clock.now()
    let turn = StoreTurn(at: now, audits: [AuditEntry(at: now, who: user, what: "recovery-accepted")])
    daemon.keep(turn, then: .recoveryAccepted, answer: answer)
    daemon.conditions.removeAll { $0.code == "rolled-back" || $0.code == "orphan-call" }
  }
}
