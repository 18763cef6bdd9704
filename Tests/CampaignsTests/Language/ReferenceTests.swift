import Campaigns
import Foundation
import Testing

/// What is made of the key table is what lies in the repository.
@Suite struct ReferenceTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../..").standardizedFileURL

  @Test(arguments: ["campaign.schema.json", "dialer.schema.json", "Documentation/Campaign-File.md"])
  func theCommittedFileIsWhatIsGenerated(name: String) throws {
    let committed = try String(contentsOf: Self.root.appendingPathComponent(name), encoding: .utf8)
    let generated =
      switch name {
      case "campaign.schema.json": SchemaBuilder.campaign.indentedText
      case "dialer.schema.json": SchemaBuilder.configuration.indentedText
      default: ReferencePage.text
      }
    #expect(committed == generated + "\n", "run make schema")
  }

  @Test func everyKeyStandsInSchemaAndPage() {
    let page = ReferencePage.text
    for (table, schema) in [
      (CampaignKeys.table, SchemaBuilder.campaign), (ConfigurationKeys.table, SchemaBuilder.configuration),
    ] {
      for key in table.keys {
        #expect(page.contains("- `\(key.path)`: "), "\(key.path)")
        #expect(Self.find(key.path, in: schema) != nil, "\(key.path)")
      }
    }
  }

  @Test func everyRuleHasASection() {
    let lines = Set(ReferencePage.text.split(separator: "\n").map(String.init))
    for rule in DiagnosticRules.all { #expect(lines.contains("### \(rule.id)")) }
    #expect(DiagnosticRules.all.map(\.id) == DiagnosticRules.all.map(\.id).sorted())
  }

  /// The program's sources name a rule only beside a report: every such word is in the list.
  @Test func everyRuleThatIsReportedIsInTheList() throws {
    let report = try Regex(#"(?:report\(\s*(?:\.(?:error|warning),\s*)?|rule: )"([a-z0-9]+(?:-[a-z0-9]+)*)""#)
    let folder = Self.root.appendingPathComponent("Sources")
    var count = 0
    for case let url as URL in FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) ?? .init()
    where url.pathExtension == "swift" && url.path.contains("/Campaigns/") || url.path.contains("/Dialer/Files/") {
      guard let text = try? String(contentsOf: url, encoding: .utf8) else { continue }
      let prefix = url.lastPathComponent == "RateCardReader.swift" ? "rate-card-" : ""
      for match in text.matches(of: report) {
        guard let range = match.output[1].range else { continue }
        count += 1
        #expect(DiagnosticRules.ids.contains(prefix + text[range]), "\(url.lastPathComponent): \(text[range])")
      }
    }
    #expect(count > 60, "the pattern finds reports")
  }

  @Test func examplesAndDefaultsAreValues() {
    for key in CampaignKeys.table.keys + ConfigurationKeys.table.keys {
      for example in key.examples {
        let text = example.hasPrefix("\"") ? String(example.dropFirst().dropLast()) : example
        #expect(key.kind.accepts(text), "\(key.path): \(example)")
      }
    }
    #expect(CampaignKeys.table.keys.first { $0.path == "call.ring_timeout" }?.defaultText == "25s")
    #expect(CampaignKeys.table.keys.first { $0.path == "budget.when_exhausted" }?.defaultText == "wait")
    #expect(CampaignKeys.table.keys.first { $0.path == "title" }?.defaultText == nil)
  }

  @Test func scalarsTakeBothSpellingsInTheSchema() throws {
    let schema = SchemaBuilder.campaign
    #expect(
      try #require(Self.find("priority", in: schema)).text.contains(
        #""type":["integer","string"],"pattern":"^[0-9]+$","minimum":1,"maximum":5"#))
    #expect(try #require(Self.find("live", in: schema)).text.contains(#""enum":[true,false,"true","false"]"#))
    #expect(try #require(Self.find("call.ring_timeout", in: schema)).text.contains(#""default":"25s""#))
  }

  /// The schema of a key by its table path.
  private static func find(_ path: String, in schema: JSON) -> JSON? {
    var node = schema
    for part in path.replacing("[]", with: ".[]").split(separator: ".") {
      guard let next = step(String(part), from: node) else { return nil }
      node = next
    }
    return node
  }

  private static func step(_ part: String, from node: JSON) -> JSON? {
    let own =
      part == "[]" ? node["items"] : part == "*" ? node["additionalProperties"] : node["properties"]?[part]
    if let own { return own }
    guard case .array(let ways)? = node["anyOf"] else { return nil }
    return ways.lazy.compactMap { step(part, from: $0) }.first
  }
}
