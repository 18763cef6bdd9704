import ActivityStore
import Campaigns
import Engine
import Foundation

/// A folder that ends with the test.
final class Scratch {
  let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { folder + "/" + name }

  /// Writes a file and returns its path.
  func file(_ name: String, _ content: String) throws -> String { try file(name, Array(content.utf8)) }

  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = path(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }
}

/// 2027-03-02T14:00:00Z.
let noon = Instant(seconds: 1_803_996_000)

/// The intent of a call to a number of the fiction range +1 415 555 01xx.
func intent(
  _ key: AttemptKey, campaign: String = "renewals", customer: String = "c-1", matter: String = "", attempt: Int = 1,
  transmission: Int = 1, line: Int64 = 0, at: Instant = noon
) -> AttemptRecord {
  AttemptRecord(
    key: key, kind: .campaign, campaign: campaign, revision: "r1", customer: customer, matter: matter,
    attempt: attempt, transmission: transmission, callee: 14_155_550_100 + line, callerID: 14_155_550_199,
    scheduledAt: at - .seconds(5), at: at, notAfter: at + .seconds(10), ringTimeout: .seconds(30),
    maxDuration: .minutes(2), reserved: Money(micros: 28_000), timeZones: ["America/Los_Angeles"],
    decision: #"{"gates":[]}"#)
}

extension AttemptRecord {
  func with(_ state: AttemptState) -> AttemptRecord {
    var record = self
    record.state = state
    return record
  }
  func placed(_ sid: String = "CA00000000000000000000000000000001") -> AttemptRecord {
    var record = with(.placed)
    record.sid = sid
    return record
  }
  func ended(_ disposition: Disposition, at: Instant = noon + .seconds(40)) -> AttemptRecord {
    var record = with(.ended)
    record.disposition = disposition
    record.endedAt = at
    record.settled = Money(micros: 14_000)
    return record
  }
}

/// Numbers are read as the text says: digits are valid, `bad` is invalid, `911` is an emergency number.
let plainReaders = CustomerImport.Readers(
  phone: { text, region in
    guard let text else { return PhoneNumber(state: .missing) }
    if text == "911" { return PhoneNumber(state: .emergencyOrShort) }
    if text.hasPrefix("+"), let digits = Int64(text.dropFirst()) {
      return PhoneNumber(state: .valid, e164: digits, country: "US", type: .fixedLineOrMobile)
    }
    guard region == "US", let digits = Int64(text) else { return PhoneNumber(state: .invalid) }
    return PhoneNumber(state: .valid, e164: 10_000_000_000 + digits, country: "US", type: .fixedLineOrMobile)
  },
  isValue: { text, type in type == .number ? Int64(text) != nil : true })
