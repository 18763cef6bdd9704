import Campaigns
import Engine
import Foundation
import Synchronization
import Testing

@testable import Dialer

/// The kill switch in the form of a file.
struct StopFileTests {
  @Test func thePlaceIsFixedUnlessTheEnvironmentSaysOtherwise() {
    #expect(StopFile(environment: [:]).path == "/etc/dialer/STOP")
    #expect(StopFile(environment: ["DIALER_STOP_FILE": ""]).path == "/etc/dialer/STOP")
    #expect(StopFile(environment: ["DIALER_STOP_FILE": "/run/x/STOP"]).folder == "/run/x")
  }

  @Test func aFileALinkToNowhereAndAFolderCount() throws {
    let folder = try Folder()
    let file = StopFile(path: folder.path("STOP"))
    #expect(file.state() == .absent && file.warning(.absent) == nil)
    #expect(StopFile(path: folder.path("no/STOP")).state() == .absent)
    try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "/nowhere/at/all")
    #expect(file.state() == .present)
    let warning = try #require(file.warning(.present))
    #expect(warning.code == "kill-switch" && warning.remedy.contains("rm \(file.path)"))
  }

  /// Fail closed: a name that no file system takes stands for every look that fails.
  @Test func whatCannotBeToldCountsAsPresent() throws {
    let file = StopFile(path: "/tmp/" + String(repeating: "n", count: 300))
    let state = file.state()
    #expect(state == .unknown(errno: ENAMETOOLONG))
    #expect(file.warning(state)?.text.contains("cannot be told") == true)
  }

  /// The states in the order in which they are seen.
  private struct Changes {
    let states: AsyncStream<StopFile.State>
    let add: AsyncStream<StopFile.State>.Continuation
    init() { (states, add) = AsyncStream.makeStream() }
  }

  @Test func comingAndGoingAreSeen() async throws {
    let folder = try Folder()
    let file = StopFile(path: folder.path("STOP"))
    let changes = Changes()
    let watch = StopFileWatch(file, known: .absent, poll: .seconds(86_400)) { changes.add.yield($0) }
    var seen = changes.states.makeAsyncIterator()
    #expect(watch.isWatchingFolder)
    try folder.write("STOP", "")
    #expect(await seen.next() == .present)
    try folder.write("other", "")
    try FileManager.default.removeItem(atPath: file.path)
    #expect(await seen.next() == .absent)
    try folder.write("draft", "")
    try FileManager.default.moveItem(atPath: folder.path("draft"), toPath: file.path)
    #expect(await seen.next() == .present)
    watch.cancel()
  }

  @Test func aFolderThatComesLaterOrGoesAwayIsLookedFor() async throws {
    let folder = try Folder()
    let file = StopFile(path: folder.path("etc/STOP"))
    let changes = Changes()
    let watch = StopFileWatch(file, known: .absent, poll: .milliseconds(1)) { changes.add.yield($0) }
    var seen = changes.states.makeAsyncIterator()
    #expect(!watch.isWatchingFolder)
    try folder.write("etc/STOP", "")
    #expect(await seen.next() == .present)
    try FileManager.default.removeItem(atPath: file.folder)
    #expect(await seen.next() == .absent)
    try folder.write("etc/STOP", "")
    #expect(await seen.next() == .present)
    watch.cancel()
  }

  @Test func whatWasThereBeforeTheWatchIsToldOnlyWhenItIsNews() async throws {
    let folder = try Folder()
    try folder.write("STOP", "")
    let changes = Changes()
    let file = StopFile(path: folder.path("STOP"))
    let watch = StopFileWatch(file, known: .present) { changes.add.yield($0) }
    _ = watch.isWatchingFolder
    try FileManager.default.removeItem(atPath: file.path)
    var seen = changes.states.makeAsyncIterator()
    #expect(await seen.next() == .absent)
    watch.cancel()
  }

  @Test func statusWithoutADaemonShowsTheSwitch() throws {
    let folder = try Folder.account()
    #expect(try Program.run(["init", "--yes"], in: folder).code == 0)
    let stop = try folder.write("STOP", "")
    try folder.age("STOP", at: noon)
    let status = try Program.run(
      ["status", "--output", "json"], in: folder, environment: ["DIALER_STOP_FILE": stop])
    let json = try JSON.parse(status.output)
    guard case .array(let conditions)? = json["conditions"], let condition = conditions.first else {
      Issue.record("no condition: \(status.output) \(status.messages)")
      return
    }
    #expect(condition["code"] == .string("kill-switch"))
    #expect(condition["since"] == .string(noon.rfc3339))
    #expect(status.output.contains(#""kill-switch":1"#), "the waiting customer's reason")
    let text = try Program.run(["status"], in: folder, environment: ["DIALER_STOP_FILE": stop]).output
    #expect(text.contains("! kill-switch since") && text.contains("rm \(stop)"))
  }
}
