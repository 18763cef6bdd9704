import ActivityStore
import Campaigns
import Engine
import Foundation
import Testing

@testable import Dialer

/// The keys of every command's JSON, in their order, as `Fixtures/keys` holds them: programs read them, so they may be
/// added to and neither renamed, moved nor taken away. A file has one line a key, `campaigns[].waiting.*` for keys
/// that are data.
@Suite struct JSONKeysTests {
  private static let commands: [(name: String, line: String)] = [
    ("activities", "activities --output ndjson"),
    ("audit-list", "audit list --output ndjson"),
    ("audit-verify", "audit verify --output json"),
    ("calls", "calls --output ndjson"),
    ("check", "check --output json"),
    ("confirm", "confirm abroad --output json"),
    ("customers-list", "customers list --output ndjson"),
    ("customers-show", "customers show C1 --output json"),
    ("errors", "errors --output ndjson"),
    ("explain-call", "explain --call CA1 --output json"),
    ("explain-campaign", "explain --campaign first --at 2027-03-02T14:00:00Z --output json"),
    ("explain-customer", "explain C1 --plan --at 2027-03-02T14:00:00Z --output json"),
    ("explain-number", "explain +12125550155 --at 2027-03-02T14:00:00Z --output json"),
    ("plan", "plan --from 2027-03-02T14:00:00Z --calls --output ndjson"),
    ("quarantine-list", "quarantine list --output ndjson"),
    ("rates-number", "rates show +442079460155 --output json"),
    ("rates-show", "rates show --output json"),
    ("status", "status --output json"),
    ("suppress-list", "suppress list --output ndjson"),
    ("today", "today --at 2027-03-02T14:00:00Z --output json"),
    ("version", "version --output json"),
  ]

  /// An account in which every command has something to say.
  private func folder() throws -> Folder {
    let folder = try Folder.account()
    try folder.write(
      "customers.csv",
      "id,name,phone,status\nC1,Ada,+12125550101,active\nC2,Ben,+13105550102,lapsed\nC3,Eve,+442079460103,active\n"
        + "C4,Cy,,active\n")
    try folder.write("campaigns/abroad.yaml", Folder.campaign("abroad"))
    let store = try SQLiteStore.create(at: folder.path("dialer.db"), now: noon - .days(3))
    try CustomerSync.importChanged(
      Workspace.load(config: folder.path("dialer.yaml")), store: store, now: noon - .days(3))
    for (index, end) in [Disposition.answered, .rejected, nil].enumerated() {
      try record(index + 1, end, in: store)
    }
    try store.recordRevision(
      campaign: "first", hash: "new", text: "b", purpose: nil, onBehalfOf: nil, at: noon - .hours(2))
    for line in [
      "suppress add +12125550199 --reason letter", "suppress add --customer C2", "pause abroad --reason complaint",
    ] { #expect(try Program.run(ShellWords.of(line), in: folder).code == 0, "\(line)") }
    return folder
  }

  private func record(_ number: Int, _ end: Disposition?, in store: SQLiteStore) throws {
    let at = noon - .hours(Int64(27 - number))
    var record = AttemptRecord(
      key: Int64(number), kind: .campaign, campaign: "first", revision: "r1", customer: "X\(number)", matter: "",
      attempt: 1, transmission: 1, callee: 12_125_550_110 + Int64(number), callerID: 14_155_550_100, scheduledAt: at,
      at: at, notAfter: at + .seconds(10), ringTimeout: .seconds(25), maxDuration: .minutes(2),
      reserved: Money(micros: 28_000), timeZones: ["America/New_York"], decision: "{\"rule\":\"first.yaml:5\"}")
    _ = try store.commit(StoreTurn(at: at, intents: [record]))
    record.sid = end == .answered ? "CA\(number)" : nil
    record.state = end == nil ? .presumedNotPlaced : .ended
    record.disposition = end
    record.errorCode = end == .rejected ? 21_211 : nil
    record.endedAt = end.map { _ in at + .minutes(1) }
    record.settled = end.map { $0 == .answered ? Money(micros: 14_000) : .zero }
    _ = try store.commit(StoreTurn(at: at + .minutes(1), updates: [record]))
  }

  @Test func theKeysOfEveryCommandAreThoseThatWerePromised() throws {
    let folder = try folder()
    for (name, line) in Self.commands {
      if name == "check" { try folder.write("campaigns/wrong.yaml", "campaign: wrong\nno_such_key: 1\n") }
      let ending = try Program.run(ShellWords.of(line), in: folder)
      if name == "check" { try FileManager.default.removeItem(atPath: folder.path("campaigns/wrong.yaml")) }
      let found = try JSONKeys.of(output: ending.output)
      let path = Golden.folder + "/../keys/\(name).txt"
      let promised = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
      #expect(
        found == promised,
        "dialer \(line) has other keys than \(path): add new ones there; found:\n\(found.joined(separator: "\n"))")
    }
  }

  @Test func aKeyThatMovesOrGoesIsSeen() throws {
    #expect(
      try JSONKeys.of(output: "{\"a\":1,\"b\":[{\"c\":null},{\"c\":1,\"d\":2}]}") == ["a", "b", "b[].c", "b[].d"])
    #expect(try JSONKeys.of(output: "{\"a\":1}\n{\"a\":1,\"e\":{}}\n") == ["a", "e"])
    #expect(try JSONKeys.of(output: "{\"type\":\"call\",\"at\":1}\n") == ["call: type", "call: at"])
    #expect(try JSONKeys.of(output: "{\"waiting\":{\"pacing\":3}}") == ["waiting", "waiting.*"])
  }
}

/// The keys of a command's output.
enum JSONKeys {
  /// Objects whose keys are data: reasons, columns, what a decision or an audit entry tells.
  private static let open: Set<String> = ["waiting", "not_called", "decision", "detail", "columns", "fields"]

  static func of(output: String) throws -> [String] {
    var keys: [String] = []
    for line in output.split(separator: "\n") {
      let json = try JSON.parse(String(line))
      let kind = if case .string(let type)? = json["type"] { type + ": " } else { "" }
      collect(json, at: "", kind: kind, into: &keys)
    }
    return keys
  }

  private static func collect(_ json: JSON, at path: String, kind: String, into keys: inout [String]) {
    switch json {
    case .object(let entries):
      for (key, value) in entries {
        let place = path.isEmpty ? key : path + "." + key
        add(kind + place, to: &keys)
        if open.contains(key), case .object(let inner) = value {
          if !inner.isEmpty { add(kind + place + ".*", to: &keys) }
        } else {
          collect(value, at: place, kind: kind, into: &keys)
        }
      }
    case .array(let items):
      for item in items { collect(item, at: path + "[]", kind: kind, into: &keys) }
    default: break
    }
  }

  private static func add(_ key: String, to keys: inout [String]) {
    if !keys.contains(key) { keys.append(key) }
  }
}
