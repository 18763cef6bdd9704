package import Campaigns
package import Engine
internal import HTTP
internal import Twilio

/// Lists of calls, for reconciliation and recovery.
extension TwilioClient {
  private typealias ListResult = Result<[ListedCall], CarrierFailure>

  /// Every call the API created from one number to another, newest first, at whatever time: a filter by start would
  /// hide calls that are still queued. The completion gets nil when the list could not be had whole.
  package func list(to: Int64, from: Int64, completion: @escaping @Sendable ([ListedCall]?) -> Void) {
    walk(Self.between(to, from)) { [self] in completion(answer($0, to: "calls to +\(to)")) }
  }

  /// Every call the API created from one number to another, newest first.
  package func list(to: Int64, from: Int64) async throws(CarrierFailure) -> [ListedCall] {
    try await withCheckedContinuation { continuation in
      walk(Self.between(to, from)) { continuation.resume(returning: $0) }
    }.get()
  }

  /// Every call the API created since an instant (by whole seconds), newest first, then the older ones that are
  /// queued, ringing or in progress now. The completion gets nil when the list could not be had whole.
  package func listRecent(since: Instant, completion: @escaping @Sendable ([ListedCall]?) -> Void) {
    recent(since: since) { [self] in completion(answer($0, to: "calls since \(since)")) }
  }

  /// Every call the API created since an instant (by whole seconds), newest first, then the older ones that are
  /// queued, ringing or in progress now.
  package func listRecent(since: Instant) async throws(CarrierFailure) -> [ListedCall] {
    try await withCheckedContinuation { continuation in
      recent(since: since) { continuation.resume(returning: $0) }
    }.get()
  }

  private static func between(_ to: Int64, _ from: Int64) -> Form {
    Form([.init("To", E164.text(to)), .init("From", E164.text(from))])
  }

  private func recent(since: Instant, completion: @escaping @Sendable (ListResult) -> Void) {
    walk(Form(), until: Instant(seconds: since.seconds)) { [self] result in
      switch result {
      case .failure: completion(result)
      case .success(let calls): addLive([.queued, .ringing, .inProgress], to: calls, completion: completion)
      }
    }
  }

  /// Adds the calls of each status, one after the other. A call can pass from one list to the next meanwhile: each is
  /// kept once, as it was first seen.
  private func addLive(
    _ statuses: ArraySlice<CallStatus>, to calls: [ListedCall], completion: @escaping @Sendable (ListResult) -> Void
  ) {
    guard let status = statuses.first else { return completion(.success(calls)) }
    walk(Form([.init("Status", status.rawValue)])) { [self] result in
      switch result {
      case .failure: completion(result)
      case .success(let more):
        let known = Set(calls.map(\.report.sid))
        let added = calls + more.filter { !known.contains($0.report.sid) }
        addLive(statuses.dropFirst(), to: added, completion: completion)
      }
    }
  }

  private func walk(
    _ filter: Form, until end: Instant = .distantPast, completion: @escaping @Sendable (ListResult) -> Void
  ) {
    var query = filter
    query.append("PageSize", String(settings.pageSize))
    let path = CallsPath.calls(account: credentials.accountSid) + "?" + query.encoded
    walk(path: path, Progress(until: end), completion: completion)
  }

  /// What a walk through the pages has found.
  private struct Progress: Sendable {
    /// Calls created before it are left out, and the walk ends at the first.
    var until: Instant
    var calls: [ListedCall] = []
    var sids: Set<String> = []
    var pages = 0

    init(until: Instant) { self.until = until }

    /// Takes a page in; false when the end was reached. A new call moves the others on, so one can be on two pages.
    mutating func take(_ page: CallList, _ listed: (CallResource) -> ListedCall?) -> Bool {
      pages += 1
      for call in page.calls {
        if let created = call.dateCreated, Instant(seconds: created) < until { return false }
        guard let entry = listed(call), sids.insert(call.sid).inserted else { continue }
        calls.append(entry)
      }
      return true
    }
  }

  private func walk(path: String, _ progress: Progress, completion: @escaping @Sendable (ListResult) -> Void) {
    ask(message(.get, path), patient: false) { [self] result in
      do throws(CarrierFailure) {
        var progress = progress
        let page = try Self.page(try result.get())
        let goesOn = progress.take(page) { call in
          ListedCall(call).map { listed in
            var listed = listed
            listed.report = report(call)
            return listed
          }
        }
        guard goesOn, let next = page.nextPageURI else { return completion(.success(progress.calls)) }
        try check(next, after: progress.pages)
        walk(path: next, progress, completion: completion)
      } catch {
        completion(.failure(error))
      }
    }
  }

  private static func page(_ body: [UInt8]) throws(CarrierFailure) -> CallList {
    do { return try CallList(parsing: body) } catch { throw .unreadable("\(error)") }
  }

  /// Credentials go to the account's own path only, and a list ends.
  private func check(_ next: String, after pages: Int) throws(CarrierFailure) {
    guard next.hasPrefix(CallsPath.calls(account: credentials.accountSid) + "?") else {
      throw .unreadable("the list goes on at a path that is not the account's calls")
    }
    guard pages < settings.pageLimit else {
      throw .unreadable("the list is longer than \(settings.pageLimit) pages of \(settings.pageSize) calls")
    }
  }
}
