import Testing

/// What a rule found: the place, what is wrong, and what to do instead.
struct Finding: CustomStringConvertible, Equatable {
  let path: String
  let line: Int
  let message: String
  var description: String { "\(path):\(line): \(message)" }
}

/// A house rule that looks at one file at a time.
protocol Rule {
  func findings(in file: SourceFile) -> [Finding]
}

extension Rule {
  /// What the rule finds in a snippet: each rule has a canary, a bad snippet that it must find.
  func findings(path: String = "Sources/Campaigns/Sample.swift", _ text: String) -> [Finding] {
    findings(in: SourceFile(path: path, text: text))
  }
}

/// Fails with one line for each finding of the rule in the repository's files.
func expectTidy(_ rule: some Rule, where applies: (SourceFile) -> Bool = { $0.isSwift }) {
  let files = SourceTree.repository.files.filter(applies)
  #expect(!files.isEmpty, "no file was looked at")
  for finding in files.flatMap({ rule.findings(in: $0) }) {
    Issue.record("\(finding)")
  }
}

/// A named deviation from a rule, with its reason.
struct Deviation: Sendable {
  let path: String
  let reason: String
}
