import Campaigns
import Foundation
import HTTP
import Sandbox

/// A person who decides things while the daemon is killed and started again. Each decision is repeated until its
/// command says that it was taken; only then is it acknowledged.
///
/// `condition` guards everything that changes; that is what `@unchecked Sendable` stands for.
final class StormOperator: @unchecked Sendable {
  /// How far the run has come: calls that were placed, in all and by campaign.
  struct Progress: Sendable {
    var placed = 0
    var byCampaign: [String: Int] = [:]
  }

  /// One decision, and when it is due.
  struct Step: Sendable {
    var name: String
    /// The command's words; none: a request to the socket that puts `numbers` on a list.
    var command: [String] = []
    /// Who is suppressed by it.
    var numbers: [Int64] = []
    var isDue: @Sendable (Progress) -> Bool
  }

  /// A decision that was acknowledged.
  struct Deed: Sendable {
    var name: String
    /// The sandbox's time before it was first asked for and after it was acknowledged: a command that a kill cut off
    /// may have been carried out.
    var before: Instant
    var after: Instant
    /// The carrier's calls to each of the numbers after the acknowledgement: sid and status.
    var calls: [Int64: [Evidence.Call]] = [:]
  }

  private let home: Home
  private let sandbox: SandboxServer
  private let steps: [Step]
  private let condition = NSCondition()
  private var progress = Progress()
  private var isUp = false
  private var isBusy = false
  private var isOver = false
  private var done: [Deed] = []
  private var refused = 0
  /// When each decision was first asked for.
  private var firstAsked: [String: Instant] = [:]

  init(_ home: Home, _ sandbox: SandboxServer, steps: [Step]) {
    self.home = home
    self.sandbox = sandbox
    self.steps = steps
  }

  var deeds: [Deed] { condition.withLock { done } }
  /// Commands that were not carried out: most met a daemon that was just killed.
  var repeats: Int { condition.withLock { refused } }
  var stepCount: Int { steps.count }

  /// Begins; every step has its turn in order.
  func start() {
    Thread.detachNewThread { [self] in
      for step in steps {
        repeat {
          guard waitUntilDue(step) else { return }
        } while !take(step)
      }
    }
  }

  // MARK: - What the one who kills says

  /// A line of a daemon's log.
  func heard(_ line: String) {
    condition.withLock {
      // Before the first attempt there may be no socket yet.
      if line.contains(" state=") { isUp = true }
      guard line.contains("state=placed"),
        let word = line.split(separator: " ").first(where: { $0.hasPrefix("campaign=") })
      else { return }
      progress.placed += 1
      progress.byCampaign[String(word.dropFirst(9)), default: 0] += 1
      condition.broadcast()
    }
  }

  /// The daemon's process is gone; the next may start when this returns: a command that finds no daemon works on the
  /// store itself, under the lock that the next one needs.
  func daemonEnded() async {
    await withCheckedContinuation { idle in
      // A thread of its own: those of tasks are few, and the command needs them.
      Thread.detachNewThread { [self] in
        condition.withLock {
          isUp = false
          while isBusy { condition.wait() }
        }
        idle.resume()
      }
    }
  }

  func end() {
    condition.withLock {
      isOver = true
      condition.broadcast()
    }
  }

  // MARK: - Steps

  /// False when the run is over.
  private func waitUntilDue(_ step: Step) -> Bool {
    condition.withLock {
      while !isOver, !(isUp && step.isDue(progress)) { condition.wait() }
      isBusy = !isOver
      return !isOver
    }
  }

  private func take(_ step: Step) -> Bool {
    let deed = Waiting.result { [self] in try await perform(step) } ?? nil
    condition.withLock {
      if let deed { done.append(deed) } else { refused += 1 }
      isBusy = false
      condition.broadcast()
    }
    return deed != nil
  }

  /// nil when it was not acknowledged.
  private func perform(_ step: Step) async throws -> Deed? {
    let now = try await Self.clock(sandbox)
    let before = condition.withLock { firstAsked[step.name, default: now] }
    condition.withLock { firstAsked[step.name] = before }
    if step.command.isEmpty {
      guard try await suppress(step.numbers) else { return nil }
    } else {
      guard try await home.process(step.command).run().code == 0 else { return nil }
    }
    var deed = Deed(name: step.name, before: before, after: try await Self.clock(sandbox))
    for number in step.numbers { deed.calls[number] = try await Evidence.calls(sandbox, "To=%2B\(number)") }
    return deed
  }

  private func suppress(_ numbers: [Int64]) async throws -> Bool {
    var request = HTTPRequest(.post, "http://localhost/v1/suppress")
    let texts = JSON.array(numbers.map { .string("+\($0)") })
    request.body = Array(JSON.object([("list", .string("storm")), ("numbers", texts)]).text.utf8)
    request.unixSocket = home.storePath + ".sock"
    return try await Evidence.send(request)["ok"] == .bool(true)
  }

  static func clock(_ sandbox: SandboxServer) async throws -> Instant {
    let clock = try await Evidence.get(sandbox.baseURL + "/sandbox/clock")
    guard let now = clock["now"]?.string.flatMap({ Instant(rfc3339: $0) }) else { throw Unexpected(text: clock.text) }
    return now
  }
}
