import Campaigns
import Engine

/// Effects for people and programs.
enum EffectText {
  static func text(_ effects: [SetComparison.Judged]) -> String {
    if effects.isEmpty { return "nothing changes" }
    return effects.map(lines).joined(separator: "\n\n")
  }

  private static func lines(_ judged: SetComparison.Judged) -> String {
    let effect = judged.effect
    var lines = ["\(effect.campaign)   \(effect.change.rawValue)"]
    lines.append(
      "  customers \(effect.before.rows.count) -> \(effect.after.rows.count)   in \(effect.entering)   "
        + "out \(effect.leaving)")
    lines.append("  worst case \(effect.before.worstCase) -> \(effect.after.worstCase)")
    if !effect.newCountries.isEmpty { lines.append("  new countries " + effect.newCountries.joined(separator: ", ")) }
    for difference in effect.differences {
      lines.append("  \(difference.direction.rawValue)  \(difference.subject.rawValue)  \(difference.text)")
    }
    if let old = effect.probablyRenamedFrom {
      lines.append("  probably \(old) renamed: without renamed_from attempts and money stay with the old id")
    }
    for reason in judged.held { lines.append("  ! beyond what may apply without approval: \(reason)") }
    return lines.joined(separator: "\n")
  }

  static func json(_ effects: [SetComparison.Judged]) -> JSON {
    .object([("campaigns", .array(effects.map(json)))])
  }

  /// What a reload made of an effect: also whether it applies, and what waits.
  static func json(_ judged: SetComparison.Judged, held: [HeldChange]) -> JSON {
    guard case .object(let fields) = json(judged) else { return .null }
    let waiting = held.first { $0.campaign == judged.effect.campaign }
    return .object(
      fields + [
        ("applied", .bool(waiting == nil)), ("waits", .optional(waiting?.text)), ("remedy", .optional(waiting?.remedy)),
        ("line", .string(line(judged, held: held))),
      ])
  }

  /// One line for the log: `first: changed, customers 1 -> 2, worst case 0.21 -> 0.42; held`.
  static func line(_ judged: SetComparison.Judged, held: [HeldChange]) -> String {
    let effect = judged.effect
    var text =
      "\(effect.campaign): \(effect.change.rawValue), customers \(effect.before.rows.count) -> "
      + "\(effect.after.rows.count) (in \(effect.entering), out \(effect.leaving)), worst case "
      + "\(effect.before.worstCase) -> \(effect.after.worstCase)"
    if !effect.differences.isEmpty { text += "; " + effect.differences.map(\.text).joined(separator: "; ") }
    if let old = effect.probablyRenamedFrom { text += "; probably \(old) renamed" }
    let waits = held.contains { $0.campaign == effect.campaign }
    return text + (waits ? "; held" : effect.change == .removed ? "; no further calls" : "; applied")
  }

  private static func json(_ judged: SetComparison.Judged) -> JSON {
    let effect = judged.effect
    return .object([
      ("campaign", .string(effect.campaign)), ("change", .string(effect.change.rawValue)),
      ("customers", pair(effect.before.rows.count, effect.after.rows.count)),
      ("entering", .integer(Int64(effect.entering))), ("leaving", .integer(Int64(effect.leaving))),
      (
        "worst_case",
        .object([
          ("before", .string(effect.before.worstCase.description)),
          ("after", .string(effect.after.worstCase.description)),
        ])
      ),
      ("new_countries", .array(effect.newCountries.map { .string($0) })),
      (
        "differences",
        .array(
          effect.differences.map { difference in
            .object([
              ("subject", .string(difference.subject.rawValue)),
              ("direction", .string(difference.direction.rawValue)), ("text", .string(difference.text)),
            ])
          })
      ),
      ("probably_renamed_from", .optional(effect.probablyRenamedFrom)),
      ("held", .array(judged.held.map { .string($0) })),
    ])
  }

  private static func pair(_ before: Int, _ after: Int) -> JSON {
    .object([("before", .integer(Int64(before))), ("after", .integer(Int64(after)))])
  }
}
