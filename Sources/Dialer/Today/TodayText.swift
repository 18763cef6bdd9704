import Campaigns

/// The day as people read it.
enum TodayText {
  static func text(_ json: JSON, currency: String) -> String {
    var lines = ["\(field(json, "day")) in \(field(json, "time_zone"))", ""]
    calls(ExplainText.items(json["campaigns"]), currency: currency, to: &lines)
    attention(ExplainText.items(json["needs_person"]), to: &lines)
    if let changes = json["changes"] { self.changes(changes, currency: currency, to: &lines) }
    return lines.joined(separator: "\n")
  }

  private static func field(_ json: JSON, _ key: String) -> String { ExplainText.field(json, key) }

  private static func calls(_ campaigns: [JSON], currency: String, to lines: inout [String]) {
    lines.append("calls")
    if campaigns.isEmpty { lines.append("  no campaigns") }
    for campaign in campaigns {
      lines.append(
        "  \(field(campaign, "campaign")): \(field(campaign, "called")) so far, \(field(campaign, "planned")) planned"
          + spend(campaign["spend"], currency: currency))
      for hour in ExplainText.items(campaign["hours"]) {
        lines.append(
          "    \(field(hour, "hour"))  \(field(hour, "called")) called, \(field(hour, "planned")) planned")
      }
    }
  }

  private static func spend(_ spend: JSON?, currency: String) -> String {
    guard let spend else { return "" }
    return " for \(field(spend, "expected")) \(currency) expected, \(field(spend, "worst")) at worst"
  }

  private static func attention(_ rows: [JSON], to lines: inout [String]) {
    lines.append("")
    lines.append(rows.isEmpty ? "nothing needs a person" : "needs a person")
    for row in rows {
      let campaign = row["campaign"] == .null ? "" : "\(field(row, "campaign")): "
      let example = row["example"] == .null ? "" : ", such as \(field(row, "example"))"
      let rule = row["rule"] == .null ? "" : "   \(field(row, "rule"))"
      lines.append("  ! \(campaign)\(field(row, "code")): \(field(row, "text"))\(example)\(rule)")
      lines.append("    \(field(row, "remedy"))")
    }
  }

  private static func changes(_ json: JSON, currency: String, to lines: inout [String]) {
    lines.append("")
    lines.append("since yesterday")
    for revision in ExplainText.items(json["revisions"]) {
      lines.append(
        "  \(field(revision, "campaign")) has the new revision \(field(revision, "revision").prefix(12)), first loaded "
          + field(revision, "first_seen"))
    }
    for campaign in ExplainText.items(json["ended"]) { lines.append("  \(ExplainText.text(campaign)) ended") }
    for day in ExplainText.items(json["days"]) {
      let rate = day["answer_rate"] == .null ? "" : ", answer rate \(field(day, "answer_rate"))"
      lines.append(
        "  \(field(day, "day")): \(field(day, "calls")) calls, \(field(day, "answered")) answered\(rate), "
          + "\(field(day, "spend")) \(currency)")
    }
  }
}
