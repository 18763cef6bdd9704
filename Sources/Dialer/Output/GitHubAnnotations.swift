import Campaigns

/// Findings as workflow commands of GitHub Actions: each shows at its line of a pull request.
///
/// Source of the form and its escapes: GitHub, "Workflow commands for GitHub Actions", and `command.ts` of
/// github.com/actions/toolkit, which escapes what the documents leave open.
enum GitHubAnnotations {
  /// One line for each finding, in their order.
  static func text(_ findings: [Diagnostic]) -> String {
    findings.map(line).joined(separator: "\n")
  }

  private static func line(_ finding: Diagnostic) -> String {
    let place = finding.place
    let properties = [
      "file=" + property(place.file), "line=\(place.line)", "col=\(place.column)",
      "endColumn=\(place.endColumn)", "title=" + property(finding.rule),
    ]
    let text = ([finding.message] + (finding.help.map { ["help: " + $0] } ?? [])).joined(separator: "\n")
    return "::\(finding.severity.rawValue) \(properties.joined(separator: ","))::\(message(text))"
  }

  private static func message(_ text: String) -> String { escaped(text, "%\r\n") }

  private static func property(_ text: String) -> String { escaped(text, "%\r\n:,") }

  /// Scalar by scalar: a carriage return and the line feed behind it are one character to Swift.
  private static func escaped(_ text: String, _ special: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      if special.unicodeScalars.contains(scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        output += "%" + (digits.count < 2 ? "0" : "") + digits
      } else {
        output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}
