import Campaigns
import Testing

/// `done_on`, waits after outcomes, conversations and `stop_when`: what a file says of them.
@Suite struct OutcomeRuleTests {
  private func read(_ sections: String) throws -> Campaign {
    let (campaign, findings) = Fixture.campaign(sections)
    #expect(findings.isEmpty, "\(findings)")
    return try #require(campaign)
  }

  @Test("every key is decoded")
  func decoded() throws {
    let campaign = try read(
      """
      on_behalf_of: Acme Insurance
      labels: {team: west, cost_center: "4711"}
      stop_when: [{outcome: answered, count: 500}, {failures: 2.5%, at_least: 100}]
      attempts:
        done_on: [machine, busy]
        retry: {answered: [4h, 1d], no-answer: [3h]}
        conversation: {outcomes: [busy, answered, busy]}
        after_conversation: {rest: 7d, scope: subject}
      """)
    #expect(campaign.onBehalfOf == "Acme Insurance")
    #expect(campaign.labels == [.init(name: "cost_center", text: "4711"), .init(name: "team", text: "west")])
    #expect(campaign.stopWhen == [.goal(outcome: "answered", count: 500), .failures(share: 25, atLeast: 100)])
    #expect(campaign.attempts.doneOn == ["busy", "machine"])
    #expect(campaign.attempts.retry == [.noAnswer: [.hours(3)]])
    #expect(campaign.attempts.retryOutcomes == [OutcomeRetry(outcome: "answered", waits: [.hours(4), .days(1)])])
    #expect(campaign.attempts.conversation == .outcomes(["answered", "busy"]))
    #expect(campaign.attempts.afterConversation == ConversationRest(rest: .days(7), scope: .subject))
    let place = try #require(campaign.place(of: "stop_when"))
    #expect(campaign.place(of: "stop_when.1") == place)
  }

  @Test("absent keys leave a revision as it was; each key that is written changes it")
  func revisions() throws {
    let plain = try read("")
    #expect(plain.attempts.doneOn == nil && plain.attempts.conversation == .standard && plain.stopWhen.isEmpty)
    #expect(try read("attempts: {conversation: {talk: 20s}}").revision == plain.revision)
    let others = [
      "on_behalf_of: Acme", "labels: {team: west}", "stop_when: [{outcome: busy, count: 5}]",
      "stop_when: [{failures: 5%, at_least: 5}]", "attempts: {done_on: [busy]}", "attempts: {done_on: []}",
      "attempts: {done_on: [busy], retry: {answered: [3h]}}", "attempts: {conversation: {talk: 21s}}",
      "attempts: {after_conversation: {rest: 1d, scope: matter}}",
      "attempts: {after_conversation: {rest: 1d, scope: number}}",
    ]
    let revisions = try others.map { try read($0).revision }
    #expect(Set(revisions + [plain.revision]).count == others.count + 1)
  }

  @Test("talk that nobody knows may have been long enough; a machine's never is")
  func conversations() {
    let talk = ConversationRule.talk(.seconds(20))
    #expect(talk.holds("answered", talk: .seconds(20)) && talk.holds("answered", talk: nil))
    #expect(!talk.holds("answered", talk: .seconds(19)) && !talk.holds("machine", talk: .minutes(5)))
    let outcomes = ConversationRule.outcomes(["machine"])
    #expect(outcomes.holds("machine", talk: .zero) && !outcomes.holds("answered", talk: .minutes(5)))
  }

  @Test("a mistyped disposition is told from an outcome that no key of the file has")
  func unknown() throws {
    let (_, typed) = Fixture.campaign("attempts: {done_on: [answerd]}")
    #expect(typed.map(\.rule) == ["unknown-outcome"] && typed.first?.help == "did you mean `answered`?")
    let (campaign, named) = Fixture.campaign("attempts: {done_on: [interested]}")
    #expect(campaign != nil && named.map(\.rule) == ["unknown-outcome"])
    #expect(named.first?.help?.contains("call.answer.keys") == true)
    let (_, known) = Fixture.campaign(
      """
      attempts: {done_on: [interested], retry: {later: [1d]}}
      call:
        from: ["+14155550100"]
        answer: {say: "Press.", keys: {1: {outcome: interested}, 2: {outcome: later}}}
      """)
    #expect(known.map(\.rule) == ["not-supported-yet"])
  }

  @Test("waits after what finishes the customer are named, with and without done_on")
  func waitedByNobody() {
    for attempts in ["{retry: {answered: [1d]}}", "{done_on: [busy], retry: {busy: [1d]}}"] {
      let (campaign, findings) = Fixture.campaign("attempts: " + attempts)
      #expect(campaign != nil && findings.map(\.rule) == ["retry-after-done"], "\(attempts)")
    }
    #expect(Fixture.campaign("attempts: {done_on: [busy], retry: {answered: [1d]}}").1.isEmpty)
  }

  @Test("a segment that leaves out who was called lately is warned of where its own retries come sooner")
  func retriesKeptOut() throws {
    func findings(_ rest: String, _ attempts: String, mode: String = "live") -> [Diagnostic] {
      Fixture.campaign("segment: {mode: \(mode), where: {\(rest)}}\nattempts: \(attempts)").1
    }
    let everywhere = try #require(findings("last_called: {older_than: 7d}", "{retry: {busy: [9d, 2h]}}").first)
    #expect(everywhere.rule == "retry-outside-where" && everywhere.severity == .warning)
    #expect(everywhere.message.contains("retry after 2h comes only when the call is older than 7d"))
    #expect(everywhere.help?.contains("{last_called: {older_than: 7d}}]`") == true)
    let here = try #require(findings("here.last_called: {older_than: 3d}", "{retry: {busy: [2h]}}").first)
    #expect(here.message.hasPrefix("`here.last_called: {older_than: 3d}`") && here.help?.contains("any:") == false)
    for (rest, attempts) in [
      ("last_called: {older_than: 7d}", "{retry: {busy: [7d]}}"), ("last_called: {older_than: 7d}", "{max: 2}"),
      ("last_called: {older_than: 7d}", "{max: 1, retry: {busy: [2h]}}"),
      ("last_called: {in_last: 7d}", "{retry: {busy: [2h]}}"),
      ("not: {last_called: {older_than: 7d}}", "{retry: {busy: [2h]}}"),
      ("any: [{last_called: {older_than: 7d}}, {here.calls: {at_least: 1}}]", "{retry: {busy: [2h]}}"),
    ] {
      #expect(findings(rest, attempts).isEmpty, "\(rest) \(attempts)")
    }
    #expect(findings("last_called: {older_than: 7d}", "{retry: {busy: [2h]}}", mode: "snapshot").isEmpty)
  }

  @Test("of a profile's conditions all hold, its rest is a floor, and its conversation gives way")
  func profile() throws {
    let account = """
      home_country: US
      time_zone: America/New_York
      profiles:
        calm:
          stop_when: [{failures: 40%, at_least: 100}]
          attempts: {conversation: {outcomes: [busy]}, after_conversation: {rest: 7d, scope: matter}}
      """
    let (configuration, _) = ConfigurationReader.read(
      SourceFile(path: "dialer.yaml", bytes: Array(account.utf8)), zoneNames: Fixture.zones)
    func read(_ own: String) -> (Campaign?, [Diagnostic]) {
      let text = """
        campaign: sample
        profile: calm
        purpose: service
        segment: {}
        calling_hours: {open: {mon-fri: ["09:00-17:00"]}}
        call: {from: ["+14155550100"], answer: {say: "Hello."}}
        \(own)
        """
      return CampaignReader.read(
        SourceFile(path: "sample.yaml", bytes: Array(text.utf8)), configuration: configuration,
        columns: Fixture.columns, zoneNames: Fixture.zones)
    }
    let own = """
      stop_when: [{outcome: answered, count: 5}]
      attempts: {conversation: {talk: 10s}, after_conversation: {rest: 1d, scope: matter}}
      """
    let campaign = try #require(read(own).0)
    #expect(campaign.stopWhen == [.goal(outcome: "answered", count: 5), .failures(share: 400, atLeast: 100)])
    #expect(campaign.attempts.conversation == .talk(.seconds(10)))
    #expect(campaign.attempts.afterConversation == ConversationRest(rest: .days(7), scope: .matter))
    #expect(
      read("attempts: {after_conversation: {rest: 9d, scope: number}}").1.map(\.rule) == ["profile-conflict"])
  }
}
