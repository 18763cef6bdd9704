import ArgumentParser
import Campaigns
import Foundation

/// `dialer check`.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Finds every mistake in dialer.yaml, the campaign files and the rate card, at its line and column.",
    discussion: """
      Without a path: dialer.yaml and everything it names. With paths: those files and folders, by the dialer.yaml
      beside or above them; without any, what depends on it is not checked. `-` reads one campaign from standard input.

        dialer check                          before a commit, and in continuous integration
        dialer check --strict campaigns/      warnings fail as well
        dialer check - < draft.yaml           from an editor
        dialer check --output json            for programs
        dialer check --output github          annotations in a GitHub workflow

      Exit: 0 no error, 3 only warnings and --strict, 65 errors in campaign files, 78 errors in dialer.yaml.
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: ArgumentHelp("Campaign files, folders, or - for standard input.", valueName: "path"))
  var paths: [String] = []
  @Option(help: "text, json, or github for annotations of a pull request.") var output = CheckFormat.text
  @Flag(help: "Exit with 3 when there are warnings.") var strict = false

  func validate() throws {
    if paths.filter({ $0 == "-" }).count > 1 { throw ValidationError("- can be read once only") }
  }

  func run() async throws {
    try await reporting {
      let report = try CheckRun.check(
        paths: paths, config: common.config, now: DaemonClock.wallNow(),
        standardInput: { FileHandle.standardInput.readDataToEndOfFile() })
      for note in report.notes { Console.note(note) }
      switch output {
      case .text: Console.print(Paint.output.findings(report.text))
      case .json: Console.print(report.json.text)
      case .github: if !report.findings.isEmpty { Console.print(GitHubAnnotations.text(report.findings)) }
      }
      if let code = report.failure(strict: strict) { throw Failure(code) }
    }
  }
}

/// The forms of a check's report.
enum CheckFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, github
}
