import Campaigns
import Engine
import HTTP
import Synchronization
import Testing
import Twilio

@testable import Telephony

/// The outcome classes of G1, each against a server that counts rings.
@Suite struct PlacementTests {
  @Test func oneRequestSaysWhatTheCallIs() async throws {
    let carrier = try Carrier { _ in .answer(status: 201, body: Carrier.call().json) }
    let placed = await carrier.place()
    await carrier.stop()
    #expect(placed.key == 7)
    #expect(placed.placement == .placed(sid: Carrier.call().sid))
    let sent = try #require(carrier.server.requests.first)
    #expect(sent.target == "/2010-04-01/Accounts/\(Carrier.account)/Calls.json")
    #expect(sent.headers["content-type"] == "application/x-www-form-urlencoded")
    #expect(sent.headers["authorization"] != nil)
    let call = try CreateCall(decoding: Form(decoding: sent.body))
    #expect(call.to == "+14155550123")
    #expect(call.from == "+15005550006")
    #expect(call.instructions == .twiml(Carrier.request.twiml))
    #expect(call.timeout == 25)
    #expect(call.timeLimit == 119)
    #expect(call.machineDetection == .enable)
    #expect(call.statusCallback == nil)
  }

  @Test func attemptStandsInTheStatusCallback() throws {
    var request = Carrier.request
    request.statusCallback = "https://dialer.example.com/status?v=1"
    let id = AttemptID(high: 1, low: 2)
    #expect(
      request.fields(attempt: id).statusCallback?.url
        == "https://dialer.example.com/status?v=1&attempt=00000000000000010000000000000002#rc=3&rp=5xx,ct,rt")
    request.statusCallback = "https://dialer.example.com/status#rc=1"
    #expect(
      request.fields(attempt: id).statusCallback?.url
        == "https://dialer.example.com/status?attempt=00000000000000010000000000000002#rc=1")
  }

  @Test func timesStayWithinTheCarriersRange() {
    var request = Carrier.request
    request.ringTimeout = .milliseconds(1_500)
    request.maxDuration = .milliseconds(900)
    #expect(request.fields(attempt: AttemptID(high: 0, low: 0)).timeout == 2)
    #expect(request.fields(attempt: AttemptID(high: 0, low: 0)).timeLimit == 1)
    request.ringTimeout = .hours(1)
    #expect(request.fields(attempt: AttemptID(high: 0, low: 0)).timeout == 600)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var act: FaultServer.Act
  }

  static let ambiguous: [Case] = [
    .init(testDescription: "accepted and closed", act: .close), .init(testDescription: "reset", act: .reset),
    .init(testDescription: "hangs", act: .hang),
    .init(testDescription: "cut 201", act: .cut(status: 201, body: Carrier.call().json, after: 60)),
    .init(testDescription: "cut 400", act: .cut(status: 400, body: refusal(21211, 400), after: 12)),
    .init(testDescription: "cut 429", act: .cut(status: 429, body: refusal(20429, 429), after: 12)),
    .init(testDescription: "201 without JSON", act: .answer(status: 201, body: "<html>")),
    .init(testDescription: "201 without sid", act: .answer(status: 201, body: "{}")),
    .init(testDescription: "201 with a wrong sid", act: .answer(status: 201, body: #"{"sid":"CA12"}"#)),
    .init(testDescription: "200", act: .answer(status: 200, body: Carrier.call().json)),
    .init(testDescription: "202", act: .answer(status: 202, body: "")),
    .init(testDescription: "redirect", act: .answer(status: 307, body: "", headers: ["Location: /x"])),
    .init(testDescription: "400 without code", act: .answer(status: 400, body: "<html>")),
    .init(testDescription: "403 of a gateway", act: .answer(status: 403, body: "")),
    .init(testDescription: "400 with an unknown code", act: .answer(status: 400, body: refusal(29999, 400))),
    .init(testDescription: "404", act: .answer(status: 404, body: refusal(20404, 404))),
    .init(testDescription: "408", act: .answer(status: 408, body: "")),
    .init(testDescription: "500", act: .answer(status: 500, body: refusal(20500, 500))),
    .init(testDescription: "500 with a number's code", act: .answer(status: 500, body: refusal(21211, 500))),
    .init(testDescription: "500 and closed", act: .answerAndClose(status: 500, body: "")),
    .init(testDescription: "502", act: .answer(status: 502, body: "<html>")),
    .init(testDescription: "503", act: .answer(status: 503, body: refusal(20503, 503))),
    .init(testDescription: "504", act: .answer(status: 504, body: "")),
    .init(testDescription: "garbage", act: .raw("garbage\r\n\r\n")),
  ]

  static func refusal(_ code: Int, _ status: Int) -> String {
    TwilioError(code: code, message: "refused", status: status).json
  }

  @Test(arguments: ambiguous, [false, true])
  func whatProvesNothingIsAmbiguousAndSentOnce(_ example: Case, reuse: Bool) async throws {
    var settings = Carrier.quick
    settings.reuseConnections = reuse
    if case .hang = example.act { settings.totalTimeout = .milliseconds(200) }
    let carrier = try Carrier(settings: settings) { request in
      request.method == "GET" ? .answer(status: 200, body: CallList(calls: [], uri: "/").json) : example.act
    }
    // A question first, so that there is a connection to reuse.
    _ = try await carrier.client.list(to: 14_155_550_123, from: 15_005_550_006)
    let placed = await carrier.place()
    await carrier.stop()
    guard case .ambiguous(let message) = placed.placement else {
      Issue.record("\(placed.placement)")
      return
    }
    #expect(!message.isEmpty && !message.contains("t0ken"))
    #expect(carrier.server.count("POST") == 1)
    #expect(carrier.server.requests.first { $0.method == "POST" }?.connection == (reuse ? 1 : 2))
  }

  @Test func slowAnswerIsPlaced() async throws {
    let carrier = try Carrier { _ in .trickle(status: 201, body: Carrier.call().json) }
    let placed = await carrier.place()
    await carrier.stop()
    #expect(placed.placement == .placed(sid: Carrier.call().sid))
    #expect(carrier.server.count("POST") == 1)
  }

  @Test func refusedConnectionIsUnsent() async throws {
    let client = TwilioClient(
      baseURL: "http://127.0.0.1:\(try FaultServer.deadPort())/",
      credentials: Credentials(accountSid: Carrier.account, authToken: "t"), clock: { Carrier.now })
    let placed = await Carrier.place(client)
    await client.shutdown()
    guard case .unsent(nil, let message, .backOff) = placed.placement else {
      Issue.record("\(placed.placement)")
      return
    }
    #expect(message.hasPrefix("nothing was sent: "))
    #expect(placed.sentAt == Carrier.now)
  }

  @Test func placingAfterShutdownIsUnsent() async throws {
    let carrier = try Carrier { _ in .close }
    await carrier.client.shutdown()
    let placed = await carrier.place()
    await carrier.stop()
    guard case .unsent(nil, _, .backOff) = placed.placement else {
      Issue.record("\(placed.placement)")
      return
    }
    #expect(carrier.server.requests.isEmpty)
  }

  /// Every code of the table, as its status says, through the wire.
  @Test func everyCodeHasItsClass() async throws {
    let codes = ErrorTable.entries.filter { $0.httpStatus != nil }
    let carrier = try Carrier { request in
      let index = request.connection - 1
      let status = codes[index].httpStatus ?? 0
      return .answer(status: status, body: Self.refusal(codes[index].code, status))
    }
    for entry in codes {
      let placement = await carrier.place().placement
      #expect(Self.isExpected(placement, entry), "\(entry.code): \(placement)")
    }
    await carrier.stop()
    #expect(carrier.server.count("POST") == codes.count)
  }

  private static func isExpected(_ placement: Placement, _ entry: ErrorTable.Entry) -> Bool {
    switch entry.action {
    case .parkNumber: placement == .rejected(code: entry.code, message: "refused")
    case .backOff: placement == .unsent(code: entry.code, message: "refused", action: .backOff)
    case .stopCallerID: placement == .unsent(code: entry.code, message: "refused", action: .stopCallerID)
    case .stopCountry: placement == .unsent(code: entry.code, message: "refused", action: .stopCountry)
    case .stopCampaign, .bug: placement == .unsent(code: entry.code, message: "refused", action: .stopCampaign)
    case .stopAccount: placement == .unsent(code: entry.code, message: "refused", action: .stopAccount)
    case .ambiguous, .lookAgain, .alreadyEnded, .alert: if case .ambiguous = placement { true } else { false }
    }
  }

  @Test func tooManyRequestsWithoutBodyIsUnsent() async throws {
    let carrier = try Carrier { _ in .answer(status: 429, body: "") }
    let placed = await carrier.place()
    await carrier.stop()
    guard case .unsent(20429, _, .backOff) = placed.placement else {
      Issue.record("\(placed.placement)")
      return
    }
    #expect(carrier.server.count("POST") == 1)
  }

  @Test func sentAtIsWhenTheBodyLeft() async throws {
    let ticking = TickingClock(start: Carrier.now)
    let carrier = try Carrier(now: { ticking.next() }) { _ in .answer(status: 201, body: Carrier.call().json) }
    let placed = await carrier.place()
    await carrier.stop()
    // The first reading is that of the call of `place`; the second that of the body.
    #expect(placed.sentAt == Carrier.now + .seconds(1))
  }

  @Test func skewIsTheDateHeadersDistance() async throws {
    for (date, skew) in [
      ("Tue, 09 Jun 2026 14:51:33 GMT", Interval.zero), ("Tue, 09 Jun 2026 14:52:33 GMT", .seconds(60)),
      ("Tue, 09 Jun 2026 14:50:32 +0000", .seconds(-60)),
    ] {
      let carrier = try Carrier { _ in .answer(status: 429, body: "", headers: ["Date: \(date)"]) }
      #expect(carrier.client.lastSkew == nil)
      _ = await carrier.place()
      await carrier.stop()
      #expect(carrier.client.lastSkew == skew)
    }
  }
}

/// One second later at each reading.
final class TickingClock: Sendable {
  private let instant: Mutex<Instant>
  init(start: Instant) { instant = Mutex(start) }
  func next() -> Instant {
    instant.withLock {
      let now = $0
      $0 += .seconds(1)
      return now
    }
  }
}
