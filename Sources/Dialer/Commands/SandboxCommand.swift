import ArgumentParser
import Campaigns
import Dispatch
import Foundation
import Sandbox
import Simulation

/// `dialer sandbox`: the local Twilio voice API.
struct SandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox",
    abstract: "A local Twilio voice API for rehearsals: nothing it is asked for reaches a telephone.",
    discussion: """
        dialer sandbox --listen 127.0.0.1:4010 --stepped --now 2027-03-02T13:00:00Z

      A stepped clock lets a day pass in moments: the daemon moves it on to whatever comes next. Calls come to what
      --scenario says, or are drawn.

      GET /sandbox/report tells every call by number; GET and POST /sandbox/clock read and step a stepped clock.
      """)

  @OptionGroup var common: ConfigurationOptions
  @Option(help: "Address and port.") var listen = "127.0.0.1:4010"
  @Option(help: "The account SID (default: $TWILIO_ACCOUNT_SID, else made up and printed).") var accountSid: String?
  @Option(help: "The auth token (default: $TWILIO_AUTH_TOKEN, else made up and printed).") var authToken: String?
  @Option(parsing: .upToNextOption, help: "Numbers that may call (default: those of dialer.yaml and +15005550006).")
  var from: [String] = []
  @Option(help: "How fast queued calls are dialed: a number or unlimited.") var callsPerSecond = "1"
  @Option(help: "The first instant of its clock, RFC 3339.") var now: String?
  @Option(help: "How much faster than real time its clock runs.") var speed = 1.0
  @Flag(help: "The clock stands still until somebody moves it.") var stepped = false
  @Option(help: "A scenario file: what calls come to (Documentation/Scenario.md).") var scenario: String?
  @Option(help: "Draws what the scenario leaves open.") var seed: UInt64?
  @Flag(help: "Listen where other machines can reach it.") var allowRemote = false

  func run() async throws {
    try await reporting {
      var options = try options()
      let workspace = try? Workspace.load(config: common.config)
      options.ownedNumbers = try ownedNumbers(workspace)
      if let workspace { options.price = SandboxPrice.of(workspace.rates) }
      do {
        let server = try await SandboxServer.start(options)
        Console.note("sandbox at \(server.baseURL), account \(options.accountSid)")
        if authToken == nil, ProcessInfo.processInfo.environment["TWILIO_AUTH_TOKEN"] == nil {
          Console.note("auth token \(options.authToken) (made up for this life of the sandbox); in another terminal:")
          Console.note(
            "  TWILIO_ACCOUNT_SID=\(options.accountSid) TWILIO_AUTH_TOKEN=\(options.authToken) dialer run --once")
        }
        await SandboxCommand.untilSignal()
        await server.stop()
      } catch {
        throw Failure(.unavailable, "\(error)")
      }
    }
  }

  private func options() throws -> SandboxOptions {
    let environment = ProcessInfo.processInfo.environment
    var random = SystemRandomNumberGenerator()
    var made: String { (0..<2).map { _ in String(random.next() | 1 << 63, radix: 16) }.joined() }
    var options = SandboxOptions(
      accountSid: accountSid ?? environment["TWILIO_ACCOUNT_SID"] ?? "AC" + made,
      authToken: authToken ?? environment["TWILIO_AUTH_TOKEN"] ?? made)
    let (host, port) = try SandboxCommand.address(listen)
    options.host = host
    options.port = port
    options.allowRemote = allowRemote
    options.callsPerSecond = try rate()
    let start = try now.map { try PlanCommand.instant($0, "--now") }
    options.clock = stepped ? .stepped(from: start ?? DaemonClock.wallNow()) : .running(from: start, speed: speed)
    if let scenario { options.scenario = try SandboxCommand.read(scenario) }
    options.seed = seed ?? options.scenario.seed ?? 1
    return options
  }

  static func address(_ text: String) throws -> (host: String, port: Int) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65_535).contains(port)
    else { throw Failure(.usage, "--listen \(text): write it as 127.0.0.1:4010") }
    return (text[..<colon].trimmingCharacters(in: ["[", "]"]), port)
  }

  private func rate() throws -> Rate {
    if callsPerSecond == "unlimited" { return .unlimited }
    guard let number = Double(callsPerSecond), number > 0, number < 1_000_000 else {
      throw Failure(.usage, "--calls-per-second \(callsPerSecond): a number above 0, or unlimited")
    }
    return .perSecond(thousandths: Int64((number * 1_000).rounded()))
  }

  private func ownedNumbers(_ workspace: Workspace?) throws -> [Int64] {
    var numbers: [Int64] = [15_005_550_006]
    for text in from {
      guard text.hasPrefix("+"), let number = Int64(text.dropFirst()) else {
        throw Failure(.usage, "--from \(text): write it as +14155550100")
      }
      numbers.append(number)
    }
    if from.isEmpty {
      if let number = workspace?.configuration.twilio.from { numbers.append(number) }
      for campaign in workspace?.campaigns ?? [] { numbers += campaign.call.callerIDs }
      if let text = ProcessInfo.processInfo.environment["TWILIO_PHONE_NUMBER"], let number = Int64(text.dropFirst()) {
        numbers.append(number)
      }
    }
    return numbers.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  static func read(_ path: String) throws -> Scenario {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.usage, "cannot read the scenario \(path)")
    }
    do {
      return try Scenario.parse(String(decoding: data, as: UTF8.self))
    } catch {
      throw Failure(.badData, "\(path): \(error.message)")
    }
  }

  private static func untilSignal() async {
    for number in [SIGTERM, SIGINT] { signal(number, SIG_IGN) }
    await withCheckedContinuation { done in
      let once = InterruptCount()
      for number in [SIGTERM, SIGINT] {
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
          if once.next() == 1 { done.resume() }
          source.cancel()
        }
        source.activate()
      }
    }
  }
}

/// The sandbox charges what the rate card says, as Twilio would for the account whose card it is.
enum SandboxPrice {
  static func of(_ rates: RateCard) -> @Sendable (Int64, Interval) -> Money {
    { callee, talk in
      guard let index = rates.classIndex(for: callee) else {
        return SandboxOptions.listPrice(callee: callee, talk: talk)
      }
      return rates.classes[index].cost(of: talk)
    }
  }
}
