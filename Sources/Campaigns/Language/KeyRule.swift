/// Which keys of one map exclude or need each other. The decoder says it in words of its own; the schema is made of
/// these rows.
package struct KeyRule: Sendable {
  package enum Demand: Sendable {
    /// The keys of exactly one group are written, all of them, and none of the other groups' own.
    case oneGroup([[String]])
    /// At least one of these keys is written.
    case atLeastOne([String])
    /// Where the key has this value, the path of keys from here must be written.
    case when(String, is: String, needs: [String])
    /// Where the first key is written, the second must be.
    case with(String, needs: String)
    /// The first key is written here, or in every item of the list or map that the second holds.
    case hereOrInEach(String, of: String)
  }
  /// The table path of the map; empty: the file itself.
  package var path: String
  package var demand: Demand
}

extension KeySpec {
  /// Whether it belongs to the items of a list or to a map with free keys: those are whole wherever they stand.
  var isOfItem: Bool { KeySpec.isOfItem(path) }

  static func isOfItem(_ path: String) -> Bool { path.contains("[]") || path.contains("*") }

  /// The default that the summary names: `default 25s` or `wait (default)`; nil when it names none.
  package var defaultText: String? {
    let words = summary.split(separator: " ")
    for (index, word) in words.enumerated() {
      if word == "(default)" || word == "(default);" || word == "(default):" {
        return index > 0 ? String(words[index - 1]) : nil
      }
      guard word == "default" || word == "default:", index + 1 < words.count else { continue }
      let value = words[(index + 1)...].joined(separator: " ").split(whereSeparator: { $0 == ";" || $0 == "," }).first
      return value.map(String.init)
    }
    return nil
  }

  /// What a file may write for it: the row's own examples, else one that its kind gives; empty for maps.
  package var allExamples: [String] { examples.isEmpty ? kind.example.map { [$0] } ?? [] : examples }
}

extension KeySpec.Kind {
  /// A value of this kind as a file writes it; nil where only the key can tell.
  var example: String? {
    switch self {
    case .text, .identifier, .own, .map: nil
    case .boolean: "true"
    case .integer(let range): String(min(max(3, range.lowerBound), range.upperBound))
    case .duration(let range):
      [Interval.seconds(30), .minutes(2), .hours(2), .days(1)].first { range.contains($0) }?.description
    case .money: "0.50"
    case .share: "50%"
    case .rate: "0.5"
    case .choice(let words): words.first
    case .phone: "\"+14155550100\""
    case .country: "US"
    case .zone(let word): word ?? "America/New_York"
    case .date: "2027-03-17"
    case .bound: "2027-03-01"
    case .instant: "2027-03-01T09:00:00-05:00"
    case .window: "\"09:00-17:00\""
    case .list(let item), .listOr(let item): item.example.map { "[\($0)]" }
    case .mapOr(let other): other.example
    }
  }
}
