import ActivityStore
import Campaigns
import Engine

/// `dialer suppress remove`: a number or a customer comes off one list.
struct UnsuppressRequest: OperatorRequest {
  static let name = "unsuppress"
  static let role = Role.operator
  static let offline = OfflineAccess.writing

  var list: String
  var subject: Suppression.Subject
  var reason: String

  init(list: String, subject: Suppression.Subject, reason: String) {
    self.list = list
    self.subject = subject
    self.reason = reason
  }

  init(json: JSON) throws(Failure) {
    guard let list = json.text("list"), let reason = json.text("reason"), !reason.isEmpty else {
      throw Failure(.usage, "a removal names the list and a reason")
    }
    self.list = list
    self.reason = reason
    if let number = json.text("number").flatMap({ Literal.phone($0) }) {
      subject = .number(number)
    } else if let id = json.text("customer") {
      subject = .customer(id)
    } else {
      throw Failure(.usage, "name a number or a customer")
    }
  }

  var json: JSON {
    let key = if case .number = subject { "number" } else { "customer" }
    return .object([
      ("list", .string(list)), (key, .string(SuppressionText.plain(subject))), ("reason", .string(reason)),
    ])
  }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    do {
      let now = daemon.clock.now()
      let all = try daemon.store.suppressions()
      let others = try others(all, erased: daemon.store.erasedLists(of: subject))
      let rest = all.filter { $0.list != list || $0.subject != subject }
      let book = ListPurposes(daemon.workspace.configuration).book(rest)
      let ids = daemon.directory.ids
      let change = daemon.suppressionChange(of: [subject], adds: false) { row, callee in
        book.binding(number: callee, customer: ids[row])
      }
      daemon.keep(turn(by: user, at: now), then: .suppressionsChanged(change), says: others, answer: answer)
    } catch let failure as Failure {
      answer(.failure(failure))
    } catch {
      answer(.failure(Failure(.temporary, "\(error)")))
    }
  }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    let others = try others(store.suppressions(), erased: store.erasedLists(of: subject))
    return try store.keep(turn(by: user, at: now), says: others)
  }

  /// The lists on which the subject stays.
  /// - Parameter erased: the lists that bind it by its hash.
  private func others(_ all: [Suppression], erased: [String]) throws(Failure) -> [(String, JSON)] {
    let lists =
      all.filter { $0.subject == subject }.map(\.list)
      + erased.filter { list in
        !all.contains { $0.subject == subject && $0.list == list }
      }
    guard lists.contains(list) else {
      let known = lists.isEmpty ? "it is on no list" : "it is on: " + lists.joined(separator: ", ")
      throw Failure(.usage, "it is not on the list \(list); \(known)")
    }
    return [("still_on", .array(lists.filter { $0 != list }.map { .string($0) }))]
  }

  private func turn(by user: String, at now: Instant) -> StoreTurn {
    let detail = JSON.object([
      ("list", .string(list)), SuppressionText.audited(subject), ("reason", .string(reason)),
    ])
    return StoreTurn(
      at: now, audits: [AuditEntry(at: now, who: user, what: "suppression-removed", detail: detail)],
      lifts: [SuppressionLift(subject: subject, list: list)])
  }
}
