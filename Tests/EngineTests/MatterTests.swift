import Campaigns
import Engine
import Testing

/// Attempts and limits by customer, by matter and by subject.
@Suite struct MatterTests {
  /// Two matters of one customer, with a number each.
  private static let policies: [Person] = ["P1", "P2"].enumerated().map { index, matter in
    var person = Person.newYork(Int64(index) + 1)
    person.id = "ana"
    person.matter = matter
    return person
  }

  private func stage(_ people: [Person] = policies, _ change: (inout Scene) -> Void) throws -> Stage {
    var scene = Scene(people)
    change(&scene)
    return try Stage(scene, at: "2027-03-02T15:00:00Z")
  }

  private func end(_ stage: Stage, _ intent: Intent) {
    stage.place(intent.key)
    stage.report(intent.key, .busy, after: .seconds(20))
  }

  /// Calls until nobody is left for hours, and how often each row was called.
  private func calls(_ stage: Stage, rounds: Int = 12) -> [Int: Int] {
    var calls: [Int: Int] = [:]
    for _ in 0..<rounds {
      for intent in stage.intents(after: .minutes(5)) {
        calls[intent.row, default: 0] += 1
        end(stage, intent)
      }
    }
    return calls
  }

  @Test func `With matter attempts count by customer and matter, without it by customer`() throws {
    let retry: (inout Scene) -> Void = {
      $0.campaigns[0].attempts.max = 2
      $0.campaigns[0].attempts.retry = [.busy: [.minutes(1), .minutes(1), .minutes(1)]]
    }
    let matters = try stage {
      retry(&$0)
      $0.campaigns[0].matter = true
    }
    #expect(calls(matters) == [0: 2, 1: 2])
    #expect(matters.report.selected == 2)
    let customers = try stage(Self.policies, retry)
    #expect(calls(customers).values.reduce(0, +) == 2)
    #expect(customers.report.selected == 1)
  }

  @Test func `After a restart every matter goes on where it was`() throws {
    let before = try stage {
      $0.campaigns[0].matter = true
      $0.campaigns[0].attempts.max = 3
      $0.campaigns[0].attempts.retry = [.busy: [.minutes(1), .minutes(1)]]
    }
    let first = try #require(before.intents().first)
    end(before, first)
    let restarted = try Stage(restarting: before)
    restarted.send(.recovered([], newestCommit: .distantPast))
    let further = calls(restarted)
    #expect(further == [first.row: 2, 1 - first.row: 3])
  }

  @Test func `What was called by matter counts together once the campaign counts by customer`() throws {
    let before = try stage {
      $0.campaigns[0].matter = true
      $0.campaigns[0].attempts.max = 3
      $0.campaigns[0].attempts.retry = [.busy: [.minutes(1), .minutes(1)]]
    }
    for _ in 0..<2 { end(before, try #require(before.intents().first)) }
    #expect(Set(before.records.values.map(\.matter)) == ["P1", "P2"])
    var scene = before.scene
    scene.campaigns[0].matter = false
    let after = try Stage(restarting: before, scene: scene)
    after.send(.recovered([], newestCommit: .distantPast))
    #expect(calls(after).values.reduce(0, +) == 1, "the third of three")
    #expect(after.records.values.map(\.attempt).max() == 3)
  }

  @Test func `The row that can be called speaks for a customer whose other row is gone or has no number`() throws {
    var people = Self.policies
    people[0].state = .missing
    #expect(calls(try stage(people) { _ in }) == [1: 1])
    people[0].state = .valid
    people[0].present = false
    #expect(calls(try stage(people) { _ in }) == [1: 1])
  }

  @Test func `A limit by matter holds one matter, a limit by customer all of them`() throws {
    for (scope, rows) in [(AttemptLimit.Scope.matter, 2), (.customer, 1)] {
      let stage = try stage {
        $0.campaigns[0].matter = true
        $0.campaigns[0].attempts.limits = [AttemptLimit(max: 1, per: .hours(3), scope: scope)]
        $0.campaigns[0].attempts.retry = [.busy: [.minutes(1)]]
      }
      #expect(calls(stage).count == rows, "\(scope)")
      #expect(calls(stage).isEmpty)
      #expect((stage.waiting()["attempt-limit"] ?? 0) == 2, "\(scope)")
    }
  }

  @Test func `A limit by subject counts every campaign of the subject and no other`() throws {
    let stage = try stage([.newYork(1)]) {
      $0.campaigns = ["a", "b", "c"].map { Scene.campaign($0) }
      $0.campaigns[0].subject = "renewal"
      $0.campaigns[1].subject = "renewal"
      $0.configuration.attemptLimits = [AttemptLimit(max: 1, per: .hours(3), scope: .subject)]
    }
    var called: [Int] = []
    for _ in 0..<6 {
      for intent in stage.intents(after: .minutes(1)) {
        called.append(intent.campaign)
        end(stage, intent)
      }
    }
    #expect(called.sorted() == [0, 2])
    #expect(stage.waiting(1) == ["attempt-limit": 1])
    let restarted = try Stage(restarting: stage)
    restarted.send(.recovered([], newestCommit: .distantPast))
    #expect(restarted.intents(after: .hours(2)).isEmpty)
    #expect(restarted.intents(after: .hours(1)).map(\.campaign) == [1])
  }

  @Test func `The calls of a campaign that is gone count in its subject`() throws {
    let before = try stage([.newYork(1)]) {
      $0.campaigns = ["a", "b"].map { Scene.campaign($0) { $0.subject = "renewal" } }
      $0.configuration.attemptLimits = [AttemptLimit(max: 1, per: .hours(3), scope: .subject)]
    }
    end(before, try #require(before.intents().first))
    var scene = before.scene
    scene.campaigns = [scene.campaigns[1]]
    for (gone, count) in [(["a": "renewal"], 0), ([:], 1)] {
      var world = try scene.world(at: before.now)
      world.nameSubjects(gone: gone)
      var engine = Engine(world: world, at: before.now)
      for key in before.records.keys.sorted() { if let record = before.records[key] { engine.restore(record, row: 0) } }
      engine.begin()
      #expect(engine.handle(.ticked, at: before.now + .minutes(5)).intents.count == count)
    }
  }
}
