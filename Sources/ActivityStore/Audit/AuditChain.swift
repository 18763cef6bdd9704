internal import Campaigns

/// The hash chain over the audit: each entry's hash covers the entry and the hash before it, so that no entry can be
/// changed, inserted or taken away in the middle without breaking every later one.
package enum AuditChain {
  /// What stands before the first entry.
  package static let start = String(repeating: "0", count: 64)

  /// The hash of an entry: SHA-256 over the previous hash and the entry's canonical JSON (sorted keys, no white space),
  /// each preceded by its length.
  package static func hash(after previous: String, number: Int64, _ entry: AuditEntry) -> String {
    let canonical = JSON.object([
      ("seq", .integer(number)), ("at", .integer(entry.at.microseconds)), ("who", .string(entry.who)),
      ("what", .string(entry.what)), ("detail", entry.detail),
    ])
    var fingerprint = Fingerprint()
    fingerprint.add(previous)
    fingerprint.add(canonical.text(sortedKeys: true))
    return fingerprint.hexadecimal
  }
}

/// An entry with its place in the chain.
package struct AuditLine: Sendable, Equatable {
  /// From 1, without gaps.
  package var number: Int64
  package var entry: AuditEntry
  /// nil: older than the chain, covered by its first link.
  package var hash: String?
}

/// Where the chain ends.
package struct AuditHead: Sendable, Equatable {
  package var number: Int64
  package var hash: String
}

/// What a walk along the chain found.
package struct AuditVerdict: Sendable, Equatable {
  /// Entries that were found sound, from the first.
  package var entries: Int64
  /// The hash of the last sound entry.
  package var head: String
  /// nil: the chain is whole.
  package var broken: Broken?

  /// The first entry that is not what was written.
  package struct Broken: Sendable, Equatable {
    package var number: Int64
    /// What is wrong with it, as a clause.
    package var reason: String
  }
}
