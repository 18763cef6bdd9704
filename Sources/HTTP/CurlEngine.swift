internal import CCurl
internal import Dispatch
internal import Glibc

/// libcurl's multi handle driven by Dispatch sources and one timer.
///
/// Unchecked: every property after `queue` is touched on `queue` only; libcurl calls back on it too.
final class CurlEngine: @unchecked Sendable {
  let queue: DispatchQueue
  private let idleConnections: Int
  private var multi: UnsafeMutableRawPointer?
  private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
  private var sockets: [Int32: SocketWatch] = [:]
  /// Descriptors that libcurl opened through us and closes through us; its others (the resolver's) it closes itself.
  private var own: Set<Int32> = []
  private let timer: any DispatchSourceTimer
  /// When libcurl wants to be called, and when the timer fires: it is armed again only for an earlier instant.
  private var wanted: DispatchTime?
  private var armed: DispatchTime?
  private var kicked = false
  private var started: UInt64 = 0
  private var closing = false
  private var ended = false
  private var waitingForEnd: [@Sendable () -> Void] = []

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  init(label: String, idleConnections: Int) {
    queue = DispatchQueue(label: label)
    self.idleConnections = idleConnections
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.setEventHandler { [weak self] in self?.timerFired() }
    timer.activate()
  }

  static func from(_ pointer: UnsafeMutableRawPointer) -> CurlEngine {
    Unmanaged<CurlEngine>.fromOpaque(pointer).takeUnretainedValue()
  }

  private var pointer: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  // MARK: - Requests

  func send(_ request: HTTPRequest, completion: @escaping @Sendable (HTTPOutcome) -> Void) {
    queue.async { self.start(request, completion: completion) }
  }

  private func start(_ request: HTTPRequest, completion: @escaping @Sendable (HTTPOutcome) -> Void) {
    func refuse(_ code: CURLcode, _ message: String) {
      let failure = HTTPFailure(code: Int(code.rawValue), message: message)
      completion(HTTPOutcome(status: 0, headers: [], body: [], requestBytesSent: 0, failure: failure))
    }
    guard !closing else { return refuse(CURLE_ABORTED_BY_CALLBACK, "the HTTP client is shut down") }
    guard let multi = openMulti(), let transfer = Transfer(started, request, completion: completion) else {
      return refuse(CURLE_FAILED_INIT, "libcurl could not be started")
    }
    started += 1
    if let failure = transfer.prepare(engine: pointer) { return transfer.finish(CURLE_OK, failure: failure) }
    transfers[transfer.easy] = transfer
    let result = curl_multi_add_handle(multi, transfer.easy)
    guard result == CURLM_OK else {
      transfers[transfer.easy] = nil
      return transfer.finish(CURLE_FAILED_INIT)
    }
  }

  private func openMulti() -> UnsafeMutableRawPointer? {
    if let multi { return multi }
    guard Self.isReady, let multi = curl_multi_init() else { return nil }
    self.multi = multi
    ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, idleConnections)
    ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, 0)
    ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, pointer)
    ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, pointer)
    ccurl_multi_set_socket_function(multi) { _, descriptor, what, engine, _ in
      if let engine { CurlEngine.from(engine).watch(descriptor, what) }
      return 0
    }
    ccurl_multi_set_timer_function(multi) { _, milliseconds, engine in
      if let engine { CurlEngine.from(engine).want(milliseconds) }
      return 0
    }
    return multi
  }

  private func act(_ descriptor: curl_socket_t, _ mask: Int32) {
    guard let multi else { return }
    var running: Int32 = 0
    curl_multi_socket_action(multi, descriptor, mask, &running)
    drain(multi)
  }

  private func drain(_ multi: UnsafeMutableRawPointer) {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      let result = ccurl_result(message)
      curl_multi_remove_handle(multi, easy)
      transfers.removeValue(forKey: easy)?.finish(result)
    }
    if closing { endIfIdle() }
  }

  // MARK: - Sockets (called by libcurl)

  func opened(_ descriptor: Int32) { own.insert(descriptor) }

  func closed(_ descriptor: Int32) {
    own.remove(descriptor)
    if let watch = sockets.removeValue(forKey: descriptor) { watch.cancel() } else { _ = close(descriptor) }
  }

  private func watch(_ descriptor: Int32, _ what: Int32) {
    guard what != CURL_POLL_REMOVE else {
      sockets[descriptor]?.want(read: false, write: false)
      if !own.contains(descriptor) { sockets.removeValue(forKey: descriptor)?.cancel() }
      return
    }
    let watch = sockets[descriptor] ?? makeWatch(descriptor)
    sockets[descriptor] = watch
    watch?.want(read: what & CURL_POLL_IN != 0, write: what & CURL_POLL_OUT != 0)
  }

  private func makeWatch(_ descriptor: Int32) -> SocketWatch? {
    // libcurl closes the resolver's descriptor itself, so a copy is watched.
    let watched = own.contains(descriptor) ? descriptor : fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard watched >= 0 else { return nil }
    return SocketWatch(
      descriptor: watched, queue: queue,
      readable: { [weak self] in self?.act(descriptor, CURL_CSELECT_IN) },
      writable: { [weak self] in self?.act(descriptor, CURL_CSELECT_OUT) })
  }

  // MARK: - Timer

  private func want(_ milliseconds: Int) {
    if milliseconds < 0 {
      wanted = nil
    } else if milliseconds == 0 {
      wanted = nil
      kick()
    } else {
      let deadline = DispatchTime.now() + .milliseconds(milliseconds)
      wanted = deadline
      arm(deadline)
    }
  }

  private func kick() {
    guard !kicked else { return }
    kicked = true
    queue.async {
      self.kicked = false
      self.act(CURL_SOCKET_TIMEOUT, 0)
    }
  }

  private func arm(_ deadline: DispatchTime) {
    if let armed, armed <= deadline { return }
    armed = deadline
    timer.schedule(deadline: deadline, leeway: .nanoseconds(0))
  }

  private func timerFired() {
    armed = nil
    guard let wanted else { return }
    if wanted > DispatchTime.now() { return arm(wanted) }
    self.wanted = nil
    act(CURL_SOCKET_TIMEOUT, 0)
  }

  // MARK: - End

  func shutdown(grace: Duration, completion: @escaping @Sendable () -> Void) {
    queue.async {
      guard !self.ended else { return completion() }
      self.waitingForEnd.append(completion)
      self.closing = true
      self.queue.asyncAfter(deadline: .now() + .milliseconds(grace.curlMilliseconds)) { self.abortAll() }
      self.endIfIdle()
    }
  }

  private func abortAll() {
    guard let multi, !ended else { return }
    let failure = HTTPFailure(
      code: Int(CURLE_ABORTED_BY_CALLBACK.rawValue), message: "the request was ended by the client's shutdown")
    for transfer in transfers.values.sorted(by: { $0.number < $1.number }) {
      curl_multi_remove_handle(multi, transfer.easy)
      transfer.finish(CURLE_ABORTED_BY_CALLBACK, failure: failure)
    }
    transfers = [:]
    endIfIdle()
  }

  private func endIfIdle() {
    guard transfers.isEmpty, !ended else { return }
    ended = true
    timer.cancel()
    if let multi { curl_multi_cleanup(multi) }
    multi = nil
    for completion in waitingForEnd { completion() }
    waitingForEnd = []
  }
}
