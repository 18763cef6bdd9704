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
    let details = merged.sorted { $0.key < $1.key }.map { " \($0.key)=\(quoted($0.value.description))" }.joined()
    let head = isJournal ? "<\(priority(event.level))>" : DaemonClock.wallNow().rfc3339 + " \(event.level) "
    Console.note(head + event.message.description + details)
  }

  private func quoted(_ text: String) -> String {
    let line = text.replacing("\n", with: " | ")
    return line.contains(" ") ? "\"" + line.replacing("\"", with: "'") + "\"" : line
  }

  /// syslog(3) priorities.
  private func priority(_ level: Logger.Level) -> Int {
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
