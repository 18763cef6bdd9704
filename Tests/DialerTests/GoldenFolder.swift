import ActivityStore
import Campaigns
import Engine
import Foundation

@testable import Dialer

/// The committed folders of Fixtures/golden; README.md there says how each expected number was worked out.
enum Golden {
  static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures/golden"

  /// A copy of one of the folders that a test may write to.
  static func copy(_ name: String) throws -> Folder {
    let copy = try Folder()
    try FileManager.default.removeItem(atPath: copy.path)
    try FileManager.default.copyItem(atPath: folder + "/" + name, toPath: copy.path)
    return copy
  }

  /// The lines of an expected file.
  static func lines(_ path: String) throws -> [String] {
    lines(of: try String(contentsOfFile: folder + "/" + path, encoding: .utf8))
  }

  /// Lines with `*` for what nobody can work out by hand: hashes, the machine's tzdata, random ids.
  static func lines(of text: String) -> [String] {
    text.replacing(/"(revision|hash)":"[0-9a-f]{12,64}"/) { "\"\($0.output.1)\":\"*\"" }
      .replacing(/"attempt_id":"[0-9a-f]{32}"/, with: #""attempt_id":"*""#)
      .replacing(/"tzdata":"[^"]+"/, with: #""tzdata":"*""#)
      .split(separator: "\n").map(String.init)
  }
}

/// What was called before the golden plan begins, and what people decided.
struct GoldenHistory {
  private let folder: Folder
  private let store: SQLiteStore
  private let workspace: Workspace
  private var key: AttemptKey = 0

  /// Makes the store of the folder `reasons`: customers, one of whom is then removed, attempts and decisions.
  static func write(to folder: Folder) throws {
    var history = try GoldenHistory(folder)
    try history.attempts()
    try history.decisions()
    let current = try folder.text("customers-now.csv")
    try folder.write("customers.csv", current)
    try CustomerSync.importChanged(history.workspace, store: history.store, now: instant("2027-03-02T12:00:00Z"))
  }

  private init(_ folder: Folder) throws {
    self.folder = folder
    try folder.write("customers-now.csv", folder.text("customers.csv"))
    try folder.write("customers.csv", folder.text("customers-before.csv"))
    workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    store = try SQLiteStore.create(at: workspace.storePath, now: instant("2027-02-20T12:00:00Z"))
    try CustomerSync.importChanged(workspace, store: store, now: instant("2027-02-20T12:00:00Z"))
    try store.recordCurrency("USD")
    for campaign in ["abroad", "dear-customer", "follow-up"] {
      try store.recordRevision(
        campaign: campaign, hash: "r1", text: "", purpose: "service", onBehalfOf: nil,
        at: instant("2027-02-20T12:00:00Z"))
    }
  }

  private mutating func attempts() throws {
    try add("attempts-used", at: "2027-02-25T15:00:00Z", .busy, after: 5)
    try add("attempts-used", attempt: 2, at: "2027-02-26T15:00:05Z", .busy, after: 5)
    try add("attempt-limit", "last-week", at: "2027-03-01T15:00:00Z", .noAnswer, after: 27)
    try add("number-parked", at: "2027-03-01T15:01:00Z", .rejected, after: 1, code: 21_211)
    try add("done", at: "2027-03-01T15:02:00Z", .answered, after: 40, talk: 30, settled: 14_000)
    try add("not-in-segment", at: "2027-03-01T15:03:00Z", .busy, after: 5)
    try add("customer-removed", at: "2027-03-01T15:04:00Z", .busy, after: 5)
    try add("attempt-unresolved", at: "2027-03-01T15:05:00Z", nil)
    try add(
      "budget-customer", "dear-customer", at: "2027-03-01T15:06:00Z", .machine, after: 20, talk: 10, settled: 14_000)
    try add("confirmation-used-up", "abroad", at: "2027-03-01T15:07:00Z", .busy, after: 5)
    try add("attempt-limit", "last-week", attempt: 2, at: "2027-03-01T17:30:00Z", .noAnswer, after: 27)
    try add("retry-wait", at: "2027-03-01T20:00:00Z", .busy, after: 5)
    try add("min-gap", "last-week", at: "2027-03-01T20:00:10Z", .answered, after: 30, talk: 20, settled: 14_000)
    try add("attempt-limit", "last-week", attempt: 3, at: "2027-03-01T20:01:00Z", .noAnswer, after: 27)
  }

  /// Writes the intent and then its end; without a disposition no call of it was found.
  private mutating func add(
    _ customer: String, _ campaign: String = "follow-up", attempt: Int = 1, at text: String,
    _ disposition: Disposition?, after seconds: Int64 = 0, talk: Int? = nil, settled: Int64 = 0, code: Int? = nil
  ) throws {
    let at = instant(text)
    key += 1
    var record = AttemptRecord(
      key: key, kind: .campaign, campaign: campaign, revision: "r1", customer: customer, matter: "", attempt: attempt,
      transmission: 1, callee: try store.customer(id: customer, matter: "")?.customer.phone.e164 ?? 0,
      callerID: 14_155_550_100, scheduledAt: at, at: at, notAfter: at + .minutes(1), ringTimeout: .seconds(25),
      maxDuration: .minutes(1), reserved: Money(micros: 14_000), timeZones: ["America/New_York"], decision: "{}")
    _ = try store.commit(StoreTurn(at: at, intents: [record]))
    record.state = .presumedNotPlaced
    if let disposition {
      record.state = .ended
      record.disposition = disposition
      record.endedAt = at + .seconds(seconds)
      record.settled = Money(micros: settled)
      record.duration = talk
      record.errorCode = code
      record.answeredBy = disposition == .machine ? "machine_start" : nil
      record.sid = disposition == .rejected ? nil : "CA\(key)"
    }
    _ = try store.commit(StoreTurn(at: at + .minutes(16), updates: [record]))
  }

  private func decisions() throws {
    let digest = workspace.campaigns.first { $0.id == "abroad" }?.confirmableDigest ?? ""
    func grant(_ country: String, _ from: String, _ until: String, calls: Int?) -> ConfirmationGrant {
      ConfirmationGrant(
        campaign: "abroad", country: country, digest: digest, grantedBy: "ada", grantedAt: instant(from),
        expiresAt: instant(until), maxCalls: calls)
    }
    let suppressed = try store.customer(id: "suppressed", matter: "")?.customer.phone.e164 ?? 0
    let noon = instant("2027-03-02T12:00:00Z")
    let turn = StoreTurn(
      at: noon,
      confirmations: [
        grant("TT", "2027-03-01T14:00:00Z", "2027-03-08T14:00:00Z", calls: 1),
        grant("DO", "2027-02-20T14:00:00Z", "2027-02-27T14:00:00Z", calls: nil),
      ],
      pauses: [
        .pause(
          Pause(
            campaign: "on-hold", by: "ada", reason: "a complaint", since: noon, until: instant("2027-03-02T18:00:00Z")))
      ],
      suppressions: [Suppression(subject: .number(suppressed), list: "cease", addedAt: noon, by: "ada")])
    _ = try store.commit(turn)
  }
}

/// An instant that is a literal of the test.
func instant(_ text: String) -> Instant {
  guard let instant = Instant(rfc3339: text) else { preconditionFailure("not an instant: \(text)") }
  return instant
}
