import ArgumentParser
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// What messages advise can be done: every command they name parses, every key they name is in a table.
@Suite struct RemedyTextTests {
  @Test func everyCommandThatASourceNamesParses() throws {
    var count = 0
    for (file, line, text) in try SourceTexts.all() {
      for advice in NamedAdvice.all(in: text) {
        count += 1
        let problem = advice.problem
        #expect(problem == nil, "\(file):\(line): \(advice.words.joined(separator: " ")): \(problem ?? "")")
      }
    }
    #expect(count > 60, "only \(count) commands were found")
  }

  @Test func everyRemedyOfAReasonParsesAndNamesKeysThatExist() {
    for reason in Reason.allCases {
      let remedy = Remedy.of(reason, campaign: "first", countries: ["GB"])
      for advice in NamedAdvice.all(in: remedy) {
        #expect(advice.problem == nil, "\(reason.code): \(remedy)")
      }
      for key in NamedKeys.all(in: remedy) {
        #expect(NamedKeys.exists(key), "\(reason.code) names the key \(key): \(remedy)")
      }
    }
  }

  @Test func everyKeyThatADiagnosticOrConditionNamesExists() throws {
    var count = 0
    for (file, line, text) in try SourceTexts.all() {
      for key in NamedKeys.all(in: text, isSource: true) {
        count += 1
        #expect(NamedKeys.exists(key), "\(file):\(line) names the key \(key)")
      }
    }
    #expect(count > 30, "only \(count) keys were found")
  }

  @Test func advicesThatAreWrongAreFound() {
    #expect(NamedAdvice.all(in: "then: dialer rates refresh").first?.problem != nil)
    #expect(NamedAdvice.all(in: "then: dialer resume --every").first?.problem != nil)
    #expect(NamedAdvice.all(in: "then: dialer confirm CAMPAIGN --contry GB").first?.problem != nil)
    #expect(NamedAdvice.all(in: "then: dialer plann").first?.problem != nil)
    #expect(NamedAdvice.all(in: "dialer status says more").first?.problem == nil)
    #expect(NamedKeys.all(in: "raise budget.per_dya") == ["budget.per_dya"])
    #expect(!NamedKeys.exists("budget.per_dya") && NamedKeys.exists("budget.per_day"))
  }
}

/// The text of the program's sources, without comments.
enum SourceTexts {
  static func all() throws -> [(file: String, line: Int, text: String)] {
    let root = DocumentationExamplesTests.root.appendingPathComponent("Sources").path
    var found: [(String, Int, String)] = []
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String }.sorted() ?? []
    for name in names where name.hasSuffix(".swift") {
      let text = try String(contentsOfFile: root + "/" + name, encoding: .utf8)
      for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        let code = line.drop { $0 == " " }
        // Help's examples are HelpTests' matter; a key for later may name a command for later.
        if code.hasPrefix("//") || code.hasPrefix("dialer ") || code.contains("discussion:")
          || code.hasPrefix(".later(")
        {
          continue
        }
        found.append((name, index + 1, withoutInterpolations(String(code))))
      }
    }
    return found
  }
}

extension SourceTexts {
  /// A line with `WORD` for each interpolation that stands alone, and nothing for one that ends a word.
  private static func withoutInterpolations(_ line: String) -> String {
    var text = ""
    var depth = 0
    var last: Character = " "
    for character in line {
      if depth > 0 {
        depth += character == "(" ? 1 : character == ")" ? -1 : 0
      } else if character == "(", last == "\\" {
        depth = 1
        text.removeLast()
        if text.last.map({ $0 == " " || $0 == "\"" }) ?? true { text += "WORD" }
      } else {
        text.append(character)
      }
      last = character
    }
    return text
  }
}

/// A command that a text names, as far as it can be one: `dialer confirm CAMPAIGN --country GB`.
struct NamedAdvice {
  var words: [String]
  private var hasArguments: Bool

  /// Words that follow the program's name where it is no command.
  private static let prose: Set<String> = ["that", "knows", "or", "is", "can", "voice"]

  static func all(in text: String) -> [NamedAdvice] {
    var found: [NamedAdvice] = []
    for match in text.matches(of: /dialer ([a-z].*)/) {
      // The rest of the line may name more than one.
      let parts = match.output.1.components(separatedBy: "dialer ")
      found += parts.compactMap { NamedAdvice($0) }
    }
    return found
  }

  private init?(_ rest: String) {
    let end = rest.firstIndex { "\"`;,()\\".contains($0) } ?? rest.endIndex
    let phrase = String(rest[..<end]).components(separatedBy: ": ")[0]
    var tokens = ShellWords.of(phrase)[...]
    guard let first = tokens.first, first.first?.isLowercase == true, !Self.prose.contains(first) else { return nil }
    words = []
    hasArguments = false
    var members = NamedCommand.all.filter { $0.path.count == 1 }
    while let word = tokens.first, word.first?.isLowercase == true {
      let next = members.first { $0.path.last == word }
      guard next != nil || words.isEmpty || members.first.map({ $0.path.count == words.count + 1 }) == true else {
        break
      }
      words.append(word)
      tokens = tokens.dropFirst()
      guard let next, next.isGroup else { break }
      members = NamedCommand.all.filter { $0.path.count == 2 && $0.path[0] == word }
    }
    var afterOption = false
    for token in tokens {
      let isArgument =
        token.hasPrefix("--") || token.first == "'" || token.contains("+") || token.contains(where: \.isNumber)
        || token.allSatisfy { $0.isUppercase || $0 == "_" } || (afterOption && Self.values.contains(token))
      guard isArgument else { break }
      afterOption = token.hasPrefix("--")
      words.append(Self.sample[token] ?? token)
      hasArguments = true
    }
  }

  /// Values of options that are words.
  private static let values: Set<String> = ["json", "ndjson", "text", "placed", "not-placed"]
  /// What stands for a placeholder.
  private static let sample = ["HASH": "0123456789ab", "FILE": "file.csv", "COUNTRY": "GB"]

  /// Why it is no command of this program; nil when it is one.
  var problem: String? {
    if let mistake = MistypedCommand.message(words) { return mistake }
    guard hasArguments else {
      let command = NamedCommand.all.first { $0.path == words }
      return command == nil || command?.isGroup == true ? "it is no command" : nil
    }
    do {
      _ = try Dialer.parseAsRoot(words)
      return nil
    } catch {
      return Dialer.message(for: error)
    }
  }
}

/// Keys of the two file formats that a text names with their section: `budget.per_day`.
enum NamedKeys {
  private static let paths: Set<String> = {
    let all = CampaignKeys.table.keys.map(\.path) + ConfigurationKeys.table.keys.map(\.path)
    return Set(all.map { $0.replacing("[]", with: "") })
  }()
  private static let sections = Set(paths.compactMap { $0.split(separator: ".").first.map(String.init) })

  /// Of a source's line only inside quoted texts; only where a section of the formats begins the path.
  static func all(in text: String, isSource: Bool = false) -> [String] {
    var found: [String] = []
    for literal in isSource ? literals(text) : [text] {
      for match in literal.matches(of: /(?:^|[ `(])([a-z_]+(?:\.[a-z_]+)+)/) {
        let key = String(match.output.1)
        let parts = key.split(separator: ".").map(String.init)
        guard let section = parts.first, sections.contains(section),
          !["csv", "yaml", "yml", "db", "json"].contains(parts.last)
        else { continue }
        found.append(key)
      }
    }
    return found
  }

  private static func literals(_ line: String) -> [String] {
    line.matches(of: /"([^"]*)"/).map { String($0.output.1) }
  }

  static func exists(_ key: String) -> Bool {
    if paths.contains(key) { return true }
    // A map whose keys are free, such as a column's.
    let section = key.split(separator: ".").dropLast().joined(separator: ".")
    return paths.contains(section + ".*")
  }
}
