import Campaigns
import Testing

@testable import Simulation

@Suite struct OutcomeDrawTests {
  private let callee: Int64 = 12_125_550_142

  @Test func `The same seed, callee and call give the same outcome, another of them another`() {
    let draw = OutcomeDraw(seed: 1, assume: Assumptions())
    let first = draw.outcome(callee: callee, nth: 1)
    #expect(first == OutcomeDraw.outcome(seed: 1, callee: callee, nth: 1, assume: Assumptions()))
    #expect(first != draw.outcome(callee: callee, nth: 2))
    #expect(first != draw.outcome(callee: callee + 1, nth: 1))
    #expect(first != OutcomeDraw.outcome(seed: 2, callee: callee, nth: 1, assume: Assumptions()))
  }

  @Test func `Kinds follow the weights within four standard deviations`() {
    let draw = OutcomeDraw(seed: 7, assume: Assumptions())
    var counts: [SimulatedOutcome.Kind: Int] = [:]
    let total = 100_000
    for number in 0..<total { counts[draw.outcome(callee: callee + Int64(number), nth: 1).kind, default: 0] += 1 }
    let weights: [(SimulatedOutcome.Kind, Int)] = [
      (.answered, 300), (.machine, 250), (.busy, 50), (.failed, 20), (.noAnswer, 380),
    ]
    for (kind, weight) in weights {
      let expected = Double(weight) * 100
      let deviation = (expected * (1 - expected / Double(total))).squareRoot()
      #expect(abs(Double(counts[kind, default: 0]) - expected) < 4 * deviation, "\(kind)")
    }
  }

  @Test func `Lengths have the mean that is assumed and are whole milliseconds of at least a second`() {
    let draw = OutcomeDraw(seed: 3, assume: Assumptions())
    var ring = 0.0
    var talk = 0.0
    var wellFormed = true
    for nth in 1...50_000 {
      let outcome = draw.outcome(callee: callee, nth: nth)
      for length in [outcome.ring, outcome.talk] where length < .seconds(1) || length.microseconds % 1_000 != 0 {
        wellFormed = false
      }
      ring += Double(outcome.ring.microseconds) / 1e6
      talk += Double(outcome.talk.microseconds) / 1e6
    }
    #expect(wellFormed)
    #expect(abs(ring / 50_000 - 14) < 0.2)
    #expect(abs(talk / 50_000 - 45) < 0.8)
  }

  @Test func `A deviation of zero gives the mean itself, a mean of zero the least`() {
    var assume = Assumptions()
    assume.talkDeviation = .zero
    assume.ringMean = .zero
    let outcome = OutcomeDraw.outcome(seed: 1, callee: callee, nth: 1, assume: assume)
    #expect(outcome.talk == .seconds(45))
    #expect(outcome.ring == .seconds(1))
  }

  @Test func `Expected cost is the share picked up times the mean price`() {
    var assume = Assumptions()
    assume.talkDeviation = .zero
    let perMinute = OutcomeDraw.expectedCost(assume: assume, maxDuration: .minutes(2)) { billed in
      #expect(billed == .seconds(45))
      return Money(micros: 14_000)
    }
    #expect(perMinute == Money(micros: 7_700))
    let cut = OutcomeDraw.expectedCost(assume: assume, maxDuration: .seconds(31)) { Money(micros: $0.wholeSeconds) }
    #expect(cut == Money(micros: 17))
    let never = OutcomeDraw.expectedCost(
      assume: assume, ringTimeout: .seconds(1), maxDuration: .minutes(2)
    ) { _ in Money(micros: 14_000) }
    #expect(never == .zero)
  }

  @Test(arguments: [
    (1.0, 0.0), (2.718281828459045, 1.0), (10.0, 2.302585092994046), (1e-9, -20.72326583694641),
    (0.75, -0.2876820724517809), (8.64e10, 25.18225351275642),
  ])
  func `The logarithm and the exponential invert each other`(x: Double, logarithm: Double) {
    #expect(abs(naturalLogarithm(x) - logarithm) <= 4e-15 * max(1, abs(logarithm)))
    #expect(abs(exponential(logarithm) / x - 1) < 1e-13)
  }

  @Test(arguments: [
    (0.5, 0.0), (0.975, 1.959963984540054), (0.025, -1.959963984540054), (0.001, -3.090232306167814),
    (0.999, 3.090232306167814),
  ])
  func `Quantiles of the normal distribution`(p: Double, z: Double) {
    #expect(abs(normalQuantile(p) - z) < 4e-9)
  }
}
