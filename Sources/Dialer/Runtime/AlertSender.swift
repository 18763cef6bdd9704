import ActivityStore
import Campaigns
import Dispatch
import HTTP
import Logging

/// Delivers the outbox of alerts: one after the other, each until it is taken or 24 hours old. It has a queue of its
/// own, so that nothing waits for it; what it did not deliver is in the store for the next process life.
///
/// Everything here is confined to `queue`; that is what `@unchecked Sendable` stands for.
final class AlertSender: @unchecked Sendable {
  struct Settings: Sendable {
    /// How long to wait after the n-th failure in a row, from 1.
    var delay: @Sendable (Int) -> Duration = { .seconds(min(900, 5 << min(8, $0 - 1))) }
    /// How old an alert may become.
    var patience = Interval.hours(24)
    /// So many failures in a row are told.
    var troubleAfter = 3
    var now: @Sendable () -> Instant = { DaemonClock.wallNow() }
    /// Told why nothing is taken; nil when it is again.
    var trouble: @Sendable (String?) -> Void = { _ in }
    var logger = Logger(label: "dialer.alerts")
  }

  private let queue = DispatchQueue(label: "dialer.alerts")
  private let store: any Store
  private let secret: AlertSecret?
  private let http: HTTPClient
  private let settings: Settings
  private var webhook: String?
  private var isSending = false
  private var failures = 0
  private var isStopping = false
  private var retry: DispatchWorkItem?
  private var onIdle: (@Sendable () -> Void)?

  init(
    webhook: String?, secret: AlertSecret?, store: any Store, http: HTTPClient = HTTPClient(label: "dialer.alerts"),
    settings: Settings = Settings()
  ) {
    self.webhook = webhook
    self.secret = secret
    self.store = store
    self.http = http
    self.settings = settings
  }

  /// Something may be in the outbox.
  func wake() {
    queue.async { [self] in
      if retry == nil { sendNext() }
    }
  }

  /// The files were read anew.
  func retarget(_ address: String?) {
    queue.async { [self] in
      guard address != webhook else { return }
      webhook = address
      failures = 0
      retry?.cancel()
      retry = nil
      sendNext()
    }
  }

  /// Tries what is left once more and ends; what is not taken stays in the outbox.
  func stop(grace: Duration = .seconds(5)) async {
    await withCheckedContinuation { continuation in
      queue.async { [self] in
        isStopping = true
        retry?.cancel()
        retry = nil
        onIdle = { continuation.resume() }
        sendNext()
      }
    }
    await http.shutdown(grace: grace)
  }

  private func sendNext() {
    guard !isSending else { return }
    guard let webhook, let alert = oldest() else { return becomeIdle() }
    guard let secret else {
      settings.trouble("alerts are not sent: there is no secret to sign them with (DIALER_ALERT_SECRET)")
      return becomeIdle()
    }
    if settings.now() - alert.queuedAt > settings.patience {
      settings.logger.error("An alert was given up after 24 hours.", metadata: ["alert": "\(alert.body)"])
      return remove(alert) ? sendNext() : becomeIdle()
    }
    isSending = true
    http.send(request(alert, to: webhook, secret)) { [self] outcome in
      queue.async { [self] in
        isSending = false
        finish(alert, outcome)
      }
    }
  }

  private func request(_ alert: QueuedAlert, to webhook: String, _ secret: AlertSecret) -> HTTPRequest {
    let timestamp = settings.now().seconds
    var request = HTTPRequest(.post, webhook)
    request.headers = [
      .init("Content-Type", "application/json"), .init("X-Dialer-Alert", String(alert.id)),
      .init("X-Dialer-Timestamp", String(timestamp)),
      .init("X-Dialer-Signature", secret.signature(timestamp: timestamp, body: alert.body)),
    ]
    request.body = Array(alert.body.utf8)
    request.connectTimeout = .seconds(5)
    request.totalTimeout = isStopping ? .seconds(5) : .seconds(15)
    request.freshConnection = true
    request.responseLimit = 64 << 10
    return request
  }

  private func finish(_ alert: QueuedAlert, _ outcome: HTTPOutcome) {
    let isTaken = outcome.failure == nil && (200..<300).contains(outcome.status)
    if isTaken, remove(alert) {
      if failures >= settings.troubleAfter { settings.trouble(nil) }
      failures = 0
      return sendNext()
    }
    failures += 1
    let reason =
      isTaken ? "the outbox cannot be written" : outcome.failure.map(\.description) ?? "it answers \(outcome.status)"
    settings.logger.warning(
      "The alert webhook did not take an alert.", metadata: ["reason": "\(reason)", "failures": "\(failures)"])
    if failures >= settings.troubleAfter { settings.trouble("the alert webhook takes nothing: \(reason)") }
    if isStopping { return becomeIdle() }
    let item = DispatchWorkItem { [self] in
      retry = nil
      sendNext()
    }
    retry = item
    let delay = settings.delay(failures).components
    queue.asyncAfter(
      deadline: .now() + .nanoseconds(Int(delay.seconds) * 1_000_000_000 + Int(delay.attoseconds / 1_000_000_000)),
      execute: item)
  }

  private func becomeIdle() {
    guard isStopping, let idle = onIdle else { return }
    onIdle = nil
    idle()
  }

  private func oldest() -> QueuedAlert? {
    do throws(StoreError) {
      return try store.nextAlert()
    } catch {
      settings.logger.error("The outbox of alerts cannot be read.", metadata: ["error": "\(error)"])
      return nil
    }
  }

  /// An alert that cannot be taken out is sent again: the webhook sees its number twice.
  private func remove(_ alert: QueuedAlert) -> Bool {
    do throws(StoreError) {
      try store.removeAlert(alert.id)
      return true
    } catch {
      settings.logger.error("The outbox of alerts cannot be written.", metadata: ["error": "\(error)"])
      return false
    }
  }
}
