import ActivityStore
import Campaigns
import Engine
import Testing

extension StoreConformance {
  @Test(
    "a stop stands until somebody resumes the campaign or all, and a later one stops it again",
    arguments: Backend.allCases)
  func failureStops(_ backend: Backend) throws {
    let bench = try Bench(backend)
    func commit(_ stops: [FailureStop] = [], _ pauses: [PauseChange] = [], at: Instant) throws {
      var turn = StoreTurn(at: at, pauses: pauses)
      turn.stops = stops
      #expect(!turn.isEmpty)
      _ = try bench.store.commit(turn)
    }
    func stop(_ id: String, _ text: String, at: Instant, resumedAt: Instant? = nil) -> FailureStop {
      FailureStop(campaign: id, text: text, stoppedAt: at, resumedAt: resumedAt)
    }
    let later = noon + .hours(1)
    try commit([stop("b", "2 of 3", at: noon), stop("a", "4 of 5", at: noon)], at: noon)
    try commit([stop("b", "3 of 4", at: later)], at: later)
    try bench.reopen()
    #expect(try bench.store.failureStops() == [stop("a", "4 of 5", at: noon), stop("b", "2 of 3", at: noon)])
    try commit([], [.resume(campaign: "b")], at: later)
    #expect(
      try bench.store.failureStops() == [
        stop("a", "4 of 5", at: noon), stop("b", "2 of 3", at: noon, resumedAt: later),
      ])
    let evening = noon + .hours(5)
    try commit([stop("b", "9 of 9", at: evening)], at: evening)
    #expect(try bench.store.failureStops().last == stop("b", "9 of 9", at: evening))
    try commit([], [.resume(campaign: nil)], at: evening)
    #expect(try bench.store.failureStops().map(\.resumedAt) == [evening, evening])
  }

  @Test("an Activity says on whose behalf its campaign's revision calls", arguments: Backend.allCases)
  func onBehalfOf(_ backend: Backend) throws {
    let bench = try Bench(backend)
    try bench.store.recordRevision(
      campaign: "renewals", hash: "r1", text: "a", purpose: "service", onBehalfOf: "Acme Insurance", at: noon)
    try bench.store.recordRevision(
      campaign: "renewals", hash: "r2", text: "b", purpose: "service", onBehalfOf: nil, at: noon)
    try bench.commit(intents: [intent(1)])
    let activity = try #require(try bench.store.activities().first)
    #expect(activity.attempt.revision == "r1" && activity.onBehalfOf == "Acme Insurance")
    #expect(activity.json["on_behalf_of"] == .string("Acme Insurance"))
  }
}
