import ActivityStore
import Campaigns
import Foundation
import Testing

@testable import Dialer

/// What people do without a daemon stands in the audit as well, and who may not is told who may.
@Suite struct AuditTrailTests {
  private func lines(_ folder: Folder) throws -> [AuditEntry] {
    var entries: [AuditEntry] = []
    try SQLiteStore.openForReading(at: folder.path("dialer.db")).forEachAudit { entries.append($0) }
    return entries
  }

  @Test func anImportStandsInTheAuditWithItsFileAndItsNumbers() throws {
    let folder = try Folder.account()
    #expect(try Program.run(["init"], in: folder).code == 0)
    try folder.write(
      "customers.csv", "id,name,phone,status\nC1,Ada,+12125550101,lapsed\nC3,Cy,+12125550103,active\n,x,,\n")
    #expect(try Program.run(["customers", "import", "--dry-run"], in: folder).code == 65)
    #expect(try lines(folder).count { $0.what == "customers-imported" } == 1)
    try folder.write(
      "customers.csv", "id,name,phone,status\nC1,Ada,+12125550101,lapsed\nC2,Ben,+13105550102,lapsed\nC3,Cy,,\n")
    #expect(try Program.run(["customers", "import"], in: folder).code == 0)
    let entry = try #require(try lines(folder).last)
    #expect(entry.what == "customers-imported" && entry.who == Permissions.currentUser)
    #expect(
      entry.detail.text
        == "{\"file\":\"customers.csv\",\"new\":1,\"changed\":1,\"unchanged\":1,\"retired\":0,\"bad_rows\":0}")
    #expect(try Program.run(["audit", "verify"], in: folder).code == 0)
  }

  @Test func anImportIsNoCommitOfTheDaemon() throws {
    let folder = try Folder.account()
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let store = try SQLiteStore.create(at: folder.path("dialer.db"), now: noon)
    let before = try store.newestCommit()
    try CustomerSync.importChanged(workspace, store: store, now: noon + .hours(1))
    try store.record(AuditEntry(at: noon + .hours(1), who: "vera", what: "request-refused"))
    #expect(try store.newestCommit() == before)
    #expect(try lines(folder).map(\.who) == ["daemon", "vera"])
  }

  @Test func aRefusalWithoutADaemonStandsInTheAudit() async throws {
    let folder = try Folder.account()
    #expect(try Program.run(["init"], in: folder).code == 0)
    let ending = try Program.run(["pause", "firts", "--reason", "test"], in: folder)
    #expect(ending.code == 64)
    let entry = try #require(try lines(folder).last)
    #expect(entry.what == "request-refused" && entry.detail.text("request") == "pause")
    #expect(entry.detail.text("reason")?.contains("did you mean first?") == true)
    // Looking is no request that changes something.
    #expect(try Program.run(["explain", "C11"], in: folder).code == 64)
    #expect(try lines(folder).last == entry)
  }

  @Test func whoHasNotTheRoleIsRefusedAndWrittenDown() throws {
    let folder = try Folder.account("operators: {otto: [operator]}")
    #expect(try Program.run(["init"], in: folder).code == 0)
    let account = try AccountFile.load(config: folder.path("dialer.yaml"))
    #expect(throws: Never.self) { try BackupCommand.requireOperator(account) }
    #expect(throws: Never.self) { try BackupCommand.requireOperator(account, user: "otto") }
    do {
      try BackupCommand.requireOperator(account, user: "vera")
      Issue.record("a viewer may back the store up")
    } catch {
      #expect(error.code == .refused)
      #expect(error.message.hasPrefix("only an operator may back the store up; ask otto, or add yourself"))
    }
    let entry = try #require(try lines(folder).last)
    #expect(entry.who == "vera" && entry.detail.text("request") == "backup")
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let request = PauseRequest(campaign: nil, reason: "test", until: nil)
    #expect(throws: Failure.self) {
      try ControlClient.performOffline(request, in: workspace, by: "vera", at: DaemonClock.wallNow())
    }
    #expect(try SQLiteStore.openForReading(at: account.storePath).pauses().isEmpty)
  }

  @Test func nobodyIsToldToJoinTheGroupRoot() throws {
    let shared = SocketOwner(path: "/run/dialer/dialer.sock", user: "dialer", group: "callers").refusal(to: "vera")
    #expect(shared.code == .refused)
    #expect(shared.message.contains("join the group callers (usermod -aG callers vera)"))
    let closed = SocketOwner(path: "/run/dialer/dialer.sock", user: "root", group: nil).refusal(to: "vera")
    #expect(closed.message.contains("only root may; run the command as root"))
    #expect(!closed.message.contains("usermod -aG root"))
  }

  @Test(.enabled(if: geteuid() == 0)) func theGroupIsThatOfTheSocketUnlessItIsRoots() throws {
    let folder = try Folder()
    let path = try folder.write("dialer.sock", "")
    #expect(chmod(path, 0o660) == 0)
    #expect(SocketOwner(path).group == nil)
    #expect(chown(path, 0, 65_534) == 0)
    #expect(SocketOwner(path).group == "nogroup")
    #expect(chmod(path, 0o600) == 0)
    #expect(SocketOwner(path).group == nil)
    #expect(SocketOwner(path).user == "root")
  }
}
