/// Holds Documentation/ against the code: a paragraph for every target, a section for every guarantee that names tests
/// which exist.
struct DocumentationRule {
  /// Targets that Modules.md does not describe.
  static func undescribed(targets: [String], modules: SourceFile) -> [Finding] {
    targets.filter { target in !modules.lines.contains { $0 == "## \(target)" } }
      .map { Finding(path: modules.path, line: 1, message: "no section \"## \($0)\": say what the target is for") }
  }

  /// Guarantees without a section, without tests, or with tests that are not there.
  static func unproven(guarantees: ClosedRange<Int>, text: SourceFile, tests: Set<String>) -> [Finding] {
    guarantees.flatMap { number -> [Finding] in
      guard let start = text.lines.firstIndex(where: { $0.hasPrefix("## G\(number) ") }) else {
        return [Finding(path: text.path, line: 1, message: "no section \"## G\(number) \"")]
      }
      let section = text.lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }
      guard let named = section.firstIndex(where: { $0.hasPrefix("Tests:") }) else {
        return [
          Finding(path: text.path, line: start + 1, message: "G\(number) has no line that begins with \"Tests:\"")
        ]
      }
      let paragraph = text.lines[named...].prefix { !$0.isEmpty }.joined(separator: " ")
      let pending = "Tests: not yet"
      if paragraph.hasPrefix(pending) {
        let hasReason = paragraph.count > pending.count + 20
        return hasReason
          ? [] : [Finding(path: text.path, line: named + 1, message: "G\(number): \"not yet\" needs its reason")]
      }
      let names = Self.codeSpans(paragraph)
      if names.isEmpty {
        return [
          Finding(
            path: text.path, line: named + 1, message: "G\(number) names no test: write its function in backticks")
        ]
      }
      return names.filter { !tests.contains($0) }
        .map {
          Finding(path: text.path, line: named + 1, message: "G\(number) names the test \($0), which is not there")
        }
    }
  }

  /// The names of the test functions (`@Test`) in the files under `Tests/`, each also as `File/name`.
  static func testNames(in files: [SourceFile]) -> Set<String> {
    var names: Set<String> = []
    for file in files where file.path.hasPrefix("Tests/") {
      var isTest = false
      for (token, next) in zip(file.tokens, file.tokens.dropFirst()) {
        if token.text == "@", next.text == "Test" { isTest = true }
        guard token.text == "func" else { continue }
        if isTest {
          let name = String(next.text.filter { $0 != "`" })
          names.formUnion([name, file.name.dropLast(".swift".count) + "/" + name])
        }
        isTest = false
      }
    }
    return names
  }

  /// What stands between backticks.
  static func codeSpans(_ text: String) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }
      .map { String($0.element) }
  }
}
