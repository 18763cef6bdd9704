import Foundation

@testable import Campaigns

/// The machine's own zones, as a world target hands them in.
enum SystemZones {
  static let folder = "/usr/share/zoneinfo"

  static let database = ZoneDatabase(version: "test", files: read())

  /// Rules that a test cannot do without.
  static func rules(_ name: String) throws -> ZoneRules {
    try ZoneRules(name: name, bytes: Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))))
  }

  private static func read() -> [String: [UInt8]] {
    guard let walk = FileManager.default.enumerator(atPath: folder) else { return [:] }
    var files: [String: [UInt8]] = [:]
    for case let name as String in walk where !name.hasPrefix("right/") && !name.hasPrefix("posix/") {
      guard let data = try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")),
        data.starts(with: Data("TZif".utf8))
      else { continue }
      files[name] = Array(data)
    }
    return files
  }
}

/// A seeded generator (SplitMix64), so that a failing test can be run again.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Reads an instant that is a literal of the test.
func at(_ text: String) -> Instant {
  guard let instant = Instant(rfc3339: text) else { preconditionFailure("not an instant: \(text)") }
  return instant
}

/// Reads a date that is a literal of the test.
func day(_ text: String) -> CivilDate {
  guard let date = CivilDate(iso8601: text) else { preconditionFailure("not a date: \(text)") }
  return date
}
