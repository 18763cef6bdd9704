/// The zones of one tzdata release, as bytes handed in from outside.
package struct ZoneDatabase: Sendable {
  /// The release, as its files name it: `2025b`.
  package let version: String
  /// All names, sorted, also those whose file turns out to be unreadable.
  package let names: [String]

  private let zones: [String: Result<ZoneRules, ZoneFileError>]

  /// - Parameter files: TZif bytes by IANA name, links included.
  package init(version: String, files: [String: [UInt8]]) {
    self.version = version
    names = files.keys.sorted()
    var zones: [String: Result<ZoneRules, ZoneFileError>] = [:]
    zones.reserveCapacity(names.count)
    for name in names {
      zones[name] = Result { () throws(ZoneFileError) in try ZoneRules(name: name, bytes: files[name] ?? []) }
    }
    self.zones = zones
  }

  /// The rules of a zone; nil when the release has no such zone or its file is unreadable (`problem(with:)` says why).
  package func rules(named name: String) -> ZoneRules? { try? zones[name]?.get() }

  /// Why a zone of this release cannot be used; nil when it can be, or is unknown.
  package func problem(with name: String) -> ZoneFileError? {
    guard case .failure(let error) = zones[name] else { return nil }
    return error
  }
}
