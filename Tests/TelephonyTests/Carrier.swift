import Campaigns
import Engine
import HTTP
import Twilio

@testable import Telephony

/// A client against a raw server, with the numbers and answers that the tests share.
struct Carrier {
  static let account = "AC" + String(repeating: "1", count: 32)
  static let sid = "CA" + String(repeating: "a", count: 32)
  static let now = Instant(seconds: 1_781_016_693)
  static let request = CallRequest(
    to: 14_155_550_123, from: 15_005_550_006, twiml: "<Response><Say>Grüezi &amp; hello</Say></Response>",
    ringTimeout: .seconds(25), maxDuration: .minutes(2), detectMachine: true)

  let server: FaultServer
  let client: TwilioClient

  init(
    settings: TwilioClient.Settings = quick, now: @escaping @Sendable () -> Instant = { Carrier.now },
    act: @escaping @Sendable (FaultServer.Request) -> FaultServer.Act
  ) throws {
    server = try FaultServer(act: act)
    client = TwilioClient(
      baseURL: server.url, credentials: Credentials(accountSid: Self.account, authToken: "t0ken"), settings: settings,
      clock: now)
  }

  /// Tries twice more, at once; a connection is kept however long this machine lets a test wait.
  static var quick: TwilioClient.Settings {
    var settings = TwilioClient.Settings()
    settings.retryDelays = [.zero, .zero]
    settings.mostIdle = .seconds(86_400)
    return settings
  }

  /// Ends both sides, so that the counts stand.
  func stop() async {
    await client.shutdown()
    await server.stop()
  }

  /// Spends one permit.
  func place(_ request: CallRequest = request) async -> Placed {
    await Self.place(client, request)
  }

  static func place(_ client: TwilioClient, _ request: CallRequest = request) async -> Placed {
    await withCheckedContinuation { continuation in
      var committed = CommittedIntents(committed: [(key: 7, attemptID: AttemptID(high: 1, low: 2))])
      guard let permit = committed.next() else { return }
      client.place(permit, request) { key, placement, sentAt in
        continuation.resume(returning: Placed(key: key, placement: placement, sentAt: sentAt))
      }
    }
  }

  struct Placed: Sendable {
    var key: AttemptKey
    var placement: Placement
    var sentAt: Instant
  }

  static func call(_ number: Int = 0, created: Int64 = 1_781_016_693) -> CallResource {
    let sid = Sid.make(.call, high: 0xA, low: UInt64(number))
    var call = CallResource(sid: sid, accountSid: account, to: "+14155550123", from: "+15005550006")
    call.dateCreated = created
    return call
  }
}
