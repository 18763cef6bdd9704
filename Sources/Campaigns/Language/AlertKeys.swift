extension Configuration {
  /// `alerts:`: where conditions are told by a signed request, and which.
  package struct Alerts: Sendable, Equatable {
    /// https, or http on this machine; nil: nowhere.
    package var webhook: String?
    package var events: Events
    package enum Events: Sendable, Equatable {
      case all
      /// Codes of conditions.
      case some(Set<String>)
    }
    package init(webhook: String? = nil, events: Events = .all) {
      self.webhook = webhook
      self.events = events
    }

    /// Whether a condition of this code is told.
    package func wants(_ code: String) -> Bool {
      guard webhook != nil else { return false }
      switch events {
      case .all: return true
      case .some(let codes): return codes.contains(code)
      }
    }
  }
}

extension ConfigurationKeys {
  static let alerts: [KeySpec] = [
    .key("alerts", .map, "where an operator is told of conditions"),
    .key("alerts.webhook", .text, required: true, "an https address; requests are signed with DIALER_ALERT_SECRET"),
    .key("alerts.events", .own, "all (default), or a list of conditions' codes"),
  ]
}

extension ConfigurationDecoder {
  mutating func alerts() -> Configuration.Alerts {
    guard let node = keys.nodes["alerts.webhook"], let address = keys.text("alerts.webhook") else { return .init() }
    checkWebhook(address, node)
    return Configuration.Alerts(webhook: address, events: alertEvents())
  }

  private mutating func checkWebhook(_ address: String, _ node: YAMLNode) {
    guard let parsed = CarrierAddress(address) else {
      keys.report(
        "bad-value", "`\(address)` is no address", at: node.span, help: "write one such as https://hooks.example.com/x")
      return
    }
    if !parsed.secure, !parsed.isLoopback {
      keys.report(
        "bad-value", "`\(address)` would send alerts in clear", at: node.span,
        help: "use https for every address but this machine's own")
    }
  }

  private mutating func alertEvents() -> Configuration.Alerts.Events {
    guard let node = keys.nodes["alerts.events"], node.scalar != "all" else { return .all }
    let known = ConditionCode.allCases.map(\.rawValue)
    guard let items = node.items else {
      keys.report(
        "bad-value", "`alerts.events` is `all` or a list of codes", at: node.span,
        help: "write `all`, or a list such as [budget-alert, account-stopped]")
      return .all
    }
    var codes: Set<String> = []
    for item in items {
      if let code = item.scalar, known.contains(code) {
        codes.insert(code)
        continue
      }
      keys.report(
        "bad-value", "`\(item.scalar ?? item.kindName)` is no condition", at: item.span,
        help: item.scalar.flatMap { NearestWord.of($0, in: known) }.map { "did you mean `\($0)`?" }
          ?? "the conditions are " + known.joined(separator: ", "))
    }
    return .some(codes)
  }
}
