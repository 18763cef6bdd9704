import Engine
import Sandbox
import Testing

/// The process dies at each named point between an intent and its answer.
@Suite(.serialized)
struct FailPointTests {
  /// Whether the request can have left when the process dies there.
  struct Point: Sendable, CustomTestStringConvertible {
    var name: String
    var hasLeft: Bool?
    var testDescription: String { name }
  }

  static let points = [
    Point(name: "after-intent", hasLeft: false), Point(name: "before-place", hasLeft: false),
    Point(name: "after-place", hasLeft: nil), Point(name: "before-record", hasLeft: true),
  ]

  @Test("one call at most, and held exactly when the request never left", arguments: points)
  func dies(at point: Point) async throws {
    let home = try Home(.init(customers: 12))
    let (planned, scenario) = try await home.plan()
    try home.makeStore()
    let sandbox = try await home.startSandbox(scenario)
    let first = try await home.process(
      ["run", "--once"], ["DIALER_FAIL_POINT": point.name, "DIALER_FAIL_POINT_AT": "5"]
    ).run()
    #expect(first.code == nil, "\(first.text)")
    let last = try await home.process(["run", "--once"]).run()
    let evidence = try await Evidence.gather(home, sandbox)
    await sandbox.stop()
    print("\(point.name): \(evidence.summary), exit \(last.code ?? -1)")
    evidence.expectOneCallPerAttempt()
    evidence.expectMoneyAddsUp()
    if let hasLeft = point.hasLeft { #expect(evidence.held.isEmpty == hasLeft) }
    #expect(last.code == (evidence.held.isEmpty ? 0 : 75), "\(last.text)")
    if evidence.held.isEmpty { #expect(evidence.lines == planned) }
    #expect(!last.log.contains { $0.contains("rolled-back") })
  }
}
