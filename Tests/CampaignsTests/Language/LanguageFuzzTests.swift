import Campaigns
import Foundation
import Testing

/// Whatever the bytes are, reading ends with a campaign or with findings that stand inside the file.
@Suite struct LanguageFuzzTests {
  /// SplitMix64 (Steele, Lea, Flood, 2014): the same edits in every run.
  private struct Edits {
    var state: UInt64
    mutating func next(below bound: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = state
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int((word ^ (word >> 31)) % UInt64(bound))
    }
  }

  private static let pieces = [
    "{", "}", "[", "]", ":", "- ", "\n", "  ", "\"", "'", "{{", "}}", "&a ", "*a", "<<: ", "|", "#", "\t", "é", "\0",
    "99999999999999999999", "-1", "24:00", "2027-02-30", "9999-12-31", "36500d", "~", "? ", "%", "!x ", "<Dial>",
  ]

  @Test(arguments: ["everything.yaml", "dialer-example.yaml"])
  func editedFilesNeverCrashTheReader(name: String) throws {
    let original = Array(try Fixture.text("language/" + name).utf8)
    var edits = Edits(state: 1)
    for _ in 0..<150 {
      var bytes = original
      for _ in 0...edits.next(below: 4) {
        let at = edits.next(below: bytes.count)
        switch edits.next(below: 4) {
        case 0: bytes.remove(at: at)
        case 1: bytes.insert(UInt8(edits.next(below: 256)), at: at)
        case 2: bytes.removeSubrange(at..<min(bytes.count, at + edits.next(below: 40)))
        default: bytes.insert(contentsOf: Self.pieces[edits.next(below: Self.pieces.count)].utf8, at: at)
        }
      }
      check(SourceFile(path: name, bytes: bytes), configuration: name == "dialer-example.yaml")
    }
  }

  @Test func whatTheFuzzerFoundIsReadToItsEnd() throws {
    let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fuzz/corpus")
    let names = try FileManager.default.contentsOfDirectory(atPath: corpus.path).sorted()
    #expect(names.count > 100)
    for name in names {
      let bytes = Array(try Data(contentsOf: corpus.appendingPathComponent(name)))
      check(SourceFile(path: name, bytes: bytes), configuration: false)
    }
  }

  private func check(_ file: SourceFile, configuration: Bool) {
    let findings: [Diagnostic]
    let decoded: Bool
    if configuration {
      let result = ConfigurationReader.read(file, zoneNames: Fixture.zones)
      (decoded, findings) = (result.0 != nil, result.1)
    } else {
      let result = CampaignReader.read(
        file, configuration: Fixture.configuration, columns: Fixture.columns, zoneNames: Fixture.zones)
      (decoded, findings) = (result.0 != nil, result.1)
    }
    #expect(decoded != findings.contains { $0.severity == .error })
    let lines = file.bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
    let outside = findings.filter {
      $0.place.line < 1 || $0.place.line > lines || $0.place.column < 1 || $0.place.endColumn <= $0.place.column
    }
    #expect(outside.isEmpty)
    #expect(findings.allSatisfy { DiagnosticRules.ids.contains($0.rule) && $0.help != nil })
    #expect(Diagnostic.text(findings, files: [file]).isEmpty == findings.isEmpty)
    #expect(Diagnostic.sorted(findings) == findings)
  }
}
