import ActivityStore
import Campaigns
import Engine
import Foundation
import Sandbox
import Synchronization
import Telephony
import Testing

@testable import Dialer

/// The daemon's life against the sandbox on its stepped clock: how it starts, stops, and obeys the kill switch.
@Suite(.serialized)
struct DaemonLifeTests {
  /// Four customers of New York at nine in the morning, and a carrier that dials one queued call in 1,000 s.
  private struct Scene {
    let folder: Folder
    let sandbox: SandboxServer
    let workspace: Workspace
    let store: SQLiteStore
    let client: TwilioClient
    static let credentials = Credentials(
      accountSid: "AC00000000000000000000000000000004", authToken: "00000000000000000000000000000004")

    init() async throws {
      folder = try Folder.account("budget: {currency: USD, per_day: 500.00}")
      try folder.write(
        "customers.csv",
        "id,name,phone,status,time_zone\n"
          + (1...4).map { "C\($0),Ada,+1212555010\($0 + 4),active,America/New_York\n" }.joined())
      try folder.write(
        "campaigns/first.yaml", Folder.campaign().appending("\npacing: {concurrent_calls: 10, calls_per_second: 1}\n"))
      var options = SandboxOptions(
        accountSid: Self.credentials.accountSid, authToken: Self.credentials.secretForSandbox)
      options.clock = .stepped(from: noon)
      options.callsPerSecond = .perSecond(thousandths: 1)
      options.ownedNumbers = [14_155_550_100]
      sandbox = try await SandboxServer.start(options)
      var loaded = try Workspace.load(config: folder.path("dialer.yaml"))
      try loaded.requireValid()
      loaded.configuration.twilio.baseURL = sandbox.baseURL
      workspace = loaded
      store = try SQLiteStore.create(at: loaded.storePath, now: noon)
      try CustomerSync.importChanged(loaded, store: store, now: noon)
      client = TwilioClient(
        baseURL: sandbox.baseURL, credentials: Self.credentials, settings: TwilioClient.Settings(), clock: { noon })
    }

    func daemon(_ observer: Watcher, service: ServiceLink? = nil) throws -> Daemon {
      let clock = DaemonClock.stepped(Telephony.SandboxClock(baseURL: sandbox.baseURL), now: noon)
      let daemon = try Daemon(
        workspace: workspace, store: store, client: client, clock: clock, observer: observer,
        options: .init(ends: .midnight, config: folder.path("dialer.yaml"), isLoopback: true, service: service))
      observer.daemon.withLock { $0 = daemon }
      return daemon
    }

    /// The statuses of the carrier's calls, sorted.
    func statuses() async throws -> [String] {
      try await client.listRecent(since: noon - .hours(1)).map(\.report.status.rawValue).sorted()
    }

    func end() async {
      await client.shutdown()
      await sandbox.stop()
    }
  }

  /// Acts on what the daemon shows.
  private final class Watcher: DaemonObserver {
    let daemon = Mutex<Daemon?>(nil)
    let placed = Mutex(0)
    let codes = Mutex<[String]>([])
    let onPlacing: @Sendable (Int, Daemon) -> Void
    let onWarning: @Sendable (String, Daemon) -> Void

    init(
      onPlacing: @escaping @Sendable (Int, Daemon) -> Void = { _, _ in },
      onWarning: @escaping @Sendable (String, Daemon) -> Void = { _, _ in }
    ) {
      self.onPlacing = onPlacing
      self.onWarning = onWarning
    }

    func placing(_ record: AttemptRecord?, at now: Instant) {
      let count = placed.withLock { count in
        count += 1
        return count
      }
      if let daemon = daemon.withLock({ $0 }) { onPlacing(count, daemon) }
    }
    func changed(_ record: AttemptRecord, at now: Instant) {}
    func warned(_ warning: Warning, at now: Instant) {
      codes.withLock { $0.append(warning.code) }
      if let daemon = daemon.withLock({ $0 }) { onWarning(warning.code, daemon) }
    }
    func lifted(_ condition: String, at now: Instant) { codes.withLock { $0.append("-" + condition) } }
    func reloaded(_ state: Daemon.ReloadState, at now: Instant) {}
    func ended(reports: [CampaignReport], notCalled: [[ReasonCount]], at now: Instant) {}
  }

  private func life(of daemon: Daemon) async -> Int32 {
    await withCheckedContinuation { done in daemon.start { done.resume(returning: $0) } }
  }

  @Test func stopFinishesRequestsAndWithdrawsWhatTheCarrierHasQueued() async throws {
    let scene = try await Scene()
    let socket = try NotifySocket(isAbstract: true)
    let service = try #require(ServiceLink(environment: ["NOTIFY_SOCKET": socket.name]))
    // The stop comes while the third request is under way: the first call rings, the second waits in the queue.
    let watcher = Watcher { count, daemon in if count == 3 { daemon.stop() } }
    let code = await life(of: try scene.daemon(watcher, service: service))
    #expect(code == 0)
    #expect(watcher.placed.withLock { $0 } == 3, "no call after the stop")
    let statuses = try await scene.statuses()
    #expect(statuses.count == 3 && statuses.filter { $0 == "canceled" }.count >= 2, "\(statuses)")
    let attempts = try scene.store.attempts()
    #expect(attempts.count == 3 && attempts.allSatisfy { $0.sid != nil }, "every request's answer is on disk")
    let told = socket.pending()
    #expect(told.first == "READY=1" && told.contains("STOPPING=1"), "\(told)")
    await scene.end()
  }

  @Test func theFileKeepsEveryCallBackUntilItIsGone() async throws {
    let scene = try await Scene()
    let file = StopFile(path: try scene.folder.write("STOP", ""))
    let watcher = Watcher()
    let daemon = try scene.daemon(watcher)
    daemon.stopFile(file, is: file.state())
    #expect(await life(of: daemon) == 75)
    #expect(watcher.placed.withLock { $0 } == 0)
    #expect(watcher.codes.withLock { $0 } == ["kill-switch"])
    #expect(try await scene.statuses() == [])
    await scene.end()
  }

  @Test func removingTheFileLetsCallsBegin() async throws {
    let scene = try await Scene()
    let file = StopFile(path: try scene.folder.write("STOP", ""))
    let watcher = Watcher(
      onPlacing: { _, daemon in daemon.stop() },
      onWarning: { code, daemon in if code == "kill-switch" { daemon.stopFile(file, is: .absent) } })
    let daemon = try scene.daemon(watcher)
    daemon.stopFile(file, is: .present)
    #expect(await life(of: daemon) == 0)
    #expect(watcher.placed.withLock { $0 } == 1)
    // Recovery is a condition too, and may be told before, between or after.
    #expect(watcher.codes.withLock { $0 }.filter { $0.hasSuffix("kill-switch") } == ["kill-switch", "-kill-switch"])
    let status = daemon.queue.sync { daemon.status() }
    #expect(status.conditions.isEmpty)
    await scene.end()
  }

  @Test func theFileWithdrawsWhatWaitsAtTheCarrier() async throws {
    let scene = try await Scene()
    let file = StopFile(path: scene.folder.path("STOP"))
    let watcher = Watcher { count, daemon in if count == 3 { daemon.stopFile(file, is: .present) } }
    let code = await life(of: try scene.daemon(watcher))
    #expect(code == 75)
    #expect(watcher.placed.withLock { $0 } == 3)
    #expect(try await scene.statuses().filter { $0 == "canceled" }.count >= 2)
    await scene.end()
  }

  @Test func aReloadKeepsTheSwitch() async throws {
    let scene = try await Scene()
    let file = StopFile(path: scene.folder.path("STOP"))
    let watcher = Watcher(onWarning: { _, daemon in daemon.requestReload() })
    let daemon = try scene.daemon(watcher)
    daemon.stopFile(file, is: .present)
    #expect(await life(of: daemon) == 75)
    #expect(watcher.placed.withLock { $0 } == 0)
    await scene.end()
  }
}
