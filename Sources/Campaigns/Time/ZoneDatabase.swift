import Synchronization

/// The zones of one tzdata release, as bytes handed in from outside; each is read when it is first asked for.
package struct ZoneDatabase: Sendable {
  /// The release, as its files name it: `2025b`.
  package let version: String
  /// All names, sorted, also those whose file turns out to be unreadable.
  package let names: [String]

  private let files: [String: [UInt8]]
  private let read = Readings()

  /// - Parameter files: TZif bytes by IANA name, links included.
  package init(version: String, files: [String: [UInt8]]) {
    self.version = version
    self.files = files
    names = files.keys.sorted()
  }

  /// The rules of a zone; nil when the release has no such zone or its file is unreadable (`problem(with:)` says why).
  package func rules(named name: String) -> ZoneRules? { try? reading(of: name)?.get() }

  /// Why a zone of this release cannot be used; nil when it can be, or is unknown.
  package func problem(with name: String) -> ZoneFileError? {
    guard case .failure(let error) = reading(of: name) else { return nil }
    return error
  }

  private func reading(of name: String) -> Result<ZoneRules, ZoneFileError>? {
    guard let bytes = files[name] else { return nil }
    return read.byName.withLock { known in
      if let reading = known[name] { return reading }
      let reading = Result { () throws(ZoneFileError) in try ZoneRules(name: name, bytes: bytes) }
      known[name] = reading
      return reading
    }
  }

  /// What was read so far: shared by the copies of a database, and no part of its value.
  private final class Readings: Sendable {
    let byName = Mutex<[String: Result<ZoneRules, ZoneFileError>]>([:])
  }
}
