/// Reads one campaign file: bytes to a `Campaign`, or everything that is wrong with it.
package enum CampaignReader {
  /// - Parameters:
  ///   - configuration: the decoded dialer.yaml; nil: caller IDs and account limits cannot be checked.
  ///   - columns: the customers' columns; nil: columns cannot be checked.
  ///   - zoneNames: valid IANA names; nil: zone names cannot be checked.
  ///   - calendars: those that `calling_hours.holidays` can name.
  /// - Returns: the campaign, unless there is an error, and all findings sorted by place.
  package static func read(
    _ file: SourceFile, configuration: Configuration?, columns: Columns?, zoneNames: Set<String>?,
    calendars: CalendarBook = .shipped
  ) -> (Campaign?, [Diagnostic]) {
    let (root, findings) = YAMLReader.read(file)
    guard let root else { return (nil, findings) }
    var decoder = CampaignDecoder(
      file: file, configuration: configuration, columns: columns, zoneNames: zoneNames, calendars: calendars)
    decoder.keys.add(findings)
    let campaign = decoder.decode(root)
    return (decoder.keys.hasErrors ? nil : campaign, Diagnostic.sorted(decoder.keys.findings))
  }
}

/// The campaign files of one folder, read together.
package enum CampaignSet {
  /// Reads all files and applies the rules between them.
  ///
  /// - Parameter isWhole: whether these are all files of the folder, so that a campaign of none of them is unknown.
  /// - Returns: the campaigns of the files without errors, sorted by id, and all findings sorted by file and place. A
  ///   caller that reloads swaps the whole set only when no finding is an error.
  package static func read(
    files: [SourceFile], configuration: Configuration?, columns: Columns?, zoneNames: Set<String>?,
    isWhole: Bool = true, calendars: CalendarBook = .shipped
  ) -> (campaigns: [Campaign], diagnostics: [Diagnostic]) {
    var campaigns: [Campaign] = []
    var findings: [Diagnostic] = []
    var owners: [String: String] = [:]
    for file in files.sorted(by: { $0.path < $1.path }) {
      let (campaign, found) = CampaignReader.read(
        file, configuration: configuration, columns: columns, zoneNames: zoneNames, calendars: calendars)
      findings += found
      guard let campaign else { continue }
      if let owner = owners[campaign.id] {
        findings.append(duplicate(campaign, owner: owner, file: file))
      } else {
        owners[campaign.id] = file.path
        campaigns.append(campaign)
      }
    }
    findings += CampaignCircles.findings(files)
    findings += campaigns.compactMap { wrongName($0, among: campaigns, files: files) }
    // A file with an error may hold the very campaign that another waits for.
    findings += CampaignOrder(campaigns, files: files, isWhole: isWhole && campaigns.count == files.count).findings
    return (campaigns.sorted { $0.id < $1.id }, Diagnostic.sorted(findings))
  }

  /// Attempts and money of one id can be carried over once only, and only when no file has it any more.
  private static func wrongName(_ campaign: Campaign, among all: [Campaign], files: [SourceFile]) -> Diagnostic? {
    guard let old = campaign.renamedFrom, let file = files.first(where: { $0.path == campaign.file }) else {
      return nil
    }
    let message: String
    if all.contains(where: { $0.id == old }) {
      message = "`renamed_from: \(old)` names a campaign that is still there"
    } else if let other = all.first(where: { $0.id < campaign.id && $0.renamedFrom == old }) {
      message = "`renamed_from: \(old)` stands in \(other.file) too"
    } else {
      return nil
    }
    let value = YAMLReader.read(file).root?.entries?.first { $0.key == "renamed_from" }?.value
    return Diagnostic(
      severity: .error, rule: "bad-value", message: message,
      help: "its attempts and money can be carried over to one campaign that takes its place",
      place: SourceText(file).place(value?.span ?? YAMLSpan(line: 1, column: 1, endLine: 1, endColumn: 1)))
  }

  private static func duplicate(_ campaign: Campaign, owner: String, file: SourceFile) -> Diagnostic {
    let source = SourceText(file)
    let value = YAMLReader.read(file).root?.entries?.first { $0.key == "campaign" }?.value
    return Diagnostic(
      severity: .error, rule: "duplicate-campaign", message: "the campaign `\(campaign.id)` is already in \(owner)",
      help: "give it an id of its own: an id keys attempts and money",
      place: source.place(value?.span ?? YAMLSpan(line: 1, column: 1, endLine: 1, endColumn: 1)))
  }
}
