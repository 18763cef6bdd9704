import Campaigns
import Testing

@Suite struct YAMLReaderTests {
  private func read(_ text: String) -> (root: YAMLNode?, findings: [Diagnostic]) {
    YAMLReader.read(SourceFile(path: "f.yaml", bytes: Array(text.utf8)))
  }

  private func failure(_ text: String) throws -> Diagnostic {
    let (root, findings) = read(text)
    #expect(root == nil)
    return try #require(findings.first)
  }

  @Test func nodesAndKeysKnowTheirPlaceInBytes() throws {
    let root = try #require(read("# é\n\"é\": {b: [x, \"yy\"]}\n").root)
    let entry = try #require(root.entries?.first)
    #expect(entry.key == "é")
    #expect(entry.keySpan == YAMLSpan(line: 2, column: 1, endLine: 2, endColumn: 5))
    let items = try #require(entry.value.entries?.first?.value.items)
    #expect(items[1].span == YAMLSpan(line: 2, column: 15, endLine: 2, endColumn: 19))
    #expect(items[1].scalar == "yy")
  }

  @Test func aByteOrderMarkAndCRLFAreNoText() throws {
    let root = try #require(read("\u{FEFF}a: 1\r\nb: 2\r\n").root)
    #expect(root.entries?.map(\.key) == ["a", "b"])
    #expect(root.entries?[1].keySpan.line == 2)
  }

  @Test func scalarsAreNeverTyped() throws {
    let root = try #require(read("a: NO\nb: 1.10\nc: 09:00\nd:\ne: \"\"").root)
    #expect(root.entries?.map { $0.value.scalar } == ["NO", "1.10", "09:00", "", ""])
    #expect(root.entries?.map { $0.value.isNothing } == [false, false, false, true, false])
  }

  @Test func aliasesAndMergeKeysExpandAndOwnKeysWin() throws {
    let (root, findings) = read(
      "base: &b {x: 1, y: 2}\nother: &o {y: 9, z: 3}\nuse:\n  <<: [*b, *o]\n  x: 7\nagain: *b\n")
    #expect(findings.isEmpty)
    let entries = try #require(root?.entries)
    #expect(entries[2].value.entries?.map { "\($0.key)=\($0.value.scalar ?? "")" } == ["x=7", "y=2", "z=3"])
    #expect(entries[3].value.entries?.count == 2)
    #expect(entries[3].value.span.line == 6)
  }

  @Test func duplicateKeysAreAllReported() throws {
    let (root, findings) = read("a: 1\nb: 2\na: 3\nb: 4\n")
    #expect(root?.entries?.count == 2)
    #expect(findings.map(\.rule) == ["duplicate-key", "duplicate-key"])
    #expect(findings.map(\.place.line) == [3, 4])
    #expect(findings[0].help == "it is already on line 1: keep one of them")
  }

  @Test(arguments: [
    ("a: [1, 2\nb: 3\n", "yaml-syntax", 2, 2), ("a:\n\tb: 1\n", "yaml-syntax", 2, 1),
    ("a: 1\n---\nb: 2\n", "yaml-syntax", 2, 1), ("", "yaml-syntax", 1, 1), ("# only\n", "yaml-syntax", 1, 1),
    ("a: b: c\n", "yaml-syntax", 1, 5), ("a: \"x\n", "yaml-syntax", 2, 1), ("a: {{x}}\n", "yaml-syntax", 1, 5),
    ("a: *none\n", "yaml-syntax", 1, 4), ("a: &x [*x]\n", "yaml-syntax", 1, 8), ("a: !!int 3\n", "yaml-syntax", 1, 4),
    ("? [a]\n: b\n", "yaml-syntax", 1, 3), ("<<: 3\n", "yaml-syntax", 1, 1), ("a: é\u{01}\n", "yaml-encoding", 1, 6),
    ("a: b\0\n", "yaml-encoding", 1, 5),
  ])
  func mistakesAreOnePositionedFinding(text: String, rule: String, line: Int, column: Int) throws {
    let finding = try failure(text)
    #expect(finding.rule == rule)
    #expect(finding.place.line == line)
    #expect(finding.place.column == column)
    #expect(finding.help != nil)
  }

  @Test func invalidUTF8IsPositioned() throws {
    let (_, findings) = YAMLReader.read(SourceFile(path: "f", bytes: Array("a: 1\nb: ".utf8) + [0xFF, 0x0A]))
    #expect(findings.first?.rule == "yaml-encoding")
    #expect(findings.first?.place == Diagnostic.Place(file: "f", line: 2, column: 4, endColumn: 5))
  }

  @Test func anUnquotedTextIsShownQuoted() throws {
    #expect(try failure("say: Hello: {{name}}").help == #"quote the text: say: "Hello: {{name}}""#)
    #expect(try failure("say: {{name}}, hello").help == #"quote the text: say: "{{name}}, hello""#)
  }

  @Test func aliasBombsAreStoppedByTheNodeLimit() throws {
    var text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    for level in 1...30 {
      text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
    }
    #expect(try failure(text).rule == "yaml-limit")
  }

  @Test func depthCountsWhatAnAliasBrings() throws {
    let deep = String(repeating: "[", count: 63) + String(repeating: "]", count: 63)
    #expect(read("- \(deep)").root != nil)
    #expect(try failure("- [\(deep)]").rule == "yaml-limit")
    #expect(try failure("- &a \(deep)\n- [*a]").rule == "yaml-limit")
  }

  @Test(arguments: [
    "[", "{", "- ", "? ", "a: {", "\"", "!", "&a [", "'", "|\n ", "a: b: ", "[a, ", "&a *a ", "#", "%", "\r",
  ])
  func hostileRepetitionsEndAtOnce(unit: String) {
    let count = YAMLReader.maxBytes / unit.utf8.count
    let (_, findings) = read(String(repeating: unit, count: count))
    #expect(findings.count <= 1)
  }

  @Test func tooLargeAFileIsNotParsed() throws {
    #expect(try failure(String(repeating: "a", count: YAMLReader.maxBytes + 1)).rule == "yaml-limit")
  }
}
