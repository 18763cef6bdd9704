import Testing

/// A rule that finds nothing may be a rule that looks at nothing: each must find a bad snippet, and only that.
@Suite struct CanaryTests {
  @Test func anUpwardImportIsFound() {
    let found = ImportRule().findings(path: "Sources/Engine/A.swift", "package import Campaigns\nimport Simulation\n")
    #expect(found.map(\.line) == [2])
  }

  @Test(arguments: ["Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization", "NIOCore"])
  func anImpureImportIsFound(module: String) {
    let text = "@preconcurrency internal import struct \(module).Thing"
    #expect(ImportRule().findings(path: "Sources/Simulation/A.swift", text).count == 1)
    #expect(ImportRule().findings(path: "Sources/Telephony/A.swift", text).isEmpty)
  }

  @Test func siblingsDoNotImportEachOther() {
    #expect(ImportRule().findings(path: "Sources/Telephony/A.swift", "import Sandbox").count == 1)
    #expect(ImportRule().findings(path: "Sources/Sandbox/A.swift", "import Telephony").count == 1)
  }

  @Test func aTargetWithoutALayerIsFound() {
    #expect(ImportRule().findings(path: "Sources/Elsewhere/A.swift", "").count == 1)
  }

  @Test func anImportInTextIsNone() {
    #expect(ImportRule().findings(path: "Sources/Engine/A.swift", "// import Glibc\nlet a = \"import Glibc\"").isEmpty)
  }

  @Test func aLongFileIsFound() {
    let lines = String(repeating: "\n", count: SizeRule.fileLimit)
    #expect(SizeRule().findings(lines).isEmpty)
    #expect(SizeRule().findings(lines + "\n").count == 1)
  }

  @Test func aLongLineIsFound() {
    let line = "let a = \"" + String(repeating: "é", count: 110) + "\""
    #expect(SizeRule().findings(line).isEmpty)
    #expect(SizeRule().findings(line + " ").count == 1)
  }

  @Test func aLongFunctionIsFound() {
    func body(_ lines: Int) -> String { String(repeating: "  a(\"{\") { b }  // }\n", count: lines) }
    let short = "protocol P { func q(x: () -> Int) -> Int }\nfunc f(c: () -> Void = {}) -> [Int] {\n" + body(58) + "}\n"
    #expect(SizeRule().findings(short).isEmpty)
    let long = "struct S {\n  init?(a: Int) throws(E) where A == B {\n" + body(59) + "}\n}\n"
    #expect(SizeRule().findings(long).map(\.line) == [2])
  }

  @Test(arguments: [
    "let a = try! f()", "let a = b as! C", "let a = b!", "let a = f()!", "let a = b[0]!.c", "let a: Int! = nil",
    "fatalError(\"no\")", "struct CallManager {}", "enum PhoneUtils {}", "final class Helper {}",
    "actor CommonThing {}",
    "let a = \"\\(b!)\"", "let f = DateFormatter()",
  ])
  func badCodeIsFound(snippet: String) {
    #expect(CodeRule().findings(snippet).count == 1)
  }

  @Test(arguments: [
    "if !a, b != c, b !== c {}", "// try! and b!", "let a = \"b! as! \\\" TODOs\"",
    "let managers = FileManager.default",
    "struct Commons {}", "let a = #\"\\(b!) \"\"#",
  ])
  func goodCodeIsNot(snippet: String) {
    #expect(CodeRule().findings(snippet).isEmpty)
  }

  @Test func aFileNamedAfterNothingIsFound() {
    #expect(CodeRule().findings(path: "Sources/Engine/StringHelpers.swift", "").count == 1)
    #expect(CodeRule().findings(path: "Sources/Engine/Engine+Tick.swift", "").isEmpty)
  }

  @Test func aSleepInATestIsFound() {
    #expect(CodeRule().findings(path: "Tests/EngineTests/A.swift", "try await Task.sleep(for: .seconds(1))").count == 1)
    #expect(CodeRule().findings(path: "Tests/EngineTests/A.swift", "usleep(5)").count == 1)
  }

  @Test func permitsMadeElsewhereAreFound() {
    let text = "let intents = CommittedIntents(committed: [])"
    #expect(CodeRule().findings(path: "Sources/Dialer/A.swift", text).count == 1)
    #expect(CodeRule().findings(path: "Sources/ActivityStore/A.swift", text).isEmpty)
    #expect(CodeRule().findings(path: "Tests/EngineTests/A.swift", text).isEmpty)
  }

  @Test func marksForLaterAreFound() {
    for (word, _) in TextRule.words {
      #expect(TextRule().findings("a\n// \(word): soon").map(\.line) == [2])
      #expect(TextRule().findings("a\(word)b").isEmpty)
    }
  }

  @Test(arguments: [
    "+1212" + "5551234", "+4420" + "70000000", "1_415_" + "867_5000", "+61291" + "234567", "+4420" + "7946",
    "+1500" + "5551000",
  ])
  func aRealNumberIsFound(number: String) {
    #expect(PhoneNumberRule().findings("let number = \(number),").count == 1)
    #expect(
      PhoneNumberRule().findings(path: "campaigns/a.yaml", "to: \"\(number)\"").count == (number.hasPrefix("+") ? 1 : 0)
    )
  }

  @Test(arguments: [
    "+14155550123", "14155550123", "1_415_555_0123", "+442079460000", "+442079460", "+15005550006", "+1", "+100",
    "0x14158675000",
  ])
  func fictionIsNot(number: String) {
    #expect(PhoneNumberRule().findings("let number = \(number)").isEmpty)
  }

  @Test func undescribedTargetsAreFound() {
    let modules = SourceFile(path: "Documentation/Modules.md", text: "## Engine\n\nDecides.\n")
    #expect(DocumentationRule.undescribed(targets: ["Engine", "Twilio"], modules: modules).count == 1)
  }

  @Test func unprovenGuaranteesAreFound() {
    let text = SourceFile(
      path: "Documentation/Guarantees.md",
      text: """
        ## G1 Once
        Tests: `isThere`, `isGone`

        ## G2 Hours
        Text.

        ## G3 Limits
        Tests: not yet.

        ## G4 Money
        Tests: not yet, because nothing spends money before the ledger is built.

        ## G5 Abroad
        Tests: many.
        """)
    let found = DocumentationRule.unproven(guarantees: 1...6, text: text, tests: ["isThere"])
    #expect(found.map(\.line) == [2, 4, 8, 14, 1])
  }

  @Test func functionsOfTestsAreCollected() {
    let file = SourceFile(
      path: "Tests/A/A.swift", text: "@Test func one() {}\n@Test(arguments: [1])\nfunc `two, in words`() {}")
    #expect(DocumentationRule.testNames(in: [file]) == ["one", "A/one", "two, in words", "A/two, in words"])
  }
}
