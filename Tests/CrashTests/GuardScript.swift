import ActivityStore
import Campaigns
import Engine
import Foundation
import Synchronization
import Testing

@testable import Dialer

/// Plays the people in a run of `ChangeGuardRunTests`: somebody merges, somebody reloads, somebody approves; and writes
/// down what each was told.
final class GuardScript: DaemonObserver, Sendable {
  private struct State {
    var daemon: Daemon?
    var placed = 0
    var lines: [String] = []
    var trouble: [String] = []
    var revision: String?
    var mergedAt: Instant?
    var approvedAt: Instant?
  }

  private let mistake: ChangeGuardRunTests.Mistake
  private let home: Home
  private let state = Mutex(State())

  init(_ mistake: ChangeGuardRunTests.Mistake, _ home: Home) {
    self.mistake = mistake
    self.home = home
    say("== \(mistake.name)")
  }

  var revision: String? { state.withLock { $0.revision } }
  var mergedAt: Instant? { state.withLock { $0.mergedAt } }
  var approvedAt: Instant? { state.withLock { $0.approvedAt } }
  var transcript: String { state.withLock { $0.lines.joined(separator: "\n") } }
  func watch(_ daemon: Daemon) { state.withLock { $0.daemon = daemon } }
  func say(_ text: String) {
    state.withLock { $0.lines += text.split(separator: "\n").map { "  guard | \($0)" } }
  }
  func expectNoTrouble() throws {
    let trouble = state.withLock { $0.trouble }
    #expect(trouble == [])
    if !trouble.isEmpty { throw Unexpected(text: trouble.joined(separator: "; ")) }
  }

  func changed(_ record: AttemptRecord, at now: Instant) {
    guard record.state == .placed, record.duration == nil else { return }
    let (daemon, placed) = state.withLock { state in
      state.placed += 1
      return (state.daemon, state.placed)
    }
    guard let daemon else { return }
    if placed == 2 { daemon.queue.async { [self] in merge(daemon) } }
    if placed == 4, mistake.oldGoesOn { daemon.queue.async { [self] in approve(daemon) } }
  }

  func placing(_ record: AttemptRecord?, at now: Instant) {}
  func warned(_ warning: Warning, at now: Instant) {
    if warning.code == "held-change" { say("log: \(warning.text)") }
  }
  func reloaded(_ state: Daemon.ReloadState, at now: Instant) {
    for judged in state.effects { say("log: \(EffectText.line(judged, held: state.held))") }
  }
  func ended(reports: [CampaignReport], notCalled: [[ReasonCount]], at now: Instant) {}

  // MARK: - The steps

  private func merge(_ daemon: Daemon) {
    do {
      var text = ChangeGuardRunTests.campaign
      for (from, to) in mistake.edit {
        guard text.contains(from) else { throw Unexpected(text: "the campaign has no \(from)") }
        text = text.replacing(from, with: to)
      }
      // A segment without a condition still needs its order.
      try home.write(mistake.file, text)
      let workspace = try home.workspace()
      let old = try EarlierSet(workspace: workspace, store: daemon.store).running()
      let source = PlanSource(workspace: workspace, store: daemon.store)
      let effects = try SetComparison(source: source, now: daemon.clock.now()).effects(replacing: old)
      say("$ dialer diff")
      say(EffectText.text(effects))
      let mergedAt = daemon.clock.now()
      let revision = workspace.campaigns.first { $0.id == mistake.waits }?.revision
      state.withLock { state in
        state.mergedAt = mergedAt
        state.revision = revision
      }
      say("$ dialer reload")
      daemon.requestReload(by: "ana") { [self] result in
        daemon.queue.async { [self] in afterReload(result, daemon) }
      }
    } catch {
      fail("merge: \(error)")
    }
  }

  private func afterReload(_ result: Daemon.ReloadState, _ daemon: Daemon) {
    if let error = result.error { return fail(error) }
    let status = daemon.status()
    guard let condition = status.conditions.first(where: { $0.code == "held-change" }) else {
      return fail("no condition held-change in status")
    }
    say("$ dialer status")
    say("\(condition.code): \(condition.text)\n  \(condition.remedy)")
    for campaign in status.campaigns {
      let waiting = campaign.waiting.map { "\($0.count) \($0.code)" }.joined(separator: ", ")
      say("\(campaign.campaign) \(campaign.state.rawValue) at \(campaign.revision.prefix(12)), waiting: \(waiting)")
    }
    if !condition.text.contains(mistake.effect) { fail("the condition does not name the effect \(mistake.effect)") }
    if !condition.remedy.contains("dialer approve \(mistake.waits) --revision \(revision?.prefix(12) ?? "?")") {
      fail("the remedy is not the command: \(condition.remedy)")
    }
    let wrong = ApproveRequest(campaign: mistake.waits, revision: "000000000000")
    wrong.perform(on: daemon, by: "ana") { [self] answer in
      if case .failure(let failure) = answer, failure.code == .refused {
        say("$ dialer approve \(mistake.waits) --revision 000000000000\n\(failure.message)")
      } else {
        fail("a wrong revision was approved")
      }
    }
    if !mistake.oldGoesOn { approve(daemon) }
  }

  private func approve(_ daemon: Daemon) {
    let revision = String((self.revision ?? "").prefix(12))
    say("until then \(ChangeGuardRunTests.calls((try? daemon.store.attempts()) ?? []))")
    say("$ dialer approve \(mistake.waits) --revision \(revision)")
    let now = daemon.clock.now()
    ApproveRequest(campaign: mistake.waits, revision: revision).perform(on: daemon, by: "ben") { [self] answer in
      switch answer {
      case .failure(let failure): fail("approve: \(failure.message)")
      case .success(let json):
        state.withLock { $0.approvedAt = now }
        say("ok: \(json.text("kind") ?? "") \(json.texts("effect").joined(separator: "; "))")
      }
    }
  }

  private func fail(_ text: String) { state.withLock { $0.trouble.append(text) } }
}
