import Campaigns
import Engine
import Simulation
import Testing

@Suite struct OutcomeTimelineTests {
  private let start = Instant(seconds: 1_800_000_000)

  private func timeline(
    _ kind: SimulatedOutcome.Kind, ring: Interval = .seconds(10), talk: Interval = .milliseconds(20_400),
    timeout: Interval = .seconds(30), maxDuration: Interval = .minutes(2), detectsMachine: Bool = false
  ) -> CallTimeline {
    CallTimeline(
      requestedAt: start,
      outcome: SimulatedOutcome(
        kind: kind, ring: ring, talk: talk, setup: .milliseconds(200), news: .seconds(1)),
      ringTimeout: timeout, maxDuration: maxDuration, detectsMachine: detectsMachine)
  }

  private func after(_ milliseconds: Int64) -> Instant { start + .milliseconds(milliseconds) }

  @Test func `An answered call rings, talks and completes, each at its instant and a second later for the caller`() {
    let call = timeline(.answered)
    let steps: [(Int64, CallReport.Status)] = [
      (0, .queued), (199, .queued), (200, .ringing), (10_199, .ringing), (10_200, .inProgress),
      (30_599, .inProgress), (30_600, .completed), (90_000, .completed),
    ]
    for (milliseconds, status) in steps {
      #expect(call.status(at: after(milliseconds)) == status)
      #expect(call.known(at: after(milliseconds + 1_000)) == status)
    }
    #expect(call.disposition == .answered)
    #expect(call.billedTalk == .seconds(21))
    #expect(call.endKnownAt == after(31_600))
  }

  @Test func `The next change is each instant at which a fetch would show something new`() {
    let call = timeline(.answered)
    var instants: [Instant] = []
    var now = start
    while let next = call.nextChange(after: now) {
      instants.append(next)
      now = next
    }
    #expect(instants == [after(1_200), after(11_200), after(31_600)])
  }

  @Test func `A ring that reaches the timeout is no answer, and ends there`() {
    let call = timeline(.answered, ring: .seconds(30))
    #expect(call.status(at: after(30_199)) == .ringing)
    #expect(call.status(at: after(30_200)) == .noAnswer)
    #expect(call.disposition == .noAnswer)
    #expect(call.billedTalk == .zero)
    #expect(timeline(.noAnswer).endsAt == after(30_200))
  }

  @Test(arguments: [(SimulatedOutcome.Kind.busy, Disposition.busy), (.failed, .failed)])
  func `Busy and failed calls end within two seconds of ringing`(kind: SimulatedOutcome.Kind, end: Disposition) {
    #expect(timeline(kind).endsAt == after(2_200))
    #expect(timeline(kind, ring: .seconds(1)).endsAt == after(1_200))
    #expect(timeline(kind).disposition == end)
  }

  @Test func `The time limit is one second less than the longest duration`() {
    let call = timeline(.answered, talk: .minutes(10))
    #expect(call.billedTalk == .seconds(119))
    #expect(timeline(.neverHangsUp, talk: .seconds(3)).billedTalk == .seconds(119))
  }

  @Test func `Who answered is known only with machine detection`() {
    #expect(timeline(.machine).answeredBy == nil)
    #expect(timeline(.machine).disposition == .answered)
    let detected = timeline(.machine, detectsMachine: true)
    #expect(detected.answeredBy == "machine_start")
    #expect(detected.disposition == .machine)
    #expect(timeline(.answered, detectsMachine: true).answeredBy == "human")
    #expect(timeline(.unknown, detectsMachine: true).disposition == .answered)
    #expect(timeline(.fax, detectsMachine: true).disposition == .machine)
  }

  @Test func `Canceling works until the answer, is known at once and changes nothing afterwards`() {
    var ringing = timeline(.answered)
    let canceled = ringing.cancel(at: after(5_000))
    #expect(canceled)
    #expect(ringing.known(at: after(4_999)) == .ringing)
    #expect(ringing.known(at: after(5_000)) == .canceled)
    #expect(ringing.disposition == .canceled)
    #expect(ringing.nextChange(after: after(5_000)) == nil)
    var talking = timeline(.answered)
    let tooLate = talking.cancel(at: after(10_200))
    #expect(!tooLate)
    #expect(talking == timeline(.answered))
  }

  @Test func `Hanging up completes an answered call and bills what was talked`() {
    var call = timeline(.answered)
    let hungUp = call.hangUp(at: after(12_300))
    #expect(hungUp)
    #expect(call.known(at: after(12_300)) == .completed)
    #expect(call.billedTalk == .seconds(3))
    let again = call.hangUp(at: after(13_000))
    #expect(!again)
  }
}
