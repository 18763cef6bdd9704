import Foundation
import Testing

@testable import Dialer

/// The scripts that show what `dialer check` makes of bad files run by themselves and find what they promise.
@Suite struct MistakeScriptTests {
  /// The scripts are for people; a machine without Python shows nothing by them.
  static let hasPython = ["/usr/bin/python3", "/usr/local/bin/python3"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// - Returns: the exit code, and what was printed.
  private func run(_ script: String) throws -> (code: Int32, text: String) {
    let folder = try Folder()
    let sink = try folder.write("transcript.txt", "")
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: sink))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", DocumentationExamplesTests.root.appendingPathComponent("Scripts/" + script).path, Program.binary.path,
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try folder.text("transcript.txt"))
  }

  /// One of each mistake, in folders as people have them: every rule is seen, by its own id.
  @Test(.enabled(if: hasPython), .timeLimit(.minutes(5))) func everyRuleIsSeen() throws {
    let (code, text) = try run("every-mistake.py")
    #expect(code == 0, "\(text.suffix(400))")
    #expect(text.contains("\nhelp: "))
  }

  /// What no editor would write ends at once, with a place.
  @Test(.enabled(if: hasPython), .timeLimit(.minutes(5))) func badInputIsRefusedAtItsPlace() throws {
    let (code, text) = try run("bad-input.py")
    #expect(code == 0, "\(text)")
    #expect(text.contains("14 inputs, 0 failures"))
  }
}
