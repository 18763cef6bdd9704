/// Turns libyaml's complaints into findings that name the remedy.
enum YAMLProblemText {
  static func failure(_ problem: YAMLProblem, source: SourceText, offset: (Int) -> Int) -> YAMLFailure {
    let place = offset(problem.index)
    let bytes = source.file.bytes
    if place < bytes.count, bytes[place] == 0x09 {
      return YAMLFailure(
        message: "a tab where YAML allows only spaces", help: "indent with spaces", start: place, end: place + 1)
    }
    var message = problem.message
    if let context = problem.context {
      let began = source.position(of: offset(problem.contextIndex))
      message += " \(context) that begins at \(began.line):\(began.column)"
    }
    let help =
      quotedLine(at: place, in: source) ?? quotedLine(at: offset(problem.contextIndex), in: source)
      ?? "check the indentation, the quotes and the brackets here and on the line above"
    return YAMLFailure(message: message, help: help, start: place, end: place)
  }

  /// For a line `key: text` whose unquoted text holds `{{` or a colon: the same line with the text in quotes.
  static func quotedLine(at offset: Int, in source: SourceText) -> String? {
    guard let bytes = source.line(source.position(of: offset).line) else { return nil }
    return quoted(String(decoding: bytes, as: UTF8.self))
  }

  /// `key: text` with its text in double quotes; nil when the text is no trap or is quoted already.
  static func quoted(_ line: String) -> String? {
    let parts = line.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let first = parts[1].first(where: { $0 != " " }), first != "\"", first != "'" else {
      return nil
    }
    guard parts[1].contains("{{") || parts[1].contains(":") else { return nil }
    var text = String(parts[1])
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    var key = String(parts[0])
    while key.first == " " { key.removeFirst() }
    return "quote the text: \(key): \"\(escaped(text))\""
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if character == "\"" || character == "\\" { result.append("\\") }
      result.append(character)
    }
  }
}
