internal import Campaigns
internal import Engine
internal import Simulation
internal import Twilio

/// What a list of calls is asked for. Names are Twilio's and case-sensitive.
struct CallFilter {
  var to: String?
  var from: String?
  var status: String?
  var parentCallSid: String?
  var started: TimeFilter
  var ended: TimeFilter
  var pageSize: Int
  var page: Int
  /// The call after which the page begins.
  var afterSid: String?

  init(_ query: Form) {
    to = query.filled("To")
    from = query.filled("From")
    status = query.filled("Status")
    parentCallSid = query.filled("ParentCallSid")
    started = TimeFilter(query, "StartTime")
    ended = TimeFilter(query, "EndTime")
    pageSize = min(1_000, max(1, query.filled("PageSize").flatMap { Int($0) } ?? 50))
    page = max(0, query.filled("Page").flatMap { Int($0) } ?? 0)
    afterSid = query.filled("PageToken").map { String($0.dropFirst(2)) }
  }

  func accepts(_ call: CallRecord, status shown: CallReport.Status, at now: Instant) -> Bool {
    guard !call.isDeleted, parentCallSid == nil else { return false }
    if let to, to != call.request.to { return false }
    if let from, from != call.request.from { return false }
    if let status, status != shown.rawValue { return false }
    guard started.isSet || ended.isSet else { return true }
    let startedAt = shown == .queued ? nil : call.dialedAt
    let endedAt = shown.isTerminal ? call.timeline?.endsAt : nil
    return started.accepts(startedAt) && ended.accepts(endedAt)
  }
}

/// `StartTime`, `StartTime<` and `StartTime>`: days in UTC or instants, each inclusive. A call without the time in
/// question matches none of them.
struct TimeFilter {
  private var from: Int64?
  private var until: Int64?

  init(_ query: Form, _ name: String) {
    if let text = query.filled(name), let span = TimeFilter.seconds(text) {
      (from, until) = (span.lowerBound, span.upperBound)
    }
    if let text = query.filled(name + ">"), let span = TimeFilter.seconds(text) { from = span.lowerBound }
    if let text = query.filled(name + "<"), let span = TimeFilter.seconds(text) { until = span.lowerBound }
  }

  var isSet: Bool { from != nil || until != nil }

  func accepts(_ instant: Instant?) -> Bool {
    guard isSet else { return true }
    guard let instant else { return false }
    return instant.seconds >= from ?? .min && instant.seconds <= until ?? .max
  }

  /// The seconds of a day, or the one second of an instant.
  private static func seconds(_ text: String) -> ClosedRange<Int64>? {
    if let date = CivilDate(iso8601: text) {
      let start = Int64(date.day) * 86_400
      return start...(start + 86_399)
    }
    return Instant(rfc3339: text).map { $0.seconds...$0.seconds }
  }
}

extension Exchange {
  /// One page of calls, newest first.
  func list(_ query: Form) -> CallList {
    let now = now()
    let filter = CallFilter(query)
    var found: [CallRecord] = []
    var more = false
    var skipped = filter.afterSid == nil ? filter.page * filter.pageSize : 0
    let candidates = candidates(filter)
    for position in candidates.reversed() {
      let call = calls[position]
      guard filter.accepts(call, status: call.known(at: now), at: now) else { continue }
      if skipped > 0 {
        skipped -= 1
        continue
      }
      if found.count == filter.pageSize {
        more = true
        break
      }
      found.append(call)
    }
    return page(found, more: more, filter: filter, query: query, at: now)
  }

  /// Positions that can match, rising: of one number, of the live calls, or all; those of the pages before left out.
  private func candidates(_ filter: CallFilter) -> AnyBidirectionalCollection<Int> {
    let end = filter.afterSid.map { bySid[$0] ?? 0 } ?? calls.count
    if let to = filter.to { return AnyBidirectionalCollection((byNumber[to] ?? []).prefix { $0 < end }) }
    let shown = filter.status.flatMap { CallReport.Status(rawValue: $0) }
    if let shown, !shown.isTerminal { return AnyBidirectionalCollection(live.prefix { $0 < end }) }
    return AnyBidirectionalCollection(0..<end)
  }

  private func page(
    _ found: [CallRecord], more: Bool, filter: CallFilter, query: Form, at now: Instant
  ) -> CallList {
    let path = CallsPath.calls(account: options.accountSid)
    func uri(page: Int, token: String?) -> String {
      var form = Form(query.fields.filter { !["Page", "PageToken", "PageSize"].contains($0.name) })
      form.append("PageSize", String(filter.pageSize))
      form.append("Page", String(page))
      form.append("PageToken", token)
      return "\(path)?\(form.encoded)"
    }
    let next = more ? found.last.map { uri(page: filter.page + 1, token: "PA\($0.sid)") } : nil
    return CallList(
      calls: found.map { $0.resource(account: options.accountSid, at: now) }, page: filter.page,
      pageSize: filter.pageSize, start: filter.page * filter.pageSize,
      uri: uri(page: filter.page, token: query.filled("PageToken")), firstPageURI: uri(page: 0, token: nil),
      previousPageURI: filter.page > 0 ? uri(page: filter.page - 1, token: nil) : nil, nextPageURI: next)
  }
}

extension Form {
  /// The value of a field that is there and not empty.
  func filled(_ name: String) -> String? {
    guard let value = self[name], !value.isEmpty else { return nil }
    return value
  }
}
