import Campaigns
import Engine

/// An explanation as people read it, from its JSON: the daemon's and the store's answers print alike.
enum ExplainText {
  static func text(_ json: JSON, width: Int?) -> String {
    var lines: [String] = []
    if json["reasons"] != nil {
      campaign(json, width: width, to: &lines)
    } else {
      lines.append("as of \(field(json, "local")), from the \(field(json, "source"))")
      if let number = json["number"], number != .null { self.number(number, to: &lines) }
      for customer in items(json["customers"]) { self.customer(customer, width: width, to: &lines) }
    }
    return lines.joined(separator: "\n")
  }

  // MARK: - A customer

  private static func customer(_ json: JSON, width: Int?, to lines: inout [String]) {
    let matter = json["matter"] == .null ? "" : ", matter \(field(json, "matter"))"
    let zones = items(json["time_zones"]).map(text).joined(separator: ", ")
    lines.append("")
    lines.append(
      "customer \(field(json, "customer"))\(matter)   \(masked(json))   \(zones.isEmpty ? "no zone" : zones)")
    let evidence = items(json["evidence"]).map(text).joined(separator: ", ")
    if !evidence.isEmpty { lines.append("  place by \(evidence)") }
    for campaign in items(json["campaigns"]) {
      lines.append("")
      heading(campaign, to: &lines)
      if field(campaign, "position") == "not-selected" {
        let why = items(campaign["verdicts"]).first { field($0, "question") == "not-in-segment" }
        if let why { lines.append("  \(field(why, "value"))\(place(why))") }
      } else {
        remedies(campaign, to: &lines)
        lines += table(items(campaign["verdicts"])).lines(fitting: width.map { $0 - 2 }).map { "  " + $0 }
      }
    }
    plan(json, to: &lines)
  }

  private static func heading(_ campaign: JSON, to lines: inout [String]) {
    var line = "\(field(campaign, "campaign"))   \(field(campaign, "position"))"
    let reason = field(campaign, "reason")
    if reason != "-", reason != "not-in-segment" || field(campaign, "position") != "not-selected" {
      line += ": \(reason)"
    }
    if field(campaign, "disposition") != "-" { line += " (last call \(field(campaign, "disposition")))" }
    if field(campaign, "tries") != "0" { line += "   \(field(campaign, "tries")) tried" }
    lines.append(line)
    guard field(campaign, "position") != "not-selected" else { return }
    let clears = items(campaign["clears_at_local"]).map(text)
    if !clears.isEmpty { lines.append("  clears at \(clears.joined(separator: ", "))") }
  }

  /// One line for each reason that refuses, that of `status` first.
  private static func remedies(_ campaign: JSON, to lines: inout [String]) {
    var told = [(field(campaign, "reason"), field(campaign, "remedy"))]
    for verdict in items(campaign["verdicts"]) where field(verdict, "verdict") == "refuse" {
      let reason = field(verdict, "reason")
      if !told.contains(where: { $0.0 == reason }) { told.append((reason, field(verdict, "remedy"))) }
    }
    for (reason, remedy) in told where remedy != "-" { lines.append("  \(reason): \(remedy)") }
  }

  private static func table(_ verdicts: [JSON]) -> Table {
    var table = Table([
      .left("gate"), .left("question"), .left("verdict"), .left("saw"), .left("rule"), .left("clears at"),
    ])
    var last = ""
    for verdict in verdicts {
      let gate = field(verdict, "gate")
      defer { last = gate }
      let isRefused = field(verdict, "verdict") == "refuse"
      let clears = items(verdict["clears_at_local"]).first.map(text) ?? (isRefused ? withoutInstant(verdict) : "")
      table.add([
        gate == last ? "" : gate, field(verdict, "question"), isRefused ? "refuse" : "allow", field(verdict, "value"),
        field(verdict, "rule") == "-" ? "" : field(verdict, "rule"), clears,
      ])
    }
    return table
  }

  private static func plan(_ json: JSON, to lines: inout [String]) {
    guard let plan = json["plan"] else { return }
    lines.append("")
    lines.append("the plan expects")
    for entry in items(plan) {
      let first = items(entry["first_call_local"]).map(text)
      let reason = field(entry, "reason")
      let what =
        first.isEmpty
        ? "no call: \(reason)" : "\(field(entry, "calls")) calls, the first at \(first.joined(separator: ", "))"
      lines.append("  \(field(entry, "campaign"))   \(what)")
    }
  }

  // MARK: - A number

  private static func number(_ json: JSON, to lines: inout [String]) {
    let zones = items(json["time_zones"]).map(text)
    let lists = items(json["suppressed"]).map(text)
    lines.append("")
    lines.append("\(field(json, "phone_number")) is no customer's number")
    lines.append("  \(field(json, "phone_type")) of \(field(json, "phone_country"))")
    lines.append("  zones: \(zones.isEmpty ? "none is known" : zones.joined(separator: ", "))")
    for local in items(json["local"]) { lines.append("  local time: \(text(local))") }
    lines.append(lists.isEmpty ? "  on no do-not-call list" : "  on the lists \(lists.joined(separator: ", "))")
    lines.append("  a call needs \(json["needs_confirmation"] == .bool(true) ? "a" : "no") confirmation")
    guard let rate = json["rate"], rate != .null else { return lines.append("  the rate card has no price for it") }
    lines.append(
      "  \(field(rate, "price_per_minute")) a minute, billed by \(field(rate, "increment")) s "
        + "(prefix \(field(rate, "prefix")), \(field(rate, "label")))")
  }

  // MARK: - A campaign

  private static func campaign(_ json: JSON, width: Int?, to lines: inout [String]) {
    lines.append("\(field(json, "campaign"))   \(field(json, "state"))")
    lines.append("as of \(field(json, "local")), from the \(field(json, "source"))")
    var table = Table([
      .right("count"), .left("position"), .left("reason"), .left("earliest clearing"), .left("example"), .left("rule"),
    ])
    var waiting = 0
    for row in items(json["reasons"]) {
      let isWaiting = field(row, "position") == "waiting"
      if isWaiting, case .integer(let count)? = row["count"] { waiting += Int(count) }
      let clears = items(row["clears_at_local"]).last.map(text) ?? (isWaiting ? withoutInstant(row) : "")
      table.add([
        field(row, "count"), field(row, "position"), blank(field(row, "reason")), clears,
        row["example"].map { field($0, "customer") } ?? "", blank(field(row, "rule")),
      ])
    }
    lines.append("")
    lines.append(
      "selected \(field(json, "selected")) = live \(field(json, "live")) + done \(field(json, "done"))"
        + " + waiting \(waiting)"
    )
    lines += table.lines(fitting: width)
    let remedies = items(json["reasons"]).filter { field($0, "position") == "waiting" }
    if !remedies.isEmpty { lines.append("") }
    for row in remedies { lines.append("\(field(row, "reason")): \(field(row, "remedy"))") }
  }

  /// What clears by itself at an unknown instant has no remedy but waiting.
  private static func withoutInstant(_ json: JSON) -> String {
    field(json, "remedy").hasPrefix("nothing") ? "" : "by an action only"
  }

  // MARK: - Fields

  static func items(_ json: JSON?) -> [JSON] { if case .array(let items)? = json { items } else { [] } }

  static func text(_ json: JSON) -> String {
    switch json {
    case .string(let text): text
    case .integer(let number): String(number)
    case .bool(let truth): truth ? "yes" : "no"
    default: "-"
    }
  }

  /// A field as text; `-` when it is null or missing.
  static func field(_ json: JSON, _ key: String) -> String { json[key].map(text) ?? "-" }

  private static func blank(_ text: String) -> String { text == "-" ? "" : text }

  private static func place(_ json: JSON) -> String {
    field(json, "rule") == "-" ? "" : "   \(field(json, "rule"))"
  }

  private static func masked(_ json: JSON) -> String {
    guard case .string(let number)? = json["phone_number"], let e164 = Int64(number.dropFirst()) else {
      return "no valid number"
    }
    return Mask.number(e164)
  }
}
