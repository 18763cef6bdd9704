import ActivityStore
import Campaigns
import Engine
import Foundation
import Simulation

/// What the plan expects of the customers of an explanation.
struct PlanExpectation {
  let workspace: Workspace
  let store: any Store
  let now: Instant

  /// Adds to each customer of an answer what the plan expects: the first call, or the reason for none.
  func added(to answer: JSON) throws -> JSON {
    guard case .object(var fields) = answer, let index = fields.firstIndex(where: { $0.0 == "customers" }) else {
      return answer
    }
    let planned = try PlanPrinter.plan(
      PlanSource(workspace: workspace, store: store), from: now, until: nil, seed: 1, keepsCalls: true)
    fields[index].1 = .array(ExplainText.items(fields[index].1).map { addPlan(planned, to: $0) })
    return .object(fields)
  }

  private func addPlan(_ planned: PlanPrinter, to customer: JSON) -> JSON {
    guard case .object(var fields) = customer else { return customer }
    let id = ExplainText.field(customer, "customer")
    let matter = customer["matter"].map { $0 == .null ? "" : ExplainText.text($0) } ?? ""
    let zones = ExplainText.items(customer["time_zones"]).map(ExplainText.text)
    func isOfCustomer(_ row: Int) -> Bool {
      planned.directory.ids[row] == id && planned.directory.matters[row] == matter
    }
    let names = ExplainText.items(customer["campaigns"]).map { ExplainText.field($0, "campaign") }
    let calls = planned.sortedCalls.filter { isOfCustomer($0.row) }
    let missed = planned.plan.notCalled.filter { isOfCustomer($0.row) }
    let entries = workspace.campaigns.indices.filter { names.contains(workspace.campaigns[$0].id) }.map { index in
      entry(index, calls.filter { $0.campaign == index }, missed.first { $0.campaign == index }, zones: zones)
    }
    fields.append(("plan", .array(entries)))
    return .object(fields)
  }

  private func entry(_ campaign: Int, _ calls: [PlannedCall], _ missed: NotCalled?, zones: [String]) -> JSON {
    let first = calls.first?.at
    let account = workspace.configuration.timeZone
    let names = zones.filter { $0 != account } + [account]
    let local = first.map { at in names.map { JSON.string(workspace.zones.rules(named: $0)?.text(of: at) ?? $0) } }
    let reason = missed?.standing.reason.code ?? (calls.isEmpty ? Reason.notInSegment.code : nil)
    return .object([
      ("campaign", .string(workspace.campaigns[campaign].id)),
      ("calls", .integer(Int64(calls.count))),
      ("first_call_at", .optional(first?.rfc3339)),
      ("first_call_local", .array(local ?? [])),
      ("reason", .optional(reason)),
      ("clears_at", .optional(missed?.standing.clearsAt?.rfc3339)),
    ])
  }
}
