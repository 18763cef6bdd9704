internal import CCurl

/// One request under way: its libcurl handle, what libcurl reads from and writes to, and who waits for its end.
///
/// Used on the engine's queue only.
final class Transfer {
  /// Its place in the order of the requests.
  let number: UInt64
  let easy: UnsafeMutableRawPointer
  private let request: HTTPRequest
  private let completion: @Sendable (HTTPOutcome) -> Void
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private let errorText: UnsafeMutablePointer<CChar>
  private var bodyPosition = 0
  private var headers: [HTTPHeader] = []
  private var body: [UInt8] = []
  private var tooLong = false

  /// nil when libcurl has no memory for a handle.
  init?(_ number: UInt64, _ request: HTTPRequest, completion: @escaping @Sendable (HTTPOutcome) -> Void) {
    guard let easy = curl_easy_init() else { return nil }
    self.number = number
    self.easy = easy
    self.request = request
    self.completion = completion
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(headerList)
    errorText.deallocate()
  }

  /// Sets every option. The engine's pointer goes to the callbacks that open and close sockets.
  func prepare(engine: UnsafeMutableRawPointer) -> HTTPFailure? {
    var options = CurlOptions(easy: easy)
    setTransport(&options, engine: engine)
    setBody(&options)
    setHeaders(&options)
    let me = Unmanaged.passUnretained(self).toOpaque()
    options.set(CURLOPT_PRIVATE, pointer: me)
    options.set(CURLOPT_ERRORBUFFER, pointer: errorText)
    options.set(CURLOPT_WRITEDATA, pointer: me)
    options.set(CURLOPT_HEADERDATA, pointer: me)
    options.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
      Transfer.from(me)?.receive(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
    }
    options.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, me in
      Transfer.from(me)?.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
    }
    return options.failure
  }

  private func setTransport(_ options: inout CurlOptions, engine: UnsafeMutableRawPointer) {
    options.set(CURLOPT_URL, request.url)
    options.set(CURLOPT_PROTOCOLS_STR, "http,https")
    options.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
    options.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    options.set(CURLOPT_FOLLOWLOCATION, 0)
    options.set(CURLOPT_PROXY, "")
    options.set(CURLOPT_NOPROXY, "*")
    options.set(CURLOPT_NOSIGNAL, 1)
    options.set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.curlMilliseconds)
    options.set(CURLOPT_TIMEOUT_MS, request.totalTimeout.curlMilliseconds)
    options.set(CURLOPT_MAXAGE_CONN, Int(request.mostIdle.components.seconds))
    options.set(CURLOPT_USERAGENT, "dialer")
    if let path = request.unixSocket { options.set(CURLOPT_UNIX_SOCKET_PATH, path) }
    if let authorization = request.authorization {
      options.set(CURLOPT_USERNAME, authorization.user)
      options.set(CURLOPT_PASSWORD, authorization.password)
      options.set(CURLOPT_HTTPAUTH, 1)  // CURLAUTH_BASIC alone: nothing is asked for twice
    }
    if request.freshConnection {
      options.set(CURLOPT_FRESH_CONNECT, 1)
      options.set(CURLOPT_FORBID_REUSE, 1)
    }
    options.setSocketFunctions(engine: engine)
  }

  private func setBody(_ options: inout CurlOptions) {
    switch request.method {
    case .get: options.set(CURLOPT_HTTPGET, 1)
    case .delete: options.set(CURLOPT_CUSTOMREQUEST, "DELETE")
    case .post:
      options.set(CURLOPT_POST, 1)
      options.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: request.body.count)
      if request.onceOnlyBody {
        options.set(CURLOPT_READDATA, pointer: Unmanaged.passUnretained(self).toOpaque())
        options.set(CURLOPT_READFUNCTION) { buffer, size, count, me in
          Transfer.from(me)?.hand(UnsafeMutableRawBufferPointer(start: buffer, count: size * count)) ?? 0
        }
        options.forbidRewinding()
      } else {
        request.body.withUnsafeBytes { options.set(CURLOPT_COPYPOSTFIELDS, pointer: $0.baseAddress) }
      }
    }
  }

  private func setHeaders(_ options: inout CurlOptions) {
    // An empty Expect: keeps libcurl from waiting for a 100 before the body.
    for line in request.headers.map({ "\($0.name): \($0.value)" }) + ["Expect:"] {
      headerList = curl_slist_append(headerList, line)
    }
    options.set(CURLOPT_HTTPHEADER, list: headerList)
  }

  private static func from(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
    pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  private func hand(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    if bodyPosition == 0 { request.bodyTaken?() }
    let part = request.body[bodyPosition...].prefix(buffer.count)
    buffer.copyBytes(from: part)
    bodyPosition += part.count
    return part.count
  }

  private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard body.count + bytes.count <= request.responseLimit else {
      tooLong = true
      return 0
    }
    body.append(contentsOf: bytes)
    return bytes.count
  }

  private func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
    let line = String(decoding: bytes, as: UTF8.self)
    if line.hasPrefix("HTTP/") {
      headers = []
    } else if let colon = line.firstIndex(of: ":"), headers.count < 256 {
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      headers.append(HTTPHeader(String(line[..<colon]), String(value.prefix { !$0.isNewline })))
    }
    return bytes.count
  }

  /// Tells who waits. `failure` overrides libcurl's result.
  func finish(_ result: CURLcode, failure: HTTPFailure? = nil) {
    var status = 0
    var sent = 0
    ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
    ccurl_get_long(easy, CURLINFO_REQUEST_SIZE, &sent)
    completion(
      HTTPOutcome(
        status: status, headers: headers, body: body, requestBytesSent: sent, failure: failure ?? explain(result)))
  }

  private func explain(_ result: CURLcode) -> HTTPFailure? {
    guard result != CURLE_OK else { return nil }
    let code = Int(result.rawValue)
    if tooLong {
      return HTTPFailure(code: code, message: "the answer is longer than \(request.responseLimit) bytes")
    }
    let detail = String(cString: errorText)
    return HTTPFailure(code: code, message: detail.isEmpty ? String(cString: curl_easy_strerror(result)) : detail)
  }
}
