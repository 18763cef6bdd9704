package import Campaigns

/// How the carrier's answers are read: it writes numbers as strings, and not everywhere, and "" where there is nothing.
extension JSON {
  /// The text of a string or of a number; nil for everything else.
  package var scalar: String? {
    switch self {
    case .string(let text), .number(let text): text
    case .integer(let value): String(value)
    case .null, .bool, .array, .object: nil
    }
  }

  /// `scalar`, with "" read as absent, as the carrier means it.
  package var filledText: String? {
    guard let scalar, !scalar.isEmpty else { return nil }
    return scalar
  }

  /// A whole number, written as a number or as a string.
  package var whole: Int? { scalar.flatMap { Int($0) } }

  /// The elements; nil when this is no array.
  package var elements: [JSON]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }
}
