import ActivityStore
import Campaigns
import Engine
import Foundation
import Sandbox
import Simulation
import Testing

/// The store's disk fills in mid-run, or cannot be written at all.
@Suite(.serialized)
struct DiskTests {
  /// Mounts need a name space of their own, which not every machine grants.
  static let canMount: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    process.arguments = ["-rm", "/bin/sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  /// Runs the program twice: on a disk with 200 KiB left, and after room was made.
  private static let full = """
    mount -t tmpfs -o size=16m tmpfs disk && cp dialer.db disk/ || exit 99
    head -c 204800 /dev/zero > disk/reserve
    cat /dev/zero > disk/ballast 2> /dev/null
    rm disk/reserve
    "$@"; echo "first exit $?" >&2
    rm disk/ballast
    "$@"; echo "second exit $?" >&2
    cp disk/dialer.db* .
    """

  /// Runs the program on a file system that is mounted read-only.
  private static let readOnly = """
    cp dialer.db disk/ && mount --bind disk disk && mount -o remount,bind,ro disk || exit 99
    "$@"; echo "first exit $?" >&2
    """

  private struct Scene {
    var home: Home
    var sandbox: SandboxServer

    init(customers: Int) async throws {
      home = try Home(.init(customers: customers, concurrency: 10, attempts: 1))
      sandbox = try await home.startSandbox(
        try Home.everybodyAnswers())
      try home.makeStore()
      try FileManager.default.createDirectory(atPath: home.path + "/disk", withIntermediateDirectories: false)
      let text = Home.configuration(carrier: sandbox.baseURL).replacing(
        "sqlite:dialer.db", with: "sqlite:disk/dialer.db")
      try home.write("dialer.yaml", text)
    }

    func run(_ script: String) async throws -> DialerProcess.End {
      try home.write("script.sh", "cd \"$(dirname \"$0\")\"\n" + script)
      var process = home.process(["run", "--once"])
      process.wrapper = ["/usr/bin/unshare", "-rm", "/bin/sh", home.path + "/script.sh"]
      return try await process.run()
    }
  }

  @Test(
    "a disk that fills: exit 73 with path and remedy; with room again the rest is called, nobody twice",
    .enabled(if: canMount, "no mounts in a name space of its own"))
  func fills() async throws {
    let scene = try await Scene(customers: 120)
    let end = try await scene.run(Self.full)
    let evidence = try await Evidence.gather(scene.home, scene.sandbox)
    await scene.sandbox.stop()
    let first = end.log.firstIndex { $0.hasPrefix("first exit") } ?? 0
    let placedBefore = end.log[..<first].count { $0.contains("state=placed") }
    print("disk full: \(end.log[max(0, first - 1)]), placed before \(placedBefore), \(evidence.summary)")
    #expect(end.log.contains("first exit 73"), "\(end.text)")
    let sentence = end.log[..<first].last { $0.contains("disk/dialer.db") } ?? ""
    #expect(sentence.contains("the disk is full") && sentence.contains("free some space"), "\(sentence)")
    #expect(placedBefore > 0 && placedBefore < 120, "it fills in mid-run")
    #expect(end.log.last == (evidence.held.isEmpty ? "second exit 0" : "second exit 75"), "\(end.text)")
    #expect(Set(evidence.sent.map(\.customer)).count == 120)
    #expect(!end.log.contains { $0.contains("rolled-back") })
    evidence.expectOneCallPerAttempt()
  }

  @Test(
    "a file system that is mounted read-only: exit 73 with path and remedy, nothing is dialed",
    .enabled(if: canMount, "no mounts in a name space of its own"))
  func readOnlyMount() async throws {
    let scene = try await Scene(customers: 3)
    let end = try await scene.run(Self.readOnly)
    let report = try await Evidence.get(scene.sandbox.baseURL + "/sandbox/report")
    await scene.sandbox.stop()
    #expect(end.log.last == "first exit 73", "\(end.text)")
    let sentence = end.log.dropLast().last ?? ""
    #expect(sentence.contains("disk/dialer.db") && sentence.contains("write"), "\(sentence)")
    #expect(report["calls"] == .integer(0))
  }
}
