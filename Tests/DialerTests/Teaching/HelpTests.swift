import ArgumentParser
import Foundation
import Testing

@testable import Dialer

/// Every command's help teaches, and every misuse is answered with the right call.
@Suite struct HelpTests {
  @Test(arguments: NamedCommand.all)
  func theHelpHasAnAbstractOfOneLineAndAnExampleThatParses(command: NamedCommand) throws {
    let configuration = command.type.configuration
    #expect(!configuration.abstract.isEmpty && !configuration.abstract.contains("\n"))
    let examples = ShellWords.examples(configuration.discussion)
    #expect(!examples.isEmpty, "\(command.line) shows no example")
    for example in examples {
      #expect(example.hasPrefix(command.line), "\(command.line) shows another command: \(example)")
      #expect(throws: Never.self, "\(example)") { try Dialer.parseAsRoot(Array(ShellWords.of(example).dropFirst())) }
    }
  }

  @Test(arguments: NamedCommand.all)
  func misuseEndsWith64AndTheUsage(command: NamedCommand) throws {
    let ending = try Program.run(command.path + ["--nonsense"], in: try Folder())
    #expect(ending.code == 64)
    #expect(ending.messages.contains("Usage: \(command.line)"), "\(ending.messages)")
  }

  @Test(arguments: NamedCommand.all.filter { !$0.isGroup })
  func whatMayNotBeLeftOutIsNamed(command: NamedCommand) throws {
    // What parses without arguments needs none.
    do {
      _ = try Dialer.parseAsRoot(command.path)
    } catch {
      #expect(Dialer.exitCode(for: error).rawValue == 64)
      let message = Dialer.fullMessage(for: error)
      #expect(message.contains("Usage: \(command.line)"), "\(message)")
    }
  }

  @Test(arguments: [
    ("plann", "dialer: there is no command dialer plann; did you mean dialer plan?"),
    ("help statsu", "dialer: there is no command dialer statsu; did you mean dialer status?"),
    ("suppress ad +12125550123", "dialer: there is no command dialer suppress ad; did you mean dialer suppress add?"),
    ("rates frobnicate", "dialer: there is no command dialer rates frobnicate; there are: import, show."),
  ])
  func aMistypedCommandIsAnsweredWithTheNearest(line: String, message: String) throws {
    let ending = try Program.run(ShellWords.of(line), in: try Folder())
    #expect(ending.code == 64)
    #expect(ending.messages.hasPrefix(message), "\(ending.messages)")
  }

  @Test func commandsAndTheirArgumentsAreNotTakenForMistakes() {
    #expect(MistypedCommand.message(["plan", "renewal-reminders"]) == nil)
    #expect(MistypedCommand.message(["suppress", "add", "+12125550123"]) == nil)
    #expect(MistypedCommand.message(["--version"]) == nil)
    #expect(MistypedCommand.message([]) == nil)
    #expect(MistypedCommand.message(["keys"]) == nil)
  }
}

/// Names that nobody has are answered with the nearest, and end with 64.
@Suite struct UnknownNameTests {
  @Test(arguments: [
    ("plan firts", "there is no campaign firts; did you mean first?"),
    ("activities --campaign firts", "there is no campaign firts; did you mean first?"),
    ("activities --customer C11", "there is no customer C11; did you mean C1?"),
    ("calls --campaign other", "there is no campaign other; there are: first"),
    ("quarantine list --campaign firts", "there is no campaign firts; did you mean first?"),
    ("quarantine resolve 7 --as placed --reason seen", "dialer quarantine list"),
    ("explain C11", "there is no customer C11; did you mean C1?"),
    ("explain C1 --campaign firts", "there is no campaign firts; did you mean first?"),
    ("customers show C11", "there is no customer C11; did you mean C1?"),
    ("suppress list --list do-not-cal", "there is no list do-not-cal; did you mean do-not-call?"),
    ("confirm firts", "there is no campaign firts; did you mean first?"),
    ("confirm first --country UK", "--country UK is no country"),
    ("revoke first --country gb", "--country gb is no country: write its two capital letters of ISO 3166, such as GB"),
    ("customers import file.csv --region XX", "--region XX is no country"),
    ("suppress add 2125550123 --region usa", "--region usa is no country"),
    ("confirm first --country GB --yes --revision 00000000", "is at revision"),
    ("pause firts --reason test", "there is no campaign firts; did you mean first?"),
    ("pause first --reason ''", "a reason was expected"),
    ("halt --all --reason ' '", "a reason was expected"),
    ("run --once", "for a sandbox: those that it prints"),
    ("halt firts --reason test", "there is no campaign firts; did you mean first?"),
    ("resume firts", "there is no campaign firts; did you mean first?"),
    ("revoke firts", "there is no campaign firts; did you mean first?"),
    ("init --yes --folder x --time-zone Europe/Lodnon", "did you mean Europe/London?"),
  ])
  func theNearestIsNamed(line: String, message: String) throws {
    let folder = try Folder.account()
    #expect(try Program.run(["init"], in: folder).code == 0)
    let ending = try Program.run(ShellWords.of(line), in: folder)
    #expect(ending.code == (line.hasPrefix("run") ? 78 : line.contains("--revision") ? 77 : 64), "\(ending.messages)")
    #expect(ending.messages.contains(message), "\(ending.messages)")
  }

  @Test func aSuppressionOfNobodyIsKeptAndSaid() throws {
    let folder = try Folder.account()
    #expect(try Program.run(["init"], in: folder).code == 0)
    let ending = try Program.run(["suppress", "add", "--customer", "C11"], in: folder)
    #expect(ending.code == 0)
    #expect(ending.messages.contains("note: there is no customer C11; did you mean C1?"))
    #expect(try Program.run(["suppress", "list"], in: folder).output.contains("C11"))
    let known = try Program.run(["suppress", "add", "--customer", "C1"], in: folder)
    #expect(!known.messages.contains("note:"))
  }
}
