import Campaigns
import Engine
import Simulation

/// The plan as people read it.
extension PlanPrinter {
  func printText(only: [String]) {
    var writer = LineWriter()
    for (index, campaign) in plan.campaigns.enumerated()
    where only.isEmpty || only.contains(campaign.campaign) {
      write(campaign, index: index, to: &writer)
    }
    let currency = workspace.configuration.budget.currency
    writer.line(
      "In all: \(plan.callCount) calls, spend \(plan.spend.least) to \(plan.spend.worst) \(currency), "
        + "expected \(plan.spend.expected)")
    writer.line(
      "from \(plan.from.rfc3339), seed \(plan.seed), tzdata \(workspace.zones.version)\(rulesText), "
        + "plan \(hash.prefix(12))")
    writer.flush()
  }

  private var rulesText: String {
    let rules = workspace.configuration.rules
    return rules.isEmpty ? "" : ", rules \(RuleFinding.versions(of: rules))"
  }

  private func write(_ campaign: CampaignPlan, index: Int, to writer: inout LineWriter) {
    let title = workspace.campaigns[index].title.map { " – \($0)" } ?? ""
    writer.line("\(campaign.campaign)\(title)   (revision \(campaign.revision.prefix(12)))")
    writer.line(
      "  selected \(campaign.selected) = called \(campaign.called) + not called "
        + "\(campaign.selected - campaign.called)")
    writer.line(
      "  \(campaign.calls) calls, \(campaign.answered) answered as drawn, at most \(campaign.peakConcurrency) at once")
    let cap = workspace.campaigns[index].budget.total.map { ", cap \($0)" } ?? ""
    writer.line(
      "  spend: least \(campaign.spend.least), expected \(campaign.spend.expected), worst \(campaign.spend.worst)\(cap)"
    )
    writer.line("  finishes " + (campaign.finishesAt?.rfc3339 ?? "not before \(plan.until.rfc3339)"))
    writeHours(index, to: &writer)
    writeReasons(index, campaign, to: &writer)
    writeFirstCalls(index, to: &writer)
    writer.line("")
  }

  /// Calls by hour of the account's day.
  private func writeHours(_ index: Int, to writer: inout LineWriter) {
    guard let zone = workspace.zones.rules(named: workspace.configuration.timeZone) else { return }
    var counts: [String: Int] = [:]
    for call in plan.calls where call.campaign == index {
      let local = zone.local(at: call.at)
      let hour = local.second / 3_600
      counts["\(local.date) \(hour < 10 ? "0" : "")\(hour):00", default: 0] += 1
    }
    guard let most = counts.values.max() else { return }
    writer.line("  calls by hour (\(workspace.configuration.timeZone)):")
    let hours = counts.keys.sorted()
    for hour in hours.prefix(24) {
      let count = counts[hour] ?? 0
      writer.line("    \(hour)  \(String(repeating: "#", count: max(1, count * 40 / most))) \(count)")
    }
    if hours.count > 24 { writer.line("    … and \(hours.count - 24) more hours") }
  }

  private func writeReasons(_ index: Int, _ campaign: CampaignPlan, to writer: inout LineWriter) {
    guard !campaign.notCalled.isEmpty else { return }
    writer.line("  not called:")
    for (reason, count) in campaign.notCalled.sorted(by: { $0.key < $1.key }) {
      let missed = plan.notCalled.filter { $0.campaign == index && $0.standing.reason.code == reason }
      let clears = missed.compactMap(\.standing.clearsAt).min().map { "   earliest clears \($0.rfc3339)" } ?? ""
      let rule = missed.first.flatMap {
        RulePlace.of(
          $0.standing.reason, campaign: workspace.campaigns[index], configuration: workspace.configuration)
      }
      writer.line("    \(count)  \(reason)\(rule.map { "   \($0)" } ?? "")\(clears)")
    }
    writer.line("  what clears them: dialer explain --campaign \(campaign.campaign)")
  }

  private func writeFirstCalls(_ index: Int, to writer: inout LineWriter) {
    let first = sortedCalls.filter { $0.campaign == index }.prefix(5)
    guard !first.isEmpty else { return }
    writer.line("  first calls:")
    for call in first {
      writer.line(
        "    \(call.at.rfc3339)  customer \(directory.ids[call.row])  \(Mask.number(call.callee))  "
          + "\(zoneSets[call.zoneSet].joined(separator: ", "))  \(call.disposition.rawValue)")
    }
  }
}
