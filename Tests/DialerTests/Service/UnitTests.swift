import Foundation
import Testing

@testable import Dialer

private enum Analyzer {
  static let path = "/usr/bin/systemd-analyze"
}

/// deploy/dialer.service, as far as it can be judged without a booted systemd (`make test-service` boots one).
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: Analyzer.path)))
struct UnitTests {
  private func unit() throws -> String {
    let root = DocumentationExamplesTests.root
    return try String(contentsOf: root.appendingPathComponent("deploy/dialer.service"), encoding: .utf8)
  }

  /// What the analyzer says of the unit, started from where the program was built.
  private func analyze(_ arguments: String..., unit: String) throws -> (code: Int32, said: String) {
    let folder = try Folder()
    let file = try folder.write(
      "dialer.service", unit.replacing("/usr/bin/dialer", with: Program.binary.path))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Analyzer.path)
    process.arguments = arguments + [file]
    let output = try folder.write("said", "")
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try folder.text("said"))
  }

  /// The code is 0 even with unknown keys: nothing may be said.
  @Test func nothingIsSaidOfIt() throws {
    #expect(try analyze("verify", unit: unit()).said == "")
    let wrong = try unit().replacing("WatchdogSec=30s", with: "WatchdogSek=30s")
    #expect(try analyze("verify", unit: wrong).said.contains("WatchdogSek"))
  }

  @Test func itsExposureIsLow() throws {
    let (code, said) = try analyze("security", "--offline=true", "--no-pager", "--threshold=15", unit: unit())
    #expect(code == 0, "\(said)")
    let open = try unit().replacing("CapabilityBoundingSet=\n", with: "").replacing("ProtectSystem=strict\n", with: "")
    #expect(try analyze("security", "--offline=true", "--no-pager", "--threshold=15", unit: open).code != 0)
  }

  /// A request that SIGKILL cuts is a quarantined attempt.
  @Test func stoppingMayTakeLongerThanARequest() throws {
    let lines = try unit().split(separator: "\n")
    #expect(lines.contains("TimeoutStopSec=3min"))
    #expect(lines.contains("Type=notify") && lines.contains("ExecReload=/usr/bin/dialer reload"))
    #expect(lines.contains("RestartPreventExitStatus=64 65 78"))
    let resources = lines.firstIndex { $0.hasPrefix("SystemCallFilter=~") && $0.contains("@resources") }
    let priority = lines.firstIndex(of: "SystemCallFilter=setpriority")
    #expect(try #require(resources) < #require(priority), "libdispatch is killed otherwise")
  }
}
