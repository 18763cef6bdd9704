import Dispatch
import Synchronization

/// For the thread that watches a daemon's log: it must not read on before it has its answer.
enum Waiting {
  /// Waits for an answer; nil when there was an error.
  static func result<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) -> T? {
    let done = DispatchSemaphore(value: 0)
    let result = Mutex<T?>(nil)
    Task {
      let value = try? await body()
      result.withLock { $0 = value }
      done.signal()
    }
    done.wait()
    return result.withLock { $0 }
  }
}
