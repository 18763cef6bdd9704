import Foundation
import Glibc

/// One life of the built program, from its start to its end by itself or by a signal.
struct DialerProcess: Sendable {
  /// How a process ended, and what it said.
  struct End: Sendable {
    /// The exit code; nil when a signal ended it.
    var code: Int32?
    var output: String
    /// Standard error.
    var log: [String]

    /// Code and last lines, for a failed expectation.
    var text: String {
      let trap = log.firstIndex { $0.contains("Fatal error") || $0.contains("crashed") }
      let lines = trap.map { log[max(0, $0 - 3)...].prefix(60) } ?? log.suffix(12)
      return "exit \(code.map(String.init) ?? "by signal")\n" + lines.joined(separator: "\n")
    }
  }

  /// What to do after a line of standard error.
  enum Verdict { case goOn, kill, terminate }

  var arguments: [String]
  var environment: [String: String]
  /// Where its standard output is kept meanwhile.
  var folder: String
  /// Whether it runs as a user without rights.
  var asNobody = false
  /// A program and its arguments, after which the program's own words come.
  var wrapper: [String] = []

  /// The program that the package's tests were built with.
  static let binary: String = {
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path + "/dialer"
    let built = DialerProcess.repository + "/.build/debug/dialer"
    return FileManager.default.isExecutableFile(atPath: beside) ? beside : built
  }()

  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Runs it to its end.
  /// - Parameter onLine: asked after every line of standard error, with the number of lines so far; SIGKILL follows
  ///   at once when it says so.
  func run(onLine: @escaping @Sendable (Int, String) -> Verdict = { _, _ in .goOn }) async throws -> End {
    try await withCheckedThrowingContinuation { continuation in
      // A thread of its own: it blocks as long as the process lives.
      Thread.detachNewThread { continuation.resume(with: Result { try blocking(onLine) }) }
    }
  }

  private func blocking(_ onLine: (Int, String) -> Verdict) throws -> End {
    var pipe: [Int32] = [0, 0]
    guard Glibc.pipe(&pipe) == 0 else { throw POSIXError(.EMFILE) }
    // No other child of this process may keep the writing end open.
    for descriptor in pipe { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    let output = folder + "/output-" + UUID().uuidString
    let child = try spawn(standardError: pipe[1], output: output)
    close(pipe[1])
    let log = read(pipe[0], of: child, onLine)
    close(pipe[0])
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let printed = FileManager.default.contents(atPath: output) ?? Data()
    try? FileManager.default.removeItem(atPath: output)
    return End(
      code: status & 0x7f == 0 ? status >> 8 & 0xff : nil, output: String(decoding: printed, as: UTF8.self), log: log)
  }

  private func spawn(standardError: Int32, output: String) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, standardError, 2)
    let nobody = ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    let words = (asNobody ? nobody : wrapper) + [Self.binary] + arguments
    var child: pid_t = 0
    let code = Self.withPointers(words) { arguments in
      Self.withPointers(environment.map { "\($0)=\($1)" }) { environment in
        posix_spawn(&child, words[0], &actions, nil, arguments, environment)
      }
    }
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .ENOEXEC) }
    return child
  }

  private static func withPointers<T>(
    _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> T
  ) -> T {
    var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("the list ends with a null pointer") }
      return body(base)
    }
  }

  private func read(_ descriptor: Int32, of child: pid_t, _ onLine: (Int, String) -> Verdict) -> [String] {
    var lines: [String] = []
    var rest: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return lines }
      rest += buffer[..<count]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: rest[..<end], as: UTF8.self)
        rest.removeSubrange(...end)
        lines.append(line)
        switch onLine(lines.count, line) {
        case .goOn: break
        case .kill: kill(child, SIGKILL)
        case .terminate: kill(child, SIGTERM)
        }
      }
    }
  }
}
