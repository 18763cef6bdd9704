package import Campaigns
package import Engine

/// What one turn of the engine leaves behind: written whole or not at all.
package struct StoreTurn: Sendable {
  package var at: Instant
  /// New rows in the state `dialing`; each gets its random attempt id and its permit.
  package var intents: [AttemptRecord]
  /// Rows that exist, found by key; applied before the intents, so that a number freed in this turn can be dialed
  /// in it.
  package var updates: [AttemptRecord]
  package var audits: [AuditEntry]
  package var confirmations: [ConfirmationGrant]
  package var pauses: [PauseChange]
  package var suppressions: [Suppression]
  package init(
    at: Instant, intents: [AttemptRecord] = [], updates: [AttemptRecord] = [], audits: [AuditEntry] = [],
    confirmations: [ConfirmationGrant] = [], pauses: [PauseChange] = [], suppressions: [Suppression] = []
  ) {
    self.at = at
    self.intents = intents
    self.updates = updates
    self.audits = audits
    self.confirmations = confirmations
    self.pauses = pauses
    self.suppressions = suppressions
  }

  /// Whether there is nothing to write.
  package var isEmpty: Bool {
    intents.isEmpty && updates.isEmpty && audits.isEmpty && confirmations.isEmpty && pauses.isEmpty
      && suppressions.isEmpty
  }
}

/// Where customers, attempts, Activities and decisions are kept. `StoreConformance` in the tests says what every
/// implementation must do. A body that walks rows must not write to the same store.
package protocol Store: AnyObject, Sendable {
  /// Writes the turns in order as one transaction, on disk when this returns. Empty turns cost nothing.
  ///
  /// - Throws: `StoreError`; nothing of any turn was kept then. `.refused` for a second intent of one attempt, a live
  ///   attempt of a number that has one, an update of a row that does not exist or must not change.
  func commit(_ turns: [StoreTurn]) throws(StoreError) -> CommittedIntents

  /// Every transmission, by key.
  func forEachAttempt(_ body: (AttemptRecord) -> Void) throws(StoreError)
  /// The largest key ever used; 0 without attempts.
  func maxAttemptKey() throws(StoreError) -> AttemptKey
  /// Settled and reserved money of a campaign's attempts; nil: of all.
  func spending(campaign: String?) throws(StoreError) -> Spending

  /// The columns in the order of every customer's fields; what `types` does not name is text.
  func columns(types: [String: ColumnType]) throws(StoreError) -> Columns
  /// Every customer by row; rows count from 0 without gaps, so the n-th call of `body` has row n.
  func forEachCustomer(_ body: (Int64, Customer) -> Void) throws(StoreError)
  func customer(id: String, matter: String) throws(StoreError) -> (row: Int64, customer: Customer)?
  /// The customers of these rows, in their order.
  ///
  /// - Throws: `StoreError.other` for a row that does not exist.
  func customers(rows: [Int64]) throws(StoreError) -> [Customer]

  /// By campaign, country and digest.
  func confirmations() throws(StoreError) -> [ConfirmationGrant]
  /// By campaign, that of all campaigns first.
  func pauses() throws(StoreError) -> [Pause]
  /// In the order in which they were added.
  func suppressions() throws(StoreError) -> [Suppression]
  /// Takes a customer out of every table and file (G12), on disk when this returns.
  func erase(customer id: String, by user: String, at: Instant) throws(StoreError) -> ErasureOutcome
  /// Keeps a customer from being erased; a second hold replaces the first.
  func place(_ hold: Hold) throws(StoreError)
  /// - Returns: whether there was a hold to end.
  func releaseHold(of customer: String, by user: String, at: Instant) throws(StoreError) -> Bool
  func hold(of customer: String) throws(StoreError) -> Hold?

  /// Every entry with its place in the hash chain, in the order in which they were written.
  func forEachAuditLine(_ body: (AuditLine) -> Void) throws(StoreError)
  /// Ids by the tokens that stand for customers in the audit; who was erased has none.
  func customersByPseudonym() throws(StoreError) -> [String: String]
  /// Keeps the chain's head for a day, so that `verifyAudit` can compare; nil when the day has one, or nothing is
  /// chained.
  func publishAuditHead(day: String, at: Instant) throws(StoreError) -> AuditHead?
  /// Walks the chain to the first entry that is not what was written.
  func verifyAudit() throws(StoreError) -> AuditVerdict
  /// The carrier's error codes since an instant (nil: ever), the most frequent first, then by code.
  func errorCounts(since: Instant?) throws(StoreError) -> [ErrorCount]
  /// The entries without their places, in the order in which they were written.
  func forEachAudit(_ body: (AuditEntry) -> Void) throws(StoreError)

  /// The instant of the newest turn on disk; nil before the first.
  func newestCommit() throws(StoreError) -> Instant?
  func createdAt() throws(StoreError) -> Instant
  /// Keeps the account's currency, which every later Activity names.
  func recordCurrency(_ currency: String) throws(StoreError)
  /// Keeps a campaign's text by its hash; a revision seen before stays as it was and becomes the current one.
  func recordRevision(campaign: String, hash: String, text: String, purpose: String?, at: Instant) throws(StoreError)
  /// The text of a revision; nil when it was never seen.
  func revisionText(campaign: String, hash: String) throws(StoreError) -> String?

  /// The Activities that pass the filter, oldest first.
  func forEachActivity(where filter: ActivityFilter, _ body: (Activity) -> Void) throws(StoreError)
}

extension Store {
  package func commit(_ turn: StoreTurn) throws(StoreError) -> CommittedIntents { try commit([turn]) }

  /// Every transmission, by key.
  package func attempts() throws(StoreError) -> [AttemptRecord] {
    var all: [AttemptRecord] = []
    try forEachAttempt { all.append($0) }
    return all
  }

  /// The Activities that pass the filter, oldest first.
  package func activities(where filter: ActivityFilter = ActivityFilter()) throws(StoreError) -> [Activity] {
    var all: [Activity] = []
    try forEachActivity(where: filter) { all.append($0) }
    return all
  }
}
