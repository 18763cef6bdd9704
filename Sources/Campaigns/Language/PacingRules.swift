/// `pacing.per_caller_id`: how often one caller ID may call, whoever calls from it. An absent rate is nil.
package struct CallerIDRates: Sendable, Equatable {
  /// Starts in any hour.
  package var callsPerHour: Int?
  /// Starts in any 24 hours.
  package var callsPerDay: Int?
  package init(callsPerHour: Int? = nil, callsPerDay: Int? = nil) {
    self.callsPerHour = callsPerHour
    self.callsPerDay = callsPerDay
  }
}

/// `pacing.circuit_breaker`: when a campaign, or one of its caller IDs, stops calling because calls fail.
package struct CircuitRule: Sendable, Equatable {
  /// The share of failed calls that opens it, in tenths of a percent: 50% is 500.
  package var failures: Int
  /// The sliding window that calls are counted in, by their end.
  package var over: Interval
  /// Fewer calls than this in the window never open it.
  package var atLeast: Int
  /// How long it stays open before one call probes.
  package var probeAfter: Interval
  package init(
    failures: Int = 500, over: Interval = .minutes(2), atLeast: Int = 5, probeAfter: Interval = .minutes(5)
  ) {
    self.failures = failures
    self.over = over
    self.atLeast = atLeast
    self.probeAfter = probeAfter
  }
}

extension CampaignKeys {
  static let pacing: [KeySpec] = [
    .key("pacing", .map, "how fast"),
    .key("pacing.concurrent_calls", .integer(1...100_000), "calls at the same time; default 1"),
    .key("pacing.calls_per_second", .rate, "spacing of starts; default the account's"),
    .key("pacing.calls_per_hour", .integer(1...1_000_000), "starts in any hour; default no limit"),
    .key("pacing.per_caller_id", .map, "rates of each caller ID, counted over all campaigns that call from it"),
    .key("pacing.per_caller_id.calls_per_hour", .integer(1...1_000_000), "starts in any hour"),
    .key("pacing.per_caller_id.calls_per_day", .integer(1...1_000_000), "starts in any 24 hours"),
    .key("pacing.circuit_breaker", .map, "stop calling when calls fail"),
    .key("pacing.circuit_breaker.failures", .share, "the share of failed calls that opens it; default 50%"),
    .key(
      "pacing.circuit_breaker.over", .duration(.seconds(1)...(.days(1))), "the window they are counted in; default 2m"),
    .key("pacing.circuit_breaker.at_least", .integer(1...100_000), "calls in the window before it opens; default 5"),
    .key("pacing.circuit_breaker.probe_after", .duration(.seconds(1)...(.days(1))), "when one call tries; default 5m"),
  ]
}

extension CampaignDecoder {
  /// `pacing:`, with the checks between its keys.
  mutating func pacing() -> Campaign.Pacing {
    var pacing = Campaign.Pacing(
      concurrentCalls: keys.integer("pacing.concurrent_calls") ?? 1,
      callsPerSecond: keys.rate("pacing.calls_per_second"))
    pacing.callsPerHour = keys.integer("pacing.calls_per_hour")
    pacing.perCallerID = CallerIDRates(
      callsPerHour: keys.integer("pacing.per_caller_id.calls_per_hour"),
      callsPerDay: keys.integer("pacing.per_caller_id.calls_per_day"))
    let defaults = CircuitRule()
    pacing.circuitBreaker = CircuitRule(
      failures: keys.share("pacing.circuit_breaker.failures") ?? defaults.failures,
      over: keys.interval("pacing.circuit_breaker.over") ?? defaults.over,
      atLeast: keys.integer("pacing.circuit_breaker.at_least") ?? defaults.atLeast,
      probeAfter: keys.interval("pacing.circuit_breaker.probe_after") ?? defaults.probeAfter)
    checkPacing(pacing)
    return pacing
  }

  private mutating func checkPacing(_ pacing: Campaign.Pacing) {
    if pacing.circuitBreaker.failures == 0, let node = keys.nodes["pacing.circuit_breaker.failures"] {
      keys.report(
        "bad-value", "with a share of 0% the breaker would open without a failure", at: node.span,
        help: "write a share above 0%, such as 50%")
    }
    if let node = keys.nodes["pacing.per_caller_id"], node.entries?.isEmpty == true {
      keys.report(
        "missing-key", "`pacing.per_caller_id` names no rate", at: node.span,
        help: "write `{calls_per_hour: 60, calls_per_day: 300}`, or delete the key")
    }
  }
}

extension Campaign.Pacing {
  var canonical: JSON {
    .object([
      ("concurrent_calls", .integer(Int64(concurrentCalls))),
      ("calls_per_second", callsPerSecond.map(\.canonical) ?? .null),
      ("calls_per_hour", callsPerHour.canonical),
      (
        "per_caller_id",
        .object([
          ("calls_per_hour", perCallerID.callsPerHour.canonical), ("calls_per_day", perCallerID.callsPerDay.canonical),
        ])
      ),
      ("circuit_breaker", circuitBreaker.canonical),
    ])
  }
}

extension CircuitRule {
  fileprivate var canonical: JSON {
    .object([
      ("failures", .integer(Int64(failures))), ("over", .integer(over.microseconds)),
      ("at_least", .integer(Int64(atLeast))), ("probe_after", .integer(probeAfter.microseconds)),
    ])
  }
}

extension Optional where Wrapped == Int {
  fileprivate var canonical: JSON { map { .integer(Int64($0)) } ?? .null }
}
