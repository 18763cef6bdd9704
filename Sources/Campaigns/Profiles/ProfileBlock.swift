/// One block of `profiles:` in dialer.yaml: keys of campaign files that campaigns build on.
package struct ProfileBlock: Sendable {
  package var name: String
  /// The block; its spans name the file in which it stands.
  var node: YAMLNode

  /// The block as JSON, with every scalar as text: what the store keeps with a campaign's revision.
  var canonical: JSON { node.canonical }
}

/// What a block of `profiles:` may hold, and the check of one.
package enum ProfileBlocks {
  /// Keys that only a campaign's own file can have.
  static let foreignKeys: Set<String> = [
    "campaign", "renamed_from", "title", "live", "owner", "profile", "tests",
  ]

  /// Everything wrong in a block, whether a campaign uses it or not.
  static func findings(_ node: YAMLNode, source: SourceText, zoneNames: Set<String>?) -> [Diagnostic] {
    var keys = KeyWalker(table: CampaignKeys.table, source: source, zoneNames: zoneNames, isPartial: true)
    keys.walk(node)
    for entry in node.entries ?? [] where foreignKeys.contains(entry.key) {
      keys.report(
        "unknown-key", "`\(entry.key)` belongs to a campaign's own file", at: entry.keySpan,
        help: "write it there; a profile has what several campaigns share")
    }
    if let open = keys.nodes["calling_hours.open"] {
      var decoder = OpenHoursDecoder(source: source)
      _ = decoder.decode(open)
      keys.add(decoder.findings)
    }
    if let condition = keys.nodes["segment.where"] {
      var decoder = ConditionDecoder(columns: nil, source: source)
      _ = decoder.decode(condition)
      keys.add(decoder.findings)
    }
    return keys.findings
  }
}

extension ConfigurationDecoder {
  /// The blocks of `profiles:`, sorted by name.
  mutating func profiles() -> [ProfileBlock] {
    var blocks: [ProfileBlock] = []
    for name in keys.keys("profiles").sorted() {
      guard let node = keys.nodes["profiles." + name] else { continue }
      keys.add(ProfileBlocks.findings(node, source: SourceText(file), zoneNames: keys.zoneNames))
      blocks.append(ProfileBlock(name: name, node: node.standing(in: file.path)))
    }
    return blocks
  }
}

extension YAMLNode {
  /// The same tree, with every span naming the file in which it stands.
  func standing(in file: String) -> YAMLNode {
    var node = self
    node.span.origin = file
    switch content {
    case .scalar: break
    case .sequence(let items): node.content = .sequence(items.map { $0.standing(in: file) })
    case .mapping(let entries):
      node.content = .mapping(
        entries.map { entry in
          var entry = entry
          entry.keySpan.origin = file
          entry.value = entry.value.standing(in: file)
          return entry
        })
    }
    return node
  }

  /// As JSON, every scalar as text.
  var canonical: JSON {
    switch content {
    case .scalar(let text, _): .string(text)
    case .sequence(let items): .array(items.map(\.canonical))
    case .mapping(let entries): .object(entries.map { ($0.key, $0.value.canonical) })
    }
  }
}
