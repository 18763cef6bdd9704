internal import Campaigns
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import Twilio

/// Leads each request to the part of the exchange that answers it.
struct Routes: Sendable {
  private let exchange: Exchange
  private let options: SandboxOptions
  private let authorization: String

  init(exchange: Exchange, options: SandboxOptions) {
    self.exchange = exchange
    self.options = options
    let credentials = "\(options.accountSid):\(options.authToken)"
    authorization = "Basic " + Data(credentials.utf8).base64EncodedString()
  }

  /// Answers one request.
  func respond(to request: Request, body: ByteBuffer) async -> Response? {
    let target = request.head.path ?? "/"
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = String(parts.first ?? "/")
    let call = Call(
      method: request.method, path: path, names: Routes.names(path),
      query: Form(decoding: parts.count > 1 ? String(parts[1]) : ""),
      body: Array(body.readableBytesView))
    let answer = await answer(call, authorization: request.headers[.authorization])
    if answer.delay > .zero { try? await Task.sleep(for: .microseconds(answer.delay.microseconds)) }
    var generator = SystemRandomNumberGenerator()
    let requestSid = Sid.make(.request, high: generator.next(), low: generator.next())
    return answer.response(now: await exchange.now(), requestSid: requestSid)
  }

  /// A request, taken apart.
  private struct Call {
    let method: HTTPRequest.Method
    let path: String
    /// The path's parts; the last without `.json`.
    let names: [String]
    let query: Form
    let body: [UInt8]
    var form: Form { Form(decoding: body) }
  }

  private static func names(_ path: String) -> [String] {
    var names = path.split(separator: "/").map(String.init)
    if let last = names.last, last.hasSuffix(".json") { names[names.count - 1] = String(last.dropLast(5)) }
    return names
  }

  private func answer(_ call: Call, authorization: String?) async -> Answer {
    if call.names.first == "sandbox" { return await own(call) }
    if await exchange.isOut() { return .gateway }
    guard call.names.starts(with: ["2010-04-01", "Accounts"]) else { return .notFound(call.path) }
    guard authorization == self.authorization else {
      await exchange.noteRefusal(20_003)
      return .unauthorized
    }
    guard call.names.count >= 3, call.names[2] == options.accountSid else { return .notFound(call.path) }
    let rest = Array(call.names.dropFirst(3))
    switch (rest.first, rest.count) {
    case (nil, _): return call.method == .get ? .json(account) : .notAllowed(call.method.rawValue)
    case ("Calls", 1): return await calls(call)
    case ("Calls", 2): return await one(call, sid: rest[1])
    case ("IncomingPhoneNumbers", 1):
      return call.method == .get ? .json(phoneNumbers(call.query)) : .notAllowed(call.method.rawValue)
    case ("Balance", 1): return call.method == .get ? .json(balance) : .notAllowed(call.method.rawValue)
    default: return .notFound(call.path)
    }
  }

  // MARK: - Calls

  private func calls(_ call: Call) async -> Answer {
    switch call.method {
    case .get: return .json(await exchange.list(call.query).json)
    case .post: return Answer(await exchange.create(call.form))
    default: return .notAllowed(call.method.rawValue)
    }
  }

  private func one(_ call: Call, sid: String) async -> Answer {
    do throws(TwilioError) {
      switch call.method {
      case .get:
        guard let resource = await exchange.fetch(sid) else { return .notFound(call.path) }
        return .json(resource.json)
      case .post:
        guard let resource = try await exchange.update(sid, call.form) else { return .notFound(call.path) }
        return .json(resource.json)
      case .delete:
        return try await exchange.remove(sid) ? Answer(status: 204, body: nil) : .notFound(call.path)
      default: return .notAllowed(call.method.rawValue)
      }
    } catch {
      return .refusal(error)
    }
  }

  // MARK: - The sandbox's own resources

  private func own(_ call: Call) async -> Answer {
    switch (call.names.dropFirst().joined(separator: "/"), call.method) {
    case ("clock", .get): return .json(await exchange.clockReading().text)
    case ("clock", .post): return await step(call)
    case ("report", .get): return .json(await exchange.report().text)
    case ("ignored-parameters", .get): return .json(await exchange.ignoredParameters().text)
    case ("clock", _), ("report", _), ("ignored-parameters", _): return Routes.problem(405, "method not allowed")
    default:
      return Routes.problem(
        404, "no such resource; there are /sandbox/clock, /sandbox/report and /sandbox/ignored-parameters")
    }
  }

  private func step(_ call: Call) async -> Answer {
    let json = (try? JSON.parse(call.body)) ?? .null
    guard let instant = json["to"]?.scalar.flatMap({ Instant(rfc3339: $0) }) else {
      return Routes.problem(400, "expected {\"to\": \"2027-03-02T14:00:00.000000Z\"}")
    }
    guard await exchange.step(to: instant) else {
      return Routes.problem(409, "only a stepped clock can be moved, and only forward; GET /sandbox/clock tells both")
    }
    return .json(await exchange.clockReading().text)
  }

  private static func problem(_ status: Int, _ message: String) -> Answer {
    .json(JSON.object([("error", .string(message))]).text, status: status)
  }
}

// MARK: - The account

extension Routes {
  private var base: String { "/2010-04-01/Accounts/\(options.accountSid)" }

  private var account: String {
    JSON.object([
      ("sid", .string(options.accountSid)), ("friendly_name", .string("Sandbox")),
      ("status", .string("active")), ("type", .string("Full")),
      ("owner_account_sid", .string(options.accountSid)), ("uri", .string(base + ".json")),
      (
        "subresource_uris",
        .object(
          [("calls", "Calls"), ("incoming_phone_numbers", "IncomingPhoneNumbers"), ("balance", "Balance")].map {
            ($0.0, .string("\(base)/\($0.1).json"))
          })
      ),
    ]).text
  }

  private var balance: String {
    JSON.object([
      ("account_sid", .string(options.accountSid)), ("balance", .string("100.00000")),
      ("currency", .string("USD")),
    ]).text
  }

  private func phoneNumbers(_ query: Form) -> String {
    let wanted = query.filled("PhoneNumber")
    let numbers = options.ownedNumbers.map(E164.text).filter { wanted == nil || wanted == $0 }
    return JSON.object([
      ("incoming_phone_numbers", .array(numbers.map(phoneNumber))), ("page", .integer(0)),
      ("page_size", .integer(50)), ("start", .integer(0)),
      ("end", .integer(Int64(max(0, numbers.count - 1)))),
      ("uri", .string("\(base)/IncomingPhoneNumbers.json")),
      ("first_page_uri", .string("\(base)/IncomingPhoneNumbers.json?PageSize=50&Page=0")),
      ("previous_page_uri", .null), ("next_page_uri", .null),
    ]).text
  }

  private func phoneNumber(_ number: String) -> JSON {
    let sid = Sid.make(.phoneNumber, high: 0, low: UInt64(bitPattern: E164.digits(number) ?? 0))
    return .object([
      ("sid", .string(sid)), ("account_sid", .string(options.accountSid)),
      ("friendly_name", .string(E164.formatted(number))), ("phone_number", .string(number)),
      ("capabilities", .object([("voice", .bool(true)), ("sms", .bool(false)), ("mms", .bool(false))])),
      ("status", .string("in-use")), ("uri", .string("\(base)/IncomingPhoneNumbers/\(sid).json")),
    ])
  }
}
