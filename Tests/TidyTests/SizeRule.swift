/// Files, functions and lines that fit a head and a screen. The numbers to live with are 300 and 40; these are the hard
/// limits.
struct SizeRule: Rule {
  static let fileLimit = 400
  static let functionLimit = 60
  static let lineLimit = 120

  /// Files that may be longer or wider, each with its reason.
  static let exceptions: [Deviation] = []

  func findings(in file: SourceFile) -> [Finding] {
    if Self.exceptions.contains(where: { $0.path == file.path }) { return [] }
    var findings: [Finding] = []
    let count = file.text.hasSuffix("\n") ? file.lines.count - 1 : file.lines.count
    if count > Self.fileLimit {
      findings.append(
        Finding(
          path: file.path, line: count, message: "\(count) lines, at most \(Self.fileLimit): one concept per file"))
    }
    for (index, line) in file.lines.enumerated() where line.utf8.count > Self.lineLimit && line.count > Self.lineLimit {
      findings.append(
        Finding(
          path: file.path, line: index + 1,
          message: "\(line.count) characters, at most \(Self.lineLimit): run make format"))
    }
    for function in Self.functions(of: file.tokens) where function.length > Self.functionLimit {
      findings.append(
        Finding(
          path: file.path, line: function.line,
          message: "\(function.name) has \(function.length) lines, at most \(Self.functionLimit): split it"))
    }
    return findings
  }

  /// Functions with a body; the length counts from the keyword's line to that of the closing brace.
  static func functions(of tokens: [SwiftToken]) -> [(name: String, line: Int, length: Int)] {
    tokens.indices.compactMap { index in
      let token = tokens[index]
      guard ["func", "init", "deinit", "subscript"].contains(token.text) else { return nil }
      if index > 0, tokens[index - 1].text == "." { return nil }
      guard let opening = bodyStart(of: tokens, after: index), let end = closingLine(of: tokens, from: opening) else {
        return nil
      }
      let next = index + 1 < tokens.count ? tokens[index + 1].text : ""
      return (token.text == "func" ? next : token.text, token.line, end - token.line + 1)
    }
  }

  private static let declarations: Set = [
    "func", "init", "deinit", "subscript", "var", "let", "struct", "class", "enum", "actor", "extension", "protocol",
    "case", "typealias", "associatedtype", "static",
  ]

  /// The index of the brace that opens the body; nil for a requirement of a protocol.
  private static func bodyStart(of tokens: [SwiftToken], after index: Int) -> Int? {
    var depth = 0
    for position in (index + 1)..<max(index + 1, tokens.count) {
      switch tokens[position].text {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "{" where depth == 0: return position
      case "}" where depth == 0: return nil
      case let word where depth == 0 && position > index + 1 && declarations.contains(word): return nil
      default: break
      }
      if depth < 0 { return nil }
    }
    return nil
  }

  private static func closingLine(of tokens: [SwiftToken], from opening: Int) -> Int? {
    var depth = 0
    for token in tokens[opening...] {
      if token.text == "{" { depth += 1 }
      if token.text == "}" { depth -= 1 }
      if depth == 0 { return token.line }
    }
    return nil
  }
}
