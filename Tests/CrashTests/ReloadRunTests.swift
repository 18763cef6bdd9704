import ActivityStore
import Campaigns
import Engine
import Foundation
import Sandbox
import Simulation
import Synchronization
import Testing

@testable import Dialer

/// Files that change while calls are made: whole sets are swapped, broken ones change nothing, no call is lost.
@Suite(.serialized)
struct ReloadRunTests {
  /// How many reloads a run sees; with DIALER_LONG_TESTS=1 a hundred.
  static let reloads = KillTests.isLong ? 100 : 12

  /// After every second call somebody saves the campaign and reloads; every third time the file is broken.
  @Test func reloadsDuringARunLoseNoCall() async throws {
    let home = try Home(.init(customers: 4 * Self.reloads + 20, concurrency: 5, attempts: 1))
    let sandbox = try await home.startSandbox(
      try Home.everybodyAnswers(#""ring": {"mean": "5s"}, "talk": {"mean": "40s", "sd": "20s"}"#))
    try home.makeStore()
    let editor = Editor(home)
    let watcher = RigWatcher(onChange: { record, daemon in editor.saw(record, daemon) })
    let rig = try Rig(home, sandbox)
    let code = try await rig.run(watcher)
    let evidence = try await Evidence.gather(home, sandbox)
    await sandbox.stop()

    #expect(code == 0)
    let notes = editor.notes
    #expect(notes.count == Self.reloads)
    for note in notes {
      #expect(note.isBroken == (note.error != nil), "reload \(note.number): \(note.error ?? "took a broken file")")
      #expect((note.before == note.after) == note.isBroken, "reload \(note.number): \(note.before) \(note.after)")
      if let error = note.error { #expect(error.contains("round.yaml:"), "no place in: \(error)") }
    }
    // One call to everybody, each under the revision that ran when its intent was written, live ones too.
    #expect(
      evidence.sent.count == home.shape.customers && Set(evidence.sent.map(\.customer)).count == evidence.sent.count)
    #expect(evidence.calls.count == evidence.sent.count && evidence.maxPerNumber == 1)
    #expect(evidence.activities.count == evidence.sent.count)
    evidence.expectOneCallPerAttempt()
    evidence.expectMoneyAddsUp()
    for activity in evidence.activities {
      let began = try #require(editor.began[activity.attempt.customer])
      #expect(activity.attempt.revision == began, "customer \(activity.attempt.customer) changed its revision")
    }
    let good = notes.filter { !$0.isBroken }
    let revisions = Set(evidence.sent.map(\.revision))
    #expect(revisions == Set([notes[0].before] + good.map(\.after)), "a revision that was loaded called nobody")
    let liveOnes = notes.map(\.live).reduce(0, +)
    #expect(liveOnes > 0, "no call was live at a reload")
    print(
      """
        reload | \(notes.count) reloads, \(notes.count - good.count) of broken files kept the old set; \
      \(evidence.calls.count) calls at the carrier, \(evidence.activities.count) Activities, \(liveOnes) live at reloads
        reload | \(ChangeGuardRunTests.calls(evidence.sent))
      """)
  }

  /// `watch: true`: nobody says reload.
  @Test func aSavedFileIsLoadedByItself() async throws {
    let home = try Home(.init(customers: 4, attempts: 1))
    let sandbox = try await home.startSandbox(Scenario())
    try home.write("dialer.yaml", Home.configuration(carrier: sandbox.baseURL, more: "watch: true\n"))
    try home.makeStore()
    let good = try Editor.text(home, 1)
    let first = Once(at: 1)
    let states = Mutex<[Bool]>([])
    let watcher = RigWatcher(
      onChange: { record, _ in
        guard record.state == .placed, first.isNow() else { return }
        try? home.write("round.yaml", "campaign: [")
      },
      onReload: { state, daemon in
        let count = states.withLock { states in
          states.append(state.succeeded)
          return states.count
        }
        if count == 1 { try? home.write("round.yaml", good) }
        if count == 2 { daemon.stop() }
      })
    let pace = FilesWatch.Pace(quiet: .milliseconds(50), lock: .milliseconds(50))
    let code = try await Rig(home, sandbox).run(watcher, hours: nil, watchPace: pace)
    await sandbox.stop()
    #expect(code == 0)
    #expect(states.withLock { $0 } == [false, true])
  }
}

/// Saves and reloads while calls are made, and writes down what came of it.
final class Editor: Sendable {
  struct Note: Sendable {
    var number: Int
    var isBroken: Bool
    /// The revision that ran before and after.
    var before: String
    var after = ""
    var error: String?
    /// Calls that were up meanwhile.
    var live: Int
  }
  private struct State {
    /// Calls since the last file was saved.
    var placed = 0
    var isSaving = false
    var notes: [Note] = []
    var began: [String: String] = [:]
  }

  private let home: Home
  private let state = Mutex(State())
  init(_ home: Home) { self.home = home }
  var notes: [Note] { state.withLock { $0.notes } }
  /// Under which revision each customer's call began.
  var began: [String: String] { state.withLock { $0.began } }

  /// The campaign as it is saved the nth time.
  static func text(_ home: Home, _ number: Int) throws -> String {
    try String(contentsOfFile: home.path + "/round.yaml", encoding: .utf8)
      .replacing(/a test of the line[^"]*/, with: "a test of the line, the \(number)th")
  }

  func saw(_ record: AttemptRecord, _ daemon: Daemon) {
    guard record.state == .placed, record.duration == nil else { return }
    let number: Int? = state.withLock { state in
      guard state.began.updateValue(record.revision, forKey: record.customer) == nil else { return nil }
      state.placed += 1
      guard state.placed >= 2, !state.isSaving, state.notes.count < ReloadRunTests.reloads else { return nil }
      state.isSaving = true
      return state.notes.count + 1
    }
    if let number { daemon.queue.async { [self] in save(number, daemon) } }
  }

  private func save(_ number: Int, _ daemon: Daemon) {
    let isBroken = number.isMultiple(of: 3)
    let good = (try? String(contentsOfFile: home.path + "/round.yaml", encoding: .utf8)) ?? ""
    let begun = Note(
      number: number, isBroken: isBroken, before: daemon.workspace.campaigns.first?.revision ?? "",
      live: daemon.rows.values.filter { $0.state == .placed && $0.duration == nil }.count)
    let broken =
      number.isMultiple(of: 2) ? good + "pacing: {calls_per_secnd: 1}\n" : String(good.dropLast(60)) + "\t[\n"
    try? home.write("round.yaml", isBroken ? broken : (try? Self.text(home, number)) ?? "")
    daemon.requestReload(by: "ana") { [self] result in
      if isBroken { try? home.write("round.yaml", good) }
      var note = begun
      note.error = result.error
      note.after = daemon.workspace.campaigns.first?.revision ?? ""
      let done = note
      state.withLock { state in
        state.notes.append(done)
        state.isSaving = false
        state.placed = 0
      }
    }
  }
}
