import ActivityStore
import Campaigns
import Engine

/// `dialer suppress add` and `import`: from the answer on nobody on the list is called (G7).
struct SuppressRequest: OperatorRequest {
  static let name = "suppress"
  static let role = Role.operator
  static let offline = OfflineAccess.writing

  /// The most subjects of one request: its body stays below the socket's limit.
  static let most = 500

  var list: String
  var subjects: [Suppression.Subject]
  var reason: String?
  /// With the last part of an import.
  var file: SuppressionFile?

  init(list: String, subjects: [Suppression.Subject], reason: String? = nil, file: SuppressionFile? = nil) {
    self.list = list
    self.subjects = subjects
    self.reason = reason
    self.file = file
  }

  init(json: JSON) throws(Failure) {
    guard let list = json.text("list") else { throw Failure(.usage, "name the list") }
    self.list = list
    reason = json.text("reason")
    subjects = json.texts("customers").map { .customer($0) }
    for text in json.texts("numbers") {
      guard let number = Literal.phone(text) else { throw Failure(.usage, "numbers: write +14155550100") }
      subjects.append(.number(number))
    }
    if let name = json.text("file"), let modified = try json.instant("modified") {
      file = SuppressionFile(
        list: list, file: name, size: json.number("size") ?? 0, modified: modified, importedAt: modified)
    }
  }

  var json: JSON {
    var numbers: [JSON] = []
    var customers: [JSON] = []
    for subject in subjects {
      switch subject {
      case .number(let number): numbers.append(.string("+\(number)"))
      case .customer(let id): customers.append(.string(id))
      }
    }
    return .object([
      ("list", .string(list)), ("numbers", .array(numbers)), ("customers", .array(customers)),
      ("reason", .optional(reason)), ("file", .optional(file?.file)),
      ("size", file.map { .integer($0.size) } ?? .null), ("modified", .optional(file?.modified.rfc3339Microseconds)),
    ])
  }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    let now = daemon.clock.now()
    let purposes = ListPurposes(daemon.workspace.configuration).of(list)
    let change = daemon.suppressionChange(of: subjects, adds: true) { _, _ in purposes }
    daemon.keep(turn(by: user, at: now), then: .suppressionsChanged(change)) { result in
      // A request that left before this one came must not make a call after it was answered (G7).
      daemon.afterSending(to: subjects) { answer(result) }
    }
    if file != nil, let ages = try? DataAges.of(daemon.workspace, store: daemon.store) {
      daemon.heed(.dataRenewed(ages))
    }
  }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    try store.keep(turn(by: user, at: now))
  }

  private func turn(by user: String, at now: Instant) -> StoreTurn {
    var imported = file
    imported?.importedAt = now
    var detail: [(String, JSON)] = [("list", .string(list)), ("subjects", .integer(Int64(subjects.count)))]
    if subjects.count == 1 { detail.append(SuppressionText.audited(subjects[0])) }
    detail.append(("reason", .optional(reason)))
    return StoreTurn(
      at: now, audits: [AuditEntry(at: now, who: user, what: "suppression-added", detail: .object(detail))],
      suppressions: subjects.map { Suppression(subject: $0, list: list, addedAt: now, by: user) },
      suppressionFiles: imported.map { [$0] } ?? [])
  }
}

/// How a suppressed subject is written.
enum SuppressionText {
  /// The audit never holds a number in clear.
  static func audited(_ subject: Suppression.Subject) -> (String, JSON) {
    switch subject {
    case .number(let number): ("number", .string(Mask.number(number)))
    case .customer(let id): ("customer", .string(id))
    }
  }

  static func plain(_ subject: Suppression.Subject) -> String {
    switch subject {
    case .number(let number): "+\(number)"
    case .customer(let id): id
    }
  }
}

extension Daemon {
  /// What a change of these subjects means for the customers of this world.
  /// - Parameter purposes: what binds a customer, by row and number.
  func suppressionChange(
    of subjects: [Suppression.Subject], adds: Bool, _ purposes: (Int, Int64) -> PurposeSet
  ) -> SuppressionChange {
    var numbers: Set<Int64> = []
    var ids: Set<String> = []
    for subject in subjects {
      switch subject {
      case .number(let number): numbers.insert(number)
      case .customer(let id): ids.insert(id)
      }
    }
    var people: [SuppressionChange.Person] = []
    for (line, callee) in engine.world.people.callee.enumerated() {
      let row = engine.world.people.owner(ofLine: line)
      guard numbers.contains(callee) || (!ids.isEmpty && ids.contains(directory.ids[row])) else { continue }
      people.append(.init(line: line, purposes: purposes(row, callee)))
    }
    var calls: [Int64: PurposeSet] = [:]
    if adds {
      for number in numbers { calls[number] = purposes(-1, number) }
    }
    return SuppressionChange(people: people, numbers: calls, adds: adds)
  }
}
