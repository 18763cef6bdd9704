import ActivityStore
import Campaigns

/// `dialer customers erase`: a customer leaves every table and log (G12).
struct EraseRequest: OperatorRequest {
  static let name = "customers-erase"
  static let role = Role.admin
  static let offline = OfflineAccess.writing

  var customer: String

  init(customer: String) { self.customer = customer }

  init(json: JSON) throws(Failure) {
    guard let customer = json.text("customer"), !customer.isEmpty else {
      throw Failure(.usage, "customers-erase: the customer's id is missing")
    }
    self.customer = customer
  }

  var json: JSON { .object([("customer", .string(customer))]) }

  /// Waits until no request to create a call is under way, erases, and builds the engine anew without the customer.
  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    daemon.whenQuiet { [daemon] in
      let now = daemon.clock.now()
      do {
        let result = try outcome(daemon.store, by: user, at: now)
        try daemon.swap(to: daemon.files, at: now, keepsStops: true)
        answer(.success(result))
      } catch let failure as Failure {
        answer(.failure(failure))
      } catch {
        daemon.fail(error)
        answer(.failure(Failure(.cannotWrite, "the store could not be written; the daemon ends")))
      }
    }
  }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    try outcome(store, by: user, at: now)
  }

  private func outcome(_ store: any Store, by user: String, at now: Instant) throws -> JSON {
    switch try store.erase(customer: customer, by: user, at: now) {
    case .unknown: throw try KnownNames.unknownCustomer(customer, in: store)
    case .held(let reason):
      throw Failure(
        .refused,
        "customer \(customer) is on hold (\(reason)); release the hold first: "
          + "dialer customers hold \(customer) --release")
    case .live:
      throw Failure(
        .temporary,
        "a call to customer \(customer) is live, or its fate is not known; erase again when it has ended "
          + "(dialer calls --live), or when it is resolved: dialer quarantine list")
    case .erased(let report):
      return .object([
        ("ok", .bool(true)), ("rows", .integer(Int64(report.rows))), ("attempts", .integer(Int64(report.attempts))),
        ("copies_deleted", .integer(Int64(report.copies))), ("log_cut", .bool(report.logWasCut)),
      ])
    }
  }
}

/// `dialer customers hold`: a customer may not be erased, or may again.
struct HoldRequest: OperatorRequest {
  static let name = "customers-hold"
  static let role = Role.approver
  static let offline = OfflineAccess.writing

  var customer: String
  /// nil: the hold ends.
  var reason: String?

  init(customer: String, reason: String?) {
    self.customer = customer
    self.reason = reason
  }

  init(json: JSON) throws(Failure) {
    guard let customer = json.text("customer"), !customer.isEmpty else {
      throw Failure(.usage, "customers-hold: the customer's id is missing")
    }
    self.customer = customer
    reason = json.text("reason")
  }

  var json: JSON { .object([("customer", .string(customer)), ("reason", .optional(reason))]) }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    do {
      answer(.success(try change(daemon.store, by: user, at: daemon.clock.now())))
    } catch let failure as Failure {
      answer(.failure(failure))
    } catch {
      daemon.fail(error)
      answer(.failure(Failure(.cannotWrite, "the store could not be written; the daemon ends")))
    }
  }

  func perform(on store: SQLiteStore, of workspace: Workspace, by user: String, at now: Instant) throws -> JSON {
    try change(store, by: user, at: now)
  }

  private func change(_ store: any Store, by user: String, at now: Instant) throws -> JSON {
    if let reason {
      if try store.customers(matching: .id(customer)).isEmpty {
        throw try KnownNames.unknownCustomer(customer, in: store)
      }
      try store.place(Hold(customer: customer, reason: reason, by: user, at: now))
    } else if try !store.releaseHold(of: customer, by: user, at: now) {
      throw Failure(.usage, "customer \(customer) is not on hold; dialer customers show ID --all tells who is")
    }
    return .object([("ok", .bool(true))])
  }
}
