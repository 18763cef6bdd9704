import ActivityStore
import Campaigns
import Engine

/// The conditions that stand, since when, and what of them was told already. What stands is a function of engine and
/// daemon; this notices what is new and what ceased.
struct ConditionBoard {
  private struct Key: Hashable, Comparable {
    var code: String
    var subject: String
    static func < (a: Key, b: Key) -> Bool { (a.code, a.subject) < (b.code, b.subject) }
  }

  /// What changed, with the condition as it was last seen.
  struct Change {
    var condition: StandingCondition
    var since: Instant
    var isRaised: Bool
    /// Raised before for the same subject: it is shown, and not told again.
    var isRepeated = false
    /// It stood before this process began: the log of this life names it too, and nobody else is told again.
    var isRemembered = false
  }

  private var standing: [Key: (since: Instant, condition: StandingCondition)] = [:]
  /// What is raised once only and has ceased.
  private var spent: Set<Key> = []
  /// What stood in the process life before and was not seen yet in this one.
  private var remembered: Set<Key> = []

  /// - Parameter records: what the store knows of the process life before.
  init(_ records: [ConditionRecord] = []) {
    for record in records {
      let key = Key(code: record.code, subject: record.subject)
      if record.clearedAt != nil {
        spent.insert(key)
      } else {
        standing[key] = (
          record.since, StandingCondition(code: record.code, subject: record.subject, text: record.code, remedy: "")
        )
        remembered.insert(key)
      }
    }
  }

  /// Takes what stands now; tells what was raised and what cleared, in that order, each sorted.
  mutating func update(_ now: [StandingCondition], at instant: Instant) -> [Change] {
    var changes: [Change] = []
    var kept: Set<Key> = []
    for condition in now {
      let key = Key(code: condition.code, subject: condition.subject)
      kept.insert(key)
      if let known = standing[key] {
        standing[key] = (known.since, condition)
        if remembered.remove(key) != nil, !condition.isOnce {
          changes.append(
            Change(condition: condition, since: known.since, isRaised: true, isRepeated: true, isRemembered: true))
        }
      } else {
        standing[key] = (instant, condition)
        let isRepeated = spent.remove(key) != nil
        changes.append(Change(condition: condition, since: instant, isRaised: true, isRepeated: isRepeated))
      }
    }
    guard standing.count > kept.count else { return changes }
    for key in standing.keys.filter({ !kept.contains($0) }).sorted() {
      guard let gone = standing.removeValue(forKey: key) else { continue }
      if gone.condition.isOnce { spent.insert(key) }
      changes.append(Change(condition: gone.condition, since: gone.since, isRaised: false))
    }
    return changes
  }

  /// What stands, as `status` shows it: oldest first.
  func shown(_ now: [StandingCondition], at instant: Instant) -> [Daemon.Condition] {
    now.map { condition in
      let known = standing[Key(code: condition.code, subject: condition.subject)]
      return Daemon.Condition(
        code: condition.code, since: known?.since ?? instant, text: condition.text, remedy: condition.remedy)
    }.sorted { ($0.since, $0.code, $0.text) < ($1.since, $1.code, $1.text) }
  }
}

extension ConditionBoard.Change {
  /// How the store keeps it.
  var record: ConditionChange {
    isRaised
      ? .raised(code: condition.code, subject: condition.subject, since: since)
      : .cleared(code: condition.code, subject: condition.subject, at: since, keep: condition.isOnce)
  }

  /// The message of the alert webhook.
  func message(at now: Instant) -> String {
    JSON.object([
      ("event", .string(isRaised ? "raised" : "cleared")), ("code", .string(condition.code)),
      ("subject", .string(condition.subject)), ("text", .string(condition.text)),
      ("remedy", .string(condition.remedy)), ("since", .string(since.rfc3339)), ("at", .string(now.rfc3339)),
    ]).text
  }
}
