extension JSON {
  /// Text for people and for version control: one member a line, two spaces a level; what is short stays on its line.
  package var indentedText: String {
    var output = ""
    writeIndented(to: &output, level: 0)
    return output
  }

  private static let shortest = 100

  private func writeIndented(to output: inout String, level: Int) {
    let compact = spaced
    if compact.utf8.count + 2 * level <= Self.shortest, !isNested {
      output += compact
      return
    }
    let inner = String(repeating: "  ", count: level + 1)
    let outer = String(repeating: "  ", count: level)
    switch self {
    case .object(let entries) where !entries.isEmpty:
      output += "{\n"
      for (index, entry) in entries.enumerated() {
        output += inner + JSON.string(entry.0).text + ": "
        entry.1.writeIndented(to: &output, level: level + 1)
        output += index + 1 < entries.count ? ",\n" : "\n"
      }
      output += outer + "}"
    case .array(let items) where !items.isEmpty:
      output += "[\n"
      for (index, item) in items.enumerated() {
        output += inner
        item.writeIndented(to: &output, level: level + 1)
        output += index + 1 < items.count ? ",\n" : "\n"
      }
      output += outer + "]"
    default: output += compact
    }
  }

  /// Whether an object stands inside.
  private var isNested: Bool {
    switch self {
    case .object(let entries): entries.contains { $0.1.isContainer }
    case .array(let items): items.contains { $0.isContainer }
    default: false
    }
  }

  private var isContainer: Bool {
    switch self {
    case .object(let entries): !entries.isEmpty
    case .array(let items): items.contains { $0.isContainer }
    default: false
    }
  }

  /// On one line, with a space behind each colon and comma.
  private var spaced: String {
    switch self {
    case .object(let entries):
      "{" + entries.map { JSON.string($0.0).text + ": " + $0.1.spaced }.joined(separator: ", ") + "}"
    case .array(let items): "[" + items.map(\.spaced).joined(separator: ", ") + "]"
    default: text
    }
  }
}
