import Campaigns
import Simulation
import Testing

@Suite struct OutcomeScenarioTests {
  private let callee: Int64 = 12_125_550_142

  @Test func `A file with everything is read`() throws {
    let scenario = try Scenario.parse(
      """
      {"seed": 18446744073709551615,
       "default": {"answered": "50%", "machine": "2.5%", "ring": {"mean": "9s"}, "talk": {"mean": "1m", "sd": "20s"},
                   "setup": "150ms", "news": "0s"},
       "numbers": {"+12125550142": [{"outcome": "busy", "ring": "1500ms"}, {"outcome": "presses-key", "digit": "1"}]},
       "patterns": [{"match": "+1212*", "outcome": "machine", "talk": "7s"}, {"match": "*", "busy": "100%", "answered":
                    "0%", "machine": "0%", "failed": "0%"}],
       "faults": [{"kind": "close-after-request", "number": "*0101", "nth": 2, "placed": false},
                  {"kind": "outage", "from": "2027-03-02T14:00:00Z", "to": "2027-03-02T14:05:00Z"},
                  {"kind": "slow", "every": 3, "delay": "10ms"}]}
      """)
    #expect(scenario.seed == .max)
    #expect(scenario.standard?.answered == 500 && scenario.standard?.machine == 25 && scenario.standard?.busy == 50)
    #expect(scenario.standard?.talkDeviation == .seconds(20) && scenario.standard?.news == .zero)
    #expect(
      scenario.numbers[callee] == [
        Scenario.Script(kind: .busy, ring: .milliseconds(1_500)),
        Scenario.Script(kind: .pressesKey, digit: UInt8(ascii: "1")),
      ])
    #expect(scenario.faults.map(\.kind) == [.closeAfterRequest, .outage, .slow])
    #expect(scenario.faults[0].nth == 2 && !scenario.faults[0].placed)
    #expect(scenario.faults[2].every == 3 && scenario.faults[2].delay == .milliseconds(10))
    #expect(scenario.outcome(seed: 1, callee: callee, nth: 1).kind == .busy)
    #expect(scenario.outcome(seed: 1, callee: callee, nth: 1).setup == .milliseconds(150))
    #expect(scenario.outcome(seed: 1, callee: callee, nth: 3).kind == .machine)
    #expect(scenario.outcome(seed: 1, callee: callee, nth: 3).talk == .seconds(7))
    #expect(scenario.outcome(seed: 1, callee: 13_125_550_142, nth: 1).kind == .busy)
  }

  @Test(arguments: [
    ("[", "the file is no JSON: expected a value at byte 1"),
    ("{\"sede\": 1}", "sede: unknown key; expected one of seed, default, numbers, patterns, faults"),
    ("{\"seed\": -1}", "seed: expected a whole number from 0 to 18446744073709551615"),
    ("{\"default\": {\"busy\": 5}}", "default.busy: expected text in quotes"),
    ("{\"default\": {\"busy\": \"5.25%\"}}", "default.busy: expected a share like \"30%\" or \"2.5%\""),
    (
      "{\"default\": {\"busy\": \"90%\"}}",
      "default: the shares add up to more than 100%; what they leave is no-answer"
    ),
    (
      "{\"numbers\": {\"+12125550142\": [{\"outcome\": \"busy\", \"ring\": \"12\"}]}}",
      "numbers.+12125550142.0.ring: expected a duration like \"14s\" or \"250ms\""
    ),
    ("{\"numbers\": {\"12125550142\": []}}", "numbers.12125550142: expected a number like +12125550142 as the key"),
    (
      "{\"patterns\": [{\"outcome\": \"busy\"}]}", "patterns.0: expected a \"match\" like \"+1212*\""
    ),
    (
      "{\"patterns\": [{\"match\": \"+1*2*\"}]}",
      "patterns.0.match: expected a number with at most one star, like \"+1212*\""
    ),
    (
      "{\"faults\": [{\"kind\": \"500\"}]}",
      "faults.0: expected \"kind\" to be one of 429, 500-before, 500-after, close-after-request, "
        + "cut-answer, slow, outage"
    ),
    (
      "{\"faults\": [{\"kind\": \"outage\", \"from\": \"noon\"}]}",
      "faults.0.from: expected an instant like \"2027-03-02T14:00:00Z\""
    ),
  ])
  func `What is wrong is named with its place`(text: String, message: String) {
    let error = #expect(throws: ScenarioError.self) { try Scenario.parse(text) }
    #expect(error?.description == message)
  }

  @Test func `What is written is read back as it was`() throws {
    let draw = OutcomeDraw(seed: 5, assume: Assumptions())
    var expected: [Int64: [SimulatedOutcome]] = [:]
    var pieces: [String] = []
    var writer = ScenarioWriter<Never>(seed: 5) { pieces.append($0) }
    for number in callee..<callee + 50 {
      let outcomes = (1...3).map { draw.outcome(callee: number, nth: $0) }
      expected[number] = outcomes
      writer.add(number, outcomes: outcomes)
    }
    writer.finish()
    let scenario = try Scenario.parse(pieces.joined())
    #expect(scenario.numbers.count == 50)
    for number in callee..<callee + 50 {
      #expect((1...3).map { scenario.outcome(seed: 99, callee: number, nth: $0) } == expected[number])
    }
  }

  @Test func `An empty scenario is written and read`() throws {
    var text = ""
    let writer = ScenarioWriter<Never>(seed: 1) { text += $0 }
    writer.finish()
    #expect(try Scenario.parse(text) == Scenario(seed: 1))
  }

  @Test(arguments: [
    ("+12125550142", 12_125_550_142, true), ("+12125550142", 121_255_501_421, false), ("+1212*", 12_125_550_142, true),
    ("+1312*", 12_125_550_142, false), ("*0142", 12_125_550_142, true), ("*0143", 12_125_550_142, false),
    ("+121255501*550142", 12_125_550_142, false), ("*", 1, true),
  ])
  func `A pattern matches whole numbers, beginnings and ends`(text: String, number: Int64, matches: Bool) {
    #expect(NumberPattern(text)?.matches(number) == matches)
  }

  @Test func `A fault with number and nth counts only the requests to that number`() {
    let fault = Fault(kind: .errorBefore, number: NumberPattern("*0142"), nth: 2)
    var plan = FaultPlan([fault])
    let now = Instant(seconds: 0)
    let met = [callee, 13, callee, callee].map { plan.next(number: $0, at: now)?.kind }
    #expect(met == [nil, nil, .errorBefore, nil])
  }
}
