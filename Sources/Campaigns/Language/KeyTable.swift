/// One key of a file format: a row of the table that the decoder walks.
package struct KeySpec: Sendable {
  /// What this version makes of a key.
  package enum Support: Sendable {
    case supported
    /// Refused, because leaving it out would change what is dialed.
    case notSupportedYet
    /// Read and checked, then reported as without effect.
    case notBuiltYet
  }
  /// Dotted path; `[]` is each item of a list, `*` any key: `attempts.limits[].max`, `customers[].map.*`.
  package var path: String
  package var kind: Kind
  package var required: Bool
  package var support: Support
  /// One line for people. What it says behind `default` is the key's default.
  package var summary: String
  /// Of a row `*`: what its keys must be; nil: any text.
  package var names: Kind?
  /// Values as a file writes them; without any the kind gives one.
  package var examples: [String] = []

  /// What a value must be.
  package indirect enum Kind: Sendable {
    case text
    /// `[a-z0-9-]`, beginning with a letter or digit, at most 64.
    case identifier
    case boolean
    case integer(ClosedRange<Int>)
    case duration(ClosedRange<Interval>)
    /// A decimal amount above 0; with `orZero` 0 as well.
    case money(orZero: Bool)
    /// A percentage in 0% … 100%, with at most one decimal.
    case share
    /// Calls per second, or `unlimited`.
    case rate
    case choice([String])
    /// `+` and 7 to 15 digits.
    case phone
    /// ISO 3166 alpha-2.
    case country
    /// An IANA name, or the word.
    case zone(or: String?)
    case date
    /// A date or an instant.
    case bound
    /// RFC 3339.
    case instant
    /// `HH:MM-HH:MM`.
    case window
    /// Checked by code of its own.
    case own
    /// A map whose keys are rows of the table.
    case map
    case list(Kind)
    /// One value or a map whose keys are rows of the table.
    case mapOr(Kind)
    /// One value or a list of such.
    case listOr(Kind)
  }

  /// A row; `names` says what the keys of a `*` row must be, `examples` what a file may write.
  static func key(
    _ path: String, _ kind: Kind, required: Bool = false, names: Kind? = nil, _ summary: String,
    examples: [String] = []
  ) -> KeySpec {
    KeySpec(
      path: path, kind: kind, required: required, support: .supported, summary: summary, names: names,
      examples: examples)
  }

  /// A key of the language that this version checks and then refuses to run; what stands in it is rows of the table.
  static func later(_ path: String, _ kind: Kind, _ summary: String, examples: [String] = []) -> KeySpec {
    KeySpec(
      path: path, kind: kind, required: false, support: .notSupportedYet, summary: summary, examples: examples)
  }

  /// A key of the language that this version refuses.
  static func later(_ path: String, _ summary: String) -> KeySpec {
    KeySpec(path: path, kind: .own, required: false, support: .notSupportedYet, summary: summary)
  }

  /// A key that is read and checked, and has no effect in this version.
  static func unbuilt(_ path: String, _ kind: Kind, _ summary: String) -> KeySpec {
    KeySpec(path: path, kind: kind, required: false, support: .notBuiltYet, summary: summary)
  }
}

/// All keys of one file format.
package struct KeyTable: Sendable {
  /// In the order of the documentation.
  package let keys: [KeySpec]
  /// Which keys of a map exclude or need each other.
  package let rules: [KeyRule]
  private let children: [String: [String: KeySpec]]
  private let names: [String: [String]]

  init(_ keys: [KeySpec], rules: [KeyRule] = []) {
    self.keys = keys
    self.rules = rules
    var children: [String: [String: KeySpec]] = [:]
    var names: [String: [String]] = [:]
    for key in keys {
      let cut = key.path.lastIndex(of: ".")
      let parent = cut.map { String(key.path[..<$0]) } ?? ""
      let name = cut.map { String(key.path[key.path.index(after: $0)...]) } ?? key.path
      children[parent, default: [:]][name] = key
      names[parent, default: []].append(name)
    }
    self.children = children
    self.names = names
  }

  /// The row of a key below a table path (`""` is the file itself).
  func key(_ name: String, below parent: String) -> KeySpec? { children[parent]?[name] }

  /// The names of the keys below a table path, in the table's order, without `*`.
  func names(below parent: String) -> [String] { allNames(below: parent).filter { $0 != "*" } }

  /// The same with `*`.
  func allNames(below parent: String) -> [String] { names[parent] ?? [] }
}

/// Finds the known word that a mistyped one was meant to be.
package enum NearestWord {
  /// The candidate with the fewest edits (a swap of neighbours is one), at most a third of the word's length and at
  /// least one; the first of equals; nil when none is near.
  package static func of(_ word: String, in candidates: [String]) -> String? {
    let limit = max(1, word.count / 3)
    var best: (word: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(Array(word.utf8), Array(candidate.utf8))
      if distance <= limit, distance < (best?.distance ?? .max) { best = (candidate, distance) }
    }
    return best?.word
  }

  /// Optimal string alignment distance.
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    guard a.count <= 64, b.count <= 64 else { return .max }
    var before: [Int] = []
    var previous = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row.append(cost)
      }
      before = previous
      previous = row
    }
    return previous[b.count]
  }
}
