import ActivityStore
import Campaigns
import Engine
import Foundation
import Sandbox
import Simulation
import Synchronization
import Testing

@testable import Dialer

/// What people ask of a running daemon by commands, through its control socket.
@Suite(.serialized)
struct SocketCommandTests {
  /// What a command came to: exit code, standard output and error.
  private struct Answer: Sendable {
    var command: String
    var code: Int32?
    var text: String
  }

  /// Answers in the order in which they came.
  private final class Answers: Sendable {
    private let all = Mutex<[Answer]>([])
    var list: [Answer] { all.withLock { $0 } }
    func add(_ answer: Answer) { all.withLock { $0.append(answer) } }
  }

  private static let tryNumber = "+14155550123"

  /// Asks one after the other of a daemon that has an attempt in quarantine and nothing else to do, then stops it.
  private func ask(_ commands: [[String]]) async throws -> (answers: [Answer], evidence: Evidence) {
    var shape = Home.Shape(customers: 3, attempts: 1)
    shape.faults = [Fault(kind: .closeAfterRequest, nth: 2, placed: false)]
    let home = try Home(shape)
    let sandbox = try await home.startSandbox(
      try Home.everybodyAnswers())
    try home.makeStore()
    try home.write(
      "dialer.yaml", Home.configuration(carrier: sandbox.baseURL, more: "try_numbers: [\"\(Self.tryNumber)\"]\n"))
    let rig = try Rig(home, sandbox)
    let held = Once(at: 1)
    let answers = Answers()
    let watcher = RigWatcher(onChange: { record, daemon in
      guard record.state == .presumedNotPlaced, held.isNow() else { return }
      Task {
        for command in commands {
          let end = try? await home.process(command).run()
          let text = (end?.output ?? "") + (end?.log.joined(separator: "\n") ?? "")
          answers.add(Answer(command: command.joined(separator: " "), code: end?.code, text: text))
        }
        daemon.stop()
      }
    })
    #expect(try await rig.run(watcher, hours: nil, servesSocket: true) == 0)
    let evidence = try await Evidence.gather(home, sandbox)
    await sandbox.stop()
    return (answers.list, evidence)
  }

  @Test("quarantine resolve: a wrong name is refused with the remedy, the attempt ends, and a second time is refused")
  func resolve() async throws {
    let resolve = ["quarantine", "resolve", "2", "--as", "not-placed", "--reason", "not in the carrier's log"]
    let (answers, evidence) = try await ask([
      ["quarantine", "resolve", "77", "--as", "placed", "--reason", "no"], resolve, resolve,
      ["status", "--output", "json"],
    ])
    #expect(answers.map(\.code) == [64, 0, 64, 0], "\(answers)")
    #expect(answers.first?.text.contains("dialer quarantine list") == true)
    let status = try JSON.parse(answers.last?.text ?? "")
    #expect(status["quarantined"] == .integer(0))
    #expect(evidence.held.isEmpty)
    #expect(evidence.attempts.first { $0.key == 2 }?.disposition == .unknown)
    #expect(evidence.spending.reserved == .zero)
  }

  @Test(
    "halt, resume and revoke are taken and stand in status; of a campaign that is not there, 64 with those that are")
  func haltAndRevoke() async throws {
    let (answers, _) = try await ask([
      ["halt", "round", "--reason", "wrong text"], ["status", "--output", "json"], ["resume", "round"],
      ["status", "--output", "json"], ["revoke", "round", "--country", "GB"], ["halt", "rund", "--reason", "typo"],
    ])
    #expect(answers.map(\.code) == [0, 0, 0, 0, 0, 64], "\(answers)")
    try #require(answers.count == 6)
    #expect(answers[1].text.contains(#""state":"paused""#), "\(answers[1].text)")
    #expect(!answers[3].text.contains(#""state":"paused""#), "\(answers[3].text)")
    #expect(answers[5].text.contains("round"))
  }

  @Test("try: to a number of ours it is called at once; to any other it is refused with 77 and the list to extend")
  func tries() async throws {
    let (answers, evidence) = try await ask([
      ["try", "round", "--as", "K1000", "--to", "+14155550199"],
      ["try", "round", "--as", "K1000", "--to", Self.tryNumber],
    ])
    #expect(answers.map(\.code) == [77, 0], "\(answers)")
    #expect(answers.first?.text.contains("try_numbers") == true)
    #expect(evidence.attempts.count { $0.kind == .try } == 1)
    #expect(evidence.callsByNumber[Self.tryNumber] == 1)
    evidence.expectOneCallPerAttempt()
  }
}
