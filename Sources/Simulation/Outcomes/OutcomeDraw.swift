package import Campaigns

/// Draws the outcomes of simulated calls: a pure function of the seed, the callee and how manieth call to that callee
/// it is, and of nothing else, so that neither the order of calls nor their instants can change what a call comes to.
package struct OutcomeDraw: Sendable {
  private let seed: UInt64
  private let assume: Assumptions
  private let ring: LogNormal
  private let talk: LogNormal

  /// Rings vary by half their mean; talk as `assume` says.
  package init(seed: UInt64, assume: Assumptions) {
    self.seed = seed
    self.assume = assume
    ring = LogNormal(mean: assume.ringMean, deviation: Interval(microseconds: assume.ringMean.microseconds / 2))
    talk = LogNormal(mean: assume.talkMean, deviation: assume.talkDeviation)
  }

  /// The outcome of the `nth` call (from 1) to `callee` (E.164 digits). Ring and talk are whole milliseconds, at least
  /// one second; both are drawn for every kind, so that a change of the weights alone leaves the lengths as they were.
  package func outcome(callee: Int64, nth: Int) -> SimulatedOutcome {
    var bits = SplitMix(seed: seed, callee: callee, nth: nth)
    let kind = kind(permille: bits.permille())
    let ring = ring.quantile(bits.fraction())
    return SimulatedOutcome(
      kind: kind, ring: ring, talk: talk.quantile(bits.fraction()), setup: assume.setup, news: assume.news)
  }

  /// `outcome(callee:nth:)` for a single draw; keep an `OutcomeDraw` where many are made.
  package static func outcome(seed: UInt64, callee: Int64, nth: Int, assume: Assumptions) -> SimulatedOutcome {
    OutcomeDraw(seed: seed, assume: assume).outcome(callee: callee, nth: nth)
  }

  private func kind(permille: Int) -> SimulatedOutcome.Kind {
    var edge = assume.answered
    if permille < edge { return .answered }
    edge += assume.machine
    if permille < edge { return .machine }
    edge += assume.busy
    if permille < edge { return .busy }
    edge += assume.failed
    return permille < edge ? .failed : .noAnswer
  }

  /// What a call is expected to cost: the share that is picked up (by a person or a machine) times the mean of `cost`
  /// over the talk lengths that `assume` describes, cut at the time limit, by 200 quantile midpoints.
  ///
  /// - Parameters:
  ///   - ringTimeout: where given, the share of rings that last longer counts as not picked up.
  ///   - maxDuration: the campaign's; the call is cut one second before it.
  ///   - cost: the price of a billed talk time in whole seconds, at least one.
  package static func expectedCost(
    assume: Assumptions, ringTimeout: Interval? = nil, maxDuration: Interval, cost: (_ billed: Interval) -> Money
  ) -> Money {
    let draw = OutcomeDraw(seed: 0, assume: assume)
    var sum: Int64 = 0
    var inTime: Int64 = 0
    for step in 0..<points {
      let p = (Double(step) + 0.5) / Double(points)
      let talk = min(draw.talk.quantile(p), CallTimeline.timeLimit(maxDuration: maxDuration))
      sum += cost(.seconds(max(1, talk.secondsRoundedUp))).micros
      if let ringTimeout, draw.ring.quantile(p) >= ringTimeout { continue }
      inTime += 1
    }
    let weight = Int64(assume.answered + assume.machine) * inTime
    let whole = 1_000 * Int64(points) * Int64(points)
    let (high, low) = sum.multipliedFullWidth(by: weight)
    let (quotient, remainder) = whole.dividingFullWidth((high, low))
    return Money(micros: remainder * 2 >= whole ? quotient + 1 : quotient)
  }

  private static let points = 200
}

/// Sebastiano Vigna's SplitMix64 generator, started from a mix of the three numbers that determine a call.
private struct SplitMix {
  private var state: UInt64

  init(seed: UInt64, callee: Int64, nth: Int) {
    state = SplitMix.mix(seed &+ SplitMix.gamma)
    state = SplitMix.mix(state ^ UInt64(bitPattern: callee) &+ SplitMix.gamma)
    state = SplitMix.mix(state ^ UInt64(bitPattern: Int64(nth)) &+ SplitMix.gamma)
  }

  private static let gamma: UInt64 = 0x9e37_79b9_7f4a_7c15

  private static func mix(_ word: UInt64) -> UInt64 {
    var z = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  private mutating func next() -> UInt64 {
    state &+= SplitMix.gamma
    return SplitMix.mix(state)
  }

  /// 0 … 999.
  mutating func permille() -> Int { Int(next().multipliedFullWidth(by: 1_000).high) }

  /// Strictly between 0 and 1, never nearer than 2⁻⁵³ to either.
  mutating func fraction() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }
}
