import ActivityStore
import Campaigns
import Engine

/// Campaigns whose file is gone while calls of theirs may still be running.
///
/// Such a campaign stays in the world, stopped: its calls are polled to their end, hold their slots and their money,
/// and their Activities end (G6). It leaves with the first load after its last attempt is over.
struct RemovedCampaigns {
  let workspace: Workspace
  let store: any Store

  /// What is left of the campaigns that `history` has open attempts of and the files do not have, by id.
  func campaigns(of history: [AttemptRecord]) throws -> [Campaign] {
    let known = Set(workspace.campaigns.map(\.id) + workspace.campaigns.compactMap(\.renamedFrom))
    var last: [String: AttemptRecord] = [:]
    for record in history where record.kind == .campaign && !known.contains(record.campaign) {
      if record.state != .ended, record.state != .unsent { last[record.campaign] = record }
    }
    return try last.sorted { $0.key < $1.key }.map { try campaign(of: $0.value) }
  }

  /// The subjects of the campaigns that `history` has attempts of and the files do not have, by id: limits of scope
  /// `subject` go on to count their calls. Empty where no limit asks.
  func subjects(of history: [AttemptRecord]) throws -> [String: String] {
    let limits = workspace.configuration.attemptLimits + workspace.campaigns.flatMap(\.attempts.limits)
    guard limits.contains(where: { $0.scope == .subject }) else { return [:] }
    let known = Set(workspace.campaigns.map(\.id) + workspace.campaigns.compactMap(\.renamedFrom))
    var last: [String: AttemptRecord] = [:]
    for record in history where record.kind == .campaign && !known.contains(record.campaign) {
      last[record.campaign] = record
    }
    return try last.mapValues { try campaign(of: $0).subjectName }
  }

  /// The revision that the attempt was made under; what the attempt itself says of it where that cannot be read any
  /// more.
  private func campaign(of record: AttemptRecord) throws -> Campaign {
    if let text = try store.revisionText(campaign: record.campaign, hash: record.revision) {
      let file = SourceFile(path: record.campaign + ".yaml", bytes: Array(text.utf8), isStored: true)
      let (campaign, _) = CampaignReader.read(
        file, configuration: workspace.configuration, columns: nil, zoneNames: Set(workspace.zones.names),
        calendars: workspace.calendars)
      if let campaign, campaign.id == record.campaign { return campaign }
    }
    return RemovedCampaigns.standIn(for: record)
  }

  private static func standIn(for record: AttemptRecord) -> Campaign {
    var campaign = Campaign(
      id: record.campaign, purpose: .service,
      callingHours: .init(
        zone: .customer, open: WeeklyWindows(days: .init(repeating: [], count: 7)), closed: [],
        unknownTimeZone: .block),
      call: .init(
        from: [record.callerID], ringTimeout: record.ringTimeout, maxDuration: record.maxDuration,
        answer: .twiml(Template(parts: []))))
    campaign.revision = record.revision
    return campaign
  }
}
