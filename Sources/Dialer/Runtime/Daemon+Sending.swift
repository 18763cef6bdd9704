import ActivityStore
import Engine

/// Create-call requests that are under way, and who waits for their answers.
extension Daemon {
  /// Somebody who waits until none of these requests is under way.
  struct SendingWait: Sendable {
    var keys: Set<AttemptKey>
    var done: @Sendable () -> Void
  }

  /// Calls `done` once no create-call request to one of these subjects is under way: at once when none is. What was
  /// sent meanwhile is known then, so a call that is not wanted any more is being withdrawn. On the daemon's queue.
  func afterSending(to subjects: [Suppression.Subject], _ done: @escaping @Sendable () -> Void) {
    var numbers: Set<Int64> = []
    var ids: Set<String> = []
    for subject in subjects {
      switch subject {
      case .number(let number): numbers.insert(number)
      case .customer(let id): ids.insert(id)
      }
    }
    let keys = sending.filter { key in
      guard let record = rows[key] else { return false }
      return numbers.contains(record.callee) || ids.contains(record.customer)
    }
    if keys.isEmpty { return done() }
    sendingWaits.append(SendingWait(keys: keys, done: done))
  }

  /// The request was answered, or will never be.
  func sent(_ key: AttemptKey) {
    sending.remove(key)
    for index in sendingWaits.indices { sendingWaits[index].keys.remove(key) }
    let over = sendingWaits.filter(\.keys.isEmpty)
    sendingWaits.removeAll(where: \.keys.isEmpty)
    for wait in over { wait.done() }
  }
}
