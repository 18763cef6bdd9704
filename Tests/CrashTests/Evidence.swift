import ActivityStore
import Campaigns
import Engine
import Foundation
import HTTP
import Sandbox
import Testing

/// What the sandbox and the store say after a run; the sandbox is the oracle.
struct Evidence {
  /// A call as the sandbox lists it.
  struct Call {
    var sid: String
    var to: String
    var isCompleted: Bool
    var duration: Int
    var status = ""
  }

  var attempts: [AttemptRecord]
  var activities: [Activity]
  var spending: Spending
  var calls: [Call]
  var maxPerNumber: Int
  var callsByNumber: [String: Int]

  /// Reads both sides.
  static func gather(_ home: Home, _ sandbox: SandboxServer) async throws -> Evidence {
    let store = try home.openStore()
    let report = try await get(sandbox.baseURL + "/sandbox/report")
    var byNumber: [String: Int] = [:]
    if case .object(let entries)? = report["by_number"] {
      for case (let number, .integer(let count)) in entries { byNumber[number] = Int(count) }
    }
    guard case .integer(let most)? = report["max_per_number"] else { throw Unexpected(text: report.text) }
    return Evidence(
      attempts: try store.attempts(), activities: try store.activities(),
      spending: try store.spending(campaign: nil), calls: try await calls(sandbox), maxPerNumber: Int(most),
      callsByNumber: byNumber)
  }

  private static func calls(_ sandbox: SandboxServer) async throws -> [Call] {
    try await calls(sandbox, "PageSize=1000")
  }

  /// Every call that a query selects, through all its pages.
  static func calls(_ sandbox: SandboxServer, _ query: String) async throws -> [Call] {
    var next: String? = "/2010-04-01/Accounts/\(Home.account)/Calls.json?\(query)"
    var all: [Call] = []
    while let path = next {
      let page = try await get(sandbox.baseURL + path)
      guard case .array(let calls)? = page["calls"] else { throw Unexpected(text: "no list of calls: \(page.text)") }
      all += calls.map { call in
        Call(
          sid: call["sid"]?.string ?? "", to: call["to"]?.string ?? "",
          isCompleted: call["status"] == .string("completed"), duration: Int(call["duration"]?.string ?? "") ?? 0,
          status: call["status"]?.string ?? "")
      }
      next = page["next_page_uri"]?.string
    }
    return all
  }

  /// A request of the sandbox's own or of its API.
  static func get(_ url: String) async throws -> JSON { try await send(HTTPRequest(.get, url)) }

  static func send(_ request: HTTPRequest) async throws -> JSON {
    let client = HTTPClient(label: "dialer.crash-tests")
    var request = request
    request.authorization = BasicAuthorization(user: Home.account, password: Home.token)
    let outcome = await client.send(request)
    await client.shutdown()
    guard outcome.failure == nil else { throw Unexpected(text: "\(request.url): \(outcome)") }
    return try JSON.parse(String(decoding: outcome.body, as: UTF8.self))
  }

  // MARK: - What must hold

  /// Attempts of campaigns whose request left or may have left.
  var sent: [AttemptRecord] { attempts.filter { $0.kind == .campaign && $0.state != .unsent } }
  var held: [AttemptRecord] { sent.filter { $0.state == .presumedNotPlaced || $0.state == .ambiguous } }
  var orphans: [AttemptRecord] { attempts.filter { $0.kind == .orphan } }

  /// The calls of the store as `Home.plan` writes them.
  var lines: Set<String> {
    Set(sent.map { "\($0.campaign) \($0.customer) \($0.attempt) \($0.at.rfc3339)" })
  }

  /// G1 and G6: no attempt rang twice, and Activities with a sid are one to one the sandbox's calls.
  /// - Parameter foreign: the numbers to which calls were made by hand, one to each.
  func expectOneCallPerAttempt(foreign byHand: Set<Int64> = [], _ at: SourceLocation = #_sourceLocation) {
    let foreign = byHand.count
    #expect(orphans.allSatisfy { byHand.contains($0.callee) }, "an orphan is a call of ours", sourceLocation: at)
    let sids = activities.compactMap(\.attempt.sid)
    #expect(Set(sids).count == sids.count, sourceLocation: at)
    #expect(Set(sids).isSubset(of: calls.map(\.sid)), sourceLocation: at)
    #expect(calls.count - sids.count <= foreign, "calls without an Activity", sourceLocation: at)
    #expect(orphans.count <= foreign, sourceLocation: at)
    #expect(ringsPerAttempt <= 1, sourceLocation: at)
    for attempt in held {
      let ours = sent.filter { $0.callee == attempt.callee && $0.sid != nil }.count
      #expect(callsByNumber["+\(attempt.callee)", default: 0] == ours, "held though it rang", sourceLocation: at)
    }
  }

  /// The highest number of calls to a number for each of its attempts, rounded up.
  var ringsPerAttempt: Int {
    let attempts = Dictionary(grouping: sent, by: \.callee).mapValues(\.count)
    return attempts.map { callee, count in
      (callsByNumber["+\(callee)", default: 0] + count - 1) / count
    }.max() ?? 0
  }

  /// G4 at the end: what is settled is what the sandbox's durations cost by the card; nothing is reserved but for held
  /// attempts.
  /// - Parameter perMinute: what a minute to a number costs, in micro-units.
  func expectMoneyAddsUp(
    _ at: SourceLocation = #_sourceLocation, perMinute: (String) -> Int64 = { _ in 14_000 }
  ) {
    let ours = Set(sent.compactMap(\.sid))
    let micros = calls.filter { ours.contains($0.sid) && $0.isCompleted }.reduce(Int64(0)) { sum, call in
      sum + Int64((max(1, call.duration) + 59) / 60) * perMinute(call.to)
    }
    #expect(spending.settled == Money(micros: micros), sourceLocation: at)
    #expect(spending.reserved == held.reduce(.zero) { $0 + $1.reserved }, sourceLocation: at)
  }

  var summary: String {
    "sent \(sent.count), sandbox calls \(calls.count), rings per attempt \(ringsPerAttempt), held \(held.count), "
      + "orphans \(orphans.count), settled \(spending.settled)"
  }
}

extension JSON {
  var string: String? { if case .string(let text) = self { text } else { nil } }
}
