/// What Swift code may not say, and what to say instead.
struct CodeRule: Rule {
  /// Where `fatalError` may stand, each with its reason.
  static let fatalErrors: [Deviation] = []
  /// Where permits are made: a store's writer, and the simulated one.
  static let permitTargets: Set = ["ActivityStore", "Simulation"]

  private static let emptyNames: Set = [
    "Util", "Utils", "Utility", "Utilities", "Helper", "Helpers", "Manager", "Common",
  ]
  private static let declarations: Set = ["struct", "class", "enum", "actor", "protocol", "typealias"]
  private static let sleeps: Set = ["sleep", "usleep", "nanosleep", "clock_nanosleep"]
  private static let calendars: Set = ["DateFormatter", "ISO8601DateFormatter"]

  func findings(in file: SourceFile) -> [Finding] {
    var findings: [Finding] = []
    let tokens = file.tokens
    func text(_ index: Int) -> String { tokens.indices.contains(index) ? tokens[index].text : "" }
    func report(_ index: Int, _ message: String) {
      findings.append(Finding(path: file.path, line: tokens[index].line, message: message))
    }
    for index in tokens.indices {
      if let message = unwrapping(tokens, index) { report(index, message) }
      if text(index) == "fatalError", text(index + 1) == "(",
        !Self.fatalErrors.contains(where: { $0.path == file.path })
      {
        report(index, "fatalError: throw a typed error, or assert with precondition and its reason")
      }
      if Self.declarations.contains(text(index)), Self.isEmptyName(text(index + 1)) {
        report(index, "\(text(index + 1)) says nothing: name the type after the concept it holds")
      }
      if file.path.hasPrefix("Tests/"), Self.sleeps.contains(text(index)), text(index + 1) == "(" {
        report(index, "a test that sleeps is slow or wrong: wait for the signal, or step the clock")
      }
      if file.path.hasPrefix("Sources/"), Self.calendars.contains(text(index)) {
        report(index, "\(text(index)) knows the toolchain's zones, not the system's: use CivilDate and ZoneRules")
      }
      if text(index) == "CommittedIntents", text(index + 1) == "(", text(index + 2) == "committed",
        let target = file.target, !Self.permitTargets.contains(target)
      {
        report(index, "\(target) makes permits: only a store's writer does, for intents that are on disk (G1)")
      }
    }
    if Self.isEmptyName(String(file.name.prefix { $0 != "." && $0 != "+" })) {
      findings.append(
        Finding(path: file.path, line: 1, message: "\(file.name) says nothing: name the file after its concept"))
    }
    return findings
  }

  /// `try!`, `as!`, `value!`: a trap without a reason. A prefix `!` and `!=` are none.
  private func unwrapping(_ tokens: [SwiftToken], _ index: Int) -> String? {
    guard tokens[index].text == "!", tokens[index].glued, index > 0 else { return nil }
    let before = tokens[index - 1].text
    if index + 1 < tokens.count, tokens[index + 1].text == "=", tokens[index + 1].glued { return nil }
    switch before {
    case "try": return "try!: catch the error and say what is wrong, or throw it on"
    case "as": return "as!: cast with as? and handle nil"
    case ")", "]", "?", "}": return "force unwrap: use guard let, or precondition with its reason"
    default:
      let isName = before.first.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "`" } ?? false
      return isName ? "force unwrap: use guard let, or precondition with its reason" : nil
    }
  }

  /// Whether a word of the camel-case name is one of those that name nothing.
  static func isEmptyName(_ name: String) -> Bool {
    var word = ""
    for character in name {
      if character.isUppercase, !word.isEmpty {
        if emptyNames.contains(word) { return true }
        word = ""
      }
      word.append(character)
    }
    return emptyNames.contains(word)
  }
}
