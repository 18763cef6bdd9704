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
  /// Applied after `suppressions`.
  package var lifts: [SuppressionLift]
  package var suppressionFiles: [SuppressionFile]
  package var revocations: [Revocation]
  package var resolutions: [ResolutionRecord]
  package var conditions: [ConditionChange] = []
  /// For the outbox of the alert webhook.
  package var alerts: [NewAlert] = []
  /// What somebody let run; it lifts a rollback of the same revision.
  package var approvals: [ApprovalRecord] = []
  /// Entries of the running set that somebody changed, applied after the approvals.
  package var running: [RunningCampaign] = []
  /// Customers who took seats of `segment.limit`.
  package var seats: [StoredSegment] = []
  /// Segments that are fixed from now on; one that was fixed before stays as it was.
  package var fixedSegments: [StoredSegment] = []
  /// Campaigns that too many failures stopped, applied before `pauses`; a resumption among those ends them.
  package var stops: [FailureStop] = []
  package init(
    at: Instant, intents: [AttemptRecord] = [], updates: [AttemptRecord] = [], audits: [AuditEntry] = [],
    confirmations: [ConfirmationGrant] = [], pauses: [PauseChange] = [], suppressions: [Suppression] = [],
    lifts: [SuppressionLift] = [], suppressionFiles: [SuppressionFile] = [], revocations: [Revocation] = [],
    resolutions: [ResolutionRecord] = []
  ) {
    self.at = at
    self.intents = intents
    self.updates = updates
    self.audits = audits
    self.confirmations = confirmations
    self.pauses = pauses
    self.suppressions = suppressions
    self.lifts = lifts
    self.suppressionFiles = suppressionFiles
    self.revocations = revocations
    self.resolutions = resolutions
  }

  /// Whether there is nothing to write.
  package var isEmpty: Bool {
    intents.isEmpty && updates.isEmpty && audits.isEmpty && confirmations.isEmpty && pauses.isEmpty
      && suppressions.isEmpty && lifts.isEmpty && suppressionFiles.isEmpty && revocations.isEmpty
      && resolutions.isEmpty && conditions.isEmpty && alerts.isEmpty && approvals.isEmpty && running.isEmpty
      && seats.isEmpty && fixedSegments.isEmpty && stops.isEmpty
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

  /// All matters of one id, by row; with `number` those whose valid number it is, E.164 without the plus sign.
  func customers(matching subject: CustomerSubject) throws(StoreError) -> [(row: Int64, customer: Customer)]
  /// Every customer's id whose length in bytes lies in a range, in the order of rows.
  func forEachCustomerID(ofLength length: ClosedRange<Int>, _ body: (String) -> Void) throws(StoreError)

  /// By campaign, country, digest and person.
  func confirmations() throws(StoreError) -> [ConfirmationGrant]
  /// By campaign, that of all campaigns first.
  func pauses() throws(StoreError) -> [Pause]
  /// In the order in which they were added.
  func suppressions() throws(StoreError) -> [Suppression]
  /// By list and file.
  func suppressionFiles() throws(StoreError) -> [SuppressionFile]
  /// By attempt.
  func resolutions() throws(StoreError) -> [ResolutionRecord]
  /// By code and subject; those that ceased too, where they are raised once only.
  func conditions() throws(StoreError) -> [ConditionRecord]
  /// The oldest message of the alert webhook that is not delivered; nil when there is none.
  func nextAlert() throws(StoreError) -> QueuedAlert?
  /// Takes a message out of the outbox, on disk when this returns.
  func removeAlert(_ id: Int64) throws(StoreError)
  /// Takes a customer out of every table and file (G12), on disk when this returns.
  func erase(customer id: String, by user: String, at: Instant) throws(StoreError) -> ErasureOutcome
  /// Keeps a customer from being erased; a second hold replaces the first.
  func place(_ hold: Hold) throws(StoreError)
  /// - Returns: whether there was a hold to end.
  func releaseHold(of customer: String, by user: String, at: Instant) throws(StoreError) -> Bool
  func hold(of customer: String) throws(StoreError) -> Hold?
  /// Erases the next of those who vanished from their source before `cutoff`, `most` at a time; `finishErasures` must
  /// follow. Who is on hold, has an open call or one at or after `callsFrom` is left.
  ///
  /// - Returns: how many were erased.
  func eraseGone(before cutoff: Instant, callsFrom: Instant, most: Int, at: Instant) throws(StoreError) -> Int
  /// Takes what was erased out of the files: how many copies were deleted, and whether the log could be cut.
  func finishErasures() throws(StoreError) -> (copies: Int, logWasCut: Bool)
  /// Erases again whom an older copy of the store brought back.
  ///
  /// - Returns: how many.
  func applyErasures(at: Instant) throws(StoreError) -> Int
  /// The lists that bind an erased subject by its hash alone, sorted.
  func erasedLists(of subject: Suppression.Subject) throws(StoreError) -> [String]
  /// Whether anybody was erased, so that lists may bind by hashes alone.
  func bindsErased() throws(StoreError) -> Bool
  /// Numbers at which erased customers were called since an instant and that others have, by what stands for the
  /// erased one.
  func numbersOfErased(since: Instant) throws(StoreError) -> [String: Int64]
  /// Takes what is too old out of the store: one slice, in one transaction.
  func retain(_ limits: RetentionLimits, after key: AttemptKey) throws(StoreError) -> RetentionSlice
  /// The day of the account for which retention was last carried out to its end; nil: never.
  func retentionDay() throws(StoreError) -> String?
  /// Writes down that a day's retention is done, with what it took away.
  func finishRetention(day: String, _ counts: RetentionCounts, at: Instant) throws(StoreError)

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
  func recordRevision(
    campaign: String, hash: String, text: String, purpose: String?, onBehalfOf: String?, at: Instant
  ) throws(StoreError)
  /// Every revision that was ever loaded, by campaign and then by the instant at which it was first seen.
  func revisions() throws(StoreError) -> [RevisionRecord]
  /// The text of a revision; nil when it was never seen.
  func revisionText(campaign: String, hash: String) throws(StoreError) -> String?

  /// Keeps which campaigns run, each at a recorded revision, in place of those before.
  func recordRunning(_ campaigns: [RunningCampaign]) throws(StoreError)
  /// The set that was loaded last, by id; empty before the first.
  func runningCampaigns() throws(StoreError) -> [RunningCampaign]
  /// Keeps the files of a load that was taken, in place of those before.
  func recordGoodFiles(_ files: [GoodFile]) throws(StoreError)
  /// By path; empty before the first.
  func goodFiles() throws(StoreError) -> [GoodFile]
  /// By campaign, revision and kind.
  func approvals() throws(StoreError) -> [ApprovalRecord]

  /// Who has a seat of `segment.limit`, by campaign and row.
  func seats() throws(StoreError) -> [StoredSegment]
  /// The segments that were fixed, by campaign and row; one that was fixed without anybody has no rows.
  func fixedSegments() throws(StoreError) -> [StoredSegment]

  /// Stops by failures, in force or over, by campaign.
  func failureStops() throws(StoreError) -> [FailureStop]

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
