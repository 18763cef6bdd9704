import Campaigns
import Engine
import Testing

/// What an edit of the files means for whom it calls: the wrong edits that a merge must not launch.
struct CampaignEffectTests {
  private static let people: [Person] = (1...10).map { Person.newYork($0) } + [.london(1), .losAngeles(1)]

  /// The effect of running `new` in place of `old` on the same customers.
  private func effect(
    _ old: Campaign?, _ new: Campaign?, people: [Person] = people
  ) throws -> CampaignEffect? {
    try CampaignEffect.of(
      old: old.map { ($0, try footprint($0, people)) }, new: new.map { ($0, try footprint($0, people)) },
      accountRate: .unlimited)
  }

  private func footprint(_ campaign: Campaign, _ people: [Person]) throws -> Footprint {
    var scene = Scene(people)
    scene.campaigns = [campaign]
    return try scene.world(at: at("2027-03-02T15:00:00Z")).footprint(campaign: 0)
  }

  /// Everybody of one zone.
  private func campaign(
    _ id: String = "a", zone: String? = "America/New_York", _ change: (inout Campaign) -> Void = { _ in }
  ) -> Campaign {
    Scene.campaign(id) {
      if let zone {
        $0.segment.condition = .leaf(Condition.Leaf(column: "time_zone", test: .equals(zone), line: 1))
      }
      $0.attempts.max = 2
      change(&$0)
    }
  }

  @Test("a footprint: two tries of a minute at 0.014 for each of ten customers")
  func worstCase() throws {
    let found = try footprint(campaign(), Self.people)
    #expect(found.rows.count == 10)
    #expect(found.worstCase == .mille(280))
    #expect(found.countries == ["US"])
    let capped = try footprint(campaign { $0.budget.total = .mille(100) }, Self.people)
    #expect(capped.worstCase == .mille(100))
  }

  @Test("nothing changed: no effect")
  func same() throws {
    #expect(try effect(campaign(), campaign()) == nil)
  }

  @Test("a deleted `where` is held for its new country")
  func deletedWhere() throws {
    let found = try #require(try effect(campaign(), campaign(zone: nil)))
    #expect(found.entering == 2 && found.leaving == 0)
    #expect(found.newCountries == ["GB"])
    // 10 to 12 customers are 20% and apply at once; 0.28 to 0.368 is 31% and does not.
    #expect(
      found.heldBecause(ChangeGuardRules(), isLive: true) == [
        "worst case \(Money.mille(280)) -> \(Money.mille(368))", "new countries: GB",
      ])
  }

  @Test("another segment brings some in and takes some out")
  func otherSegment() throws {
    let found = try #require(try effect(campaign(), campaign(zone: "America/Los_Angeles")))
    #expect(found.entering == 1 && found.leaving == 10)
    #expect(found.heldBecause(ChangeGuardRules(), isLive: true) == [])
  }

  @Test("concurrency 100 is held, concurrency back to 1 is not")
  func concurrency() throws {
    let fast = campaign { $0.pacing.concurrentCalls = 100 }
    let widened = try #require(try effect(campaign(), fast))
    #expect(widened.heldBecause(ChangeGuardRules(), isLive: true) == ["pacing.concurrent_calls 1 -> 100"])
    let narrowed = try #require(try effect(fast, campaign()))
    #expect(narrowed.heldBecause(ChangeGuardRules(), isLive: true) == [])
  }

  @Test("a new campaign is held while it is live; a removed one and a draft never")
  func addedAndRemoved() throws {
    let added = try #require(try effect(nil, campaign()))
    #expect(added.change == .added)
    #expect(added.heldBecause(ChangeGuardRules(), isLive: true).count == 1)
    #expect(added.heldBecause(ChangeGuardRules(), isLive: false) == [])
    let removed = try #require(try effect(campaign(), nil))
    #expect(removed.change == .removed && removed.leaving == 10)
    #expect(removed.heldBecause(ChangeGuardRules(), isLive: true) == [])
  }

  @Test("a draft that becomes live is a new live campaign")
  func goesLive() throws {
    let found = try #require(try effect(campaign { $0.live = false }, campaign()))
    let reasons = found.heldBecause(ChangeGuardRules(), isLive: true)
    #expect(reasons.count == 1 && reasons[0].hasPrefix("a new live campaign with 10 customers"))
  }

  @Test("a new id with the customers of one that vanished is a probable rename; a copied file is none")
  func rename() throws {
    let added = try #require(try effect(nil, campaign("b")))
    let removed = try #require(try effect(campaign("a"), nil))
    var effects = [added, removed]
    CampaignEffect.noteRenames(in: &effects)
    #expect(effects.map(\.probablyRenamedFrom) == ["a", nil])
    var copy = [added]
    CampaignEffect.noteRenames(in: &copy)
    #expect(copy[0].probablyRenamedFrom == nil)
    let other = try #require(try effect(campaign("c", zone: "America/Los_Angeles"), nil))
    var unlike = [added, other]
    CampaignEffect.noteRenames(in: &unlike)
    #expect(unlike[0].probablyRenamedFrom == nil)
  }
}
