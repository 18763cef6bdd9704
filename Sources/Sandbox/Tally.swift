internal import Campaigns
internal import Twilio

/// What the sandbox has seen, for `/sandbox/report`: the oracle of tests that must not trust the client's own counts.
struct Tally {
  private(set) var calls = 0
  /// Calls by number, as dialed.
  private var byNumber: [String: Int] = [:]
  private var active = 0
  private var maxActive = 0
  /// Instants of create requests within the last second, from `head` on.
  private var recent: [Instant] = []
  private var head = 0
  private var maxPerSecond = 0
  private var refused: [Int: Int] = [:]
  private var faults: [String: Int] = [:]
  private var unrecognized: [String: Int] = [:]

  /// A request to create a call came in, whatever becomes of it.
  mutating func requested(at now: Instant) {
    recent.append(now)
    while recent[head] <= now - .seconds(1) { head += 1 }
    maxPerSecond = max(maxPerSecond, recent.count - head)
    if head > 1_024, head * 2 > recent.count {
      recent.removeFirst(head)
      head = 0
    }
  }

  /// A call exists. Answers how manieth to its number it is, from 1.
  mutating func created(to number: String) -> Int {
    calls += 1
    active += 1
    maxActive = max(maxActive, active)
    byNumber[number, default: 0] += 1
    return byNumber[number, default: 1]
  }

  mutating func ended() { active -= 1 }
  mutating func refused(code: Int) { refused[code, default: 0] += 1 }
  mutating func met(_ kind: String) { faults[kind, default: 0] += 1 }
  mutating func ignored(_ parameters: [String]) {
    for name in parameters { unrecognized[name, default: 0] += 1 }
  }

  /// Names of parameters that were sent and are not Twilio's, with their numbers.
  var ignoredParameters: JSON { Tally.object(unrecognized) }

  var report: JSON {
    .object([
      ("calls", Tally.number(calls)), ("by_number", Tally.object(byNumber)),
      ("max_per_number", Tally.number(byNumber.values.max() ?? 0)), ("max_active", Tally.number(maxActive)),
      ("max_per_sliding_second", Tally.number(maxPerSecond)),
      ("refused", Tally.object(Dictionary(uniqueKeysWithValues: refused.map { (String($0.key), $0.value) }))),
      ("faults", Tally.object(faults)),
    ])
  }

  private static func number(_ value: Int) -> JSON { .integer(Int64(value)) }

  private static func object(_ counts: [String: Int]) -> JSON {
    .object(counts.sorted { $0.key < $1.key }.map { ($0.key, number($0.value)) })
  }
}
