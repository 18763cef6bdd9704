/// Turns what the key table accepted into a `Configuration`, with the checks between keys.
struct ConfigurationDecoder {
  let file: SourceFile
  var keys: KeyWalker

  init(file: SourceFile, zoneNames: Set<String>?) {
    self.file = file
    keys = KeyWalker(table: ConfigurationKeys.table, source: SourceText(file), zoneNames: zoneNames)
  }

  /// The configuration; it counts only while `keys.hasErrors` is false.
  mutating func decode(_ root: YAMLNode) -> Configuration? {
    keys.walk(root)
    guard root.entries != nil else { return nil }
    checkValues(root)
    let limits = attemptLimits()
    let customers = customerSources()
    let store = storePath()
    guard let home = keys.text("home_country"), let zone = keys.text("time_zone") else { return nil }
    var result = Configuration(homeCountry: home, timeZone: zone)
    result.live = keys.boolean("live") ?? false
    result.domestic = keys.texts("domestic")
    result.watch = keys.boolean("watch") ?? false
    result.campaignsFolder = keys.text("campaigns") ?? result.campaignsFolder
    result.store = store ?? result.store
    result.customers = customers
    result.rates = rates()
    result.twilio = carrier(result.twilio)
    result.socket = keys.text("server.socket")
    result.floor = keys.window("calling_hours.floor") ?? result.floor
    let ruleNames = keys.texts("calling_hours.rules")
    result.rules = RuleTable.shipped.filter { ruleNames.contains($0.name) }
    result.attemptLimits = limits ?? result.attemptLimits
    result.budget = Configuration.AccountBudget(
      currency: keys.text("budget.currency") ?? "USD", perDay: keys.money("budget.per_day"),
      perMonth: keys.money("budget.per_month"), perUserDay: keys.money("budget.per_user_day"))
    result.alerts = alerts()
    result.retention = retention()
    result.changeGuard = changeGuard()
    result.international.allow = keys.texts("international.allow")
    if keys.nodes["international.number_types.deny"] != nil {
      result.international.deniedTypes = Set(
        keys.texts("international.number_types.deny").compactMap { NumberType(rawValue: $0) })
    }
    result.international.confirmationsRequired = keys.integer("international.confirmations_required") ?? 1
    result.suppression = suppressionSources()
    result.tryNumbers = keys.items("try_numbers").compactMap { keys.phone($0) }
    for user in keys.keys("operators") { result.operators[user] = keys.texts("operators." + user) }
    result.profiles = profiles()
    result.file = file.path
    result.lines = keys.lines
    result.text = file.text
    result.canonical = result.canonicalJSON.text(sortedKeys: true)
    return result
  }

  private mutating func checkValues(_ root: YAMLNode) {
    if keys.boolean("live") == true, keys.nodes["budget.per_day"] == nil, let node = keys.nodes["live"] {
      keys.report(
        "missing-key", "`live: true` needs `budget.per_day`", at: node.span,
        help: "add the most that a day may cost: `budget: {per_day: 50}`")
    }
    if let currency = keys.text("budget.currency"), let node = keys.nodes["budget.currency"],
      currency.utf8.count != 3 || !currency.utf8.allSatisfy({ $0 >= 65 && $0 <= 90 })
    {
      keys.report(
        "bad-value", "`\(currency)` is no currency", at: node.span, help: "write three capital letters, such as USD")
    }
    if let address = keys.text("twilio.base_url"), let node = keys.nodes["twilio.base_url"] { check(address, node) }
    if let connect = keys.interval("twilio.timeouts.connect"), let node = keys.nodes["twilio.timeouts.connect"],
      connect > keys.interval("twilio.timeouts.total") ?? .seconds(35)
    {
      keys.report(
        "bad-value", "`connect` is longer than `total`", at: node.span, help: "the total time includes connecting")
    }
    checkReconcile()
  }

  private mutating func check(_ address: String, _ node: YAMLNode) {
    guard let parsed = CarrierAddress(address) else {
      keys.report(
        "bad-value", "`\(address)` is no address", at: node.span,
        help: "write https://api.twilio.com, or a sandbox's http address")
      return
    }
    var probe = Configuration(homeCountry: "", timeZone: "")
    probe.twilio.baseURL = address
    if !parsed.secure, !probe.carrierIsLoopback {
      keys.report(
        "bad-value", "`\(address)` would send the credentials in clear", at: node.span,
        help: "use https for every address but this machine's own")
    }
  }

  private mutating func checkReconcile() {
    guard let node = keys.nodes["twilio.reconcile"] else { return }
    let waits = keys.items("twilio.reconcile").compactMap { keys.interval($0) }
    if waits.isEmpty || zip(waits, waits.dropFirst()).contains(where: { $0 >= $1 }) {
      keys.report(
        "bad-value", "`twilio.reconcile` must be rising waits", at: node.span, help: "write [5s, 30s, 2m, 5m, 15m]")
    }
  }

  private func attemptLimits() -> [AttemptLimit]? {
    guard keys.nodes["attempt_limits"] != nil else { return nil }
    var limits: [AttemptLimit] = []
    for path in keys.items("attempt_limits") {
      guard let max = keys.integer(path + ".max"), let per = keys.interval(path + ".per"),
        let scope = keys.text(path + ".scope").flatMap({ AttemptLimit.Scope(rawValue: $0) })
      else { continue }
      limits.append(AttemptLimit(max: max, per: per, scope: scope))
    }
    return limits
  }

  private mutating func storePath() -> String? {
    guard let text = keys.text("store"), let node = keys.nodes["store"] else { return nil }
    if text.hasPrefix("sqlite:"), text.utf8.count > 7 { return String(text.dropFirst(7)) }
    keys.report(
      "bad-value", "`\(text)` is no store", at: node.span, help: "write sqlite:PATH, such as sqlite:dialer.db")
    return nil
  }

  private func rates() -> Configuration.Rates {
    Configuration.Rates(
      card: keys.text("rates.card"), maxAge: keys.interval("rates.max_age"),
      machineDetection: keys.money("rates.machine_detection") ?? .zero,
      recordingPerMinute: keys.money("rates.recording_per_minute") ?? .zero)
  }

  private func carrier(_ defaults: Configuration.Carrier) -> Configuration.Carrier {
    let reconcile = keys.items("twilio.reconcile").compactMap { keys.interval($0) }
    return Configuration.Carrier(
      baseURL: keys.text("twilio.base_url") ?? defaults.baseURL, from: keys.phone("twilio.from"),
      exclusive: keys.boolean("twilio.exclusive") ?? defaults.exclusive,
      callsPerSecond: keys.rate("twilio.calls_per_second") ?? defaults.callsPerSecond,
      concurrentCalls: keys.integer("twilio.concurrent_calls") ?? defaults.concurrentCalls,
      connectTimeout: keys.interval("twilio.timeouts.connect") ?? defaults.connectTimeout,
      totalTimeout: keys.interval("twilio.timeouts.total") ?? defaults.totalTimeout,
      reconcile: reconcile.isEmpty ? defaults.reconcile : reconcile,
      reuseConnections: keys.boolean("twilio.reuse_connections") ?? defaults.reuseConnections)
  }

  private mutating func customerSources() -> [Configuration.CustomerSource] {
    var sources: [Configuration.CustomerSource] = []
    for path in keys.items("customers") {
      var map: [String: String] = [:]
      for column in keys.keys(path + ".map") { map[column] = keys.text(path + ".map." + column) }
      var columns: [String: ColumnType] = [:]
      for column in keys.keys(path + ".columns") { columns[column] = columnType(path + ".columns." + column) }
      guard let csv = keys.text(path + ".csv") else { continue }
      sources.append(
        Configuration.CustomerSource(
          csv: csv, map: map, matter: keys.text(path + ".matter"), sync: keys.text(path + ".mode") != "upsert",
          maxShrink: keys.share(path + ".max_shrink") ?? 200, maxAge: keys.interval(path + ".max_age"),
          region: keys.text(path + ".region"), columns: columns))
    }
    return sources
  }

  private func suppressionSources() -> [Configuration.SuppressionSource] {
    keys.items("suppression").compactMap { path in
      guard let list = keys.text(path + ".list"), let csv = keys.text(path + ".csv") else { return nil }
      return Configuration.SuppressionSource(
        list: list, csv: csv, maxAge: keys.interval(path + ".max_age"),
        appliesTo: keys.texts(path + ".applies_to").compactMap { Campaign.Purpose(rawValue: $0) })
    }
  }

  private mutating func columnType(_ path: String) -> ColumnType? {
    let word = keys.text(path) ?? keys.text(path + ".type")
    let separator = keys.text(path + ".separator")
    if let separator, let node = keys.nodes[path + ".separator"], word != "list" || !Self.separates(separator) {
      keys.report(
        "bad-value", "`separator` is one ASCII character between the items of a list", at: node.span,
        help: "write `{type: list, separator: \";\"}`")
    }
    switch word {
    case "text": return .text
    case "number": return .number
    case "money": return .money
    case "boolean": return .boolean
    case "date": return .date
    case "instant": return .instant
    case "hours": return .hours
    case "list": return .list(separator: separator ?? ";")
    default: return nil
    }
  }

  private static func separates(_ text: String) -> Bool {
    text.utf8.count == 1 && !(text.utf8.first?.isDigit ?? true) && !(text.utf8.first?.isLetter ?? true)
  }
}
