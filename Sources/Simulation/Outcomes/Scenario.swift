package import Campaigns

/// What the sandbox plays: who answers, how long it rings, and what goes wrong. Read from a JSON file
/// (Documentation/Scenario.md); an empty scenario leaves everything to the last four digits of the number.
package struct Scenario: Sendable, Equatable {
  /// Draws what the scenario leaves open; nil: the sandbox's own seed.
  package var seed: UInt64?
  /// Draws the outcome of numbers that nothing else names; nil: the last four digits decide.
  package var standard: Assumptions?
  /// The outcomes of a number's calls in their order, by E.164 digits.
  package var numbers: [Int64: [Script]]
  /// The first that matches decides, for calls that `numbers` does not list.
  package var patterns: [Rule]
  package var faults: [Fault]

  package init(
    seed: UInt64? = nil, standard: Assumptions? = nil, numbers: [Int64: [Script]] = [:], patterns: [Rule] = [],
    faults: [Fault] = []
  ) {
    self.seed = seed
    self.standard = standard
    self.numbers = numbers
    self.patterns = patterns
    self.faults = faults
  }

  /// One call as written: a kind, and lengths where they are not to be drawn.
  package struct Script: Sendable, Equatable {
    package var kind: SimulatedOutcome.Kind
    package var ring: Interval?
    package var talk: Interval?
    package var setup: Interval?
    package var news: Interval?
    /// ASCII code; only with `pressesKey`.
    package var digit: UInt8?

    package init(
      kind: SimulatedOutcome.Kind, ring: Interval? = nil, talk: Interval? = nil, setup: Interval? = nil,
      news: Interval? = nil, digit: UInt8? = nil
    ) {
      self.kind = kind
      self.ring = ring
      self.talk = talk
      self.setup = setup
      self.news = news
      self.digit = digit
    }

    /// The drawn outcome with everything replaced that the script says.
    func applied(to drawn: SimulatedOutcome) -> SimulatedOutcome {
      SimulatedOutcome(
        kind: kind, ring: ring ?? drawn.ring, talk: talk ?? drawn.talk, setup: setup ?? drawn.setup,
        news: news ?? drawn.news, digit: digit)
    }
  }

  /// What calls to numbers of one pattern come to: always the same script, or a draw by weights.
  package struct Rule: Sendable, Equatable {
    package var match: NumberPattern
    package var play: Play
    package enum Play: Sendable, Equatable {
      case script(Script)
      case draw(Assumptions)
    }
    package init(match: NumberPattern, play: Play) {
      self.match = match
      self.play = play
    }
  }

  /// The outcome of the `nth` call (from 1) to `callee`: the number's list, then the first matching pattern, then the
  /// default, then the last four digits. `seed` counts where the scenario has none of its own.
  package func outcome(seed: UInt64, callee: Int64, nth: Int) -> SimulatedOutcome {
    let seed = self.seed ?? seed
    let drawn = OutcomeDraw.outcome(seed: seed, callee: callee, nth: nth, assume: standard ?? Assumptions())
    if let scripts = numbers[callee], scripts.indices.contains(nth - 1) { return scripts[nth - 1].applied(to: drawn) }
    if let rule = patterns.first(where: { $0.match.matches(callee) }) {
      switch rule.play {
      case .script(let script): return script.applied(to: drawn)
      case .draw(let assume): return OutcomeDraw.outcome(seed: seed, callee: callee, nth: nth, assume: assume)
      }
    }
    return standard == nil ? Scenario.byLastDigits(callee).applied(to: drawn) : drawn
  }

  /// The table for numbers that no scenario names: people answer after 5 s and talk for 20 s, save for these endings.
  private static func byLastDigits(_ callee: Int64) -> Script {
    var script = Script(kind: .answered, ring: .seconds(5), talk: .seconds(20))
    switch callee % 10_000 {
    case 101: script.kind = .busy
    case 102: script.kind = .noAnswer
    case 103: script.kind = .failed
    case 104: script.kind = .machine
    case 105: script.kind = .fax
    case 106: script.kind = .unknown
    case 107: script.kind = .neverHangsUp
    case 108: (script.kind, script.digit) = (.pressesKey, UInt8(ascii: "1"))
    case 109: script.ring = .seconds(30)
    case 199: (script.kind, script.digit) = (.pressesKey, UInt8(ascii: "9"))
    default: break
    }
    return script
  }
}

/// Numbers by their digits with at most one star: `+12125550142`, `+1212*`, `*0101`, `+44*0101`.
package struct NumberPattern: Sendable, Equatable, CustomStringConvertible {
  package let description: String
  private let prefix: [UInt8]
  /// nil: the whole number must equal `prefix`.
  private let suffix: [UInt8]?

  /// nil for anything but digits, an optional plus sign in front and at most one star.
  package init?(_ text: String) {
    description = text
    let parts = text.utf8.drop { $0 == UInt8(ascii: "+") }.split(
      separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard parts.count <= 2, text.utf8.count > 0, parts.allSatisfy({ $0.allSatisfy(digits.contains) }) else {
      return nil
    }
    prefix = parts.first.map(Array.init) ?? []
    suffix = parts.count == 2 ? Array(parts[1]) : nil
  }

  /// Whether a number, in E.164 digits, is one of these.
  package func matches(_ number: Int64) -> Bool {
    let digits = Array(String(number).utf8)
    guard let suffix else { return digits == prefix }
    return digits.count >= prefix.count + suffix.count && digits.starts(with: prefix)
      && digits.reversed().starts(with: suffix.reversed())
  }
}
