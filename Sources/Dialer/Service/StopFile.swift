import ActivityStore
import Campaigns
import Engine
import Foundation

/// The kill switch in the form of a file: while it is there no call starts, whoever runs the daemon and whatever the
/// store says. `touch /etc/dialer/STOP` needs no working daemon, socket or password.
struct StopFile: Sendable {
  enum State: Sendable, Equatable {
    case absent
    case present
    /// Nobody can tell: that counts as present.
    case unknown(errno: Int32)
  }

  static let condition = "kill-switch"

  let path: String

  /// `$DIALER_STOP_FILE`, else `/etc/dialer/STOP`.
  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    path = environment["DIALER_STOP_FILE"].flatMap { $0.isEmpty ? nil : $0 } ?? "/etc/dialer/STOP"
  }

  init(path: String) { self.path = path }

  /// Where it is looked for; the folder need not exist.
  var folder: String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  /// A look at the disk; a link counts even when it leads nowhere.
  func state() -> State {
    var found = stat()
    if lstat(path, &found) == 0 { return .present }
    return errno == ENOENT || errno == ENOTDIR ? .absent : .unknown(errno: errno)
  }

  /// What an operator sees; nil while calls may start.
  func warning(_ state: State) -> Warning? {
    switch state {
    case .absent: nil
    case .present:
      Warning(
        code: Self.condition, text: "the file \(path) is there: no call starts",
        remedy: "when calls may go on: rm \(path)")
    case .unknown(let errno):
      Warning(
        code: Self.condition, text: "whether \(path) is there cannot be told (\(String(cString: strerror(errno))))",
        remedy: "let the daemon's user look into \(folder); until then no call starts")
    }
  }

  /// The condition for a command that works without a daemon; since: when the file was last changed.
  func offlineCondition(now: Instant) -> Daemon.Condition? {
    guard let warning = warning(state()) else { return nil }
    var found = stat()
    let since = lstat(path, &found) == 0 ? Instant(seconds: Int64(found.st_mtim.tv_sec)) : now
    return Daemon.Condition(code: warning.code, since: since, text: warning.text, remedy: warning.remedy)
  }
}

extension Daemon {
  /// Takes what is known of the kill switch's file, from any queue.
  func stopFile(_ file: StopFile, is state: StopFile.State) {
    queue.async { [self] in
      let now = clock.now()
      guard !isFinished else { return }
      if let warning = file.warning(state) {
        note(warning, at: now)
      } else {
        conditions.removeAll { $0.code == StopFile.condition }
        observer.lifted(StopFile.condition, at: now)
      }
      let isOn = state != .absent
      guard isOn != isKillSwitchOn else { return }
      isKillSwitchOn = isOn
      let what = isOn ? "kill-switch-set" : "kill-switch-removed"
      do {
        try commit(
          StoreTurn(
            at: now,
            audits: [AuditEntry(at: now, who: "file", what: what, detail: .object([("path", .string(file.path))]))]
          ))
      } catch {
        return fail(error)
      }
      receive(.killSwitchChanged(isOn: isOn))
    }
  }
}
