import Foundation
import Testing

@testable import Campaigns

/// Run by Scripts/compare-place-tables.py, which hands in the sample: `text,state,country,type,zones`.
@Suite("Numbers against PyPI's phonenumbers")
struct PlaceComparisonTests {
  private static let sample = ProcessInfo.processInfo.environment["DIALER_PLACE_SAMPLE"]

  @Test("counts the differences", .enabled(if: sample != nil))
  func compare() throws {
    let path = try #require(Self.sample)
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    var counts = ["zones": 0, "+1": 0, "library": 0]
    for row in rows {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == 5)
      let number = PhoneReader.read(fields[0], region: nil)
      let zones = NumberZones.of(number).joined(separator: ";")
      let found = [number.state == .valid ? "valid" : "invalid", number.country, number.type.rawValue, zones]
      guard found != Array(fields[1...]) else { continue }
      let isNumber = found[0...2] == fields[1...3]
      let kind = isNumber ? "zones" : fields[0].hasPrefix("+1") ? "+1" : "library"
      counts[kind, default: 0] += 1
      print("difference \(kind) \(row) found \(found.joined(separator: ","))")
    }
    print(
      "differences \(rows.count) numbers: "
        + counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    #expect(counts["zones"] == 0 && counts["+1"] == 0)
  }
}
