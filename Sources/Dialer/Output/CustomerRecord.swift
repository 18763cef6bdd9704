import ActivityStore
import Campaigns

/// Everything that is held of one customer, for the customer's own question (subject access).
enum CustomerRecord {
  /// - Returns: nil when nothing is held under the id.
  static func json(of id: String, in store: SQLiteStore) throws -> JSON? {
    let columns = try store.columns(types: [:])
    var rows: [JSON] = []
    var numbers: Set<Int64> = []
    try store.forEachCustomer { _, customer in
      guard customer.id == id else { return }
      rows.append(row(customer, columns))
      if customer.phone.e164 > 0 { numbers.insert(customer.phone.e164) }
    }
    let activities = try store.activities(where: ActivityFilter(customer: id))
    numbers.formUnion(activities.map(\.attempt.callee))
    let suppressions = try store.suppressions().filter { suppression in
      switch suppression.subject {
      case .number(let number): numbers.contains(number)
      case .customer(let customer): customer == id
      }
    }
    guard !rows.isEmpty || !activities.isEmpty || !suppressions.isEmpty else { return nil }
    let token = try store.customersByPseudonym().first { $0.value == id }?.key
    return .object([
      ("customer_id", .string(id)), ("pseudonym", .optional(token)), ("rows", .array(rows)),
      ("activities", .array(activities.map(\.json))), ("suppressions", .array(suppressions.map(json))),
      ("hold", try store.hold(of: id).map(json) ?? .null), ("audit", .array(try audit(of: token, in: store))),
    ])
  }

  private static func row(_ customer: Customer, _ columns: Columns) -> JSON {
    let fields = zip(columns.names, customer.fields).map { ($0, JSON.optional($1)) }
    return .object([
      ("matter", .string(customer.matter)), ("present", .bool(customer.present)),
      ("number", .optional(customer.phone.e164 > 0 ? "+\(customer.phone.e164)" : nil)), ("columns", .object(fields)),
    ])
  }

  private static func json(_ suppression: Suppression) -> JSON {
    var number: String?
    if case .number(let e164) = suppression.subject { number = "+\(e164)" }
    return .object([
      ("number", .optional(number)), ("list", .string(suppression.list)),
      ("added_at", .string(suppression.addedAt.rfc3339)), ("added_by", .string(suppression.by)),
    ])
  }

  private static func json(_ hold: Hold) -> JSON {
    .object([("reason", .string(hold.reason)), ("by", .string(hold.by)), ("at", .string(hold.at.rfc3339))])
  }

  /// The entries of the audit that name the customer's token.
  private static func audit(of token: String?, in store: SQLiteStore) throws -> [JSON] {
    guard let token else { return [] }
    var entries: [JSON] = []
    try store.forEachAuditLine { line in
      guard line.entry.detail.text.contains(token) else { return }
      entries.append(
        .object([
          ("at", .string(line.entry.at.rfc3339)), ("who", .string(line.entry.who)), ("what", .string(line.entry.what)),
          ("detail", line.entry.detail),
        ]))
    }
    return entries
  }
}
