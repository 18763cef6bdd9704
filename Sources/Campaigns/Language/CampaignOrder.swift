/// The rules between the files of a folder for `schedule.after`: what is named exists, and nobody waits for himself.
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
    if !campaigns.contains(where: { $0.id == id }) {
      guard isWhole else { return nil }
      return diagnostic("unknown-campaign", "no file has the campaign `\(id)`", help: remedy(for: id), campaign, index)
    }
    guard let way = way(from: id, to: campaign.id) else { return nil }
    let circle = ([campaign.id] + way).joined(separator: " after ")
    return diagnostic(
      "campaign-cycle", "the campaigns wait for each other: \(circle)",
      help: "delete one `after`: none of them would ever begin", campaign, index)
  }

  private func remedy(for id: String) -> String {
    if let renamed = campaigns.first(where: { $0.renamedFrom == id }) { return "it is `\(renamed.id)` now" }
    let known = campaigns.map(\.id).sorted()
    return NearestWord.of(id, in: known).map { "did you mean `\($0)`?" }
      ?? "the campaigns are " + known.joined(separator: ", ")
  }

  /// The ids by which one campaign waits for another, both ends included; nil when it does not.
  private func way(from start: String, to goal: String) -> [String]? {
    var ways = [[start]]
    var seen: Set<String> = [start]
    while let way = ways.popLast(), let last = way.last {
      if last == goal { return way }
      for next in campaigns.first(where: { $0.id == last })?.schedule.after ?? [] where seen.insert(next).inserted {
        ways.append(way + [next])
      }
    }
    return nil
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
