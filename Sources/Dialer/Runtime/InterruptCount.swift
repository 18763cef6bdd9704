import Synchronization

/// How many times the terminal asked to end.
final class InterruptCount: Sendable {
  private let count = Mutex(0)

  /// The number of this interrupt, from 1.
  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
