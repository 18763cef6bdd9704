internal import Campaigns

/// The body of a refusal: `{"code":…,"message":…,"more_info":…,"status":…}`, or the form of RFC 9457 of newer APIs.
package struct TwilioError: Error, Sendable, Equatable {
  /// nil when the answer carries none (a gateway's page).
  package var code: Int?
  package var message: String
  /// The HTTP status.
  package var status: Int

  package init(code: Int?, message: String, status: Int) {
    self.code = code
    self.message = message
    self.status = status
  }

  /// The body as JSON text.
  package var json: String {
    var members: [(String, JSON)] = []
    if let code { members.append(("code", .integer(Int64(code)))) }
    members.append(("message", .string(message)))
    if let code { members.append(("more_info", .string("https://www.twilio.com/docs/errors/\(code)"))) }
    members.append(("status", .integer(Int64(status))))
    return JSON.object(members).text
  }

  /// Reads an answer's body. What is no JSON object becomes an error without code whose message is the status.
  package init(status: Int, body: [UInt8]) {
    let json = (try? JSON.parse(body)) ?? .null
    self.status = status
    code = json["code"]?.whole
    let message = json["message"]?.filledText ?? json["detail"]?.filledText ?? json["title"]?.filledText
    self.message = message ?? "HTTP status \(status) without a message"
  }
}
