import Campaigns
import Foundation

/// The rate card as it lies on the disk.
struct RateCardFile {
  var file: SourceFile
  /// nil when there is an error.
  var card: RateCard?
  var findings: [Diagnostic]
  /// When the file was last changed: the age of its prices.
  var changedAt: Instant

  /// nil when the file cannot be read.
  static func read(_ path: String) -> RateCardFile? {
    guard let file = try? Workspace.source(path, most: .max),
      let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let date = attributes[.modificationDate] as? Date
    else { return nil }
    let (card, findings) = RateCardReader.read(file.bytes, file: file.path)
    return RateCardFile(
      file: file, card: card, findings: findings, changedAt: Instant(seconds: Int64(date.timeIntervalSince1970)))
  }

  /// Whether the prices are older than `rates.max_age` at an instant; never without a limit.
  func isTooOld(at now: Instant, maxAge: Interval?) -> Bool { maxAge.map { now - changedAt > $0 } ?? false }

  /// The age in the largest fitting unit: `12 days`.
  func age(at now: Instant) -> String {
    let seconds = max(0, (now - changedAt).wholeSeconds)
    let (count, unit) =
      switch seconds {
      case ..<3_600: (seconds / 60, "minute")
      case ..<86_400: (seconds / 3_600, "hour")
      default: (seconds / 86_400, "day")
      }
    return "\(count) \(unit)\(count == 1 ? "" : "s")"
  }
}
