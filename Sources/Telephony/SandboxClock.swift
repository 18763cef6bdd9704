package import Campaigns
package import HTTP
internal import Twilio

/// The clock of a sandbox, which the daemon of a rehearsal reads and moves.
package final class SandboxClock: Sendable {
  /// What the sandbox's clock says.
  package struct Reading: Sendable, Equatable {
    package var now: Instant
    /// When the sandbox has something new to tell; nil when nothing is to come.
    package var nextEvent: Instant?
    /// Whether it moves only when it is told to.
    package var isStepped: Bool
  }

  private let url: String
  private let http: HTTPClient

  /// - Parameter baseURL: the sandbox's, as the carrier's.
  package init(baseURL: String, http: HTTPClient = HTTPClient(label: "dialer.sandbox-clock")) {
    url = (baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL) + "/sandbox/clock"
    self.http = http
  }

  /// Reads the clock; nil when nobody answers or the carrier is no sandbox.
  package func read(completion: @escaping @Sendable (Reading?) -> Void) {
    http.send(HTTPRequest(.get, url)) { completion(Self.reading($0)) }
  }

  /// Reads the clock; nil when nobody answers or the carrier is no sandbox.
  package func read() async -> Reading? {
    await withCheckedContinuation { continuation in read { continuation.resume(returning: $0) } }
  }

  /// Moves a stepped clock to the earlier of an instant and the sandbox's next event, never back, and tells its new
  /// time; nil when nobody answers or the clock is not stepped.
  package func step(to instant: Instant, completion: @escaping @Sendable (Instant?) -> Void) {
    read { [self] reading in
      guard let reading, reading.isStepped else { return completion(nil) }
      let target = min(instant, reading.nextEvent ?? instant)
      guard target > reading.now else { return completion(reading.now) }
      move(to: target, completion: completion)
    }
  }

  /// Moves a stepped clock to the earlier of an instant and the sandbox's next event.
  package func step(to instant: Instant) async -> Instant? {
    await withCheckedContinuation { continuation in step(to: instant) { continuation.resume(returning: $0) } }
  }

  private func move(to instant: Instant, completion: @escaping @Sendable (Instant?) -> Void) {
    var request = HTTPRequest(.post, url)
    request.headers = [.init("Content-Type", "application/json")]
    request.body = Array(JSON.object([("to", .string(instant.rfc3339Microseconds))]).text.utf8)
    // Processing what was due can take the sandbox a while.
    request.totalTimeout = .seconds(60)
    http.send(request) { completion(Self.reading($0)?.now) }
  }

  private static func reading(_ outcome: HTTPOutcome) -> Reading? {
    guard outcome.failure == nil, outcome.status == 200, let json = try? JSON.parse(outcome.body),
      let now = json["now"]?.scalar.flatMap({ Instant(rfc3339: $0) }), case .bool(let isStepped)? = json["stepped"]
    else { return nil }
    return Reading(
      now: now, nextEvent: json["next_event"]?.scalar.flatMap { Instant(rfc3339: $0) }, isStepped: isStepped)
  }
}
