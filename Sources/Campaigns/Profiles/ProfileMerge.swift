/// Lays a campaign file over the profile that it names. The file's own keys win; of limits, hours, budgets, consent and
/// confirmations the stricter of the two holds.
struct ProfileMerge {
  /// How two values of one key become one, where the file's own does not simply win.
  private enum Policy {
    case smaller, larger
    /// Both lists together.
    case both
    /// This word, if either of them says it.
    case word(String)
    /// Only what is open in both.
    case hours
    /// No order tells which is stricter: they must be equal.
    case equal
    /// The file's own map wins as a whole: its keys exclude each other.
    case own
  }

  /// By section, then by the key's path in it.
  private static let sections: [(name: String, keys: [(String, Policy)])] = [
    (
      "attempts",
      [
        ("max", .smaller), ("min_gap", .larger), ("limits", .both), ("conversation", .own),
        ("after_conversation.rest", .larger), ("after_conversation.scope", .equal),
      ]
    ),
    (
      "budget",
      [
        ("total", .smaller), ("per_day", .smaller), ("per_call", .smaller), ("per_customer", .smaller),
        ("alert_at", .both), ("when_exhausted", .word("stop")),
      ]
    ),
    (
      "calling_hours",
      [
        ("time_zone", .equal), ("open", .hours), ("holidays", .both), ("closed", .both), ("respect", .equal),
        ("evidence", .equal), ("unknown_time_zone", .word("block")),
      ]
    ),
    ("consent", [("column", .equal), ("at", .equal), ("proof", .equal), ("max_age", .smaller)]),
    (
      "international",
      [
        ("default", .word("deny")), ("deny", .both), ("max_rate_per_minute", .smaller), ("expires_after", .smaller),
      ]
    ),
    (
      "pacing",
      [
        ("concurrent_calls", .smaller), ("calls_per_second", .smaller), ("calls_per_hour", .smaller),
        ("per_caller_id.calls_per_hour", .smaller), ("per_caller_id.calls_per_day", .smaller),
      ]
    ),
    ("schedule", [("pilot.customers", .smaller)]), ("segment", [("limit", .smaller)]),
    ("call", [("abandonment.max", .smaller), ("abandonment.hold_at", .smaller), ("voicemail.max", .smaller)]),
  ]

  private static let policies: [String: Policy] = {
    var policies: [String: Policy] = [:]
    for section in sections {
      for (key, policy) in section.keys { policies[section.name + "." + key] = policy }
    }
    policies["stop_when"] = .both
    return policies
  }()

  /// Paths of the key table for which another policy than "the file's own wins" holds, sorted.
  static var strictPaths: [String] {
    let known = Set(CampaignKeys.table.keys.map(\.path))
    return policies.filter { if case .own = $0.value { false } else { known.contains($0.key) } }.map(\.key).sorted()
  }

  private let source: SourceText
  private(set) var findings: [Diagnostic] = []

  init(source: SourceText) { self.source = source }

  /// The file's tree with everything that only the profile says, and the stricter of what both say.
  mutating func merge(_ own: YAMLNode, over block: ProfileBlock) -> YAMLNode {
    merge(own, over: block.node, at: "", profile: block.name)
  }

  private mutating func merge(_ own: YAMLNode, over block: YAMLNode, at path: String, profile: String) -> YAMLNode {
    guard var entries = own.entries, let others = block.entries else { return own }
    if path == "calling_hours" { checkZone(entries, others, profile: profile) }
    for other in others {
      let here = path.isEmpty ? other.key : path + "." + other.key
      guard let index = entries.firstIndex(where: { $0.key == other.key }) else {
        entries.append(other)
        continue
      }
      let value = combine(entries[index].value, other.value, at: here, profile: profile)
      if value.span == other.value.span { entries[index].keySpan = other.keySpan }
      entries[index].value = value
    }
    var node = own
    node.content = .mapping(entries)
    return node
  }

  private mutating func combine(
    _ own: YAMLNode, _ other: YAMLNode, at path: String, profile: String
  ) -> YAMLNode {
    switch Self.policies[path] {
    case nil: return merge(own, over: other, at: path, profile: profile)
    case .smaller: return isLess(other, own, at: path) ? other : own
    case .larger: return isLess(own, other, at: path) ? other : own
    case .word(let word): return own.scalar != word && other.scalar == word ? other : own
    case .own: return own
    case .hours: return hours(own, other)
    case .both:
      guard let mine = own.items, let theirs = other.items else { return own }
      var node = own
      node.content = .sequence(mine + theirs)
      return node
    case .equal:
      if own.canonical != other.canonical { conflict(own, other, at: path, profile: profile) }
      return own
    }
  }

  /// The profile's windows without a zone hold in the customer's: in another they would be other hours.
  private mutating func checkZone(_ own: [YAMLNode.Entry], _ others: [YAMLNode.Entry], profile: String) {
    guard let zone = own.first(where: { $0.key == "time_zone" })?.value, zone.scalar != "customer",
      let open = others.first(where: { $0.key == "open" }), !others.contains(where: { $0.key == "time_zone" })
    else { return }
    conflict(zone, open.value, at: "calling_hours.time_zone", profile: profile)
  }

  private mutating func conflict(_ own: YAMLNode, _ other: YAMLNode, at path: String, profile: String) {
    let place = "\(other.span.origin ?? source.file.path):\(other.span.line)"
    findings.append(
      Diagnostic(
        severity: .error, rule: "profile-conflict",
        message: "`\(path)` is another here than in the profile `\(profile)` (\(place)), and neither is the stricter",
        help: "write the same value, or delete the key: the profile's holds", place: source.place(own.span)))
  }

  /// Whether both are values of the key, and the first is the smaller.
  private func isLess(_ one: YAMLNode, _ two: YAMLNode, at path: String) -> Bool {
    guard let first = amount(one, path), let second = amount(two, path) else { return false }
    return first < second
  }

  private func amount(_ node: YAMLNode, _ path: String) -> Int64? {
    let cut = path.lastIndex(of: ".")
    let parent = cut.map { String(path[..<$0]) } ?? ""
    let name = cut.map { String(path[path.index(after: $0)...]) } ?? path
    guard let text = node.scalar, let kind = CampaignKeys.table.key(name, below: parent)?.kind,
      case .success(let value) = kind.value(of: text, zoneNames: nil)
    else { return nil }
    switch value {
    case .integer(let number), .share(let number): return Int64(number)
    case .interval(let interval): return interval.microseconds
    case .money(let money): return money.micros
    case .rate(.perSecond(let thousandths)): return thousandths
    case .rate(.unlimited): return .max
    default: return nil
    }
  }

  // MARK: - Hours

  private func hours(_ own: YAMLNode, _ other: YAMLNode) -> YAMLNode {
    guard let mine = decoded(own), let theirs = decoded(other) else { return own }
    let common = WeeklyWindows(
      days: zip(mine.days, theirs.days).map { mine, theirs in
        mine.flatMap { window in
          theirs.compactMap { other in
            let (opens, closes) = (max(window.opens, other.opens), min(window.closes, other.closes))
            return opens < closes ? DayWindow(opens: opens, closes: closes) : nil
          }
        }
      })
    if common == mine { return own }
    return common == theirs ? other : written(common, at: own.span)
  }

  private func decoded(_ node: YAMLNode) -> WeeklyWindows? {
    var decoder = OpenHoursDecoder(source: source)
    let windows = decoder.decode(node)
    return decoder.findings.isEmpty ? windows : nil
  }

  /// Windows as a file writes them, all at one place.
  private func written(_ windows: WeeklyWindows, at span: YAMLSpan) -> YAMLNode {
    let entries = zip(OpenHoursDecoder.names, windows.days).map { name, day in
      YAMLNode.Entry(
        key: name, keySpan: span,
        value: YAMLNode(
          content: .sequence(
            day.map { YAMLNode(content: .scalar(OpenHoursDecoder.text($0), quoted: true), span: span) }),
          span: span))
    }
    return YAMLNode(content: .mapping(entries), span: span)
  }
}
