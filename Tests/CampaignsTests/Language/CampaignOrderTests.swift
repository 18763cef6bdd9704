import Campaigns
import Testing

/// The rules between files for `schedule.after`, and what `on_ambiguous` and `after` do to revision and comparison.
@Suite struct CampaignOrderTests {
  private func file(_ id: String, after: String = "", attempts: String = "{max: 3}") -> SourceFile {
    let text = """
      campaign: \(id)
      purpose: service
      segment: {}
      schedule: {\(after)}
      calling_hours: {open: {mon: "09:00-10:00"}}
      attempts: \(attempts)
      call: {from: ["+14155550100"], answer: {say: Hi}}

      """
    return SourceFile(path: id + ".yaml", bytes: Array(text.utf8))
  }

  private func read(
    _ files: [SourceFile], isWhole: Bool = true
  ) -> (campaigns: [Campaign], diagnostics: [Diagnostic]) {
    CampaignSet.read(files: files, configuration: nil, columns: nil, zoneNames: nil, isWhole: isWhole)
  }

  @Test("an order without a circle is accepted")
  func good() {
    let (campaigns, findings) = read([file("a", after: "after: [b, c]"), file("b", after: "after: [c]"), file("c")])
    #expect(findings.isEmpty)
    #expect(campaigns.map(\.schedule.after) == [["b", "c"], ["c"], []])
  }

  @Test("an unknown campaign is named at its place, with the nearest id")
  func unknown() throws {
    let (_, findings) = read([file("follow-up", after: "after: [welcom]"), file("welcome")])
    let finding = try #require(findings.first)
    #expect(findings.map(\.rule) == ["unknown-campaign"])
    #expect(finding.place == Diagnostic.Place(file: "follow-up.yaml", line: 4, column: 20, endColumn: 26))
    #expect(finding.help == "did you mean `welcome`?")
  }

  @Test("one file alone, or beside a broken one, does not make the others unknown")
  func part() {
    #expect(read([file("a", after: "after: [b]")], isWhole: false).diagnostics.isEmpty)
    let broken = SourceFile(path: "b.yaml", bytes: Array("campaign: b\nnonsense: 1\n".utf8))
    #expect(!read([file("a", after: "after: [b]"), broken]).diagnostics.map(\.rule).contains("unknown-campaign"))
  }

  @Test("campaigns that wait for each other are an error in each file, with the whole circle")
  func circle() {
    let (_, findings) = read([
      file("a", after: "after: [b]"), file("b", after: "after: [c]"), file("c", after: "after: [a]"),
      file("d", after: "after: [a]"),
    ])
    #expect(findings.map(\.rule) == ["after-cycle", "after-cycle", "after-cycle"])
    #expect(findings.map(\.place.file) == ["a.yaml", "b.yaml", "c.yaml"])
    #expect(findings.first?.message == "campaigns wait for each other: `a` after `b` after `c` after `a`")
    #expect(read([file("a", after: "after: [a]")]).diagnostics.map(\.rule) == ["after-cycle"])
  }

  @Test("both keys are part of the revision where they are written, and of the comparison")
  func revision() throws {
    let texts = [
      file("a"), file("a", attempts: "{max: 3, on_ambiguous: hold}"), file("a", after: "after: [b]"),
      file("a", attempts: "{max: 3, on_ambiguous: skip}"),
    ]
    let all = try texts.map { try #require(read([$0], isWhole: false).campaigns.first) }
    #expect(all[0].revision == all[1].revision)
    #expect(Set(all.map(\.revision)).count == 3)
    let rate = Rate.perSecond(thousandths: 1_000)
    let waits = CampaignComparison.differences(from: all[0], to: all[2], accountRate: rate)
    #expect(waits == [CampaignDifference(.hours, .narrower, "schedule.after changed")])
    let free = CampaignComparison.differences(from: all[2], to: all[0], accountRate: rate)
    #expect(free.map(\.direction) == [.wider])
    let skips = CampaignComparison.differences(from: all[0], to: all[3], accountRate: rate)
    #expect(skips == [CampaignDifference(.limits, .other, "attempts.on_ambiguous hold -> skip")])
  }
}
