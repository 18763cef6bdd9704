import ActivityStore
import Campaigns
import Engine

/// What the guard made of a set of files: who runs by which revision, and what waits for a person.
struct GuardDecision: Sendable {
  /// Of the files as they were read, by id; the campaigns of the workspace may run by earlier ones.
  var fileRevisions: [String: String] = [:]
  /// Campaigns that may not call, by id.
  var holds: [String: CampaignHold] = [:]
  /// Changes that do not apply yet, by campaign.
  var held: [HeldChange] = []
  /// What the files change against what ran, by campaign.
  var effects: [SetComparison.Judged] = []
  /// What is to be recorded once the set runs.
  var running: [RunningCampaign] = []
  /// Pilots that nobody lifted: the file's revision by campaign.
  var pilots: [String: String] = [:]
}

/// An edited or new campaign that waits for an approval.
struct HeldChange: Sendable {
  var campaign: String
  /// Of the file.
  var revision: String
  /// The revision that goes on; nil: the campaign makes no calls.
  var running: String?
  /// What goes beyond `change_guard`; empty: the revision was rolled back.
  var reasons: [String]

  var text: String {
    let short = revision.prefix(12)
    let effect =
      reasons.isEmpty ? "revision \(short) was rolled back" : "revision \(short): " + reasons.joined(separator: "; ")
    let goesOn = running.map { "revision \($0.prefix(12)) goes on" } ?? "it makes no calls"
    return "\(campaign): \(effect); \(goesOn)"
  }

  var remedy: String {
    "look at it with dialer diff, then: dialer approve \(campaign) --revision \(revision.prefix(12))"
  }

  var condition: StandingCondition {
    StandingCondition(.heldChange, campaign, text: text, remedy: remedy)
  }
}
