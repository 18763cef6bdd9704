import Campaigns
import Engine
import Foundation
import Simulation

/// The cases that `dialer test` runs: those of campaign files, and of the files `NAME.test.yaml` beside them.
struct CaseSet {
  /// A case and the campaign it is about.
  struct Entry {
    /// Index into `workspace.campaigns`.
    var campaign: Int
    /// The file that holds the case, as it was read.
    var file: String
    var test: TestCase
  }

  var workspace: Workspace
  /// By file, then in the order of the file.
  var entries: [Entry]
  var findings: [Diagnostic]
  /// What was read, for carets.
  var sources: [SourceFile]

  /// Reads the account's files, and of the cases those in the given files and folders; without any, all.
  ///
  /// - Throws: `Failure` 78 without a valid dialer.yaml, 64 for a path that does not exist.
  static func load(paths: [String], config: String?) throws -> CaseSet {
    let workspace = try Workspace.load(config: config)
    let columns = Workspace.declaredColumns(workspace.configuration, folder: workspace.folder)
    var set = CaseSet(
      workspace: workspace, entries: [], findings: workspace.diagnostics, sources: workspace.sources)
    let wanted = try paths.map(Wanted.init)
    func isWanted(_ file: String) -> Bool { wanted.isEmpty || wanted.contains { $0.holds(file) } }
    for (index, campaign) in workspace.campaigns.enumerated() where isWanted(campaign.file) {
      set.entries += campaign.tests.map { Entry(campaign: index, file: campaign.file, test: $0) }
    }
    let ids = workspace.campaigns.map(\.id)
    for file in try Workspace.caseFiles(workspace.configuration, folder: workspace.folder) where isWanted(file.path) {
      let (id, cases, found) = CaseFileReader.read(file, campaigns: ids, columns: columns)
      set.sources.append(file)
      set.findings += found
      guard let index = ids.firstIndex(where: { $0 == id }) else { continue }
      set.entries += cases.map { Entry(campaign: index, file: file.path, test: $0) }
    }
    set.findings += unknownReasons(set.entries.map(\.test))
    set.findings = Diagnostic.sorted(set.findings)
    set.entries.sort { ($0.file, $0.test.place.line) < ($1.file, $1.test.place.line) }
    return set
  }

  /// A path of the command line, found again whatever way a file was named.
  private struct Wanted {
    let path: String
    init(_ path: String) throws {
      guard FileManager.default.fileExists(atPath: path) else { throw Failure(.usage, "there is no \(path)") }
      self.path = Self.real(path)
    }
    func holds(_ file: String) -> Bool {
      let file = Self.real(file)
      return file == path || file.hasPrefix(path + "/")
    }
    private static func real(_ path: String) -> String {
      URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }
  }

  /// Expectations of reasons that no gate has.
  static func unknownReasons(_ tests: [TestCase]) -> [Diagnostic] {
    let known = Reason.allCases.map(\.code)
    return tests.flatMap(\.expectations).compactMap { expectation in
      guard case .refused(let code, _) = expectation.verdict, !known.contains(code) else { return nil }
      return Diagnostic(
        severity: .error, rule: "bad-value", message: "no gate refuses with `\(code)`",
        help: NearestWord.of(code, in: known).map { "did you mean `\($0)`?" }
          ?? "the reasons are those that `dialer explain` shows, such as outside-calling-hours or attempt-limit",
        place: expectation.place)
    }
  }

  /// Asks the gates.
  ///
  /// - Parameter only: cases whose name holds this text; nil: all.
  func run() throws -> [CaseResult] {
    let columns = Self.columns(workspace, entries.map(\.test))
    let cases = CaseRun(
      configuration: workspace.configuration, campaigns: workspace.campaigns, columns: columns,
      zones: workspace.zones, rates: workspace.rates)
    do throws(IntakeError) {
      var results: [CaseResult] = []
      for entry in entries {
        results.append(
          CaseResult(
            campaign: workspace.campaigns[entry.campaign], file: entry.file, test: entry.test,
            answers: try cases.answers(to: entry.test, campaign: entry.campaign)))
      }
      return results
    } catch {
      throw Failure(.badConfiguration, error.description)
    }
  }

  /// The customers' columns; those that only cases name, where no customer file can be read.
  private static func columns(_ workspace: Workspace, _ tests: [TestCase]) -> Columns {
    if let columns = Workspace.declaredColumns(workspace.configuration, folder: workspace.folder) { return columns }
    let types = workspace.columnTypes
    let names = Set(tests.flatMap(\.customer).map(\.column)).union(types.keys).union(["id", "name", "phone"]).sorted()
    return Columns(names: names, types: names.map { types[$0] ?? .text })
  }
}

/// A case and what the gates said.
struct CaseResult {
  var campaign: Campaign
  var file: String
  var test: TestCase
  var answers: [CaseRun.Answer]
  var passed: Bool { answers.allSatisfy(\.isExpected) }
}
