import ActivityStore
import Campaigns
import Engine
import HTTP
import Synchronization

/// Prints calls as they go and keeps the daemon's last reports.
final class ReportCollector: DaemonObserver {
  struct Ending: Sendable {
    var reports: [CampaignReport] = []
    var notCalled: [[ReasonCount]] = []
    var at = Instant.distantPast
  }
  let printer: CallPrinter
  private let ending = Mutex(Ending())

  init(printer: CallPrinter) { self.printer = printer }

  var collected: Ending { ending.withLock { $0 } }

  func placing(_ record: AttemptRecord?, at now: Instant) { printer.placing(record, at: now) }
  func changed(_ record: AttemptRecord, at now: Instant) { printer.changed(record, at: now) }
  func warned(_ warning: Warning, at now: Instant) { printer.warned(warning, at: now) }
  func reloaded(_ state: Daemon.ReloadState, at now: Instant) { printer.reloaded(state, at: now) }
  func ended(reports: [CampaignReport], notCalled: [[ReasonCount]], at now: Instant) {
    ending.withLock { $0 = Ending(reports: reports, notCalled: notCalled, at: now) }
  }
}

/// The table at the end of a demo: per campaign selected = called + not called by reason.
enum DemoReport {
  static func print(_ ending: ReportCollector.Ending, store: any Store, sandboxCalls: Int?, currency: String) throws {
    Console.print("")
    for (index, report) in ending.reports.enumerated() {
      let missed = ending.notCalled[index]
      let sum = missed.reduce(0) { $0 + $1.count }
      Console.print(report.campaign)
      Console.print("  selected \(report.selected) = called \(report.called) + not called \(sum)")
      Console.print("  calls \(report.calls), answered \(report.answered), spent \(report.spend.settled) \(currency)")
      for reason in missed { Console.print("    \(reason.count)  \(reason.code)") }
    }
    let activities = try store.activities()
    let withCall = activities.filter { $0.attempt.sid != nil }
    let distinct = Set(withCall.compactMap(\.attempt.sid)).count
    Console.print("")
    let calls = sandboxCalls.map(String.init) ?? "?"
    Console.print(
      "\(activities.count) Activities, \(withCall.count) with a call SID, \(distinct) different SIDs; the sandbox had "
        + "\(calls) calls; the day ended at \(ending.at.rfc3339)")
    if let sandboxCalls, sandboxCalls != distinct || distinct != withCall.count {
      throw Failure(.failed, "the Activities with a call SID are not one to one the sandbox's calls")
    }
  }

  /// How many calls the sandbox counted; nil when it does not say.
  static func calls(at baseURL: String) async -> Int? {
    let client = HTTPClient(label: "dialer.report")
    let outcome = await client.send(HTTPRequest(.get, baseURL + "/sandbox/report"))
    await client.shutdown()
    guard case .integer(let count)? = try? JSON.parse(String(decoding: outcome.body, as: UTF8.self))["calls"] else {
      return nil
    }
    return Int(count)
  }
}
