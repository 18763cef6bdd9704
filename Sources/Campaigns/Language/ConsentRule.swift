/// `consent:` of a campaign: which columns show that a customer agreed to be called.
package struct ConsentRule: Sendable, Equatable {
  /// A boolean column that must be true, or a text column that says yes in a way that such a column could.
  package var column: String
  /// A date or instant column: when it was given. Before that instant, or without a value, there is none.
  package var givenAt: String?
  /// A column that must have a value: where the proof of it lies.
  package var proof: String?
  /// How long it holds from `givenAt` on; a day is 24 h. nil: for good.
  package var maxAge: Interval?

  package init(column: String, givenAt: String? = nil, proof: String? = nil, maxAge: Interval? = nil) {
    self.column = column
    self.givenAt = givenAt
    self.proof = proof
    self.maxAge = maxAge
  }

  /// What keeps the consent from counting whatever the time, in words; nil: nothing does.
  package func defect(of customer: Customer, columns: Columns) -> String? {
    guard let text = customer.text(of: column, columns: columns) else { return "\(column) has no value" }
    guard Literal.boolean(column: text) == true else { return "\(column) is \(text), not true" }
    if let givenAt, instant(of: customer, in: givenAt, columns: columns) == nil {
      return "\(givenAt) has no date: when was it given?"
    }
    if let proof, customer.text(of: proof, columns: columns) == nil { return "\(proof) has no value: no proof" }
    return nil
  }

  /// From when until when the consent counts, `until` excluded; from the distant past on without `at`. nil: with a
  /// defect.
  /// - Parameter zone: where the days of a date column begin.
  package func span(of customer: Customer, columns: Columns, zone: ZoneRules) -> TimeSpan? {
    guard defect(of: customer, columns: columns) == nil else { return nil }
    guard let givenAt else { return .always }
    switch instant(of: customer, in: givenAt, columns: columns) {
    case .instant(let given)?: return TimeSpan(from: given, until: maxAge.map { given + $0 } ?? .distantFuture)
    case .date(let day)?:
      let given = zone.instant(of: day, minute: 0)
      return TimeSpan(from: given, until: maxAge.map { given + $0 } ?? .distantFuture)
    default: return nil
    }
  }

  private func instant(of customer: Customer, in column: String, columns: Columns) -> ColumnValue? {
    switch customer.value(of: column, columns: columns) {
    case .date(let day): .date(day)
    case .instant(let instant): .instant(instant)
    default: nil
    }
  }

  var canonical: JSON {
    .object([
      ("column", .string(column)), ("at", .optional(givenAt)), ("proof", .optional(proof)),
      ("max_age", maxAge.map { .integer($0.microseconds) } ?? .null),
    ])
  }
}

/// A stretch of time: `from` belongs to it, `until` does not.
package struct TimeSpan: Sendable, Equatable {
  package var from: Instant
  package var until: Instant
  package init(from: Instant, until: Instant) {
    self.from = from
    self.until = until
  }

  package static let always = TimeSpan(from: .distantPast, until: .distantFuture)
  /// Never, and nothing that time brings changes that.
  package static let never = TimeSpan(from: .distantFuture, until: .distantFuture)
}
