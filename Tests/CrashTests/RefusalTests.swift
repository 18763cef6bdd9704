import ActivityStore
import Campaigns
import Engine
import Foundation
import Glibc
import Sandbox
import Synchronization
import Testing

/// What stops a daemon, with its exit code and its reason.
@Suite(.serialized)
struct RefusalTests {
  @Test("a carrier that refuses the credentials: the account stops, the reason stands in status, exit 75")
  func wrongToken() async throws {
    let home = try Home(.init(customers: 5))
    let (_, scenario) = try await home.plan()
    try home.makeStore()
    let sandbox = try await home.startSandbox(scenario)
    let wrong = ["TWILIO_AUTH_TOKEN": String(repeating: "0", count: 32)]
    let once = try await home.process(["run", "--once"], wrong).run { _, line in
      line.contains("is asked again in 15 s") ? .kill : .goOn
    }
    #expect(once.code == 75, "\(once.text)")
    #expect(once.log.contains { $0.contains("condition=account-stopped") }, "\(once.text)")
    let status = Mutex("")
    let stayed = try await home.process(["run"], wrong).run { _, line in
      guard line.contains("condition=account-stopped") else { return .goOn }
      let answer = Waiting.result { try await home.process(["status", "--output", "json"]).run() }
      status.withLock { $0 = answer?.output ?? "" }
      return .terminate
    }
    #expect(stayed.code == 0, "\(stayed.text)")
    let json = try JSON.parse(status.withLock { $0 })
    #expect(json["state"] == .string("stopped"))
    #expect(json["conditions"]?.text.contains("account-stopped") == true)
    let right = try await home.process(["run", "--once"]).run()
    let evidence = try await Evidence.gather(home, sandbox)
    await sandbox.stop()
    #expect(right.code == 0, "\(right.text)")
    #expect(Set(evidence.sent.map(\.customer)).count == 5)
    evidence.expectOneCallPerAttempt()
  }

  @Test("a second daemon on the same store: exit 75 with the path")
  func secondDaemon() async throws {
    let home = try Home(.init(customers: 2))
    try home.makeStore()
    let lock = try StoreLock.acquire(store: home.storePath)
    let end = try await home.process(["run", "--once"]).run()
    withExtendedLifetime(lock) {}
    #expect(end.code == 75, "\(end.text)")
    #expect(end.text.contains(home.storePath))
  }

  @Test("a store that does not exist: exit 73 or 75 with the path, and none is made")
  func missingStore() async throws {
    let home = try Home(.init(customers: 2))
    let end = try await home.process(["run", "--once"]).run()
    #expect(end.code == 73 || end.code == 75, "\(end.text)")
    #expect(end.text.contains(home.storePath))
    #expect(!FileManager.default.fileExists(atPath: home.storePath))
  }

  static let canBeNobody = geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")

  @Test(
    "a folder that cannot be written: exit 73 or 75 with the path",
    .enabled(if: canBeNobody, "only root can start it as a user without rights"))
  func readOnlyFolder() async throws {
    let home = try Home(.init(customers: 2))
    try home.makeStore()
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: home.storePath)
    for name in ["dialer.yaml", "round.yaml", "customers.csv", "rates.csv"] {
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: home.path + "/" + name)
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: home.path)
    var process = home.process(["run", "--once"])
    process.asNobody = true
    let end = try await process.run()
    #expect(end.code == 73 || end.code == 75, "\(end.text)")
    #expect(end.text.contains(home.storePath))
  }

  @Test("a live carrier without `live: true`: exit 78")
  func liveWithoutConsent() async throws {
    let home = try Home(.init(customers: 2))
    try home.makeStore()
    try home.write("dialer.yaml", Home.configuration(carrier: "https://api.twilio.com"))
    let end = try await home.process(["run", "--once"]).run()
    #expect(end.code == 78, "\(end.text)")
    #expect(end.text.contains("live"))
  }
}
