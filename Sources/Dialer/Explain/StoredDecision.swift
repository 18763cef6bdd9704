import ActivityStore
import Campaigns
import Engine

/// `dialer explain --call ID`: why a call was allowed, as it was written down before it left.
enum StoredDecision {
  /// - Parameter id: an attempt's id (32 hex digits) or the carrier's sid.
  /// - Throws: `Failure` 64 when no attempt has it.
  static func json(_ id: String, in store: any Store) throws -> JSON {
    var found: Activity?
    try store.forEachActivity(where: ActivityFilter()) { activity in
      if activity.attempt.attemptID == id.lowercased() || activity.attempt.sid == id { found = activity }
    }
    guard let found else {
      throw Failure(
        .usage, "no attempt has the id or sid \(id); ids and sids are in: dialer calls, dialer activities --output json"
      )
    }
    let call = found.attempt
    return .object([
      ("attempt_id", .string(call.attemptID)),
      ("call_sid", .optional(call.sid)),
      ("campaign", .optional(call.campaign.isEmpty ? nil : call.campaign)),
      ("revision", .optional(call.revision.isEmpty ? nil : call.revision)),
      ("customer", .string(call.customer)),
      ("matter", .optional(call.matter.isEmpty ? nil : call.matter)),
      ("phone_number", .optional(call.isErased ? nil : "+\(call.callee)")),
      ("from_number", .string("+\(call.callerID)")),
      ("attempt", .integer(Int64(call.attempt))),
      ("transmission", .integer(Int64(call.transmission))),
      ("state", .string(call.state.rawValue)),
      ("disposition", .optional(call.state == .ended ? call.disposition?.rawValue : nil)),
      ("scheduled_at", .string(call.scheduledAt.rfc3339)),
      ("at", .string(call.at.rfc3339)),
      ("not_after", .string(call.notAfter.rfc3339)),
      ("reserved", .string(call.reserved.description)),
      ("decision", (try? JSON.parse(call.decision)) ?? .null),
    ])
  }

  /// One line a fact; what is nested is told by its path.
  static func text(_ json: JSON) -> String {
    var rows: [(String, String)] = []
    collect(json, path: "", into: &rows)
    let width = rows.map { $0.0.count }.max() ?? 0
    return rows.map { name, value in
      name + String(repeating: " ", count: width - name.count + 2) + Table.printable(value)
    }.joined(separator: "\n")
  }

  private static func collect(_ json: JSON, path: String, into rows: inout [(String, String)]) {
    switch json {
    case .object(let entries):
      for (key, value) in entries { collect(value, path: path.isEmpty ? key : "\(path).\(key)", into: &rows) }
    case .array(let items): rows.append((path, items.map(ExplainText.text).joined(separator: ", ")))
    case .string(let text) where path == "phone_number":
      rows.append((path, Int64(text.dropFirst()).map(Mask.number) ?? text))
    case .null: break
    default: rows.append((path, ExplainText.text(json)))
    }
  }
}
