package import Campaigns

/// Why an answer is no call.
package enum CallResourceError: Error, Equatable, CustomStringConvertible {
  case notJSON(JSONError)
  /// A key that must be there is missing, empty or of the wrong shape.
  case badField(name: String, value: String?)

  package var description: String {
    switch self {
    case .notJSON(let error): "the answer is \(error)"
    case .badField(let name, let value):
      "the answer's \"\(name)\" is \(value.map { "\"\($0.prefix(64))\"" } ?? "missing"): expected a call resource"
    }
  }
}

extension CallResource {
  private static let subresources = [
    "notifications", "recordings", "payments", "events", "siprec", "streams", "transcriptions",
    "user_defined_message_subscriptions", "user_defined_messages",
  ]

  /// The resource as JSON text, keys in the API's order, numbers as strings.
  package var json: String { wire.text }

  /// The resource as a JSON value.
  package var wire: JSON {
    .object(parties + progress + remainder)
  }

  private var parties: [(String, JSON)] {
    [
      ("sid", .string(sid)), ("date_created", Self.date(dateCreated)),
      ("date_updated", Self.date(dateUpdated)), ("parent_call_sid", .optional(parentCallSid)),
      ("account_sid", .string(accountSid)), ("to", .string(to)),
      ("to_formatted", .string(E164.formatted(to))), ("from", .string(from)),
      ("from_formatted", .string(E164.formatted(from))), ("phone_number_sid", .optional(phoneNumberSid)),
    ]
  }

  private var progress: [(String, JSON)] {
    [
      ("status", .string(status.rawValue)), ("start_time", Self.date(startTime)),
      ("end_time", Self.date(endTime)), ("duration", .optional(duration.map { String($0) })),
      ("price", .optional(price)), ("price_unit", .optional(priceUnit)),
      ("direction", .string(direction)), ("answered_by", .optional(answeredBy)),
    ]
  }

  private var remainder: [(String, JSON)] {
    let base = String(uri.dropLast(".json".count))
    return [
      ("annotation", .optional(annotation)), ("api_version", .string(apiVersion)),
      ("forwarded_from", .optional(forwardedFrom)), ("group_sid", .optional(groupSid)),
      ("caller_name", .optional(callerName)), ("queue_time", .optional(queueTime.map { String($0) })),
      // The live API gives an empty text here, against its own pattern; readers must take it.
      ("trunk_sid", .string(trunkSid ?? "")), ("uri", .string(uri)),
      (
        "subresource_uris",
        .object(
          Self.subresources.map { name in
            let leaf = name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            return (name, .string("\(base)/\(leaf).json"))
          })
      ),
    ]
  }

  private static func date(_ seconds: Int64?) -> JSON { .optional(seconds.map { TwilioDate.text(seconds: $0) }) }

  /// Reads an answer's body. Unknown keys are ignored; sid, account, to, from, status and direction must be there.
  package init(parsing bytes: [UInt8]) throws(CallResourceError) {
    let json: JSON
    do { json = try JSON.parse(bytes) } catch { throw .notJSON(error) }
    try self.init(json)
  }

  /// Reads a call out of a JSON value: an answer's body or an element of a list.
  package init(_ json: JSON) throws(CallResourceError) {
    func required(_ name: String) throws(CallResourceError) -> String {
      guard let text = json[name]?.filledText else { throw .badField(name: name, value: json[name]?.scalar) }
      return text
    }
    func required(_ name: String, _ kind: Sid.Kind) throws(CallResourceError) -> String {
      let text = try required(name)
      guard Sid.isValid(text, kind) else { throw .badField(name: name, value: text) }
      return text
    }
    self.init(
      sid: try required("sid", .call), accountSid: try required("account_sid", .account), to: try required("to"),
      from: try required("from"))
    let statusText = try required("status")
    guard let status = CallStatus(rawValue: statusText) else { throw .badField(name: "status", value: statusText) }
    self.status = status
    direction = try required("direction")
    readOptionals(json)
    dateCreated = try Self.seconds(json, "date_created")
    dateUpdated = try Self.seconds(json, "date_updated")
    startTime = try Self.seconds(json, "start_time")
    endTime = try Self.seconds(json, "end_time")
  }

  private mutating func readOptionals(_ json: JSON) {
    parentCallSid = json["parent_call_sid"]?.filledText
    phoneNumberSid = json["phone_number_sid"]?.filledText
    groupSid = json["group_sid"]?.filledText
    trunkSid = json["trunk_sid"]?.filledText
    answeredBy = json["answered_by"]?.filledText
    annotation = json["annotation"]?.filledText
    forwardedFrom = json["forwarded_from"]?.filledText
    callerName = json["caller_name"]?.filledText
    apiVersion = json["api_version"]?.filledText ?? apiVersion
    price = json["price"]?.filledText
    priceUnit = json["price_unit"]?.filledText
    duration = json["duration"]?.whole
    queueTime = json["queue_time"]?.whole
  }

  private static func seconds(_ json: JSON, _ name: String) throws(CallResourceError) -> Int64? {
    guard let text = json[name]?.filledText else { return nil }
    guard let seconds = TwilioDate.seconds(text) else { throw .badField(name: name, value: text) }
    return seconds
  }
}
