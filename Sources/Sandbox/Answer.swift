internal import Campaigns
internal import HTTPTypes
internal import Hummingbird
internal import Simulation
internal import Twilio

/// An answer before it becomes bytes on a connection.
struct Answer: Sendable {
  /// How much of it reaches the client.
  enum Delivery: Sendable {
    case whole
    /// Half of the body, then the connection is closed.
    case cut
    /// Nothing: the connection is closed.
    case none
  }

  var status: Int
  var body: String?
  var contentType = "application/json"
  var delivery = Delivery.whole
  /// Real time to wait before answering.
  var delay = Interval.zero
  var challenges = false

  static func json(_ body: String, status: Int = 200) -> Answer { Answer(status: status, body: body) }

  static func refusal(_ error: TwilioError) -> Answer { Answer(status: error.status, body: error.json) }

  static func notFound(_ path: String) -> Answer {
    refusal(TwilioError(code: 20_404, message: "The requested resource \(path) was not found", status: 404))
  }

  static func notAllowed(_ method: String) -> Answer {
    refusal(TwilioError(code: 20_004, message: "Method not allowed: \(method)", status: 405))
  }

  static let unauthorized: Answer = {
    var answer = refusal(TwilioError(code: 20_003, message: "Authenticate", status: 401))
    answer.challenges = true
    return answer
  }()

  /// A gateway's page, which is no JSON.
  static let gateway = Answer(
    status: 503, body: "<html><body><h1>503 Service Unavailable</h1></body></html>\n", contentType: "text/html")

  /// The answer to a create request, cut short or held back as its fault says.
  init(_ creation: Creation) {
    if let refusal = creation.refusal {
      self = .refusal(refusal)
    } else {
      self.init(status: 201, body: creation.call?.json)
    }
    switch creation.fault?.kind {
    case .closeAfterRequest: delivery = .none
    case .cutAnswer: delivery = .cut
    case .slow: delay = creation.fault?.delay ?? .zero
    case .tooManyRequests, .errorBefore, .errorAfter, .outage, nil: break
    }
  }

  init(status: Int, body: String?, contentType: String = "application/json") {
    self.status = status
    self.body = body
    self.contentType = contentType
  }

  /// The answer with its headers; `now` is the sandbox's time, which its `Date` tells. Nil: close the connection.
  func response(now: Instant, requestSid: String) -> Response? {
    var headers: HTTPFields = [.contentType: contentType]
    headers[.date] = TwilioDate.text(seconds: now.seconds).dropLast(5) + "GMT"
    if let name = HTTPField.Name("Twilio-Request-Id") { headers[name] = requestSid }
    if let name = HTTPField.Name("Twilio-Concurrent-Requests") { headers[name] = "1" }
    if challenges { headers[.wwwAuthenticate] = "Basic realm=\"Twilio API\"" }
    let status = HTTPResponse.Status(code: status)
    let bytes = ByteBuffer(string: body ?? "")
    switch delivery {
    case .none: return nil
    case .whole:
      if self.status == 204 { return Response(status: status, headers: headers) }
      return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: bytes))
    case .cut:
      let half = ByteBuffer(bytes: bytes.readableBytesView.prefix(bytes.readableBytes / 2))
      return Response(
        status: status, headers: headers,
        body: ResponseBody(contentLength: bytes.readableBytes) { writer in
          try await writer.write(half)
          throw CutAnswer()
        })
    }
  }
}

/// Thrown in the middle of an answer to close its connection.
private struct CutAnswer: Error {}
