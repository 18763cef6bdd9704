internal import CCurl
internal import Glibc

/// Sets the options of one libcurl handle and keeps the first refusal.
struct CurlOptions {
  let easy: UnsafeMutableRawPointer
  private(set) var failure: HTTPFailure?

  init(easy: UnsafeMutableRawPointer) { self.easy = easy }

  private mutating func note(_ result: CURLcode, _ option: CURLoption) {
    guard result != CURLE_OK, failure == nil else { return }
    let reason = String(cString: curl_easy_strerror(result))
    failure = HTTPFailure(
      code: Int(result.rawValue), message: "this libcurl refuses option \(option.rawValue): \(reason)")
  }

  mutating func set(_ option: CURLoption, _ value: Int) { note(ccurl_set_long(easy, option, value), option) }
  mutating func set(_ option: CURLoption, _ value: String) { note(ccurl_set_string(easy, option, value), option) }
  mutating func set(_ option: CURLoption, offset: Int) {
    note(ccurl_set_offset(easy, option, curl_off_t(offset)), option)
  }
  mutating func set(_ option: CURLoption, pointer: UnsafeRawPointer?) {
    note(ccurl_set_pointer(easy, option, pointer), option)
  }
  mutating func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) {
    note(ccurl_set_list(easy, option, list), option)
  }
  mutating func set(_ option: CURLoption, _ function: @escaping ccurl_data_function) {
    note(ccurl_set_data_function(easy, option, function), option)
  }

  /// Makes the body a thing that is handed out once: a second request for its start fails with error 65.
  mutating func forbidRewinding() {
    note(ccurl_set_seek_function(easy) { _, _, _ in CURL_SEEKFUNC_FAIL }, CURLOPT_SEEKFUNCTION)
  }

  /// Lets the engine know which sockets are its own, and close them only when Dispatch has let go of them.
  mutating func setSocketFunctions(engine: UnsafeMutableRawPointer) {
    set(CURLOPT_OPENSOCKETDATA, pointer: engine)
    set(CURLOPT_CLOSESOCKETDATA, pointer: engine)
    note(
      ccurl_set_open_function(easy) { engine, _, address in
        guard let engine, let address = address?.pointee else { return -1 }
        let kind = address.socktype | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, kind, address.protocol)
        if descriptor >= 0 { CurlEngine.from(engine).opened(descriptor) }
        return descriptor
      }, CURLOPT_OPENSOCKETFUNCTION)
    note(
      ccurl_set_close_function(easy) { engine, descriptor in
        guard let engine else { return close(descriptor) }
        CurlEngine.from(engine).closed(descriptor)
        return 0
      }, CURLOPT_CLOSESOCKETFUNCTION)
  }
}
