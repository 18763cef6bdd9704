import Campaigns
import Engine
import Testing

/// What an edit of a campaign file lets happen that did not happen before.
struct CampaignComparisonTests {
  struct Edit: Sendable, CustomTestStringConvertible {
    var name: String
    var subject: CampaignDifference.Subject
    var before: @Sendable (inout Campaign) -> Void = { _ in }
    /// The wider of both.
    var after: @Sendable (inout Campaign) -> Void
    var testDescription: String { name }
  }

  static let edits: [Edit] = [
    Edit(name: "live", subject: .live, before: { $0.live = false }, after: { $0.live = true }),
    Edit(name: "concurrency", subject: .limits, after: { $0.pacing.concurrentCalls = 100 }),
    Edit(
      name: "calls per second", subject: .limits, before: { $0.pacing.callsPerSecond = .perSecond(thousandths: 1_000) },
      after: { $0.pacing.callsPerSecond = .perSecond(thousandths: 2_000) }),
    Edit(name: "calls per hour", subject: .limits, before: { $0.pacing.callsPerHour = 60 }, after: { _ in }),
    Edit(name: "breaker", subject: .limits, after: { $0.pacing.circuitBreaker.failures = 900 }),
    Edit(name: "talk", subject: .limits, after: { $0.call.maxDuration = .minutes(10) }),
    Edit(name: "tries", subject: .limits, after: { $0.attempts.max = 9 }),
    Edit(
      name: "no consent", subject: .limits, before: { $0.consent = ConsentRule(column: "agreed") }, after: { _ in }),
    Edit(
      name: "older consent", subject: .limits,
      before: { $0.consent = ConsentRule(column: "agreed", givenAt: "on", maxAge: .days(30)) },
      after: { $0.consent = ConsentRule(column: "agreed", givenAt: "on", maxAge: .days(60)) }),
    Edit(
      name: "due earlier", subject: .limits,
      before: { $0.segment.due = DueRule(by: "birthday", notBefore: .init(days: 5)) },
      after: { $0.segment.due = DueRule(by: "birthday", notBefore: .init(days: 6)) }),
    Edit(
      name: "due later", subject: .limits,
      before: { $0.segment.due = DueRule(by: "birthday", notAfter: .init(days: 5)) },
      after: { $0.segment.due = DueRule(by: "birthday", notAfter: .init(days: 4)) }),
    Edit(name: "one seat more", subject: .limits, before: { $0.segment.limit = 5 }, after: { $0.segment.limit = 6 }),
    Edit(name: "more for one number", subject: .limits, before: { $0.segment.onePer = .number }, after: { _ in }),
    Edit(
      name: "earlier calls", subject: .limits,
      before: { $0.segment.condition = .leaf(.init(column: "calls", test: .atMost(1), line: 1)) },
      after: { _ in }),
    Edit(name: "gap", subject: .limits, before: { $0.attempts.minGap = .hours(4) }, after: { _ in }),
    Edit(name: "one retry more", subject: .limits, after: { $0.attempts.retry[.busy] = [.hours(2)] }),
    Edit(
      name: "a limit gone", subject: .limits,
      before: { $0.attempts.limits = [AttemptLimit(max: 1, per: .days(7), scope: .number)] }, after: { _ in }),
    Edit(name: "done on less", subject: .limits, after: { $0.attempts.doneOn = [] }),
    Edit(
      name: "an answer is tried again", subject: .limits,
      after: { $0.attempts.retryOutcomes = [OutcomeRetry(outcome: "answered", waits: [.days(1)])] }),
    Edit(name: "longer talk", subject: .limits, after: { $0.attempts.conversation = .talk(.minutes(1)) }),
    Edit(
      name: "no rest", subject: .limits,
      before: { $0.attempts.afterConversation = ConversationRest(rest: .days(1), scope: .matter) }, after: { _ in }),
    Edit(
      name: "rest of the subject alone", subject: .limits,
      before: { $0.attempts.afterConversation = ConversationRest(rest: .days(1), scope: .customer) },
      after: { $0.attempts.afterConversation = ConversationRest(rest: .days(1), scope: .subject) }),
    Edit(
      name: "a higher goal", subject: .limits, before: { $0.stopWhen = [.goal(outcome: "answered", count: 5)] },
      after: { $0.stopWhen = [.goal(outcome: "answered", count: 6)] }),
    Edit(
      name: "failures do not stop it", subject: .limits,
      before: { $0.stopWhen = [.failures(share: 400, atLeast: 100)] }, after: { _ in }),
    Edit(name: "a cap gone", subject: .limits, before: { $0.budget.total = .mille(1_000) }, after: { _ in }),
    Edit(
      name: "a cap raised", subject: .limits, before: { $0.budget.perDay = .mille(1_000) },
      after: { $0.budget.perDay = .mille(2_000) }),
    Edit(name: "attempts by matter", subject: .limits, after: { $0.matter = true }),
    Edit(name: "segment limit", subject: .limits, before: { $0.segment.limit = 10 }, after: { _ in }),
    Edit(
      name: "hours", subject: .hours,
      after: { $0.callingHours.open.days[6] = [DayWindow(opens: 8 * 60, closes: 20 * 60)] }),
    Edit(
      name: "unknown zone", subject: .hours, after: { $0.callingHours.unknownTimeZone = .assume("America/New_York") }),
    Edit(
      name: "an end gone", subject: .hours, before: { $0.schedule.ends = .instant(at("2027-03-31T00:00:00Z")) },
      after: { _ in }),
    Edit(
      name: "an earlier start", subject: .hours,
      before: { $0.schedule.starts = .instant(at("2027-03-31T00:00:00Z")) },
      after: { $0.schedule.starts = .instant(at("2027-03-01T00:00:00Z")) }),
    Edit(name: "abroad", subject: .international, before: { $0.international.deny = true }, after: { _ in }),
    Edit(
      name: "a denied country", subject: .international, before: { $0.international.deniedCountries = ["CU"] },
      after: { _ in }),
  ]

  @Test("an edit widens, and taken back narrows", arguments: edits)
  func direction(edit: Edit) {
    let before = Scene.campaign("a", edit.before)
    let after = Scene.campaign("a", edit.after)
    #expect(Self.differences(before, after).map(\.direction) == [.wider])
    #expect(Self.differences(before, after).map(\.subject) == [edit.subject])
    #expect(Self.differences(after, before).map(\.direction) == [.narrower])
  }

  @Test("a moved window is both wider and narrower, with the minutes of the week")
  func movedWindow() {
    let after = Scene.campaign("a") {
      $0.callingHours.open = WeeklyWindows(
        days: .init(repeating: [DayWindow(opens: 10 * 60, closes: 21 * 60)], count: 7))
    }
    #expect(
      Self.differences(Scene.campaign("a"), after) == [
        CampaignDifference(.hours, .wider, "calling_hours.open: 420 minutes a week more"),
        CampaignDifference(.hours, .narrower, "calling_hours.open: 420 minutes a week fewer"),
      ])
  }

  @Test("what is said and from where is neither wider nor narrower")
  func others() {
    let after = Scene.campaign("a") {
      $0.priority = 1
      $0.onBehalfOf = "Acme"
      $0.labels = [.init(name: "team", text: "west")]
      $0.call.from = [14_155_550_101]
      $0.call.answer = .say(Template(parts: [.text("Good day.")]), voice: nil, language: nil)
    }
    let found = Self.differences(Scene.campaign("a"), after)
    #expect(found.map(\.subject) == [.priority, .from, .answer, .purpose, .purpose])
    #expect(found.allSatisfy { $0.direction == .other })
  }

  @Test("another purpose is wider either way: other lists bind it")
  func purpose() {
    let marketing = Scene.campaign("a") { $0.purpose = .marketing }
    for (before, after) in [(Scene.campaign("a"), marketing), (marketing, Scene.campaign("a"))] {
      #expect(Self.differences(before, after).map(\.subject) == [.purpose])
      #expect(Self.differences(before, after).map(\.direction) == [.wider])
    }
  }

  @Test("an earlier id that is taken out, or replaced by another, frees its attempts and money: wider")
  func earlierID() {
    let renamed = Scene.campaign("a") { $0.renamedFrom = "b" }
    let again = Scene.campaign("a") { $0.renamedFrom = "c" }
    #expect(Self.differences(renamed, Scene.campaign("a")).map(\.direction) == [.wider])
    #expect(Self.differences(renamed, again).map(\.direction) == [.wider])
    #expect(Self.differences(Scene.campaign("a"), renamed).isEmpty)
  }

  @Test("the text names the key and both values")
  func text() {
    let after = Scene.campaign("a") { $0.pacing.concurrentCalls = 100 }
    #expect(
      Self.differences(Scene.campaign("a"), after).map(\.text) == ["pacing.concurrent_calls 1 -> 100"])
  }

  @Test("the account's rate is what an absent one means")
  func accountRate() {
    let before = Scene.campaign("a") { $0.pacing.callsPerSecond = nil }
    let after = Scene.campaign("a") { $0.pacing.callsPerSecond = .perSecond(thousandths: 1_000) }
    #expect(Self.differences(before, after) == [])
  }

  private static func differences(_ old: Campaign, _ new: Campaign) -> [CampaignDifference] {
    CampaignComparison.differences(from: old, to: new, accountRate: .perSecond(thousandths: 1_000))
  }
}
