/// Campaigns that wait for each other with `schedule.after`, told from the names as they are written: a file that has
/// other errors still takes part.
enum CampaignCircles {
  /// Where one campaign names another.
  private struct Wait {
    var target: String
    var span: YAMLSpan
  }

  /// One finding at each name that leads round a circle.
  static func findings(_ files: [SourceFile]) -> [Diagnostic] {
    var waits: [String: [Wait]] = [:]
    var sources: [(id: String, file: SourceFile)] = []
    for file in files where file.bytes.contains(Array("after".utf8)) {
      guard let root = YAMLReader.read(file).root, let id = value("campaign", of: root)?.scalar, waits[id] == nil else {
        continue
      }
      waits[id] = names(value("schedule", of: root).flatMap { value("after", of: $0) })
      sources.append((id, file))
    }
    return sources.flatMap { id, file in
      (waits[id] ?? []).compactMap { wait in
        path(from: wait.target, to: id, waits).map { finding(id, wait, circle: [id] + $0, file) }
      }
    }
  }

  private static func value(_ key: String, of node: YAMLNode) -> YAMLNode? {
    node.entries?.first { $0.key == key }?.value
  }

  private static func names(_ node: YAMLNode?) -> [Wait] {
    guard let node else { return [] }
    return (node.items ?? [node]).compactMap { item in item.scalar.map { Wait(target: $0, span: item.span) } }
  }

  /// The shortest way along `after`, both ends included; nil when there is none.
  private static func path(from start: String, to end: String, _ waits: [String: [Wait]]) -> [String]? {
    var ways = [[start]]
    var seen: Set<String> = [start]
    var next = 0
    while next < ways.count {
      let way = ways[next]
      next += 1
      guard let last = way.last else { continue }
      if last == end { return way }
      for wait in waits[last] ?? [] where seen.insert(wait.target).inserted { ways.append(way + [wait.target]) }
    }
    return nil
  }

  private static func finding(_ id: String, _ wait: Wait, circle: [String], _ file: SourceFile) -> Diagnostic {
    let message =
      circle.count == 2
      ? "`\(id)` waits for itself"
      : "campaigns wait for each other: " + circle.map { "`\($0)`" }.joined(separator: " after ")
    return Diagnostic(
      severity: .error, rule: "after-cycle", message: message,
      help: "take one of them out of the circle: none of these would ever begin",
      place: SourceText(file).place(wait.span))
  }
}
