/// Why an answer is no call.
package enum CallResourceError: Error, Equatable, CustomStringConvertible {
  case notJSON(WireJSONError)
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
  package var json: String { wire.serialized }

  /// The resource as a JSON value.
  package var wire: WireJSON {
    .object(parties + progress + remainder)
  }

  private var parties: [WireJSON.Member] {
    [
      .init("sid", .string(sid)), .init("date_created", Self.date(dateCreated)),
      .init("date_updated", Self.date(dateUpdated)), .init("parent_call_sid", .optional(parentCallSid)),
      .init("account_sid", .string(accountSid)), .init("to", .string(to)),
      .init("to_formatted", .string(E164.formatted(to))), .init("from", .string(from)),
      .init("from_formatted", .string(E164.formatted(from))), .init("phone_number_sid", .optional(phoneNumberSid)),
    ]
  }

  private var progress: [WireJSON.Member] {
    [
      .init("status", .string(status.rawValue)), .init("start_time", Self.date(startTime)),
      .init("end_time", Self.date(endTime)), .init("duration", .optional(duration.map { String($0) })),
      .init("price", .optional(price)), .init("price_unit", .optional(priceUnit)),
      .init("direction", .string(direction)), .init("answered_by", .optional(answeredBy)),
    ]
  }

  private var remainder: [WireJSON.Member] {
    let base = String(uri.dropLast(".json".count))
    return [
      .init("annotation", .optional(annotation)), .init("api_version", .string(apiVersion)),
      .init("forwarded_from", .optional(forwardedFrom)), .init("group_sid", .optional(groupSid)),
      .init("caller_name", .optional(callerName)), .init("queue_time", .optional(queueTime.map { String($0) })),
      // The live API gives an empty text here, against its own pattern; readers must take it.
      .init("trunk_sid", .string(trunkSid ?? "")), .init("uri", .string(uri)),
      .init(
        "subresource_uris",
        .object(
          Self.subresources.map { name in
            let leaf = name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            return .init(name, .string("\(base)/\(leaf).json"))
          })),
    ]
  }

  private static func date(_ seconds: Int64?) -> WireJSON { .optional(seconds.map { TwilioDate.text(seconds: $0) }) }

  /// Reads an answer's body. Unknown keys are ignored; sid, account, to, from, status and direction must be there.
  package init(parsing bytes: [UInt8]) throws(CallResourceError) {
    let json: WireJSON
    do { json = try WireJSON(parsing: bytes) } catch { throw .notJSON(error) }
    try self.init(json)
  }

  /// Reads a call out of a JSON value: an answer's body or an element of a list.
  package init(_ json: WireJSON) throws(CallResourceError) {
    func required(_ name: String) throws(CallResourceError) -> String {
      guard let text = json[name]?.filledText else { throw .badField(name: name, value: json[name]?.text) }
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

  private mutating func readOptionals(_ json: WireJSON) {
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
    duration = json["duration"]?.integer
    queueTime = json["queue_time"]?.integer
  }

  private static func seconds(_ json: WireJSON, _ name: String) throws(CallResourceError) -> Int64? {
    guard let text = json[name]?.filledText else { return nil }
    guard let seconds = TwilioDate.seconds(text) else { throw .badField(name: name, value: text) }
    return seconds
  }
}
