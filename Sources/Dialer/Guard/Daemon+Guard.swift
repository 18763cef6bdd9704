import ActivityStore
import Campaigns
import Engine

/// Approvals and rollbacks while the daemon runs: the same files, asked anew.
extension Daemon {
  /// Asks the guard again what runs of the files that were loaded last, as soon as no request to create a call is under
  /// way; `done` is told why not.
  func requestGuard(done: @escaping @Sendable (Failure?) -> Void) {
    guardWaits.append(done)
    scheduleTurn()
  }

  func performGuard() {
    let waits = guardWaits
    guardWaits = []
    var failure: Failure?
    do {
      try swap(to: files, at: clock.now(), keepsStops: true)
    } catch {
      let said = (error as? Failure)?.message ?? "\(error)"
      failure = Failure(.failed, "it is written down, but could not be applied: \(said); then: dialer reload")
    }
    for wait in waits { wait(failure) }
    needsTick = true
    scheduleTurn()
  }
}
