/// Builds the tree from libyaml's events, expanding aliases and merge keys under the limits.
struct YAMLTreeBuilder {
  /// A node with what the limits count: itself and everything below it, aliases expanded.
  private struct Built {
    var node: YAMLNode
    var nodes: Int
    var levels: Int
  }

  private let source: SourceText
  private let events: YAMLEvents
  /// Length of the byte order mark, which libyaml does not see.
  private let start: Int
  /// Byte offset of each character; empty when all are ASCII, where it would be the identity.
  private let byteOffsets: [UInt32]
  private var anchors: [String: Built] = [:]
  /// Anchors whose node is still being read: an alias to one of them would be endless.
  private var openAnchors: Set<String> = []
  private var count = 0
  private(set) var findings: [Diagnostic] = []

  init(source: SourceText) {
    self.source = source
    let bytes = source.file.bytes
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    events = YAMLEvents(Array(bytes[start...]))
    byteOffsets =
      bytes[start...].allSatisfy { $0 < 0x80 }
      ? [] : (start..<bytes.count).filter { bytes[$0] & 0xC0 != 0x80 }.map { UInt32($0) }
  }

  /// The only document of the stream.
  mutating func document() throws(YAMLFailure) -> YAMLNode {
    _ = try next()
    let first = try next()
    guard case .documentStart = first.kind else {
      throw YAMLFailure(message: "the file holds nothing", help: "write the keys of a campaign", start: 0, end: 0)
    }
    let root = try build(try next(), depth: 1)
    _ = try next()
    let last = try next()
    if case .documentStart = last.kind {
      throw failure("a second document begins here", at: last, help: "one file is one document: delete the `---`")
    }
    return root.node
  }

  private func byte(_ index: Int) -> Int {
    if byteOffsets.isEmpty { return min(index + start, source.file.bytes.count) }
    return byteOffsets.indices.contains(index) ? Int(byteOffsets[index]) : source.file.bytes.count
  }

  private func span(_ event: YAMLEvent) -> YAMLSpan { source.span(from: byte(event.start), to: byte(event.end)) }

  private func failure(
    _ message: String, at event: YAMLEvent, rule: String = "yaml-syntax", help: String? = nil
  ) -> YAMLFailure {
    YAMLFailure(rule: rule, message: message, help: help, start: byte(event.start), end: byte(event.end))
  }

  private func next() throws(YAMLFailure) -> YAMLEvent {
    do {
      return try events.next()
    } catch {
      throw YAMLProblemText.failure(error, source: source, offset: byte)
    }
  }

  private mutating func build(_ event: YAMLEvent, depth: Int) throws(YAMLFailure) -> Built {
    try admit(1, depth: depth, at: event)
    if let tag = event.tag, !["!", "tag:yaml.org,2002:str"].contains(tag) {
      throw failure(
        "the tag \(tag) has no meaning here", at: event, help: "delete it: a value's type follows from its key")
    }
    if let anchor = event.anchor { openAnchors.insert(anchor) }
    var built: Built
    switch event.kind {
    case .scalar(let text, let quoted):
      built = Built(node: YAMLNode(content: .scalar(text, quoted: quoted), span: span(event)), nodes: 1, levels: 1)
    case .alias(let name): return try alias(name, event, depth: depth)
    case .sequenceStart: built = try sequence(event, depth: depth)
    case .mappingStart: built = try mapping(event, depth: depth)
    default: throw failure("expected a value", at: event)
    }
    if let anchor = event.anchor {
      openAnchors.remove(anchor)
      anchors[anchor] = built
    }
    return built
  }

  private mutating func admit(_ nodes: Int, depth: Int, at event: YAMLEvent) throws(YAMLFailure) {
    count += nodes
    if count > YAMLReader.maxNodes {
      throw failure(
        "the file has more than 10,000 values, aliases counted each time they are used", at: event,
        rule: "yaml-limit", help: "use fewer values or aliases")
    }
    if depth > YAMLReader.maxDepth {
      throw failure("nested deeper than 64 levels", at: event, rule: "yaml-limit", help: "flatten it")
    }
  }

  private mutating func alias(_ name: String, _ event: YAMLEvent, depth: Int) throws(YAMLFailure) -> Built {
    if openAnchors.contains(name) {
      throw failure(
        "the alias *\(name) stands inside its own anchor and would never end", at: event, help: "move it out")
    }
    guard var built = anchors[name] else {
      throw failure("there is no anchor &\(name) before this alias", at: event, help: "define &\(name) above it")
    }
    try admit(built.nodes - 1, depth: depth + built.levels - 1, at: event)
    built.node.span = span(event)
    return built
  }

  private mutating func sequence(_ start: YAMLEvent, depth: Int) throws(YAMLFailure) -> Built {
    var items: [YAMLNode] = []
    var total = Built(node: YAMLNode(content: .sequence([]), span: span(start)), nodes: 1, levels: 1)
    while true {
      let event = try next()
      if case .sequenceEnd = event.kind {
        total.node.content = .sequence(items)
        total.node.span = collectionSpan(start, event)
        return total
      }
      let item = try build(event, depth: depth + 1)
      items.append(item.node)
      total.nodes += item.nodes
      total.levels = max(total.levels, item.levels + 1)
    }
  }

  /// A flow collection ends at its bracket; a block one is marked at its first character only.
  private func collectionSpan(_ start: YAMLEvent, _ end: YAMLEvent) -> YAMLSpan {
    source.span(from: byte(start.start), to: start.flow ? byte(end.end) : byte(start.start))
  }

  private mutating func mapping(_ start: YAMLEvent, depth: Int) throws(YAMLFailure) -> Built {
    var entries: [YAMLNode.Entry] = []
    var lines: [String: Int] = [:]
    var merged: [YAMLNode] = []
    var total = Built(node: YAMLNode(content: .mapping([]), span: span(start)), nodes: 1, levels: 1)
    while true {
      let event = try next()
      if case .mappingEnd = event.kind {
        merge(merged, into: &entries, known: Set(lines.keys))
        total.node.content = .mapping(entries)
        total.node.span = collectionSpan(start, event)
        return total
      }
      let key = try key(event, depth: depth + 1)
      let value = try build(try next(), depth: depth + 1)
      total.nodes += value.nodes + 1
      total.levels = max(total.levels, value.levels + 1)
      if key.text == "<<", !key.quoted {
        merged += try mergeSources(value.node, at: event)
      } else if let line = lines[key.text] {
        findings.append(
          Diagnostic(
            severity: .error, rule: "duplicate-key", message: "the key `\(key.text)` stands here a second time",
            help: "it is already on line \(line): keep one of them", place: source.place(span(event))))
      } else {
        lines[key.text] = span(event).line
        entries.append(YAMLNode.Entry(key: key.text, keySpan: span(event), value: value.node))
      }
    }
  }

  private mutating func key(_ event: YAMLEvent, depth: Int) throws(YAMLFailure) -> (text: String, quoted: Bool) {
    if case .mappingStart = event.kind, event.flow {
      throw failure(
        "a text that begins with {{ is read as a map", at: event,
        help: YAMLProblemText.quotedLine(at: byte(event.start), in: source) ?? "put the text into double quotes")
    }
    guard case .scalar(let text, let quoted) = try build(event, depth: depth).node.content else {
      throw failure("a key must be a text", at: event, help: "write `key: value`")
    }
    return (text, quoted)
  }

  private func mergeSources(_ node: YAMLNode, at event: YAMLEvent) throws(YAMLFailure) -> [YAMLNode] {
    let sources = node.items ?? [node]
    guard sources.allSatisfy({ $0.entries != nil }) else {
      throw failure("`<<` merges maps, and this is \(node.kindName)", at: event, help: "name the anchor of a map")
    }
    return sources
  }

  /// The map's own keys win, then the earlier source.
  private func merge(_ sources: [YAMLNode], into entries: inout [YAMLNode.Entry], known: Set<String>) {
    var known = known
    for entry in sources.flatMap({ $0.entries ?? [] }) where known.insert(entry.key).inserted {
      entries.append(entry)
    }
  }
}
