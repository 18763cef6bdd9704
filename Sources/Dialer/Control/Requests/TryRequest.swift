import ActivityStore
import Campaigns
import Engine

/// `dialer try`: the campaign's call to one of our own numbers, with a customer's values. The answer comes when its
/// request leaves.
struct TryRequest: OperatorRequest {
  static let name = "try"
  static let role = Role.operator

  var campaign: String
  /// The id of the customer whose values are said.
  var customer: String
  /// E.164 without the plus sign.
  var callee: Int64

  init(campaign: String, customer: String, callee: Int64) {
    self.campaign = campaign
    self.customer = customer
    self.callee = callee
  }

  init(json: JSON) throws(Failure) {
    guard let callee = json.text("to").flatMap({ Literal.phone($0) }) else {
      throw Failure(.usage, "to: write +14155550100")
    }
    self.callee = callee
    campaign = json.text("campaign") ?? ""
    customer = json.text("as") ?? ""
  }

  var json: JSON {
    .object([("campaign", .string(campaign)), ("as", .string(customer)), ("to", .string("+\(callee)"))])
  }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    do {
      let order = try order(on: daemon)
      let now = daemon.clock.now()
      let detail = JSON.object([
        ("campaign", .string(campaign)), ("customer", .string(customer)), ("to", .string(Mask.number(callee))),
      ])
      try daemon.commit(
        StoreTurn(at: now, audits: [AuditEntry(at: now, who: user, what: "try-ordered", detail: detail)]))
      daemon.tryWaits[order.id] = answer
      daemon.heed(.tryOrdered(order))
    } catch let failure as Failure {
      answer(.failure(failure))
    } catch {
      daemon.fail(error)
      answer(.failure(Failure(.cannotWrite, "the store could not be written; the daemon ends")))
    }
  }

  private func order(on daemon: Daemon) throws -> TryOrder {
    let workspace = daemon.workspace
    if let failure = workspace.unknownCampaign(campaign) { throw failure }
    guard workspace.configuration.tryNumbers.contains(callee) else {
      throw Failure(
        .refused, "+\(callee) is none of `try_numbers:` of dialer.yaml; add it there, then: dialer reload")
    }
    guard let index = daemon.engine.world.campaigns.firstIndex(where: { $0.id == campaign }),
      let row = daemon.directory.ids.firstIndex(of: customer)
    else { throw try KnownNames.unknownCustomer(customer, in: daemon.store) }
    let phone = PhoneReader.read(e164: callee)
    let rules = daemon.engine.world.campaigns[index]
    guard phone.state == .valid else { throw Failure(.refused, "refused: \(Reason.invalidNumber.code)") }
    let denied = workspace.configuration.international.deniedTypes.union(rules.international.deniedTypes)
    if denied.contains(phone.type) { throw Failure(.refused, "refused: \(Reason.numberTypeDenied.code)") }
    let book = ListPurposes(workspace.configuration).book(try daemon.store.suppressions())
    if book.binding(number: callee).contains(rules.purpose) {
      throw Failure(.refused, "refused: \(Reason.suppressed.code)")
    }
    daemon.tryCount += 1
    let newest = try daemon.store.maxAttemptKey()
    return TryOrder(
      id: daemon.tryCount, campaign: index, row: row, callee: callee, country: phone.country,
      needsConfirmation: workspace.configuration.needsConfirmation(phone.country),
      attempt: TryRequest.firstAttempt + Int(newest) + daemon.tryCount)
  }

  /// Tries are numbered beyond every campaign's attempts, so that neither is taken for the other.
  private static let firstAttempt = 1_000_000
}

extension Daemon {
  /// The intent of a try is about to be written.
  func startedTry(_ intent: Intent) { tryOrders[intent.key] = intent.order }

  /// Tells who waits that the request leaves, or that it was withdrawn at the last instant.
  func answerTry(_ key: AttemptKey, isPlaced: Bool) {
    guard let order = tryOrders.removeValue(forKey: key), let answer = tryWaits.removeValue(forKey: order) else {
      return
    }
    if isPlaced {
      answer(.success(.object([("ok", .bool(true)), ("attempt", .integer(key))])))
    } else {
      answer(.failure(Failure(.temporary, "the call was withdrawn at the last instant; try again")))
    }
  }

  func refuseTry(_ order: Int, _ refusal: Refusal) {
    let clears = refusal.clearsAt.map { "; it clears at \($0.rfc3339)" } ?? ""
    tryWaits.removeValue(forKey: order)?(.failure(Failure(.refused, "refused: \(refusal.reason.code)\(clears)")))
  }

  /// A reload forgets what had not started.
  func dropTries() {
    for order in tryWaits.keys.sorted() {
      tryWaits.removeValue(forKey: order)?(.failure(Failure(.temporary, "the files were loaded anew; try again")))
    }
  }
}
