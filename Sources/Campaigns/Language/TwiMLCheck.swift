/// A simple look at TwiML: tags that match, one root `<Response>`, entities, and no verb that makes another leg.
struct TwiMLCheck {
  static let longest = 4_000
  private static let legVerbs: Set<String> = ["Dial", "Refer", "Enqueue", "Connect", "Redirect"]
  private var rest: Substring
  private var open: [String] = []
  private var roots = 0

  private init(_ text: String) { rest = Substring(text) }

  /// The first thing wrong, or nil.
  static func problem(in text: String) -> TemplateProblem? {
    if text.count > longest {
      return TemplateProblem(
        rule: "twiml-too-long", message: "the TwiML has \(text.count) characters", help: "at most 4,000 are allowed",
        piece: "")
    }
    var check = TwiMLCheck(text)
    return check.run()
  }

  private func wrong(_ message: String, piece: String = "") -> TemplateProblem {
    TemplateProblem(
      rule: "twiml-syntax", message: "the TwiML is not well-formed: \(message)",
      help: "write one <Response> with closed tags, and &amp; &lt; for & and <", piece: piece)
  }

  private mutating func run() -> TemplateProblem? {
    while let character = rest.first {
      switch character {
      case "<": if let problem = tag() { return problem }
      case "&": if let problem = entity() { return problem }
      default:
        if open.isEmpty, !character.isWhitespace { return wrong("text outside <Response>", piece: String(character)) }
        rest.removeFirst()
      }
    }
    if let last = open.last { return wrong("<\(last)> is never closed", piece: "<" + last) }
    return roots == 1 ? nil : wrong("it must hold one <Response>")
  }

  private mutating func entity() -> TemplateProblem? {
    let name = rest.dropFirst().prefix { $0 != ";" && $0 != "<" && $0 != "&" && $0 != " " }
    let after = rest.dropFirst(1 + name.count).first
    let known = ["amp", "lt", "gt", "quot", "apos"].contains(String(name)) || name.first == "#" && name.count > 1
    guard known, after == ";" else { return wrong("a bare & stands in it", piece: "&" + name) }
    rest = rest.dropFirst(2 + name.count)
    return nil
  }

  private mutating func tag() -> TemplateProblem? {
    for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] where rest.hasPrefix(start) {
      guard let close = rest.range(of: end) else { return wrong("\(start) has no end", piece: start) }
      rest = rest[close.upperBound...]
      return nil
    }
    guard let close = endOfTag() else { return wrong("a < has no >", piece: "<") }
    let inside = rest[rest.index(after: rest.startIndex)..<close]
    rest = rest[rest.index(after: close)...]
    return element(inside)
  }

  /// The `>` that ends the tag at the front, outside quoted attributes.
  private func endOfTag() -> Substring.Index? {
    var quote: Character?
    for index in rest.indices.dropFirst() {
      let character = rest[index]
      if let current = quote {
        if character == current { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == ">" {
        return index
      } else if character == "<" {
        return nil
      }
    }
    return nil
  }

  private mutating func element(_ inside: Substring) -> TemplateProblem? {
    if inside.first == "/" {
      let name = inside.dropFirst().trimmed
      guard open.last == name else { return wrong("</\(name)> closes nothing that is open", piece: "</" + name) }
      open.removeLast()
      return nil
    }
    let name = String(inside.prefix { !$0.isWhitespace && $0 != "/" })
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }) else {
      return wrong("<\(name)> is no tag", piece: "<" + name)
    }
    if Self.legVerbs.contains(name) {
      return TemplateProblem(
        rule: "twiml-verb", message: "<\(name)> would lead the call to another leg, which no budget here covers",
        help: "delete it", piece: "<" + name)
    }
    if open.isEmpty {
      roots += 1
      if name != "Response" || roots > 1 { return wrong("it must hold one <Response>", piece: "<" + name) }
    }
    if inside.last != "/" { open.append(name) }
    return nil
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = self
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  fileprivate func range(of end: String) -> Range<Index>? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(end) { return index..<self.index(index, offsetBy: end.count) }
      index = self.index(after: index)
    }
    return nil
  }
}
