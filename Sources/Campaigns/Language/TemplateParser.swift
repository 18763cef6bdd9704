/// What is wrong with a template, and the piece of text that is.
struct TemplateProblem {
  var rule: String
  var message: String
  var help: String
  /// As it stands in the text.
  var piece: String
}

/// Reads `{{column as form or 'default'}}` out of a text.
struct TemplateParser {
  private(set) var problems: [TemplateProblem] = []
  /// Whether the text is TwiML, in which addresses stand.
  var isTwiML = false

  /// The template; nil after a problem.
  mutating func parse(_ text: String) -> Template? {
    var parts: [Template.Part] = []
    var rest = Substring(text)
    // The text so far with a letter for each value: what is written inside the braces is no part of an address.
    var plain = ""
    while let open = rest.firstRange(of: "{{") {
      let literal = rest[..<open.lowerBound]
      if let stray = literal.firstRange(of: "}}") { return unopened(literal[stray]) }
      if !literal.isEmpty { parts.append(.text(String(literal))) }
      plain += literal
      let tail = rest[open.upperBound...]
      guard let close = tail.firstRange(of: "}}") else {
        problem("template-syntax", "the {{ is never closed", piece: String(rest[open.lowerBound...]))
        return nil
      }
      let piece = rest[open.lowerBound..<close.upperBound]
      if var placeholder = placeholder(tail[..<close.lowerBound], piece: piece) {
        placeholder.isInAddress = isTwiML && Self.endsInAddress(plain[...])
        parts.append(.column(placeholder))
        plain += "x"
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

  private mutating func problem(
    _ rule: String, _ message: String, piece: String, help: String = "write {{column}} with the name of a column"
  ) {
    problems.append(TemplateProblem(rule: rule, message: message, help: help, piece: piece))
  }

  private mutating func placeholder(_ inside: Substring, piece: Substring) -> Template.Placeholder? {
    var rest = inside.drop { $0 == " " }
    let name = rest.prefix { $0 != " " }
    guard Self.isName(name) else {
      problem("template-syntax", "`\(piece)` names no column", piece: String(piece))
      return nil
    }
    var placeholder = Template.Placeholder(String(name))
    rest = rest.dropFirst(name.count).drop { $0 == " " }
    if let word = Self.word("as", &rest) {
      guard let form = Template.Form(rawValue: String(word)) else {
        wrongForm(word, piece)
        return nil
      }
      placeholder.form = form
    }
    if rest.hasPrefix("or ") {
      rest = rest.dropFirst(3).drop { $0 == " " }
      guard let fallback = Self.quoted(&rest) else {
        problem(
          "template-syntax", "`\(piece)` has no text behind `or`", piece: String(piece),
          help: "write {{\(name) or 'there'}}, with the text in single quotes")
        return nil
      }
      placeholder.fallback = fallback
    }
    guard rest.isEmpty else {
      problem(
        "template-syntax", "`\(piece)` is more than a column", piece: String(piece),
        help: "write {{\(name)}}, {{\(name) as date}} or {{\(name) or 'there'}}")
      return nil
    }
    return placeholder
  }

  private mutating func wrongForm(_ word: Substring, _ piece: Substring) {
    let known = Template.Form.allCases.map(\.rawValue)
    let all = "the forms are " + known.joined(separator: ", ")
    problem(
      "template-syntax", "`\(word)` is no form of a value", piece: String(piece),
      help: NearestWord.of(String(word), in: known).map { "did you mean `\($0)`? \(all)" } ?? all)
  }

  /// The word behind a keyword, both taken off; nil when the keyword does not stand there.
  private static func word(_ keyword: String, _ rest: inout Substring) -> Substring? {
    guard rest.hasPrefix(keyword + " ") || rest == keyword else { return nil }
    rest = rest.dropFirst(keyword.count).drop { $0 == " " }
    let word = rest.prefix { $0 != " " }
    rest = rest.dropFirst(word.count).drop { $0 == " " }
    return word
  }

  /// A text in single or double quotes, taken off with the spaces behind it; nil when none stands there or it is empty.
  private static func quoted(_ rest: inout Substring) -> String? {
    guard let quote = rest.first, quote == "'" || quote == "\"" else { return nil }
    let text = rest.dropFirst().prefix { $0 != quote }
    guard !text.isEmpty, text.endIndex < rest.endIndex else { return nil }
    rest = rest[rest.index(after: text.endIndex)...].drop { $0 == " " }
    return String(text)
  }

  /// Whether a text ends within an address: what follows `https://` without a space, quote or angle bracket.
  private static func endsInAddress(_ text: Substring) -> Bool {
    let border = text.lastIndex { " \t\n\r\"'<>".contains($0) }
    return text[(border ?? text.startIndex)...].contains("://")
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
