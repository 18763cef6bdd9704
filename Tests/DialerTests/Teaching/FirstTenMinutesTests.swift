import Foundation
import Testing

@testable import Dialer

/// The transcript of a new user's first ten minutes runs by itself and shows what it promises.
@Suite struct FirstTenMinutesTests {
  @Test(.timeLimit(.minutes(5))) func theTranscriptPlaysToItsEnd() throws {
    let folder = try Folder()
    let script = DocumentationExamplesTests.root.appendingPathComponent("Scripts/first-ten-minutes.sh").path
    let sink = try folder.write("transcript.txt", "")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [script, Program.binary.path]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardInput = FileHandle.nullDevice
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: sink))
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    let text = try folder.text("transcript.txt")
    #expect(process.terminationStatus == 0, "\(text.suffix(3_000))")
    let reasons = ["no-phone", "suppressed", "needs-confirmation", "template-value-missing", "outside-calling-hours"]
    for reason in reasons { #expect(text.contains("waiting: \(reason)"), "nobody is refused by \(reason)") }
    for promise in [
      "--allow-shrink", "2 retired", "unknown-key", "did you mean `ring_timeout`?", "0 errors, 0 warnings", "In all: ",
      "left: ",
      "a new live campaign with 7 customers", "may call\n", "dialer try first-campaign",
      "did you mean first-campaign?", "is none of `try_numbers:`",
      "the text is wrong, see ticket 4711", "needs a person", "complaint, see ticket 4712", "the daemon ended with 0",
    ] {
      #expect(text.contains(promise), "the transcript lacks: \(promise)")
    }
    #expect(!text.contains("12125550101"), "a number stands in clear")
  }
}
