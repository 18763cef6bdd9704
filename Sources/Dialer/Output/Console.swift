import Campaigns
import Foundation

/// Standard output for data, standard error for messages. Written whole, without stdio's shared buffers.
enum Console {
  static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }
  static func error(_ text: String) {
    write(mark + Paint.messages(.red, "dialer:") + " " + text + "\n", to: STDERR_FILENO)
  }
  static func note(_ text: String) { write(text + "\n", to: STDERR_FILENO) }
  /// Findings about files.
  static func note(_ findings: [Diagnostic], files: [SourceFile]) {
    note(Paint.messages.findings(Diagnostic.text(findings, files: files)))
  }

  /// The priority of an error, where journald reads standard error: JOURNAL_STREAM names its device and inode. (A shell
  /// of a desktop inherits the variable, and its terminal must not show the mark.)
  private static let mark: String = {
    guard let stream = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] else { return "" }
    var found = stat()
    guard fstat(STDERR_FILENO, &found) == 0, stream == "\(found.st_dev):\(found.st_ino)" else { return "" }
    return "<3>"
  }()

  /// A reader that went away ends the program quietly, as for any filter.
  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        return
      }
      bytes = bytes.dropFirst(written)
    }
  }
}

/// Collects lines and writes them in large pieces: plans have millions.
struct LineWriter: ~Copyable {
  private var pending = ""

  mutating func line(_ text: String) {
    pending += text
    pending += "\n"
    if pending.utf8.count > 1 << 16 { flush() }
  }

  mutating func flush() {
    guard !pending.isEmpty else { return }
    pending.removeLast()
    Console.print(pending)
    pending = ""
  }
}
