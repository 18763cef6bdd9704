/// Decodes `calling_hours.open`: windows by day or range of days, of which the more specific one holds.
struct OpenHoursDecoder {
  private static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
  private let source: SourceText
  private(set) var findings: [Diagnostic] = []
  /// The windows with their places, in the order of the file.
  private(set) var windows: [(window: DayWindow, span: YAMLSpan)] = []

  init(source: SourceText) { self.source = source }

  private mutating func report(_ rule: String, _ message: String, at span: YAMLSpan, help: String) {
    findings.append(
      Diagnostic(severity: .error, rule: rule, message: message, help: help, place: source.place(span)))
  }

  mutating func decode(_ node: YAMLNode) -> WeeklyWindows? {
    guard let entries = node.entries, !entries.isEmpty else {
      report(
        "wrong-type", "`calling_hours.open` must be a map from days to windows, and this is \(node.kindName)",
        at: node.span, help: "write `mon-fri: [\"09:00-17:00\"]` or `daily: [\"09:00-17:00\"]`")
      return nil
    }
    var days = [[DayWindow]](repeating: [], count: 7)
    var widths = [Int](repeating: .max, count: 7)
    var owners = [String](repeating: "", count: 7)
    for entry in entries {
      guard let range = Self.days(entry.key) else {
        report(
          "unknown-key", "`\(entry.key)` is no day", at: entry.keySpan,
          help: "write mon … sun, a range such as mon-fri, or daily")
        continue
      }
      guard let windows = decodeWindows(entry.value) else { continue }
      for day in range {
        if widths[day] == range.count {
          report(
            "hours-overlap",
            "`\(owners[day])` and `\(entry.key)` both set \(Self.names[day]), and neither is more specific",
            at: entry.keySpan, help: "write \(Self.names[day]) by itself, or ranges that do not overlap")
          break
        }
        guard range.count < widths[day] else { continue }
        (days[day], widths[day], owners[day]) = (windows, range.count, entry.key)
      }
    }
    return WeeklyWindows(days: days)
  }

  /// The days that `mon`, `mon-fri` or `daily` names, 0 Monday; nil for anything else.
  static func days(_ key: String) -> [Int]? {
    if key == "daily" { return Array(0...6) }
    let ends = key.split(separator: "-", omittingEmptySubsequences: false).map { names.firstIndex(of: String($0)) }
    guard let first = ends.first, let start = first else { return nil }
    if ends.count == 1 { return [start] }
    guard ends.count == 2, let end = ends[1], end != start else { return nil }
    return (0...((end - start + 7) % 7)).map { (start + $0) % 7 }
  }

  /// One window or a list of them (an empty list closes the day), sorted; nil after a finding.
  private mutating func decodeWindows(_ node: YAMLNode) -> [DayWindow]? {
    var found: [(window: DayWindow, span: YAMLSpan)] = []
    let before = findings.count
    for item in node.items ?? [node] {
      guard let text = item.scalar, !item.isNothing else {
        report(
          "wrong-type", "a window is expected, and this is \(item.kindName)", at: item.span,
          help: "write \"09:00-17:00\", or [] for a closed day")
        continue
      }
      switch KeySpec.Kind.window.value(of: text, zoneNames: nil) {
      case .success(.window(let window)): found.append((window, item.span))
      case .failure(let refusal): report(refusal.rule, refusal.message, at: item.span, help: refusal.help)
      default: break
      }
    }
    windows += found
    found.sort { $0.window.opens < $1.window.opens }
    for (earlier, later) in zip(found, found.dropFirst()) where later.window.opens < earlier.window.closes {
      let second = (later.span.line, later.span.column) > (earlier.span.line, earlier.span.column) ? later : earlier
      let first = second.span == later.span ? earlier : later
      report(
        "hours-overlap", "the window overlaps \(Self.text(first.window)) of the same day", at: second.span,
        help: "join them, or move one")
    }
    return findings.count == before ? found.map(\.window) : nil
  }

  static func text(_ window: DayWindow) -> String {
    Literal.clock(window.opens) + "-" + Literal.clock(window.closes)
  }
}
