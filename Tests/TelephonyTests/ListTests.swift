import Campaigns
import Engine
import HTTP
import Testing
import Twilio

@testable import Telephony

@Suite struct ListTests {
  static let path = "/2010-04-01/Accounts/\(Carrier.account)/Calls.json"

  /// Pages of a list, the next named by the one before; `Status` lists are empty.
  static func server(_ pages: [[CallResource]]) -> @Sendable (FaultServer.Request) -> FaultServer.Act {
    { request in
      let query = Form(decoding: String(request.target.drop { $0 != "?" }.dropFirst()))
      guard query["Status"] == nil else { return .answer(status: 200, body: CallList(calls: [], uri: "/").json) }
      let number = query["Page"].flatMap { Int($0) } ?? 0
      let next = number + 1 < pages.count ? "\(path)?Page=\(number + 1)&PageToken=t" : nil
      let list = CallList(calls: pages[number], page: number, uri: request.target, nextPageURI: next)
      return .answer(status: 200, body: list.json)
    }
  }

  @Test func listFollowsThePages() async throws {
    let pages = [[Carrier.call(1), Carrier.call(2)], [Carrier.call(2), Carrier.call(3)]]
    let carrier = try Carrier(act: Self.server(pages))
    let calls = try await carrier.client.list(to: 14_155_550_123, from: 15_005_550_006)
    await carrier.stop()
    #expect(calls.map(\.report.sid) == [1, 2, 3].map { Carrier.call($0).sid })
    #expect(calls.first?.to == 14_155_550_123)
    #expect(calls.first?.from == 15_005_550_006)
    #expect(calls.first?.createdAt == Carrier.now)
    #expect(carrier.server.requests.first?.target == Self.path + "?To=%2B14155550123&From=%2B15005550006&PageSize=1000")
  }

  @Test func onlyCallsWeCreatedAreListed() async throws {
    var inbound = Carrier.call(1)
    inbound.direction = "inbound"
    var leg = Carrier.call(2)
    leg.parentCallSid = Carrier.call(3).sid
    var toClient = Carrier.call(4)
    toClient.to = "client:agent"
    let carrier = try Carrier(act: Self.server([[inbound, leg, toClient]]))
    let calls = try await carrier.client.list(to: 14_155_550_123, from: 15_005_550_006)
    await carrier.stop()
    #expect(calls.map(\.report.sid) == [toClient.sid])
    #expect(calls.first?.to == 0)
  }

  @Test func recentEndsAtTheFirstOlderCall() async throws {
    let second = Carrier.now.seconds
    let carrier = try Carrier(
      act: Self.server([
        [Carrier.call(1, created: second + 2), Carrier.call(2, created: second)],
        [Carrier.call(3, created: second - 1), Carrier.call(4, created: second - 2)],
        [Carrier.call(5, created: second - 3)],
      ]))
    let calls = try await carrier.client.listRecent(since: Carrier.now + .milliseconds(900))
    await carrier.stop()
    #expect(calls.map(\.report.sid) == [1, 2].map { Carrier.call($0).sid })
    // Two pages, then one list for each live status.
    #expect(carrier.server.requests.count == 5)
  }

  @Test func recentAddsWhatIsStillLive() async throws {
    var old = Carrier.call(9, created: 0)
    old.status = .ringing
    let (new, ringing) = (Carrier.call(1), old)
    let carrier = try Carrier { request in
      let status = Form(decoding: String(request.target.drop { $0 != "?" }.dropFirst()))["Status"]
      let calls = status == "ringing" ? [ringing, new] : status == nil ? [new, ringing] : []
      return .answer(status: 200, body: CallList(calls: calls, uri: "/").json)
    }
    let calls = try await carrier.client.listRecent(since: Carrier.now)
    await carrier.stop()
    #expect(calls.map(\.report.sid) == [new.sid, ringing.sid])
  }

  @Test func holesAndStrangePathsAreFailures() async throws {
    let bodies = [
      #"{"calls":[{}]}"#, "[]", CallList(calls: [], uri: "/", nextPageURI: "http://elsewhere.invalid/").json,
      CallList(calls: [], uri: "/", nextPageURI: "@elsewhere.invalid/").json,
    ]
    for body in bodies {
      let carrier = try Carrier { _ in .answer(status: 200, body: body) }
      await #expect(throws: CarrierFailure.self) { try await carrier.client.list(to: 14_155_550_123, from: 1) }
      await carrier.stop()
      #expect(carrier.server.requests.count == 1)
    }
  }

  @Test func endlessListsEnd() async throws {
    var settings = Carrier.quick
    settings.pageLimit = 3
    let carrier = try Carrier(settings: settings) { _ in
      .answer(status: 200, body: CallList(calls: [], uri: "/", nextPageURI: Self.path + "?Page=1").json)
    }
    let calls = await withCheckedContinuation { done in
      carrier.client.listRecent(since: Carrier.now) { done.resume(returning: $0) }
    }
    await carrier.stop()
    #expect(calls == nil)
    #expect(carrier.server.requests.count == 3)
  }
}

@Suite struct SandboxClockTests {
  static func reading(_ now: Instant, _ next: Instant?, stepped: Bool = true) -> String {
    JSON.object([
      ("now", .string(now.rfc3339Microseconds)), ("next_event", .optional(next?.rfc3339Microseconds)),
      ("stepped", .bool(stepped)),
    ]).text
  }

  /// Steps once against a sandbox that is at `Carrier.now`; tells where it was sent to.
  func step(to target: Instant, next: Instant?, stepped: Bool = true) async throws -> (now: Instant?, sent: [String]) {
    let server = try FaultServer { request in
      guard request.method == "POST" else {
        return .answer(status: 200, body: Self.reading(Carrier.now, next, stepped: stepped))
      }
      let to = (try? JSON.parse(request.body))?["to"]?.scalar.flatMap { Instant(rfc3339: $0) } ?? .distantPast
      return .answer(status: 200, body: Self.reading(to, nil))
    }
    let http = HTTPClient()
    let now = await SandboxClock(baseURL: server.url, http: http).step(to: target)
    await http.shutdown()
    await server.stop()
    return (now, server.requests.filter { $0.method == "POST" }.map(\.body))
  }

  @Test func goesToTheEarlierOfWakeAndEvent() async throws {
    let wake = Carrier.now + .seconds(5)
    #expect(try await step(to: wake, next: nil).now == wake)
    #expect(try await step(to: wake, next: wake + .seconds(1)).now == wake)
    let event = Carrier.now + Interval(microseconds: 1)
    let result = try await step(to: wake, next: event)
    #expect(result.now == event)
    #expect(result.sent == [#"{"to":"2026-06-09T14:51:33.000001Z"}"#])
  }

  @Test func neverGoesBack() async throws {
    let result = try await step(to: Carrier.now - .seconds(5), next: nil)
    #expect(result.now == Carrier.now)
    #expect(result.sent.isEmpty)
  }

  @Test func clocksThatRunAreNotStepped() async throws {
    #expect(try await step(to: Carrier.now + .seconds(5), next: nil, stepped: false).now == nil)
  }

  @Test func whoIsNoSandboxHasNoReading() async throws {
    let server = try FaultServer { _ in .answer(status: 404, body: "{}") }
    let http = HTTPClient()
    #expect(await SandboxClock(baseURL: server.url + "/", http: http).read() == nil)
    await http.shutdown()
    await server.stop()
    #expect(server.requests.map(\.target) == ["/sandbox/clock"])
  }
}
