import ActivityStore
import Campaigns
import Dispatch
import Engine
import Foundation
import HTTP
import Synchronization
import Testing

@testable import Dialer

/// What is told of conditions: once, signed, until it is taken.
@Suite struct AlertTests {
  private func condition(_ code: ConditionCode, _ subject: String = "", once: Bool = false) -> StandingCondition {
    StandingCondition(code, subject, text: "\(code.rawValue) \(subject)", remedy: "look", isOnce: once)
  }

  private func texts(_ changes: [ConditionBoard.Change]) -> [String] {
    changes.map { ($0.isRaised ? "+" : "-") + $0.condition.code + ($0.isRepeated ? " again" : "") }
  }

  @Test func `A condition is raised once and cleared once`() {
    var board = ConditionBoard()
    #expect(texts(board.update([condition(.circuitOpen, "a")], at: noon)) == ["+circuit-open"])
    #expect(board.update([condition(.circuitOpen, "a")], at: noon + .seconds(5)).isEmpty)
    let both = [condition(.circuitOpen, "a"), condition(.circuitOpen, "b")]
    #expect(texts(board.update(both, at: noon + .seconds(9))) == ["+circuit-open"])
    #expect(board.shown(both, at: noon + .hours(1)).map(\.since) == [noon, noon + .seconds(9)])
    #expect(texts(board.update([], at: noon + .minutes(1))) == ["-circuit-open", "-circuit-open"])
    #expect(texts(board.update([condition(.circuitOpen, "a")], at: noon + .hours(1))) == ["+circuit-open"])
  }

  @Test func `A restart keeps since when a condition stands, and what is told only once`() throws {
    let store = try SQLiteStore.inMemory(now: noon)
    var board = ConditionBoard()
    func step(_ standing: [StandingCondition], at instant: Instant) throws -> [String] {
      let changes = board.update(standing, at: instant)
      var turn = StoreTurn(at: instant)
      turn.conditions = changes.map(\.record)
      let none = try store.commit(turn)
      #expect(none.count == 0)
      board = ConditionBoard(try store.conditions())
      return texts(changes)
    }
    let alert = condition(.budgetAlert, "a total 50%", once: true)
    let stop = condition(.accountStopped)
    #expect(try step([alert, stop], at: noon) == ["+budget-alert", "+account-stopped"])
    // The log of a new process life names what still stands; the webhook is not told again.
    #expect(try step([alert, stop], at: noon + .hours(1)) == ["+account-stopped again"])
    #expect(board.shown([stop], at: noon + .hours(2)).map(\.since) == [noon])
    _ = board.update([alert, stop], at: noon + .hours(2))
    #expect(try step([], at: noon + .hours(2)) == ["-account-stopped", "-budget-alert"])
    #expect(try step([alert, stop], at: noon + .hours(3)) == ["+budget-alert again", "+account-stopped"])
  }

  @Test func `The signature is an HMAC over timestamp and body`() {
    let secret = AlertSecret("key")
    #expect(secret.signature(timestamp: 1, body: "{}") == "sha256=" + reference(key: "key", text: "1.{}"))
    #expect(secret.signature(timestamp: 2, body: "{}") != secret.signature(timestamp: 1, body: "{}"))
    #expect("\(secret)" == "AlertSecret(masked)")
  }

  /// HMAC by its definition, over another implementation of SHA-256: the system's sha256sum.
  private func reference(key: String, text: String) -> String {
    func hash(_ bytes: [UInt8]) -> [UInt8] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
      let (input, output) = (Pipe(), Pipe())
      process.standardInput = input
      process.standardOutput = output
      try? process.run()
      input.fileHandleForWriting.write(Data(bytes))
      try? input.fileHandleForWriting.close()
      let digits = Array(output.fileHandleForReading.readDataToEndOfFile().prefix(64))
      process.waitUntilExit()
      return stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
      }
    }
    let padded = Array(key.utf8) + [UInt8](repeating: 0, count: 64 - key.utf8.count)
    let inner = hash(padded.map { $0 ^ 0x36 } + Array(text.utf8))
    return hash(padded.map { $0 ^ 0x5C } + inner).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  // MARK: - Delivery

  private func store(_ bodies: [String], queuedAt: Instant = noon) throws -> SQLiteStore {
    let store = try SQLiteStore.inMemory(now: noon)
    var turn = StoreTurn(at: noon)
    turn.alerts = bodies.map { NewAlert(queuedAt: queuedAt, body: $0) }
    let none = try store.commit(turn)
    #expect(none.count == 0)
    return store
  }

  private func settings(_ trouble: @escaping @Sendable (String?) -> Void = { _ in }) -> AlertSender.Settings {
    var settings = AlertSender.Settings()
    settings.delay = { $0 < 4 ? .milliseconds(1) : .milliseconds(500) }
    settings.now = { noon + .minutes(1) }
    settings.trouble = trouble
    return settings
  }

  @Test func `Alerts arrive signed and in order, each until it is taken`() async throws {
    let store = try store([#"{"n":1}"#, #"{"n":2}"#])
    let done = Signal()
    let server = try FaultServer { request in
      if request.body.contains("2") { done.raise() }
      // The first two tries fail in two ways.
      if request.connection == 1 { return .answerAndClose(status: 503, body: "") }
      return request.connection == 2 ? .close : .answerAndClose(status: 204, body: "")
    }
    let sender = AlertSender(
      webhook: server.url + "/x", secret: AlertSecret("key"), store: store, settings: settings())
    sender.wake()
    await done.wait()
    await sender.stop()
    await server.stop()
    #expect(try store.nextAlert() == nil)
    #expect(server.requests.map(\.body) == [#"{"n":1}"#, #"{"n":1}"#, #"{"n":1}"#, #"{"n":2}"#])
    let time = (noon + .minutes(1)).seconds
    for request in server.requests {
      #expect(request.headers["x-dialer-timestamp"] == String(time))
      #expect(
        request.headers["x-dialer-signature"] == AlertSecret("key").signature(timestamp: time, body: request.body))
    }
    #expect(server.requests.map { $0.headers["x-dialer-alert"] ?? "" } == ["1", "1", "1", "2"])
  }

  @Test func `A webhook that takes nothing is told of, and what it did not take stays`() async throws {
    let store = try store([#"{"n":1}"#])
    let (told, healed) = (Signal(), Signal())
    let answers = Mutex(503)
    let server = try FaultServer { _ in .answerAndClose(status: answers.withLock { $0 }, body: "") }
    let sender = AlertSender(
      webhook: server.url, secret: AlertSecret("key"), store: store,
      settings: settings { text in
        if let text { #expect(text.contains("503")) }
        text == nil ? healed.raise() : told.raise()
      })
    sender.wake()
    await told.wait()
    #expect(try store.nextAlert() != nil)
    answers.withLock { $0 = 200 }
    await healed.wait()
    await sender.stop()
    await server.stop()
    #expect(try store.nextAlert() == nil)
  }

  @Test func `What is a day old is given up; without a secret nothing is sent`() async throws {
    let server = try FaultServer { _ in .answerAndClose(status: 204, body: "") }
    let old = try store([#"{"n":1}"#], queuedAt: noon - .hours(24))
    let sender = AlertSender(webhook: server.url, secret: AlertSecret("key"), store: old, settings: settings())
    await sender.stop()
    #expect(try old.nextAlert() == nil)
    let kept = try store([#"{"n":1}"#])
    let told = Signal()
    let silent = AlertSender(
      webhook: server.url, secret: nil, store: kept, settings: settings { if $0 != nil { told.raise() } })
    silent.wake()
    await told.wait()
    await silent.stop()
    await server.stop()
    #expect(try kept.nextAlert() != nil)
    #expect(server.requests.isEmpty)
  }

  @Test func `The secret is a credential's file or a variable`() throws {
    let folder = try Folder()
    try folder.write("alert-secret", "from-file\n")
    let signature = AlertSecret("from-file").signature(timestamp: 1, body: "x")
    let environment = ["CREDENTIALS_DIRECTORY": folder.path, "DIALER_ALERT_SECRET": "from-variable"]
    #expect(AlertSecret.read(environment: environment)?.signature(timestamp: 1, body: "x") == signature)
    let variable = AlertSecret.read(environment: ["DIALER_ALERT_SECRET": "from-variable"])
    #expect(variable?.signature(timestamp: 1, body: "x") != signature)
    #expect(variable != nil && AlertSecret.read(environment: [:]) == nil)
  }
}

/// Something that a test waits for.
final class Signal: Sendable {
  private let state = Mutex<(isRaised: Bool, waiter: CheckedContinuation<Void, Never>?)>((false, nil))

  func raise() {
    state.withLock { state in
      state.isRaised = true
      state.waiter?.resume()
      state.waiter = nil
    }
  }

  func wait() async {
    await withCheckedContinuation { waiter in
      state.withLock { state in
        if state.isRaised { waiter.resume() } else { state.waiter = waiter }
      }
    }
  }
}
