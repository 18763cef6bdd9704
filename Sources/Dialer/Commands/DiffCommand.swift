import ArgumentParser
import Campaigns
import Engine
import Foundation

/// `dialer diff`: what the edited files change.
struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "The effect of the edited campaign files: customers in and out, worst case, countries, hours, limits.",
    discussion: """
      Compared with the set that the daemon loaded last, or with the campaign files of a git commit; both with today's
      customers, rates and dialer.yaml.

        dialer diff                    against what runs
        dialer diff HEAD~1             against a commit
        dialer diff --exit-code        for a merge check

      Exit: 1 with --exit-code when a change would wait for dialer approve, 64 what is no commit, 65 errors in campaign
      files, 78 in dialer.yaml.
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: "A git commit, branch or tag; default: what the daemon loaded last.") var ref: String?
  @Option(help: "text or json.") var output = OutputFormat.text
  @Flag(help: "Exit 1 when a change goes beyond what may apply without approval.") var exitCode = false

  func run() async throws {
    try await reporting {
      let source = try PlanSource.open(common)
      try source.workspace.requireValid()
      let earlier = EarlierSet(workspace: source.workspace, store: source.store)
      let old = try ref.map { try earlier.committed(at: $0) } ?? earlier.running()
      let effects = try SetComparison(source: source, now: DaemonClock.wallNow()).effects(replacing: old)
      Console.print(output == .text ? EffectText.text(effects) : EffectText.json(effects).text)
      if exitCode, effects.contains(where: { !$0.held.isEmpty }) { throw Failure(.failed) }
    }
  }
}
