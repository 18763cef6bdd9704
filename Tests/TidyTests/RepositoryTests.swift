import Testing

/// The house rules over the whole repository. Each failure is one line: where, what, and what to do instead.
@Suite struct RepositoryTests {
  @Test func importsGoDownOnly() {
    expectTidy(ImportRule()) { $0.target != nil && $0.isSwift }
  }

  @Test func everyTargetHasALayer() {
    for target in SourceTree.repository.targets {
      #expect(ImportRule.layers[target] != nil, "\(target) has no row in ImportRule.layers: add one")
    }
  }

  @Test func filesFunctionsAndLinesAreShort() {
    expectTidy(SizeRule())
  }

  @Test func codeSaysWhatItMeans() {
    expectTidy(CodeRule())
  }

  @Test func noFileHoldsAMarkForLater() {
    expectTidy(TextRule()) { _ in true }
  }

  @Test func everyTelephoneNumberIsFiction() {
    expectTidy(PhoneNumberRule()) { _ in true }
  }

  @Test func everyTargetIsDescribed() throws {
    let tree = SourceTree.repository
    let modules = try #require(tree.file("Documentation/Modules.md"))
    #expect(!tree.targets.isEmpty)
    for finding in DocumentationRule.undescribed(targets: tree.targets, modules: modules) {
      Issue.record("\(finding)")
    }
  }

  @Test func everyGuaranteeNamesItsTests() throws {
    let tree = SourceTree.repository
    let text = try #require(tree.file("Documentation/Guarantees.md"))
    let tests = DocumentationRule.testNames(in: tree.files)
    for finding in DocumentationRule.unproven(guarantees: 1...12, text: text, tests: tests) {
      Issue.record("\(finding)")
    }
  }
}
