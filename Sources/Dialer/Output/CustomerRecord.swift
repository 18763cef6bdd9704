import ActivityStore
import Campaigns
import Engine

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
    var attempts: [AttemptRecord] = []
    try store.forEachAttempt { if $0.customer == id { attempts.append($0) } }
    // A try rings one of the account's own numbers.
    numbers.formUnion(attempts.filter { $0.kind != .try }.map(\.callee))
    let suppressions = try store.suppressions().filter { suppression in
      switch suppression.subject {
      case .number(let number): numbers.contains(number)
      case .customer(let customer): customer == id
      }
    }
    guard !rows.isEmpty || !attempts.isEmpty || !suppressions.isEmpty else { return nil }
    let token = try store.customersByPseudonym().first { $0.value == id }?.key
    return .object([
      ("customer_id", .string(id)), ("pseudonym", .optional(token)), ("rows", .array(rows)),
      ("attempts", .array(attempts.map(attempt))), ("activities", .array(activities.map(\.json))),
      ("resolutions", .array(try resolutions(of: attempts, in: store))),
      ("suppressions", .array(suppressions.map(json))),
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

  /// One transmission, without what stands in the Activity.
  private static func attempt(_ record: AttemptRecord) -> JSON {
    .object([
      ("attempt_id", .string(record.attemptID)), ("kind", .string(record.kind.rawValue)),
      ("campaign", .string(record.campaign)), ("matter", .string(record.matter)),
      ("attempt", .integer(Int64(record.attempt))), ("transmission", .integer(Int64(record.transmission))),
      ("state", .string(record.state.rawValue)), ("number", .string("+\(record.callee)")),
      ("at", .string(record.at.rfc3339)), ("ended_at", .optional(record.endedAt?.rfc3339)),
      ("disposition", .optional(record.disposition?.rawValue)), ("reserved", .string(record.reserved.description)),
      ("settled", .optional(record.settled?.description)),
    ])
  }

  /// What people said of calls whose fate nobody knew.
  private static func resolutions(of attempts: [AttemptRecord], in store: SQLiteStore) throws -> [JSON] {
    let ids = Dictionary(attempts.map { ($0.key, $0.attemptID) }, uniquingKeysWith: { first, _ in first })
    return try store.resolutions().compactMap { record in
      ids[record.attempt].map { id in
        .object([
          ("attempt_id", .string(id)), ("as", .string(record.resolution.rawValue)), ("by", .string(record.by)),
          ("reason", .string(record.reason)), ("at", .string(record.at.rfc3339)),
        ])
      }
    }
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
