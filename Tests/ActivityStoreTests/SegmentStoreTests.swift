import ActivityStore
import Campaigns
import Engine
import Testing

extension StoreConformance {
  @Test("seats add up, and a segment is fixed once", arguments: Backend.allCases)
  func segments(_ backend: Backend) throws {
    let bench = try Bench(backend)
    var first = StoreTurn(at: noon)
    first.seats = [StoredSegment(campaign: "b", rows: [7, 2]), StoredSegment(campaign: "a", rows: [1])]
    first.fixedSegments = [StoredSegment(campaign: "a", rows: [3, 1]), StoredSegment(campaign: "none", rows: [])]
    #expect(!first.isEmpty)
    _ = try bench.store.commit(first)
    var second = StoreTurn(at: noon + .hours(1))
    second.seats = [StoredSegment(campaign: "b", rows: [2, 5])]
    second.fixedSegments = [StoredSegment(campaign: "a", rows: [9])]
    _ = try bench.store.commit(second)
    try bench.reopen()
    #expect(
      try bench.store.seats() == [
        StoredSegment(campaign: "a", rows: [1]), StoredSegment(campaign: "b", rows: [2, 5, 7]),
      ])
    #expect(
      try bench.store.fixedSegments() == [
        StoredSegment(campaign: "a", rows: [1, 3]), StoredSegment(campaign: "none", rows: []),
      ])
  }
}
