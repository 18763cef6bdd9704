import Campaigns
import Foundation
import Logging

/// One line a message on standard error; with the priority that journald reads when it listens, else with the time.
struct JournalLogHandler: LogHandler {
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]
  let isJournal = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] != nil

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let merged = metadata.merging(event.metadata ?? [:]) { _, own in own }
    let head =
      isJournal ? "<\(JournalLine.priority(event.level))>" : DaemonClock.wallNow().rfc3339 + " \(event.level) "
    Console.note(head + JournalLine.text(event.message.description, merged))
  }
}

/// How a message and its values become one line.
enum JournalLine {
  /// The message, then the values by key: `An attempt changed. customer=C1 state=placed`. Control characters, which
  /// could pass for a line of their own, become ` | `; telephone numbers keep their last two digits.
  static func text(_ message: String, _ metadata: Logger.Metadata) -> String {
    oneLine(message)
      + metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\(quoted($0.value.description))" }.joined()
  }

  private static func quoted(_ text: String) -> String {
    let line = Mask.numbers(in: oneLine(text))
    let isPlain = !line.isEmpty && !line.contains { $0 == " " || $0 == "=" || $0 == "\"" }
    return isPlain ? line : "\"" + line.replacing("\"", with: "'") + "\""
  }

  private static func oneLine(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return text.unicodeScalars.split(omittingEmptySubsequences: true, whereSeparator: isControl)
      .map { String(String.UnicodeScalarView($0)) }.joined(separator: " | ")
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// syslog(3) priorities.
  static func priority(_ level: Logger.Level) -> Int {
    switch level {
    case .critical: 2
    case .error: 3
    case .warning: 4
    case .notice: 5
    case .info: 6
    case .debug, .trace: 7
    }
  }
}

extension Mask {
  /// A text whose telephone numbers, written with a plus sign, keep their last two digits: what a carrier or a file
  /// says may hold them.
  static func numbers(in text: String) -> String {
    guard text.contains("+") || text.contains("%2B") else { return text }
    return text.replacing(#/(?:\+|%2B)([0-9]{7,15})/#) { match in
      Int64(match.1).map(Mask.number) ?? "+…"
    }
  }
}
