#if DEBUG
  import Foundation
  import Synchronization

  /// The points between an intent and its answer at which a test of a debug build can have the process killed:
  /// `DIALER_FAIL_POINT` names one, `DIALER_FAIL_POINT_AT` says at which pass (default 1).
  enum FailPoint: String {
    /// The intent is on disk.
    case afterIntent = "after-intent"
    /// The engine has said yes at the last instant; the request has not left.
    case beforePlace = "before-place"
    /// The request was handed to the transport.
    case afterPlace = "after-place"
    /// The carrier has answered; nothing of the answer is on disk.
    case beforeRecord = "before-record"
    /// A turn begins; the queue goes no further, the process lives on: what the watchdog is for.
    case wedgedQueue = "wedged-queue"

    private static let passes = Atomic(0)
    private static let wanted = FailPoint(rawValue: ProcessInfo.processInfo.environment["DIALER_FAIL_POINT"] ?? "")
    private static let fatalPass = Int(ProcessInfo.processInfo.environment["DIALER_FAIL_POINT_AT"] ?? "") ?? 1

    /// Ends the process as `kill -9` does, or wedges its queue, when this is the pass that was asked for.
    func pass() {
      guard self == Self.wanted, Self.passes.add(1, ordering: .relaxed).newValue == Self.fatalPass else { return }
      if self == .wedgedQueue { while true { pause() } }
      kill(getpid(), SIGKILL)
    }
  }
#endif
