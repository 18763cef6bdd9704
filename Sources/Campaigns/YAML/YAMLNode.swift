/// A stretch of a YAML file, for diagnostics: lines and columns from 1, columns in bytes, the end exclusive.
package struct YAMLSpan: Sendable, Equatable {
  package var line: Int
  package var column: Int
  package var endLine: Int
  package var endColumn: Int
  /// The file it stands in, where that is another than the one being read; nil: that one.
  package var origin: String?

  package init(line: Int, column: Int, endLine: Int, endColumn: Int) {
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
  }
}

/// A node of a YAML document with its place. Scalars are text: what they mean is decided by where they stand.
package struct YAMLNode: Sendable {
  package indirect enum Content: Sendable {
    /// The value after quotes and escapes were resolved; `quoted` is false for a plain scalar.
    case scalar(String, quoted: Bool)
    case sequence([YAMLNode])
    /// In the order of the file, merged keys last; no key twice.
    case mapping([Entry])
  }

  /// A key (always a scalar) and its value.
  package struct Entry: Sendable {
    package var key: String
    package var keySpan: YAMLSpan
    package var value: YAMLNode
  }

  package var content: Content
  /// Where it stands; for an alias the place of the alias, for its children the place where they are written.
  package var span: YAMLSpan

  /// `text`, `list` or `map`: how diagnostics name what was found.
  package var kindName: String {
    switch content {
    case .scalar(let text, let quoted): text.isEmpty && !quoted ? "nothing" : "text"
    case .sequence: "a list"
    case .mapping: "a map"
    }
  }

  /// The scalar's text; nil for lists and maps.
  package var scalar: String? { if case .scalar(let text, _) = content { text } else { nil } }
  /// The items of a list; nil for others.
  package var items: [YAMLNode]? { if case .sequence(let items) = content { items } else { nil } }
  /// The entries of a map; nil for others.
  package var entries: [Entry]? { if case .mapping(let entries) = content { entries } else { nil } }
  /// Whether it is a plain (unquoted) scalar without text: `key:` with nothing behind it.
  package var isNothing: Bool { if case .scalar(let text, false) = content { text.isEmpty } else { false } }
}
