internal import Campaigns
internal import Engine
internal import Simulation
internal import Twilio

/// One call of the sandbox.
struct CallRecord {
  /// Position in the order of creation, from 0.
  let index: Int
  let sid: String
  let request: CreateCall
  /// E.164 digits; 0 for SIP addresses and clients.
  let callee: Int64
  let createdAt: Instant
  let outcome: SimulatedOutcome
  /// How long it was expected to wait for its turn.
  let queueTime: Interval
  /// When its turn came; nil while it waits, and for a call that was canceled before.
  private(set) var dialedAt: Instant?
  /// nil while it waits for its turn.
  private(set) var timeline: CallTimeline?
  /// How long after the end is known the price is; and the price.
  private let priceDelay: Interval
  private(set) var price: Money?
  /// The client deleted the record.
  var isDeleted = false

  init(
    index: Int, sid: String, request: CreateCall, callee: Int64, createdAt: Instant, outcome: SimulatedOutcome,
    queueTime: Interval, priceDelay: Interval
  ) {
    self.index = index
    self.sid = sid
    self.request = request
    self.callee = callee
    self.createdAt = createdAt
    self.outcome = outcome
    self.queueTime = queueTime
    self.priceDelay = priceDelay
  }

  private func timeline(from instant: Instant) -> CallTimeline {
    CallTimeline(
      requestedAt: instant, outcome: outcome, ringTimeout: .seconds(Int64(request.timeout ?? 60)),
      maxDuration: .seconds(Int64(request.timeLimit ?? 14_400) + 1),
      detectsMachine: request.machineDetection != nil)
  }

  /// Its turn has come.
  mutating func dial(at now: Instant, price: (Int64, Interval) -> Money) {
    let timeline = timeline(from: now)
    (dialedAt, self.timeline) = (now, timeline)
    self.price = timeline.finalStatus == .completed ? price(callee, timeline.billedTalk) : nil
  }

  /// The client gives up (`hangUp` false) or ends the call. False when that changes nothing.
  mutating func end(hangUp: Bool, at now: Instant, price: (Int64, Interval) -> Money) -> Bool {
    var timeline = timeline ?? timeline(from: now)
    guard hangUp ? timeline.hangUp(at: now) : timeline.cancel(at: now) else { return false }
    self.timeline = timeline
    self.price = timeline.finalStatus == .completed ? price(callee, timeline.billedTalk) : nil
    return true
  }

  /// The status in fact.
  func status(at now: Instant) -> CallReport.Status { timeline?.status(at: now) ?? .queued }

  /// The status that an answer shows.
  func known(at now: Instant) -> CallReport.Status { timeline?.known(at: now) ?? .queued }

  /// When the call is over in fact, as far as is known.
  var endsAt: Instant? { timeline?.endsAt }

  private var pricedAt: Instant? { price == nil ? nil : timeline.map { $0.endKnownAt + priceDelay } }

  /// The next instant after `now` at which an answer would show something else.
  func nextChange(after now: Instant) -> Instant? {
    if let next = timeline?.nextChange(after: now) { return next }
    guard let pricedAt, pricedAt > now else { return nil }
    return pricedAt
  }
}

extension CallRecord {
  /// What an answer at `now` shows.
  func resource(account: String, at now: Instant) -> CallResource {
    let status = known(at: now)
    var resource = CallResource(sid: sid, accountSid: account, to: request.to, from: request.from)
    resource.status = CallRecord.words[status] ?? .queued
    resource.dateCreated = createdAt.seconds
    resource.dateUpdated = lastChange(at: now).seconds
    resource.queueTime = Int(queueTime.microseconds / 1_000)
    guard let timeline else { return resource }
    if status.order > CallReport.Status.queued.order { resource.startTime = dialedAt?.seconds }
    if status.order >= CallReport.Status.inProgress.order { resource.answeredBy = answeredBy(timeline) }
    if status.isTerminal {
      resource.endTime = timeline.endsAt.seconds
      resource.duration = Int(timeline.billedTalk.wholeSeconds)
      if let price, let pricedAt, now >= pricedAt { resource.price = CallRecord.priceText(price) }
    }
    return resource
  }

  /// When the answer at `now` last became what it is.
  private func lastChange(at now: Instant) -> Instant {
    var last = createdAt
    guard let timeline else { return last }
    for instant in [timeline.ringsAt, timeline.answeredAt].compactMap({ $0 }) where instant < timeline.endsAt {
      if instant + timeline.news <= now { last = max(last, instant) }
    }
    if timeline.endKnownAt <= now { last = max(last, timeline.endsAt) }
    if let pricedAt, pricedAt <= now { last = max(last, pricedAt) }
    return last
  }

  private func answeredBy(_ timeline: CallTimeline) -> String? {
    guard timeline.answeredBy == "machine_start", request.machineDetection == .detectMessageEnd else {
      return timeline.answeredBy
    }
    return AnsweredBy.machineEndBeep.rawValue
  }

  private static let words: [CallReport.Status: CallStatus] = Dictionary(
    uniqueKeysWithValues: CallReport.Status.allCases.compactMap { status in
      CallStatus(rawValue: status.rawValue).map { (status, $0) }
    })

  /// Negative, with five decimals or, where they do not suffice, six.
  private static func priceText(_ price: Money) -> String {
    let text = Money(micros: -price.micros).description
    return text.hasSuffix("0") ? String(text.dropLast()) : text
  }
}
