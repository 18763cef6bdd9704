package import Campaigns
package import Engine
package import HTTP
internal import Synchronization
internal import Twilio

/// The carrier's voice API.
///
/// Creating a call sends one request, ever (G1). Everything else is a question or idempotent by nature, reuses
/// connections and is tried again. Completions are called on the client's queue.
package final class TwilioClient: Sendable {
  /// How requests are made.
  package struct Settings: Sendable {
    package var connectTimeout: Duration = .seconds(10)
    /// For a create-call request; the carrier's own gateway gives up after about 26 s.
    package var totalTimeout: Duration = .seconds(35)
    /// Create calls on connections that are kept: faster, but each lost race against an idle connection's close is a
    /// needless quarantine.
    package var reuseConnections = false
    /// How long a kept connection may have been idle to be used again.
    package var mostIdle: Duration = .seconds(118)
    /// How long to wait before each further try of a request that may be repeated.
    package var retryDelays: [Duration] = [.milliseconds(250), .seconds(1), .seconds(4)]
    /// Calls asked for at once when listing, 1 to 1,000.
    package var pageSize = 1_000
    /// The most pages of one list; a longer list is a failure.
    package var pageLimit = 200
    /// The account's currency: a price in another is not taken over. nil: not compared.
    package var currency: String?
    /// Told of every question that stays without an answer, with what was asked for.
    package var failed: (@Sendable (_ question: String, CarrierFailure) -> Void)?

    package init() {}
  }

  let baseURL: String
  let credentials: Credentials
  let settings: Settings
  let http: HTTPClient
  let clock: @Sendable () -> Instant
  private let skew = Mutex<Interval?>(nil)

  /// - Parameters:
  ///   - baseURL: `https://api.twilio.com`, or a sandbox's.
  ///   - clock: the time as the attempts know it.
  package init(
    baseURL: String, credentials: Credentials, settings: Settings = Settings(),
    http: HTTPClient = HTTPClient(label: "dialer.carrier"), clock: @escaping @Sendable () -> Instant
  ) {
    self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
    self.credentials = credentials
    self.settings = settings
    self.http = http
    self.clock = clock
  }

  /// How far the carrier's clock was ahead of ours in its last answer, by its `Date` header, which counts whole
  /// seconds; zero within that second. nil before any answer.
  package var lastSkew: Interval? { skew.withLock { $0 } }

  /// This machine's clock was set: what was known of the carrier's holds no more.
  package func forgetSkew() { skew.withLock { $0 = nil } }

  /// Lets requests under way end for at most `grace`; later ones fail unsent.
  package func shutdown(grace: Duration = .seconds(30)) async { await http.shutdown(grace: grace) }

  /// Spends the permit: sends the one create-call request and tells what came of it.
  ///
  /// - Parameter completion: called once, with the attempt, what the outcome proves, and the instant at which the
  ///   request's body went to the socket (when nothing left: the instant of this call).
  package func place(
    _ permit: consuming DialPermit, _ request: CallRequest,
    completion: @escaping @Sendable (AttemptKey, Placement, Instant) -> Void
  ) {
    let (key, attemptID) = permit.spend()
    let sentAt = SentAt(clock())
    var create = message(.post, CallsPath.calls(account: credentials.accountSid))
    create.headers.append(.init("Content-Type", "application/x-www-form-urlencoded"))
    create.body = Array(request.fields(attempt: attemptID).form.encoded.utf8)
    create.totalTimeout = settings.totalTimeout
    create.freshConnection = !settings.reuseConnections
    create.onceOnlyBody = true
    create.bodyTaken = { [clock] in sentAt.set(clock()) }
    http.send(create) { [self] outcome in
      note(outcome)
      completion(key, Placement(outcome), sentAt.value)
    }
  }

  /// A request to the account, with our credentials.
  func message(_ method: HTTPRequest.Method, _ path: String) -> HTTPRequest {
    var request = HTTPRequest(method, baseURL + path)
    request.headers = [.init("Accept", "application/json")]
    request.authorization = credentials.authorization
    request.connectTimeout = settings.connectTimeout
    request.totalTimeout = .seconds(20)
    request.mostIdle = settings.mostIdle
    request.responseLimit = 8 << 20
    return request
  }

  /// Keeps the skew of the carrier's clock.
  func note(_ outcome: HTTPOutcome) {
    guard let text = outcome.header("Date"), let seconds = TwilioDate.seconds(text) else { return }
    let now = clock()
    let first = Instant(seconds: seconds)
    let next = first + .seconds(1)
    skew.withLock { $0 = now < first ? first - now : now < next ? .zero : next - now }
  }
}

/// When a request's body went to the socket.
private final class SentAt: Sendable {
  private let instant: Mutex<Instant>
  init(_ instant: Instant) { self.instant = Mutex(instant) }
  func set(_ value: Instant) { instant.withLock { $0 = value } }
  var value: Instant { instant.withLock { $0 } }
}
