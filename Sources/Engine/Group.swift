import Campaigns
import HeapModule

/// Customers of one campaign whom the same rules refuse: one zone set, price class, country and caller ID. Nobody
/// cheaper, or in an open zone, waits behind somebody dear or asleep.
struct Group {
  struct Identity: Hashable {
    var zoneSet: UInt16
    var rateClass: Int16
    var country: UInt16
    var callerID: UInt8
    /// Customers of a campaign with a pilot who were never called: only these wait for its approval.
    var isPilot = false
  }

  /// A due retry: earlier due first, then the order of the segment.
  struct Retry: Comparable {
    var due: Int64
    var entry: UInt32
    static func < (a: Retry, b: Retry) -> Bool { (a.due, a.entry) < (b.due, b.entry) }
  }

  let identity: Identity
  /// The worst case of one call: what is reserved. It rises with the rate.
  var worstCase: Money
  /// Entries that were never called, by the order of the segment. Entries that left the group are skipped lazily.
  var first: Heap<UInt32> = []
  var retries: Heap<Retry> = []
  /// How many entries stand here, kept and never recounted.
  var waiting = 0
  /// How many of them have not seen the group open.
  var enteredWhileClosed = 0
  /// A refusal of every entry that is neither hours nor money: `needs-confirmation`, `call-too-expensive` …
  var hold: Refusal?

  init(identity: Identity, worstCase: Money) {
    self.identity = identity
    self.worstCase = worstCase
  }

  /// The key of the group's next entry: due retries before first tries, then by due instant, then by order.
  var head: (due: Int64, entry: UInt32)? {
    if let retry = retries.min { return (retry.due, retry.entry) }
    if let entry = first.min { return (.max, entry) }
    return nil
  }

  mutating func popHead() {
    if !retries.isEmpty {
      retries.removeMin()
    } else {
      first.removeMin()
    }
  }
}

/// Whether the calls of one zone set may start now, and when that changes. The hours themselves stand apart: this is
/// read for every call.
struct HoursState {
  var isOpen = false
  /// The refusal while closed.
  var reason = Reason.outsideCallingHours
  /// The next change; distantFuture when none is known.
  var changesAt = Instant.distantPast

  /// Asks the hours anew; true when open or closed changed.
  mutating func refresh(_ hours: OpenHours, at now: Instant) -> Bool {
    let before = isOpen
    switch hours.state(at: now) {
    case .open(let until):
      isOpen = true
      changesAt = until
    case .closed(let closure, let opensAt):
      isOpen = false
      reason = Reason(closure)
      changesAt = opensAt ?? .distantFuture
    }
    return before != isOpen
  }
}

extension Reason {
  init(_ closure: OpenHours.Reason) {
    switch closure {
    case .outsideCallingHours: self = .outsideCallingHours
    case .closedDate: self = .closedDate
    case .calendarOutOfDate: self = .calendarOutOfDate
    case .windowAboutToClose: self = .windowAboutToClose
    case .notStarted: self = .campaignNotStarted
    case .ended: self = .campaignEnded
    case .noCommonHours: self = .noCommonHours
    }
  }
}
