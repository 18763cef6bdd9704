import Campaigns
import Engine

/// The daemon's state in one line, as `systemctl status` shows it: `running, 3 live calls, next call 2027-03-02 09:05
/// EST; conditions: rates-too-old`.
struct StatusLine {
  var state: String
  var live: Int
  var quarantined = 0
  /// The next instant at which a call can start; nil: none that is known.
  var nextCallAt: Instant?
  /// Codes.
  var conditions: [String] = []
  /// The account's zone; nil: UTC.
  var zone: ZoneRules?

  var text: String {
    var parts = [state, "\(live) live \(live == 1 ? "call" : "calls")"]
    if quarantined > 0 { parts.append("\(quarantined) held") }
    if let nextCallAt { parts.append("next call " + (zone?.text(of: nextCallAt) ?? nextCallAt.rfc3339)) }
    let line = parts.joined(separator: ", ")
    return conditions.isEmpty ? line : line + "; conditions: " + conditions.joined(separator: ", ")
  }
}

extension Daemon {
  /// On the engine's queue.
  var statusLine: String {
    let reports = reports()
    return StatusLine(
      state: stateName, live: reports.reduce(0) { $0 + $1.live }, quarantined: engine.unresolvedCount,
      nextCallAt: reports.compactMap(\.nextCallAt).min(), conditions: conditions.map(\.code),
      zone: workspace.zones.rules(named: workspace.configuration.timeZone)
    ).text
  }

  /// The end of a turn, as the service manager sees it.
  func tellService() {
    options.service?.turnEnded(on: queue) { [weak self] in self?.statusLine ?? "" }
  }
}
