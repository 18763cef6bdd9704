import ArgumentParser
import Campaigns
import Foundation

/// `dialer test`.
struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the cases under `tests:` of campaign files and in NAME.test.yaml beside them.",
    discussion: """
      A case names a customer, what happened before and an instant; the daemon's own gates must answer as it expects.
      What a case does not set (pauses, money spent, the age of data) does not stand in the way. Nothing is dialed, and
      no store is read. A failed case shows every gate's answer.

        dialer test                                all cases of the account
        dialer test campaigns/spring.yaml          those of one file, or of a folder
        dialer test --junit report.xml             also a report for continuous integration
        dialer test --output json                  for programs, every gate's answer in it

        tests:
          - name: nobody in Miami is called after 8 pm
            at: 2027-03-02T20:05:00-05:00
            customer: {id: 1, phone: "+13055550100", status: active}
            expect: {refused: outside-calling-hours}

      Exit: 0 all as expected, 1 a case failed, 65 errors in campaign or test files, 78 in dialer.yaml.
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(
    help: ArgumentHelp("Campaign files, test files or folders (default: all of the account).", valueName: "path"))
  var paths: [String] = []
  @Option(help: ArgumentHelp("Also write a JUnit report.", valueName: "file")) var junit: String?
  @Option(help: "text, json or ndjson.") var output = OutputFormat.text

  func run() async throws {
    try await reporting {
      let set = try CaseSet.load(paths: paths, config: common.config)
      let errors = set.findings.filter { $0.severity == .error }
      if !errors.isEmpty {
        Console.note(set.findings, files: set.sources)
        throw Failure(.badData, "the files have errors; no case was run")
      }
      let report = CaseReport(
        results: try set.run(), configuration: set.workspace.configuration, zones: set.workspace.zones)
      if report.results.isEmpty { Console.note("no case: write some under `tests:` of a campaign file") }
      switch output {
      case .text: Console.print(report.text)
      case .json: Console.print(report.json.text)
      case .ndjson: for line in report.lines { Console.print(line.text) }
      }
      if let junit { try write(report.junit, to: junit) }
      if report.failed > 0 { throw Failure(.failed) }
    }
  }

  private func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      throw Failure(.cannotWrite, "cannot write \(path): \(error.localizedDescription)")
    }
  }
}
