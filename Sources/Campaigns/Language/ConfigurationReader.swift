/// Reads dialer.yaml.
package enum ConfigurationReader {
  /// - Parameter zoneNames: valid IANA names; nil: `time_zone` cannot be checked.
  /// - Returns: the configuration, unless there is an error, and all findings sorted by place.
  package static func read(
    _ file: SourceFile, zoneNames: Set<String>? = nil
  ) -> (Configuration?, [Diagnostic]) {
    let (root, findings) = YAMLReader.read(file)
    guard let root else { return (nil, findings) }
    var decoder = ConfigurationDecoder(file: file, zoneNames: zoneNames)
    decoder.keys.add(findings)
    let configuration = decoder.decode(root)
    return (decoder.keys.hasErrors ? nil : configuration, Diagnostic.sorted(decoder.keys.findings))
  }
}

extension Configuration {
  /// Every default, for the two keys without one.
  package init(homeCountry: String, timeZone: String) {
    self.init(
      live: false, homeCountry: homeCountry, domestic: [], timeZone: timeZone, campaignsFolder: "campaigns",
      store: "dialer.db", customers: [],
      rates: Rates(card: nil, maxAge: nil, machineDetection: .zero, recordingPerMinute: .zero),
      twilio: Carrier(
        baseURL: "https://api.twilio.com", from: nil, exclusive: true, callsPerSecond: .perSecond(thousandths: 1_000),
        concurrentCalls: 20, connectTimeout: .seconds(5), totalTimeout: .seconds(35),
        reconcile: [.seconds(5), .seconds(30), .minutes(2), .minutes(5), .minutes(15)], reuseConnections: false),
      socket: nil, floor: DayWindow(opens: 8 * 60 + 5, closes: 20 * 60 + 55),
      attemptLimits: [AttemptLimit(max: 3, per: .hours(24), scope: .customer)],
      budget: AccountBudget(currency: "USD", perDay: nil, perMonth: nil, perUserDay: nil),
      international: AccountInternational(allow: [], deniedTypes: [.premiumRate, .sharedCost, .satellite]), file: "",
      lines: [:], text: "", canonical: "")
    canonical = canonicalJSON.text(sortedKeys: true)
  }

  /// Sets the account's caller ID where the file has none (TWILIO_PHONE_NUMBER), in the canonical text as well.
  package mutating func fillCallerID(_ number: Int64) {
    guard twilio.from == nil else { return }
    twilio.from = number
    canonical = canonicalJSON.text(sortedKeys: true)
  }

  /// Whether calls can only go to this machine: the host of `twilio.base_url` is localhost, ::1 or 127.0.0.0/8.
  package var carrierIsLoopback: Bool {
    CarrierAddress(twilio.baseURL)?.isLoopback ?? false
  }

  /// The finding that keeps `dialer run` from starting: a carrier that is not loopback without `live: true`. nil when
  /// all is well. `dialer check` shows it as a warning.
  package func liveNeeded(severity: Diagnostic.Severity) -> Diagnostic? {
    guard !live, !carrierIsLoopback else { return nil }
    let line = lines["twilio.base_url"] ?? lines["twilio"] ?? 1
    return Diagnostic(
      severity: severity, rule: "live-needed",
      message: "\(twilio.baseURL) is no loopback address, and `live` is not true: no call may be placed",
      help: "write `live: true` to place real calls, or point twilio.base_url at a sandbox on this machine",
      place: Diagnostic.Place(file: file, line: line, column: 1, endColumn: 2))
  }
}

/// The parts of an http or https address.
struct CarrierAddress {
  var secure: Bool
  /// In small letters, without brackets.
  var host: String

  /// Whether the host is localhost, ::1 or in 127.0.0.0/8.
  var isLoopback: Bool {
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return parts.count == 4 && parts[0] == 127 && !parts.contains(nil)
  }

  /// nil unless it is `http(s)://host[:port][/path]` without user information.
  init?(_ text: String) {
    let lower = text.lowercased()
    guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else { return nil }
    secure = scheme == "https://"
    let rest = lower.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !authority.contains("@"), !authority.contains("\\"), authority.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    let name: Substring
    let port: Substring
    if authority.first == "[" {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      name = authority[..<end].dropFirst()
      port = authority[authority.index(after: end)...]
    } else {
      name = authority.prefix { $0 != ":" }
      port = authority.dropFirst(name.count)
    }
    guard !name.isEmpty, port.isEmpty || port.first == ":" && UInt16(port.dropFirst()) != nil else { return nil }
    host = String(name)
  }
}
