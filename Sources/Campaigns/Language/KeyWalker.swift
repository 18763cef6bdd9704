/// A checked value of a key, in its own type.
enum KeyValue {
  case text(String)
  case boolean(Bool)
  case integer(Int)
  case interval(Interval)
  case money(Money)
  /// Tenths of a percent.
  case share(Int)
  case rate(Rate)
  case phone(Int64)
  case date(CivilDate)
  case bound(Campaign.Schedule.Bound)
  case window(DayWindow)
}

/// Walks a file's tree along its key table: reports what does not fit, and keeps what does by dotted path.
struct KeyWalker {
  let table: KeyTable
  let source: SourceText
  /// Valid IANA names; nil: they cannot be checked.
  let zoneNames: Set<String>?
  /// Values of scalars by concrete path: `attempts.limits.0.max`.
  private(set) var values: [String: KeyValue] = [:]
  /// Nodes of every accepted key and list item by concrete path.
  private(set) var nodes: [String: YAMLNode] = [:]
  /// The line of every key and list item that the file writes.
  private(set) var lines: [String: Int] = [:]
  /// `file:line` of every key and list item that a profile wrote.
  private(set) var origins: [String: String] = [:]
  private(set) var findings: [Diagnostic] = []
  /// Whether the tree is a block that others build on: what a whole file needs may be missing.
  private let isPartial: Bool

  init(
    table: KeyTable, source: SourceText, zoneNames: Set<String>?, isPartial: Bool = false, findings: [Diagnostic] = []
  ) {
    self.findings = findings
    self.table = table
    self.isPartial = isPartial
    self.source = source
    self.zoneNames = zoneNames
  }

  var hasErrors: Bool { findings.contains { $0.severity == .error } }

  /// Whether an error stands on the lines of a span.
  func hasErrors(within span: YAMLSpan) -> Bool {
    findings.contains { $0.severity == .error && $0.place.line >= span.line && $0.place.line <= span.endLine }
  }

  mutating func add(_ others: [Diagnostic]) { findings += others }

  /// Adds a finding at a span.
  mutating func report(
    _ rule: String, _ message: String, at span: YAMLSpan, help: String? = nil, severity: Diagnostic.Severity = .error
  ) {
    report(rule, message, at: source.place(span), help: help, severity: severity)
  }

  /// Adds a finding at a place.
  mutating func report(
    _ rule: String, _ message: String, at place: Diagnostic.Place, help: String? = nil,
    severity: Diagnostic.Severity = .error
  ) {
    assert(DiagnosticRules.ids.contains(rule), "\(rule) is not in the list of rules")
    findings.append(Diagnostic(severity: severity, rule: rule, message: message, help: help, place: place))
  }

  /// The whole file.
  mutating func walk(_ root: YAMLNode) {
    guard root.entries != nil else {
      report(
        "wrong-type", "expected a map of keys, found \(root.kindName)", at: root.span, help: "begin with `key: value`")
      return
    }
    walkMap(root, below: "", at: "")
  }

  /// The keys of one map: `tablePath` is where its rows stand, `path` where it stands in the file.
  private mutating func walkMap(_ node: YAMLNode, below tablePath: String, at path: String) {
    guard let entries = node.entries else { return }
    for entry in entries {
      let name = entry.key
      let here = path.isEmpty ? name : path + "." + name
      guard let spec = row(name, below: tablePath) else {
        unknownKey(entry, below: tablePath, at: path)
        continue
      }
      checkName(entry, spec, path: here)
      if let origin = entry.keySpan.origin {
        origins[here] = "\(origin):\(entry.keySpan.line)"
      } else {
        lines[here] = entry.keySpan.line
      }
      if spec.support == .notSupportedYet {
        report(
          "not-supported-yet", "`\(here)` is part of the language, but this version does not know it yet",
          at: entry.keySpan,
          help: (spec.path.hasSuffix("*") ? NearestWord.of(name, in: table.names(below: tablePath)) : nil)
            .map { "did you mean `\($0)`?" }
            ?? "delete the key; the file is refused, so that it is never silently ignored")
        if case .own = spec.kind { continue }
      }
      if spec.support == .notBuiltYet {
        report(
          "not-built-yet", "`\(here)` has no effect yet: this version does not have the feature", at: entry.keySpan,
          help: "it may stay for a later version", severity: .warning)
      }
      check(entry.value, spec.kind, tablePath: spec.path, path: here)
    }
    for name in table.names(below: tablePath) where !entries.contains(where: { $0.key == name }) {
      guard let spec = table.key(name, below: tablePath), spec.required, !isPartial || spec.isOfItem else { continue }
      missing(path.isEmpty ? name : path + "." + name, spec, in: node)
    }
  }

  private func row(_ name: String, below tablePath: String) -> KeySpec? {
    table.key(name, below: tablePath) ?? table.key("*", below: tablePath)
  }

  /// What the keys of a `*` row must be.
  private mutating func checkName(_ entry: YAMLNode.Entry, _ spec: KeySpec, path: String) {
    guard spec.path.hasSuffix("*"), let names = spec.names,
      case .failure(let refusal) = names.value(of: entry.key, zoneNames: zoneNames)
    else { return }
    let near = NearestWord.of(entry.key, in: table.names(below: String(spec.path.dropLast(2))))
    report(
      refusal.rule, "the key `\(path)`: \(refusal.message)", at: entry.keySpan,
      help: near.map { "did you mean `\($0)`?" } ?? refusal.help)
  }

  private mutating func unknownKey(_ entry: YAMLNode.Entry, below tablePath: String, at path: String) {
    let known = table.names(below: tablePath)
    let nearest = NearestWord.of(entry.key, in: known)
    let stands = path.isEmpty ? "" : " in `\(path)`"
    report(
      "unknown-key", "there is no key `\(entry.key)`\(stands)", at: entry.keySpan,
      help: nearest.map { "did you mean `\($0)`?" } ?? "the keys here are " + known.joined(separator: ", "))
  }

  mutating func missing(_ path: String, _ spec: KeySpec, in node: YAMLNode) {
    report("missing-key", "the key `\(path)` is missing", at: node.span, help: "add `\(path)`: \(spec.summary)")
  }

  /// Checks a value against its kind, keeps it, and goes down into maps and lists.
  private mutating func check(_ node: YAMLNode, _ kind: KeySpec.Kind, tablePath: String, path: String) {
    nodes[path] = node
    switch kind {
    case .own:
      return
    case .map:
      guard node.entries != nil else { return wrongType(node, path, expected: "a map") }
      walkMap(node, below: tablePath, at: path)
    case .list(let item):
      guard let items = node.items else { return wrongType(node, path, expected: "a list") }
      for (index, element) in items.enumerated() {
        if let origin = element.span.origin {
          origins["\(path).\(index)"] = "\(origin):\(element.span.line)"
        } else {
          lines["\(path).\(index)"] = element.span.line
        }
        check(element, item, tablePath: tablePath + "[]", path: "\(path).\(index)")
      }
    case .listOr(let item):
      let isList = node.items != nil
      check(node, isList ? .list(item) : item, tablePath: isList ? tablePath : tablePath + "[]", path: path)
    case .mapOr(let other):
      let isMap = node.entries != nil
      check(node, isMap ? .map : other, tablePath: tablePath, path: path)
    default:
      guard let text = node.scalar, !node.isNothing else { return wrongType(node, path, expected: kind.expectation) }
      checkScalar(text, node, kind, path)
    }
  }

  private mutating func wrongType(_ node: YAMLNode, _ path: String, expected: String) {
    report(
      "wrong-type", "`\(path)` must be \(expected), and this is \(node.kindName)", at: node.span,
      help: "write \(expected)")
  }

  private mutating func checkScalar(_ text: String, _ node: YAMLNode, _ kind: KeySpec.Kind, _ path: String) {
    switch kind.value(of: text, zoneNames: zoneNames) {
    case .success(let value): values[path] = value
    case .failure(let refusal):
      report(refusal.rule, "`\(path)`: \(refusal.message)", at: node.span, help: refusal.help)
    }
  }
}

// MARK: - Reading what was kept

extension KeyWalker {
  func text(_ path: String) -> String? { if case .text(let value)? = values[path] { value } else { nil } }
  func boolean(_ path: String) -> Bool? { if case .boolean(let value)? = values[path] { value } else { nil } }
  func integer(_ path: String) -> Int? { if case .integer(let value)? = values[path] { value } else { nil } }
  func interval(_ path: String) -> Interval? { if case .interval(let value)? = values[path] { value } else { nil } }
  func money(_ path: String) -> Money? { if case .money(let value)? = values[path] { value } else { nil } }
  func share(_ path: String) -> Int? { if case .share(let value)? = values[path] { value } else { nil } }
  func rate(_ path: String) -> Rate? { if case .rate(let value)? = values[path] { value } else { nil } }
  func phone(_ path: String) -> Int64? { if case .phone(let value)? = values[path] { value } else { nil } }
  func date(_ path: String) -> CivilDate? { if case .date(let value)? = values[path] { value } else { nil } }
  func window(_ path: String) -> DayWindow? { if case .window(let value)? = values[path] { value } else { nil } }
  func instant(_ path: String) -> Instant? {
    if case .bound(.instant(let value))? = values[path] { value } else { nil }
  }
  func bound(_ path: String) -> Campaign.Schedule.Bound? {
    if case .bound(let value)? = values[path] { value } else { nil }
  }

  /// The paths of a list's items, in order; empty when there is no such list.
  func items(_ path: String) -> [String] { (nodes[path]?.items ?? []).indices.map { "\(path).\($0)" } }

  /// The paths of a list's items, or of the one value that stands in its place.
  func each(_ path: String) -> [String] {
    guard let node = nodes[path] else { return [] }
    return node.items == nil ? [path] : items(path)
  }

  /// The keys of a map, in order; empty when there is no such map.
  func keys(_ path: String) -> [String] { (nodes[path]?.entries ?? []).map(\.key) }

  /// The texts of a list of scalars.
  func texts(_ path: String) -> [String] { items(path).compactMap { text($0) } }
}
