import ActivityStore
import Campaigns
import Engine
import Logging

/// Who watches the daemon at work; called on its queue.
protocol DaemonObserver: Sendable {
  /// A request to create this call leaves.
  func placing(_ record: AttemptRecord?, at now: Instant)
  /// The attempt's row changed and is on disk.
  func changed(_ record: AttemptRecord, at now: Instant)
  func warned(_ warning: Warning, at now: Instant)
  /// A condition of this code does not hold any more.
  func lifted(_ condition: String, at now: Instant)
  /// The audit's head of a day, for the log.
  func published(_ head: AuditHead, day: String)
  /// What was too old was taken away.
  func retained(_ counts: RetentionCounts)
  func reloaded(_ state: Daemon.ReloadState, at now: Instant)
  func ended(reports: [CampaignReport], notCalled: [[ReasonCount]], at now: Instant)
}

extension DaemonObserver {
  func lifted(_ condition: String, at now: Instant) {}
  func published(_ head: AuditHead, day: String) {}
  func retained(_ counts: RetentionCounts) {}
}

/// One line a call event on standard output, for people who watch: the demo and `run` on a terminal.
struct CallPrinter: DaemonObserver {
  /// Times are shown in this zone.
  let zone: ZoneRules
  let log: LogObserver

  func placing(_ record: AttemptRecord?, at now: Instant) {}

  func changed(_ record: AttemptRecord, at now: Instant) {
    guard record.price == nil, let text = CallPrinter.text(record) else { return }
    let attempt = record.attempt > 1 ? " (try \(record.attempt))" : ""
    Console.print(
      "\(zone.text(of: now))  \(record.campaign)  customer \(record.customer)  \(Mask.number(record.callee))  "
        + text + attempt)
  }

  private static func text(_ record: AttemptRecord) -> String? {
    switch record.state {
    case .placed: return record.duration == nil ? "calling" : nil
    case .ambiguous: return "unresolved: it is looked for at the carrier"
    case .presumedNotPlaced: return "held: no call was found at the carrier"
    case .unsent, .dialing: return nil
    case .ended:
      let disposition = record.disposition?.rawValue ?? "ended"
      let talk = record.duration.map { ", \($0) s" } ?? ""
      let cost = record.settled.map { $0 > .zero ? ", \($0)" : "" } ?? ""
      return disposition + talk + cost
    }
  }

  func warned(_ warning: Warning, at now: Instant) { log.warned(warning, at: now) }
  func lifted(_ condition: String, at now: Instant) { log.lifted(condition, at: now) }
  func published(_ head: AuditHead, day: String) { log.published(head, day: day) }
  func retained(_ counts: RetentionCounts) { log.retained(counts) }
  func reloaded(_ state: Daemon.ReloadState, at now: Instant) { log.reloaded(state, at: now) }
  func ended(reports: [CampaignReport], notCalled: [[ReasonCount]], at now: Instant) {}
}

/// The daemon's log: constant sentences, what varies as metadata, numbers masked.
struct LogObserver: DaemonObserver {
  let logger: Logger

  func placing(_ record: AttemptRecord?, at now: Instant) {}

  func changed(_ record: AttemptRecord, at now: Instant) {
    var metadata: Logger.Metadata = [
      "campaign": "\(record.campaign)", "key": "\(record.key)", "attempt": "\(record.attempt)",
      "to": "\(Mask.number(record.callee))", "state": "\(record.state.rawValue)",
    ]
    if let sid = record.sid { metadata["sid"] = "\(sid)" }
    if let disposition = record.disposition { metadata["disposition"] = "\(disposition.rawValue)" }
    if let settled = record.settled { metadata["cost"] = "\(settled)" }
    logger.info("An attempt changed.", metadata: metadata)
  }

  func warned(_ warning: Warning, at now: Instant) {
    logger.warning(
      "An operator should see this.",
      metadata: ["condition": "\(warning.code)", "text": "\(warning.text)", "remedy": "\(warning.remedy)"])
  }

  func lifted(_ condition: String, at now: Instant) {
    logger.notice("A condition does not hold any more.", metadata: ["condition": "\(condition)"])
  }

  func published(_ head: AuditHead, day: String) {
    logger.notice(
      "The audit's head of the day.", metadata: ["day": "\(day)", "entry": "\(head.number)", "hash": "\(head.hash)"])
  }

  func retained(_ counts: RetentionCounts) {
    logger.notice(
      "What was too old was deleted.",
      metadata: [
        "activities": "\(counts.activities)", "attempts": "\(counts.attempts)", "decisions": "\(counts.decisions)",
        "recordings": "\(counts.recordings)", "customers": "\(counts.customers)",
      ])
  }

  func reloaded(_ state: Daemon.ReloadState, at now: Instant) {
    if let error = state.error {
      logger.error("The files were not loaded; what ran goes on.", metadata: ["error": "\(error)"])
    } else {
      logger.notice("The files were loaded anew.", metadata: ["changed": "\(state.effects.count)"])
      for judged in state.effects {
        logger.notice("What a file changes.", metadata: ["effect": "\(EffectText.line(judged, held: state.held))"])
      }
    }
  }

  func ended(reports: [CampaignReport], notCalled: [[ReasonCount]], at now: Instant) {
    for report in reports {
      logger.notice(
        "A campaign's numbers at the end.",
        metadata: [
          "campaign": "\(report.campaign)", "selected": "\(report.selected)", "called": "\(report.called)",
          "calls": "\(report.calls)", "spent": "\(report.spend.settled)",
        ])
    }
  }
}

/// Phone numbers as logs and screens show them: the last two digits.
enum Mask {
  static func number(_ e164: Int64) -> String {
    // Below zero is the hash of an erased number.
    guard e164 >= 0 else { return "erased" }
    let digits = String(e164)
    guard digits.count > 4 else { return "+…" }
    return "+" + digits.prefix(1) + String(repeating: "•", count: digits.count - 3) + digits.suffix(2)
  }
}
