import Campaigns
import Dispatch
import Foundation
import Testing

@testable import Dialer

/// What systemd is told, and when.
struct ServiceTests {
  @Test(arguments: [false, true])
  func aMessageIsOneDatagram(isAbstract: Bool) throws {
    let socket = try NotifySocket(isAbstract: isAbstract)
    let notifier = try #require(ServiceNotifier(environment: ["NOTIFY_SOCKET": socket.name]))
    #expect(notifier.send("READY=1", "STATUS=running"))
    #expect(socket.receive() == ["READY=1", "STATUS=running"])
    #expect(notifier.send("STOPPING=1"))
    #expect(socket.receive() == ["STOPPING=1"])
  }

  @Test(arguments: ["", "dialer.sock", "vsock:2:1", "@", "/" + String(repeating: "n", count: 108)])
  func aNameThatIsNoUnixSocketsIsLeftAlone(name: String) {
    #expect(ServiceNotifier(environment: ["NOTIFY_SOCKET": name]) == nil)
  }

  @Test func nobodyListensIsNoFault() throws {
    let notifier = try #require(ServiceNotifier(environment: ["NOTIFY_SOCKET": "@dialer-nobody-\(UUID().uuidString)"]))
    #expect(!notifier.send("READY=1"))
  }

  @Test func theWatchdogIsReadAsSystemdWritesIt() {
    func watchdog(_ environment: [String: String]) -> Watchdog? { Watchdog(environment: environment, pid: 42) }
    #expect(watchdog([:]) == nil)
    #expect(watchdog(["WATCHDOG_USEC": "0"]) == nil)
    #expect(watchdog(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "41"]) == nil)
    #expect(watchdog(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "42"])?.interval == .seconds(15))
    #expect(watchdog(["WATCHDOG_USEC": "3000000"])?.interval == .milliseconds(1_500))
  }

  @Test func theWatchdogIsFedByATurnAndNotWhileACommitIsLate() {
    var watchdog = Watchdog(timeout: .seconds(30))
    let start = Instant(seconds: 1_000)
    // Nobody asked; asked: once.
    var fed = [watchdog.feeds(at: start)]
    watchdog.ask()
    fed += [watchdog.feeds(at: start), watchdog.feeds(at: start)]
    #expect(fed == [false, true, false])
    // The oldest turn counts, until everything is on disk.
    watchdog.turnBegan(at: start)
    watchdog.ask()
    watchdog.turnBegan(at: start + .seconds(9))
    fed = [watchdog.feeds(at: start + .seconds(10))]
    watchdog.committed()
    fed.append(watchdog.feeds(at: start + .seconds(11)))
    watchdog.turnBegan(at: start + .seconds(20))
    watchdog.ask()
    fed.append(watchdog.feeds(at: start + .seconds(29)))
    #expect(fed == [false, true, true])
  }

  @Test func theStatusIsOneLine() throws {
    var line = StatusLine(state: "running", live: 0)
    #expect(line.text == "running, 0 live calls")
    line.live = 1
    line.quarantined = 2
    line.nextCallAt = noon
    line.zone = try SystemZones.load().rules(named: "America/New_York")
    line.conditions = ["kill-switch", "rates-too-old"]
    #expect(
      line.text == "running, 1 live call, 2 held, next call 2027-03-02 09:00:00 -05:00 America/New_York; "
        + "conditions: kill-switch, rates-too-old")
  }

  @Test func aLifeIsToldFromReadyToStopping() throws {
    let socket = try NotifySocket(isAbstract: true)
    let link = try #require(
      ServiceLink(environment: ["NOTIFY_SOCKET": socket.name, "WATCHDOG_USEC": "20000"], pid: 1))
    let queue = DispatchQueue(label: "test.engine")
    queue.sync {
      link.ready(on: queue) { link.turnEnded(on: queue) { "running" } }
      link.turnEnded(on: queue) { "starting" }
    }
    #expect(socket.receive() == ["READY=1"])
    // Fed by turns only, which the watchdog's own timer asks for.
    var seen: Set<String> = []
    while !seen.isSuperset(of: ["WATCHDOG=1", "STATUS=starting"]) { seen.formUnion(socket.receive()) }
    queue.sync { link.reloading() }
    var reloading: [String] = []
    while !reloading.contains("RELOADING=1") { reloading = socket.receive() }
    #expect(reloading.count == 3 && reloading[1].hasPrefix("MONOTONIC_USEC="))
    #expect(reloading.last == "WATCHDOG_USEC=600000000")
    queue.sync { link.reloaded() }
    var reloaded: [String] = []
    while !reloaded.contains("READY=1") { reloaded = socket.receive() }
    #expect(reloaded == ["READY=1", "WATCHDOG_USEC=20000"])
    queue.sync { link.ended() }
    var last: [String] = []
    while !last.contains("STOPPING=1") { last = socket.receive() }
    queue.sync { link.ended() }
    #expect(!socket.pending().contains("STOPPING=1"), "said once")
  }
}
