import ArgumentParser
import Campaigns
import Foundation
import Testing

@testable import Dialer

/// What the documents show works: commands parse, campaigns decode.
struct DocumentationExamplesTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let documents = [
    "README.md", "CONTRIBUTING.md", "campaigns/README.md", "Documentation/Overview.md",
    "Documentation/Operations.md",
  ]

  @Test(arguments: documents)
  func everyCommandParses(document: String) throws {
    for line in try blocks(of: document, language: "sh") {
      let command = line.split(separator: "#", maxSplits: 1)[0].trimmingCharacters(in: .whitespaces)
      guard command.hasPrefix("dialer ") else { continue }
      let arguments = words(of: command).dropFirst()
      #expect(throws: Never.self, "\(document): \(command)") { try Dialer.parseAsRoot(Array(arguments)) }
    }
  }

  @Test func theCampaignOfTheReadmeDecodes() throws {
    let text = try blocks(of: "README.md", language: "yaml").joined(separator: "\n")
    var configuration = Configuration(homeCountry: "US", timeZone: "America/New_York")
    configuration.fillCallerID(14_155_550_100)
    let (campaign, findings) = CampaignReader.read(
      SourceFile(path: "README.md", bytes: Array(text.utf8)), configuration: configuration, columns: nil,
      zoneNames: nil)
    #expect(campaign != nil, "\(findings.map(\.message))")
  }

  @Test func theReadmeShowsCommands() throws {
    #expect(try blocks(of: "README.md", language: "sh").count { $0.hasPrefix("dialer ") } >= 8)
  }

  /// The lines of the fenced blocks of a language.
  private func blocks(of document: String, language: String) throws -> [String] {
    let text = try String(contentsOf: Self.root.appendingPathComponent(document), encoding: .utf8)
    var lines: [String] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      if trimmed.hasPrefix("```") {
        isInside = !isInside && trimmed == "```" + language
      } else if isInside {
        lines.append(language == "sh" ? trimmed : String(line))
      }
    }
    return lines
  }

  /// Splits at spaces, as a shell does with plain and double-quoted words.
  private func words(of command: String) -> [String] {
    var words: [String] = []
    for (index, part) in command.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
      if index % 2 == 1 {
        words.append(String(part))
      } else {
        words += part.split(separator: " ").map(String.init)
      }
    }
    return words
  }
}
