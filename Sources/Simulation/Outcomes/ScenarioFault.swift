package import Campaigns

/// Something that goes wrong at the carrier's door, as a scenario asks for it.
package struct Fault: Sendable, Equatable {
  /// The raw values are the words of scenario files.
  package enum Kind: String, Sendable, CaseIterable {
    /// Refused with 429 and code 20429; no call.
    case tooManyRequests = "429"
    /// Answered with 500; no call.
    case errorBefore = "500-before"
    /// Answered with 500, and the call exists.
    case errorAfter = "500-after"
    /// The connection is closed after the request was read; the call exists if `placed`.
    case closeAfterRequest = "close-after-request"
    /// The call exists; the connection is closed in the middle of the 201.
    case cutAnswer = "cut-answer"
    /// The call exists; the answer takes `delay` of real time.
    case slow
    /// Every request of the API, whatever it asks for, gets a gateway's 503.
    case outage
  }

  package var kind: Kind
  /// Only requests to create a call to such a number; nil: to any.
  package var number: NumberPattern?
  /// Only the nth (from 1) of the requests that the other conditions select.
  package var nth: Int?
  /// Only each such-and-manieth of the requests that the other conditions select.
  package var every: Int?
  /// Only from this instant on.
  package var from: Instant?
  /// Only before this instant.
  package var to: Instant?
  /// With `closeAfterRequest`: whether the call exists.
  package var placed: Bool
  /// With `slow`: real time, whatever the sandbox's clock does.
  package var delay: Interval

  package init(
    kind: Kind, number: NumberPattern? = nil, nth: Int? = nil, every: Int? = nil, from: Instant? = nil,
    to: Instant? = nil, placed: Bool = true, delay: Interval = .seconds(2)
  ) {
    self.kind = kind
    self.number = number
    self.nth = nth
    self.every = every
    self.from = from
    self.to = to
    self.placed = placed
    self.delay = delay
  }
}

/// The faults of a scenario with the requests that each has seen.
package struct FaultPlan: Sendable {
  private var faults: [(fault: Fault, seen: Int)]

  package init(_ faults: [Fault]) { self.faults = faults.map { ($0, 0) } }

  /// The fault that a request to create a call to `number` (0: no telephone number) meets at `now`: the first of the
  /// scenario's that applies. Outages are asked for by `outage(at:)`.
  package mutating func next(number: Int64, at now: Instant) -> Fault? {
    var met: Fault?
    for index in faults.indices {
      let fault = faults[index].fault
      guard fault.kind != .outage, fault.isOpen(at: now), fault.number?.matches(number) ?? true else { continue }
      faults[index].seen += 1
      let seen = faults[index].seen
      if let nth = fault.nth, seen != nth { continue }
      if let every = fault.every, !seen.isMultiple(of: every) { continue }
      met = met ?? fault
    }
    return met
  }

  /// Whether the whole API is out at `now`.
  package func outage(at now: Instant) -> Bool {
    faults.contains { $0.fault.kind == .outage && $0.fault.isOpen(at: now) }
  }
}

extension Fault {
  fileprivate func isOpen(at now: Instant) -> Bool {
    if let from, now < from { return false }
    if let to, now >= to { return false }
    return true
  }
}
