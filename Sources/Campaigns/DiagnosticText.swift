extension Diagnostic {
  /// By file, then place, errors before warnings, then rule: the order in which findings are shown.
  package static func sorted(_ findings: [Diagnostic]) -> [Diagnostic] {
    func key(_ finding: Diagnostic) -> (String, Int, Int, String, String, String) {
      let place = finding.place
      return (place.file, place.line, place.column, finding.severity.rawValue, finding.rule, finding.message)
    }
    return findings.sorted { key($0) < key($1) }
  }

  /// The finding for people: `file:line:col: error: message [rule]`, the source line with a caret below it when the
  /// file is given, and the remedy. Lines end without a final line break.
  package func text(source: SourceFile?) -> String { text(lines: source.map { SourceText($0) }) }

  /// All findings for people, in their order; `files` are those that were read.
  package static func text(_ findings: [Diagnostic], files: [SourceFile]) -> String {
    var sources: [String: SourceText] = [:]
    for file in files { sources[file.path] = SourceText(file) }
    return findings.map { $0.text(lines: sources[$0.place.file]) }.joined(separator: "\n")
  }

  private func text(lines source: SourceText?) -> String {
    var lines = ["\(place.file):\(place.line):\(place.column): \(severity.rawValue): \(message) [\(rule)]"]
    if let bytes = source?.line(place.line), bytes.count <= 1_000 { lines += caretLines(Array(bytes)) }
    if let help { lines.append("help: \(help)") }
    return lines.joined(separator: "\n")
  }

  /// The object of `dialer check --output json`.
  package var json: JSON {
    .object([
      ("file", .string(place.file)), ("line", .integer(Int64(place.line))), ("column", .integer(Int64(place.column))),
      ("end_column", .integer(Int64(place.endColumn))), ("severity", .string(severity.rawValue)),
      ("rule", .string(rule)), ("message", .string(message)), ("help", .optional(help)),
    ])
  }

  private func caretLines(_ bytes: [UInt8]) -> [String] {
    let number = String(place.line)
    let margin = String(repeating: " ", count: max(0, 5 - number.utf8.count)) + number
    let start = min(place.column - 1, bytes.count)
    let end = min(max(place.endColumn - 1, start), bytes.count)
    let before = String(decoding: bytes[..<start], as: UTF8.self)
    let marked = String(decoding: bytes[start..<end], as: UTF8.self)
    let indent = String(before.map { $0 == "\t" ? "\t" : " " as Character })
    return [
      "\(margin) | \(Diagnostic.printable(String(decoding: bytes, as: UTF8.self)))",
      "      | \(indent)^" + String(repeating: "~", count: max(0, marked.count - 1)),
    ]
  }

  /// Without characters that could steer a terminal.
  private static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F ? "\u{FFFD}" : $0 }))
  }
}
