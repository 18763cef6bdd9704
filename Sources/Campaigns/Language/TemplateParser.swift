/// What is wrong with a template, and the piece of text that is.
struct TemplateProblem {
  var rule: String
  var message: String
  var help: String
  /// As it stands in the text.
  var piece: String
}

/// Reads `{{column}}` out of a text.
struct TemplateParser {
  private(set) var problems: [TemplateProblem] = []

  /// The template; nil after a problem.
  mutating func parse(_ text: String) -> Template? {
    var parts: [Template.Part] = []
    var rest = Substring(text)
    while let open = rest.firstRange(of: "{{") {
      let literal = rest[..<open.lowerBound]
      if let stray = literal.firstRange(of: "}}") { return unopened(literal[stray]) }
      if !literal.isEmpty { parts.append(.text(String(literal))) }
      let tail = rest[open.upperBound...]
      guard let close = tail.firstRange(of: "}}") else {
        problem("template-syntax", "the {{ is never closed", piece: String(rest[open.lowerBound...]))
        return nil
      }
      if let name = column(tail[..<close.lowerBound], piece: rest[open.lowerBound..<close.upperBound]) {
        parts.append(.column(name))
      }
      rest = tail[close.upperBound...]
    }
    if let stray = rest.firstRange(of: "}}") { return unopened(rest[stray]) }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    return problems.isEmpty ? Template(parts: parts) : nil
  }

  private mutating func unopened(_ piece: Substring) -> Template? {
    problem("template-syntax", "the }} closes nothing", piece: String(piece))
    return nil
  }

  private mutating func problem(_ rule: String, _ message: String, piece: String) {
    problems.append(
      TemplateProblem(rule: rule, message: message, help: "write {{column}} with the name of a column", piece: piece))
  }

  private mutating func column(_ inside: Substring, piece: Substring) -> String? {
    let words = inside.split(separator: " ")
    guard let name = words.first, Self.isName(name) else {
      problem("template-syntax", "`\(piece)` names no column", piece: String(piece))
      return nil
    }
    guard words.count > 1 else { return String(name) }
    if words[1] == "as" || words[1] == "or" {
      problems.append(
        TemplateProblem(
          rule: "not-supported-yet",
          message: "`\(words[1])` in a placeholder is part of the language, but this version does not know it yet",
          help: "write {{\(name)}} alone: a customer whose value is missing is not called", piece: String(piece)))
    } else {
      problem("template-syntax", "`\(piece)` is more than a column", piece: String(piece))
    }
    return nil
  }

  private static func isName(_ name: Substring) -> Bool {
    !(name.utf8.first?.isDigit ?? true)
      && name.utf8.allSatisfy {
        $0.isDigit || $0.isLetter || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
          || $0 >= 0x80
      }
  }
}

extension Substring {
  /// The first place of an ASCII pair.
  fileprivate func firstRange(of pair: StaticString) -> Range<Index>? {
    let bytes = pair.withUTF8Buffer { Array($0) }
    var index = startIndex
    while index < endIndex {
      if utf8[index...].starts(with: bytes) { return index..<utf8.index(index, offsetBy: bytes.count) }
      index = utf8.index(after: index)
    }
    return nil
  }
}
