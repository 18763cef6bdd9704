import ActivityStore
import Campaigns
import Engine
import Foundation
import Logging
import Sandbox
import Synchronization
import Telephony
import Testing

@testable import Dialer

/// G12 from outside: two customers are erased, one while the daemon runs and one after it called him, and then
/// everything that an account leaves on disk and on screens is searched for them.
@Suite(.serialized)
struct ErasureRunTests {
  static let credentials = Credentials(
    accountSid: "AC00000000000000000000000000000009", authToken: "00000000000000000000000000000009")

  /// Customer 1 to 4, by what is secret of each.
  private static func secrets(_ number: Int) -> [String] {
    ["crm-zq-000\(number)", "Zebedee\(number)", "1212555010\(number)", "zeb\(number)@"]
  }

  static let customers =
    "id,name,phone,email,status,time_zone\n"
    + (1...4).map {
      "crm-zq-000\($0),Zebedee\($0),+1212555010\($0),zeb\($0)@example.com,active,America/New_York\n"
    }.joined()

  /// Keeps the log, and erases somebody else when the first request leaves.
  final class Watcher: DaemonObserver {
    let daemon = Mutex<Daemon?>(nil)
    /// Whom the first request had erased; 0: nobody is to be.
    let erased: Mutex<Int?>
    let called = Mutex<[String]>([])
    let answers = Mutex<[Result<JSON, Failure>]>([])
    private let observer: LogObserver

    init(erases: Bool = true) {
      erased = Mutex(erases ? nil : 0)
      let lines = LogLines()
      observer = LogObserver(logger: Logger(label: "test") { _ in lines })
      self.lines = lines
    }
    let lines: LogLines

    func placing(_ record: AttemptRecord?, at now: Instant) {
      guard let record else { return }
      called.withLock { $0.append(record.customer) }
      guard erased.withLock({ $0 }) == nil, let daemon = daemon.withLock({ $0 }) else { return }
      let other = (1...4).first { "crm-zq-000\($0)" != record.customer } ?? 1
      erased.withLock { $0 = other }
      for id in [record.customer, "crm-zq-000\(other)", "crm-zq-000\(other)"] {
        EraseRequest(customer: id).perform(on: daemon, by: "ann") { answer in
          self.answers.withLock { $0.append(answer) }
        }
      }
    }
    func changed(_ record: AttemptRecord, at now: Instant) { observer.changed(record, at: now) }
    func warned(_ warning: Warning, at now: Instant) { observer.warned(warning, at: now) }
    func reloaded(_ state: Daemon.ReloadState, at now: Instant) { observer.reloaded(state, at: now) }
    func retained(_ counts: RetentionCounts) { observer.retained(counts) }
    func published(_ head: AuditHead, day: String) { observer.published(head, day: day) }
    func ended(reports: [CampaignReport], notCalled: [[ReasonCount]], at now: Instant) {
      observer.ended(reports: reports, notCalled: notCalled, at: now)
    }
  }

  /// What was logged, a line a message.
  final class LogLines: LogHandler, Sendable {
    let text = Mutex("")
    var metadata: Logger.Metadata {
      get { [:] }
      set {}
    }
    var logLevel: Logger.Level {
      get { .trace }
      set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { nil }
      set {}
    }
    func log(event: LogEvent) { text.withLock { $0 += "\(event.message) \(event.metadata ?? [:])\n" } }
  }

  struct Scene {
    let folder: Folder
    let sandbox: SandboxServer
    let workspace: Workspace
    let store: SQLiteStore

    init(_ extra: String = "", owned: [Int64] = [14_155_550_100], hours: String = "09:00-18:00") async throws {
      folder = try Folder.account("budget: {currency: USD, per_day: 500.00}\n" + extra)
      try folder.write("customers.csv", ErasureRunTests.customers)
      try folder.write(
        "campaigns/first.yaml",
        Folder.campaign(hours: hours).appending("\npacing: {concurrent_calls: 10, calls_per_second: 1}\n"))
      var options = SandboxOptions(
        accountSid: ErasureRunTests.credentials.accountSid, authToken: ErasureRunTests.credentials.secretForSandbox)
      options.clock = .stepped(from: noon)
      options.ownedNumbers = owned
      sandbox = try await SandboxServer.start(options)
      var loaded = try Workspace.load(config: folder.path("dialer.yaml"))
      try loaded.requireValid()
      loaded.configuration.twilio.baseURL = sandbox.baseURL
      workspace = loaded
      store = try SQLiteStore.create(at: loaded.storePath, now: noon)
      try CustomerSync.importChanged(loaded, store: store, now: noon)
    }

    func run(_ watcher: Watcher) async throws -> Int32 {
      let client = TwilioClient(
        baseURL: sandbox.baseURL, credentials: ErasureRunTests.credentials, settings: TwilioClient.Settings(),
        clock: { noon })
      let daemon = try Daemon(
        workspace: workspace, store: store, client: client,
        clock: DaemonClock.stepped(Telephony.SandboxClock(baseURL: sandbox.baseURL), now: noon), observer: watcher,
        options: .init(ends: .midnight, config: folder.path("dialer.yaml"), isLoopback: true))
      watcher.daemon.withLock { $0 = daemon }
      let code = await withCheckedContinuation { done in daemon.start { done.resume(returning: $0) } }
      await client.shutdown()
      return code
    }

    /// The files of the folder that hold one of the texts; the customers' file is not ours to clean.
    func files(holding texts: [String]) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter { name in
        guard name != "customers.csv", !name.hasPrefix("kept"), name != "campaigns" else { return false }
        let data = try Data(contentsOf: URL(fileURLWithPath: folder.path(name)))
        return texts.contains { data.range(of: Data($0.utf8)) != nil }
      }
    }

    func program(_ line: String) throws -> Program.Ending {
      try Program.run(line.split(separator: " ").map(String.init), in: folder)
    }

    /// What commands print of the account.
    func screens() throws -> String {
      let lines = [
        "activities --output ndjson", "activities", "export", "export --output csv", "audit list --output ndjson",
        "calls --output json", "customers list --output ndjson", "status --output json", "quarantine list",
        "suppress list",
      ]
      var text = ""
      for line in lines {
        let ending = try program(line)
        #expect(ending.code == 0, "\(line): \(ending.messages)")
        text += ending.output + ending.messages
      }
      return text
    }
  }

  @Test func nothingIsLeftOfWhoWasErased() async throws {
    let scene = try await Scene()
    let watcher = Watcher()
    #expect(try await scene.run(watcher) == 0)
    let during = try #require(watcher.erased.withLock { $0 })
    let codes = watcher.answers.withLock { $0 }.map { answer -> Int32 in
      guard case .failure(let failure) = answer else { return 0 }
      return failure.code.rawValue
    }
    #expect(codes == [75, 0, 64], "a live call refuses, then one is erased, and nobody is left to erase")
    let called = watcher.called.withLock { $0 }
    #expect(Set(called).count == 3 && !called.contains("crm-zq-000\(during)"), "\(called)")
    let first = try #require(called.first)
    let after = try #require(Int(first.suffix(1)))
    let gone = Self.secrets(during) + Self.secrets(after)
    #expect(try !scene.files(holding: Self.secrets(after)).isEmpty, "the search finds who is not erased")
    _ = try scene.store.backup(to: scene.folder.path("kept.db"), replacing: false)
    _ = try scene.folder.write("dialer.db.before-2", "an older copy with \(gone.joined(separator: " "))")

    let erasure = try scene.program("customers erase \(first) --yes")
    #expect(erasure.code == 0, "\(erasure.messages)")
    #expect(try scene.files(holding: gone) == [])
    let logged = watcher.lines.text.withLock { $0 }
    #expect(logged.contains("An attempt changed.") && !gone.contains { logged.contains($0) })
    let screens = try scene.screens()
    #expect(gone.filter { screens.contains($0) } == [])
    #expect(screens.contains(SQLiteStore.erasedSubject))
    #expect(try scene.program("audit verify").code == 0)

    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: scene.folder.path("dialer.db" + suffix))
    }
    try FileManager.default.moveItem(
      atPath: scene.folder.path("kept.db"), toPath: scene.folder.path("dialer.db"))
    #expect(try !scene.files(holding: Self.secrets(after)).isEmpty, "the backup was older than the second erasure")
    // Whatever begins to write erases again; the file still has both rows.
    try scene.folder.write("customers.csv", Self.customers + "crm-new,Nova,+12125550188,,active,America/New_York\n")
    #expect(try scene.program("customers import").code == 0)
    #expect(try scene.files(holding: gone) == [])
    let again = try scene.screens()
    #expect(gone.filter { again.contains($0) } == [] && again.contains("crm-new"))
    #expect(try scene.program("audit verify").code == 0)
    await scene.sandbox.stop()
  }

  @Test func whatTheCarrierStoppedStaysStopped() async throws {
    let scene = try await Scene(owned: [14_155_550_177])
    let watcher = Watcher()
    _ = try await scene.run(watcher)
    #expect(watcher.called.withLock { $0.count } == 1, "the caller ID was refused; an erasure does not try it again")
    #expect(watcher.answers.withLock { $0.count } == 3, "every request was answered")
    await scene.sandbox.stop()
  }

  @Test func aHoldRefusesAndAQuestionIsAnsweredWithEverything() async throws {
    let scene = try await Scene()
    #expect(try await scene.run(Watcher()) == 0)
    let id = try #require(try scene.store.attempts().first { $0.customer != "" && !$0.isErased }?.customer)
    #expect(try scene.program("customers hold crm-zq-000 --reason court").code == 64)
    #expect(try scene.program("customers hold \(id) --reason court").code == 0)
    let refused = try scene.program("customers erase \(id) --yes")
    #expect(refused.code == 77 && refused.messages.contains("court") && refused.messages.contains("--release"))
    let answer = try scene.program("customers show \(id) --all")
    for part in ["\"rows\":[{", "\"attempts\":[{", "\"activities\":[{", "customer-held", "attempt-ended", "Zebedee"] {
      #expect(answer.output.contains(part), "\(part)")
    }
    #expect(try scene.program("customers hold \(id) --release").code == 0)
    #expect(try scene.program("customers erase \(id)").code == 64, "nobody said yes")
    #expect(try scene.program("customers erase \(id) --yes").code == 0)
    #expect(try scene.program("customers show \(id) --all").code == 64)
    await scene.sandbox.stop()
  }

  @Test func exportedLinesHaveTheContractsFieldsInBothFormats() async throws {
    let scene = try await Scene()
    #expect(try await scene.run(Watcher()) == 0)
    let csv = try scene.program("export --output csv").output.split(separator: "\n")
    let lines = try scene.program("export").output.split(separator: "\n")
    #expect(csv.count == lines.count + 1 && lines.count >= 3)
    #expect(csv[0].hasPrefix("id,customer_id,matter,activity_type,subject,description,phone_number,status,"))
    #expect(try scene.program("export --since 2030-01-01").output.isEmpty)
    await scene.sandbox.stop()
  }
}
