/// What `schedule.after` names is a campaign of the folder; circles are found by `CampaignCircles`.
struct CampaignOrder {
  private let campaigns: [Campaign]
  private let files: [SourceFile]
  private let isWhole: Bool

  /// - Parameter isWhole: whether the campaigns are all there are: only then an id can be unknown.
  init(_ campaigns: [Campaign], files: [SourceFile], isWhole: Bool) {
    self.campaigns = campaigns
    self.files = files
    self.isWhole = isWhole
  }

  var findings: [Diagnostic] {
    campaigns.flatMap { campaign in
      campaign.schedule.after.enumerated().compactMap { index, id in
        finding(on: id, at: index, of: campaign)
      }
    }
  }

  private func finding(on id: String, at index: Int, of campaign: Campaign) -> Diagnostic? {
    guard isWhole, !campaigns.contains(where: { $0.id == id }) else { return nil }
    return diagnostic("unknown-campaign", "no file has the campaign `\(id)`", help: remedy(for: id), campaign, index)
  }

  private func remedy(for id: String) -> String {
    if let renamed = campaigns.first(where: { $0.renamedFrom == id }) { return "it is `\(renamed.id)` now" }
    let known = campaigns.map(\.id).sorted()
    return NearestWord.of(id, in: known).map { "did you mean `\($0)`?" }
      ?? "the campaigns are " + known.joined(separator: ", ")
  }

  private func diagnostic(
    _ rule: String, _ message: String, help: String, _ campaign: Campaign, _ index: Int
  ) -> Diagnostic? {
    guard let file = files.first(where: { $0.path == campaign.file }) else { return nil }
    let schedule = YAMLReader.read(file).root?.entries?.first { $0.key == "schedule" }?.value
    let items = schedule?.entries?.first { $0.key == "after" }?.value.items ?? []
    let span =
      items.indices.contains(index) ? items[index].span : YAMLSpan(line: 1, column: 1, endLine: 1, endColumn: 1)
    return Diagnostic(severity: .error, rule: rule, message: message, help: help, place: SourceText(file).place(span))
  }
}
