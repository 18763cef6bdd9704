internal import Campaigns

/// Why a text is no scenario: where, what was expected, what was found.
package struct ScenarioError: Error, Equatable, CustomStringConvertible {
  /// Dotted path of keys and positions from 0: `numbers.+12125550142.0.ring`; empty for the whole file.
  package var path: String
  package var message: String
  package var description: String { path.isEmpty ? message : "\(path): \(message)" }
}

extension Scenario {
  /// Reads a scenario file. Every key must be known: a misspelt fault would otherwise be no fault.
  package static func parse(_ text: String) throws(ScenarioError) -> Scenario {
    let json: JSON
    do { json = try JSON.parse(text) } catch {
      throw ScenarioError(path: "", message: "the file is no JSON: \(error)")
    }
    let root = try ScenarioNode(json, at: "").object(
      keys: ["seed", "default", "numbers", "patterns", "faults"])
    var scenario = Scenario()
    scenario.seed = try root.optional("seed")?.seed()
    scenario.standard = try root.optional("default")?.assumptions(besides: [])
    for rule in try root.optional("patterns")?.array() ?? [] { scenario.patterns.append(try rule.rule()) }
    for fault in try root.optional("faults")?.array() ?? [] { scenario.faults.append(try fault.fault()) }
    for (number, scripts) in try root.optional("numbers")?.entries() ?? [] {
      guard number.utf8.first == UInt8(ascii: "+"), let digits = Int64(number.dropFirst()), digits > 0 else {
        throw ScenarioError(path: scripts.path, message: "expected a number like +12125550142 as the key")
      }
      scenario.numbers[digits] = try scripts.scripts()
    }
    return scenario
  }
}

/// A value of the file and the path to it.
private struct ScenarioNode {
  let json: JSON
  let path: String

  init(_ json: JSON, at path: String) {
    self.json = json
    self.path = path
  }

  func error(_ message: String) -> ScenarioError { ScenarioError(path: path, message: message) }

  private func child(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  func entries() throws(ScenarioError) -> [(String, ScenarioNode)] {
    guard case .object(let entries) = json else { throw error("expected an object") }
    return entries.map { ($0.0, ScenarioNode($0.1, at: child($0.0))) }
  }

  func array() throws(ScenarioError) -> [ScenarioNode] {
    guard case .array(let items) = json else { throw error("expected a list") }
    return items.enumerated().map { ScenarioNode($0.element, at: child(String($0.offset))) }
  }

  /// The same node, known to be an object with no key but these.
  func object(keys: [String]) throws(ScenarioError) -> ScenarioNode {
    for (key, value) in try entries() where !keys.contains(key) {
      throw value.error("unknown key; expected one of \(keys.joined(separator: ", "))")
    }
    return self
  }

  func optional(_ key: String) -> ScenarioNode? { json[key].map { ScenarioNode($0, at: child(key)) } }

  func string() throws(ScenarioError) -> String {
    guard case .string(let text) = json else { throw error("expected text in quotes") }
    return text
  }

  func whole(_ range: ClosedRange<Int64>) throws(ScenarioError) -> Int64 {
    guard case .integer(let value) = json, range.contains(value) else {
      throw error("expected a whole number, at least \(range.lowerBound)")
    }
    return value
  }

  func seed() throws(ScenarioError) -> UInt64 {
    switch json {
    case .integer(let value) where value >= 0: return UInt64(value)
    case .number(let text):
      if let value = UInt64(text) { return value }
    default: break
    }
    throw error("expected a whole number from 0 to \(UInt64.max)")
  }

  func flag() throws(ScenarioError) -> Bool {
    guard case .bool(let value) = json else { throw error("expected true or false") }
    return value
  }

  func interval() throws(ScenarioError) -> Interval {
    guard let interval = Interval(try string()) else { throw error("expected a duration like \"14s\" or \"250ms\"") }
    return interval
  }

  func instant() throws(ScenarioError) -> Instant {
    guard let instant = Instant(rfc3339: try string()) else {
      throw error("expected an instant like \"2027-03-02T14:00:00Z\"")
    }
    return instant
  }

  func pattern() throws(ScenarioError) -> NumberPattern {
    guard let pattern = NumberPattern(try string()) else {
      throw error("expected a number with at most one star, like \"+1212*\"")
    }
    return pattern
  }

  /// Tenths of a percent from `30%` or `2.5%`.
  func share() throws(ScenarioError) -> Int {
    let expected = error("expected a share like \"30%\" or \"2.5%\"")
    let text = try string()
    let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.last == UInt8(ascii: "%"), (1...2).contains(parts.count), let whole = UInt8(parts[0]) else {
      throw expected
    }
    guard parts.count == 2 else { return Int(whole) * 10 }
    guard parts[1].utf8.count == 1, let tenth = UInt8(parts[1]) else { throw expected }
    return Int(whole) * 10 + Int(tenth)
  }
}

extension ScenarioNode {
  fileprivate static let assumptionKeys = ["answered", "machine", "busy", "failed", "ring", "talk", "setup", "news"]

  func assumptions(besides others: [String]) throws(ScenarioError) -> Assumptions {
    let node = try object(keys: ScenarioNode.assumptionKeys + others)
    var assume = Assumptions()
    if let share = try node.optional("answered")?.share() { assume.answered = share }
    if let share = try node.optional("machine")?.share() { assume.machine = share }
    if let share = try node.optional("busy")?.share() { assume.busy = share }
    if let share = try node.optional("failed")?.share() { assume.failed = share }
    guard assume.answered + assume.machine + assume.busy + assume.failed <= 1_000 else {
      throw error("the shares add up to more than 100%; what they leave is no-answer")
    }
    if let ring = try node.optional("ring")?.object(keys: ["mean"]).optional("mean")?.interval() {
      assume.ringMean = ring
    }
    let talk = try node.optional("talk")?.object(keys: ["mean", "sd"])
    if let mean = try talk?.optional("mean")?.interval() { assume.talkMean = mean }
    if let deviation = try talk?.optional("sd")?.interval() { assume.talkDeviation = deviation }
    if let setup = try node.optional("setup")?.interval() { assume.setup = setup }
    if let news = try node.optional("news")?.interval() { assume.news = news }
    return assume
  }

  func scripts() throws(ScenarioError) -> [Scenario.Script] {
    var scripts: [Scenario.Script] = []
    for item in try array() { scripts.append(try item.script(besides: [])) }
    return scripts
  }

  func script(besides others: [String]) throws(ScenarioError) -> Scenario.Script {
    let node = try object(keys: ["outcome", "ring", "talk", "setup", "news", "digit"] + others)
    let name = try node.optional("outcome")?.string() ?? ""
    guard let kind = SimulatedOutcome.Kind(rawValue: name) else {
      let kinds = SimulatedOutcome.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("expected \"outcome\" to be one of \(kinds)")
    }
    let digit = try node.optional("digit")?.string().utf8.first
    guard (digit != nil) == (kind == .pressesKey) else {
      throw error("expected \"digit\" with the outcome presses-key, and only with it")
    }
    return Scenario.Script(
      kind: kind, ring: try node.optional("ring")?.interval(), talk: try node.optional("talk")?.interval(),
      setup: try node.optional("setup")?.interval(), news: try node.optional("news")?.interval(), digit: digit)
  }

  func rule() throws(ScenarioError) -> Scenario.Rule {
    guard let match = optional("match") else { throw error("expected a \"match\" like \"+1212*\"") }
    let play: Scenario.Rule.Play =
      if optional("outcome") != nil {
        .script(try script(besides: ["match"]))
      } else {
        .draw(try assumptions(besides: ["match"]))
      }
    return Scenario.Rule(match: try match.pattern(), play: play)
  }

  func fault() throws(ScenarioError) -> Fault {
    let node = try object(keys: ["kind", "number", "nth", "every", "from", "to", "placed", "delay"])
    guard let kind = Fault.Kind(rawValue: try node.optional("kind")?.string() ?? "") else {
      let kinds = Fault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("expected \"kind\" to be one of \(kinds)")
    }
    var fault = Fault(kind: kind)
    fault.number = try node.optional("number")?.pattern()
    fault.nth = try node.optional("nth").map { node throws(ScenarioError) in Int(try node.whole(1...Int64.max)) }
    fault.every = try node.optional("every").map { node throws(ScenarioError) in Int(try node.whole(1...Int64.max)) }
    fault.from = try node.optional("from")?.instant()
    fault.to = try node.optional("to")?.instant()
    if let placed = try node.optional("placed")?.flag() { fault.placed = placed }
    if let delay = try node.optional("delay")?.interval() { fault.delay = delay }
    return fault
  }
}
