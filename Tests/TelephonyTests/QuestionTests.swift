import Campaigns
import Engine
import HTTP
import Synchronization
import Testing
import Twilio

@testable import Telephony

@Suite struct QuestionTests {
  static let sid = Carrier.call().sid

  @Test func fetchTellsTheReport() async throws {
    var call = Carrier.call()
    call.status = .completed
    call.duration = 61
    call.price = "-0.02800"
    call.answeredBy = "human"
    let json = call.json
    let carrier = try Carrier { _ in .answer(status: 200, body: json) }
    let report = try await carrier.client.fetch(sid: Self.sid)
    await carrier.stop()
    #expect(
      report
        == CallReport(
          sid: Self.sid, status: .completed, duration: 61, answeredBy: "human", price: Money(micros: 28_000)))
    #expect(
      carrier.server.requests.map(\.target) == ["/2010-04-01/Accounts/\(Carrier.account)/Calls/\(Self.sid).json"])
  }

  @Test func liveCallsHaveNoDurationYet() {
    var call = Carrier.call()
    call.duration = 0
    #expect(CallReport(call).duration == nil)
    call.status = .noAnswer
    #expect(CallReport(call).duration == 0)
  }

  @Test func everyStatusHasItsWord() {
    for status in CallStatus.allCases { #expect(CallReport.Status(status).rawValue == status.rawValue) }
  }

  @Test(arguments: [
    ("-0.01400", Int64(14_000)), ("-0.0000001", 1), ("-1", 1_000_000), ("0.5", 500_000), ("0", 0),
    ("-12.3456789", 12_345_679),
  ])
  func pricesBecomePositive(text: String, micros: Int64) {
    #expect(Money(carrierPrice: text) == Money(micros: micros))
  }

  @Test(arguments: ["", "-", "--1", "1.2.3", "1e3", "NaN", "-.", "1.", "99999999999999999999", "0,5"])
  func whatIsNoPriceIsNil(text: String) {
    #expect(Money(carrierPrice: text) == nil)
  }

  @Test func priceInAnotherCurrencyIsNotTaken() async throws {
    var call = Carrier.call()
    call.price = "-0.02800"
    let json = call.json
    var settings = Carrier.quick
    settings.currency = "EUR"
    let carrier = try Carrier(settings: settings) { _ in .answer(status: 200, body: json) }
    #expect(try await carrier.client.fetch(sid: Self.sid).price == nil)
    await carrier.stop()
  }

  /// Faults first, then an answer: a question is asked again, a bounded number of times.
  @Test(arguments: [FaultServer.Act.close, .reset, .answer(status: 500, body: ""), .answer(status: 404, body: "{}")])
  func questionsAreAskedAgain(_ fault: FaultServer.Act) async throws {
    let counter = AskCounter()
    let carrier = try Carrier { _ in
      counter.next() <= 2 ? fault : .answer(status: 200, body: Carrier.call().json)
    }
    #expect(try await carrier.client.fetch(sid: Self.sid).status == .queued)
    await carrier.stop()
    #expect(carrier.server.count("GET") >= 3)
  }

  @Test func afterEveryTryTheReasonIsTold() async throws {
    let told = Told()
    var settings = Carrier.quick
    settings.failed = { question, failure in told.append("\(question): \(failure)") }
    let body = TwilioError(code: 20503, message: "later", status: 503).json
    let carrier = try Carrier(settings: settings) { _ in .answer(status: 503, body: body) }
    let report = await withCheckedContinuation { done in
      carrier.client.fetch(sid: Self.sid) { done.resume(returning: $0) }
    }
    await carrier.stop()
    #expect(report == nil)
    #expect(carrier.server.count("GET") == 3)
    #expect(told.lines == ["call \(Self.sid): the carrier refused with error 20503: later"])
  }

  @Test func refusedCredentialsAreNotAskedAgain() async throws {
    let body = TwilioError(code: 20003, message: "Authenticate", status: 401).json
    let carrier = try Carrier { _ in .answer(status: 401, body: body) }
    let failure = await #expect(throws: CarrierFailure.self) { try await carrier.client.fetch(sid: Self.sid) }
    await carrier.stop()
    #expect(failure?.action == .stopAccount)
    #expect(carrier.server.count("GET") == 1)
  }

  @Test func unreadableAnswersAndDeadPeersAreFailures() async throws {
    let carrier = try Carrier { _ in .answer(status: 200, body: "{}") }
    await #expect(
      throws: CarrierFailure.unreadable("the answer's \"sid\" is missing: expected a call resource")
    ) { try await carrier.client.fetch(sid: Self.sid) }
    await carrier.stop()
    let client = TwilioClient(
      baseURL: "http://127.0.0.1:\(try FaultServer.deadPort())",
      credentials: Credentials(accountSid: Carrier.account, authToken: "t"), settings: Carrier.quick,
      clock: { Carrier.now })
    let failure = await #expect(throws: CarrierFailure.self) { try await client.fetch(sid: Self.sid) }
    await client.shutdown()
    #expect(failure?.description.hasPrefix("the carrier cannot be reached: ") == true)
  }

  @Test func cancelAndHangUpSayWhatTheyWant() async throws {
    let carrier = try Carrier { _ in .answer(status: 200, body: Carrier.call().json) }
    try await carrier.client.cancel(sid: Self.sid)
    try await carrier.client.hangUp(sid: Self.sid)
    await carrier.stop()
    #expect(carrier.server.requests.map(\.body) == ["Status=canceled", "Status=completed"])
    #expect(carrier.server.requests.map(\.connection) == [1, 1])
  }

  @Test func endedCallsNeedNoCancelling() async throws {
    let ended = TwilioError(code: 21220, message: "Call is not in-progress. Cannot redirect.", status: 400).json
    let carrier = try Carrier { _ in .answer(status: 400, body: ended) }
    try await carrier.client.cancel(sid: Self.sid)
    await withCheckedContinuation { done in carrier.client.hangUp(sid: Self.sid) { done.resume() } }
    await carrier.stop()
    #expect(carrier.server.count("POST") == 2)
  }
}

final class AskCounter: Sendable {
  private let count = Mutex(0)
  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}

final class Told: Sendable {
  private let store = Mutex<[String]>([])
  func append(_ line: String) { store.withLock { $0.append(line) } }
  var lines: [String] { store.withLock { $0 } }
}
