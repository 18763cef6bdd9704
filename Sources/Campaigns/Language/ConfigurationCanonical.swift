extension Configuration {
  /// Everything that decisions rest on, every default filled in; nothing of where the file lies or how it was written.
  var canonicalJSON: JSON {
    let later: [(String, JSON)] = rules.isEmpty ? [] : [("rules", .texts(rules.map(\.text)))]
    return .object(canonicalFields + later)
  }

  private var canonicalFields: [(String, JSON)] {
    [
      ("live", .bool(live)), ("home_country", .string(homeCountry)), ("domestic", .texts(domestic.sorted())),
      ("time_zone", .string(timeZone)), ("campaigns", .string(campaignsFolder)), ("store", .string(store)),
      ("customers", .array(customers.map(\.canonical))), ("suppression", .array(suppression.map(\.canonical))),
      ("rates", rates.canonical), ("twilio", twilio.canonical),
      ("socket", .optional(socket)), ("floor", floor.canonical),
      ("attempt_limits", .array(attemptLimits.map(\.canonical))), ("budget", budget.canonical),
      (
        "international",
        .object([
          ("allow", .texts(international.allow.sorted())),
          ("denied_types", .texts(international.deniedTypes.map(\.rawValue).sorted())),
          ("confirmations_required", .integer(Int64(international.confirmationsRequired))),
        ])
      ),
    ]
  }
}

extension JSON {
  fileprivate static func texts(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }
}

extension Configuration.CustomerSource {
  fileprivate var canonical: JSON {
    let types = columns.keys.sorted().map { name -> (String, JSON) in
      switch columns[name] {
      case .list(let separator)?: (name, .texts(["list", separator]))
      case let type: (name, .optional(type?.keyword))
      }
    }
    let matter: [(String, JSON)] = matter.map { [("matter", .string($0))] } ?? []
    return .object(
      [
        ("csv", .string(csv)), ("map", .object(map.keys.sorted().map { ($0, .optional(map[$0])) })),
        ("sync", .bool(sync)),
        ("max_shrink", .integer(Int64(maxShrink))),
        ("max_age", maxAge.map { .integer($0.microseconds) } ?? .null), ("region", .optional(region)),
        ("columns", .object(types)),
      ] + matter)
  }
}

extension Configuration.SuppressionSource {
  fileprivate var canonical: JSON {
    .object([
      ("list", .string(list)), ("csv", .string(csv)), ("max_age", maxAge.map { .integer($0.microseconds) } ?? .null),
      ("applies_to", .texts(appliesTo.map(\.rawValue).sorted())),
    ])
  }
}

extension Configuration.Rates {
  fileprivate var canonical: JSON {
    .object([
      ("card", .optional(card)), ("max_age", maxAge.map { .integer($0.microseconds) } ?? .null),
      ("machine_detection", .string(machineDetection.description)),
      ("recording_per_minute", .string(recordingPerMinute.description)),
    ])
  }
}

extension Configuration.Carrier {
  fileprivate var canonical: JSON {
    .object([
      ("base_url", .string(baseURL)), ("from", from.map { .integer($0) } ?? .null), ("exclusive", .bool(exclusive)),
      ("calls_per_second", callsPerSecond.canonical), ("concurrent_calls", .integer(Int64(concurrentCalls))),
      ("connect_timeout", .integer(connectTimeout.microseconds)),
      ("total_timeout", .integer(totalTimeout.microseconds)),
      ("reconcile", .array(reconcile.map { .integer($0.microseconds) })),
      ("reuse_connections", .bool(reuseConnections)),
    ])
  }
}

extension Configuration.AccountBudget {
  fileprivate var canonical: JSON {
    .object([
      ("currency", .string(currency)), ("per_day", perDay.canonical), ("per_month", perMonth.canonical),
      ("per_user_day", perUserDay.canonical),
    ])
  }
}
