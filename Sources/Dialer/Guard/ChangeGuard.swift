import ActivityStore
import Campaigns
import Engine

/// A merge is not a launch: decides for each campaign whether its file's revision runs, the one before goes on, or a
/// new one waits.
///
/// A revision runs when it is the one that ran, when somebody approved it, or when nothing in it goes beyond
/// `change_guard`. The decision depends on files and store alone, so that it is the same after a restart.
struct ChangeGuard {
  /// As the files say.
  let workspace: Workspace
  let store: any Store
  let now: Instant
  /// Whether changes are held: not on a loopback carrier. Rollbacks and pilots hold everywhere.
  let holdsChanges: Bool
  /// Whether the effect is told also where nothing can be held.
  var comparesAlways = false

  /// The set that runs, with what is to be known of the rest.
  func applied() throws -> Workspace {
    let known = Dictionary(
      try store.runningCampaigns().map { ($0.campaign, $0) }, uniquingKeysWith: { first, _ in first })
    let ran = known.filter { !holdsChanges || $0.value.guarded }
    let earlier = try earlier(ran)
    let approvals = try store.approvals()
    var result = workspace
    result.decision = GuardDecision()
    result.decision.effects = try effects(replacing: earlier, ran)
    for index in workspace.campaigns.indices {
      let file = workspace.campaigns[index]
      result.decision.fileRevisions[file.id] = file.revision
      let isApproved = approvals.contains {
        $0.kind == .change && $0.campaign == file.id && $0.revision == file.revision
      }
      let choice = choose(
        file, ran: ran[file.id], earlier: earlier[file.id], isApproved: isApproved, effects: result.decision.effects)
      var campaign = file
      switch choice {
      case .file: break
      case .earlier(let old, let reasons):
        campaign = old
        campaign.file = "\(file.file)@\(old.revision.prefix(12))"
        result.decision.held.append(
          HeldChange(campaign: file.id, revision: file.revision, running: old.revision, reasons: reasons))
      case .none(let reasons):
        result.decision.holds[file.id] = .unapproved
        result.decision.held.append(
          HeldChange(campaign: file.id, revision: file.revision, running: nil, reasons: reasons))
      }
      note(campaign, file: file, row: ran[file.id], in: &result.decision)
      liftPilot(&campaign, approvals, in: &result.decision)
      result.campaigns[index] = campaign
    }
    return result
  }

  private enum Choice {
    case file
    case earlier(Campaign, reasons: [String])
    case none(reasons: [String])
  }

  private func choose(
    _ file: Campaign, ran: RunningCampaign?, earlier: Campaign?, isApproved: Bool, effects: [SetComparison.Judged]
  ) -> Choice {
    if let ran, ran.refused == file.revision {
      return earlier.map { .earlier($0, reasons: []) } ?? .none(reasons: [])
    }
    if !holdsChanges || isApproved || ran?.revision == file.revision { return .file }
    guard let judged = effects.first(where: { $0.effect.campaign == file.id }), !judged.held.isEmpty else {
      return .file
    }
    return earlier.map { .earlier($0, reasons: judged.held) } ?? .none(reasons: judged.held)
  }

  /// What ran and differs now, or is gone, by id; what cannot be read any more is not among it.
  private func earlier(_ ran: [String: RunningCampaign]) throws -> [String: Campaign] {
    let files = Dictionary(workspace.campaigns.map { ($0.id, $0.revision) }, uniquingKeysWith: { first, _ in first })
    let changed = ran.values.filter { files[$0.campaign] != $0.revision }.sorted { $0.campaign < $1.campaign }
    guard !changed.isEmpty else { return [:] }
    let read = try EarlierSet(workspace: workspace, store: store).read(changed)
    return Dictionary(read.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Only campaigns that differ are compared: each comparison walks all customers.
  private func effects(
    replacing earlier: [String: Campaign], _ ran: [String: RunningCampaign]
  ) throws -> [SetComparison.Judged] {
    guard holdsChanges || (comparesAlways && !ran.isEmpty) else { return [] }
    var edited = workspace
    edited.decision = GuardDecision()
    edited.campaigns = workspace.campaigns.filter { ran[$0.id]?.revision != $0.revision }
    let old = earlier.values.sorted { $0.id < $1.id }
    if old.isEmpty, edited.campaigns.isEmpty { return [] }
    return try SetComparison(source: PlanSource(workspace: edited, store: store), now: now).effects(replacing: old)
  }

  private func note(_ campaign: Campaign, file: Campaign, row: RunningCampaign?, in decision: inout GuardDecision) {
    guard decision.holds[file.id] == nil else { return }
    let isSame = row?.revision == campaign.revision
    decision.running.append(
      RunningCampaign(
        campaign: file.id, revision: campaign.revision, previous: isSame ? row?.previous : row?.revision,
        refused: row?.refused == file.revision ? file.revision : nil, guarded: holdsChanges))
  }

  /// An approved pilot is none any more.
  private func liftPilot(_ campaign: inout Campaign, _ approvals: [ApprovalRecord], in decision: inout GuardDecision) {
    guard campaign.schedule.pilot != nil else { return }
    let isLifted = approvals.contains {
      $0.kind == .pilot && $0.campaign == campaign.id && $0.revision == campaign.revision
    }
    if isLifted {
      campaign.schedule.pilot = nil
    } else {
      decision.pilots[campaign.id] = campaign.revision
    }
  }
}

extension ChangeGuard {
  /// What a command without a daemon takes for granted: the guard as the daemon applied it. A store that no daemon
  /// guarded yet holds nothing back, so that a first plan shows what the files ask for.
  static func offline(_ workspace: Workspace, store: any Store, now: Instant) throws -> Workspace {
    let isOn =
      try store.runningCampaigns().contains(where: \.guarded)
      || store.conditions().contains { $0.code == ConditionCode.heldChange.rawValue && $0.clearedAt == nil }
    return try ChangeGuard(workspace: workspace, store: store, now: now, holdsChanges: isOn).applied()
  }
}
