internal import Campaigns
internal import Engine
internal import Simulation
internal import Twilio

/// The sandbox's state: its clock, every call and the queue of those whose turn has not come. Each request moves the
/// clock to its own instant first, so that events happen in order whoever asks.
actor Exchange {
  let options: SandboxOptions
  private(set) var clock: SandboxClock
  private(set) var calls: [CallRecord] = []
  private(set) var bySid: [String: Int] = [:]
  /// Positions by the number called, rising.
  private(set) var byNumber: [String: [Int]] = [:]
  /// Positions of the calls whose end no answer shows yet, rising.
  private(set) var live: [Int] = []
  private(set) var tally = Tally()
  private var faults: FaultPlan
  /// Instants at which an answer shows something new; outdated items are dropped when they come up.
  private var changes = Agenda()
  /// Instants at which calls end in fact.
  private var ends = Agenda()
  /// Positions of calls that wait for their turn, from `queueHead` on.
  private var queue: [Int] = []
  private var queueHead = 0
  /// The earliest instant at which the next call may be dialed.
  private var nextSlot = Instant.distantPast
  private let spacing: Interval

  init(_ options: SandboxOptions) {
    self.options = options
    clock = SandboxClock(options.clock)
    faults = FaultPlan(options.scenario.faults)
    spacing =
      switch options.callsPerSecond {
      case .unlimited: .zero
      case .perSecond(let thousandths): Interval(microseconds: (1_000_000_000 + thousandths - 1) / thousandths)
      }
  }

  /// The sandbox's time, with everything done that was due.
  func now() -> Instant {
    advance(to: clock.reading())
    return clock.now
  }

  // MARK: - Time

  /// What `/sandbox/clock` says.
  func clockReading() -> JSON {
    let now = now()
    return .object([
      ("now", .string(now.rfc3339Microseconds)),
      ("next_event", .optional(nextEvent()?.rfc3339Microseconds)),
      ("stepped", .bool(clock.isStepped)),
    ])
  }

  /// Moves a stepped clock on. False when it runs by itself, or when the instant is past.
  func step(to instant: Instant) -> Bool {
    guard clock.isStepped, instant >= clock.now else { return false }
    advance(to: instant)
    return true
  }

  /// The next instant at which an answer would show something new, or a waiting call has its turn.
  private func nextEvent() -> Instant? {
    while let change = changes.first, calls[change.call].nextChange(after: clock.now) != change.at {
      changes.removeFirst()
    }
    return [changes.first?.at, nextTurn()].compactMap { $0 }.min()
  }

  private func advance(to instant: Instant) {
    while true {
      let due = [changes.first?.at, ends.first?.at, nextTurn()].compactMap { $0 }.min()
      guard let due, due <= instant else { break }
      clock.advance(to: max(due, clock.now))
      settle()
    }
    clock.advance(to: instant)
  }

  /// Does what is due at the clock's instant: ends first, so that an ended call makes room for the one dialed next.
  private func settle() {
    while let end = ends.first, end.at <= clock.now {
      ends.removeFirst()
      if calls[end.call].endsAt == end.at { tally.ended() }
    }
    while let turn = nextTurn(), turn <= clock.now { dialNext() }
    while let change = changes.first, change.at <= clock.now {
      changes.removeFirst()
      noteVisible(change.call)
    }
  }

  // MARK: - The queue

  /// When the first waiting call has its turn; nil when none waits. Calls that were canceled meanwhile are passed over.
  private func nextTurn() -> Instant? {
    while queueHead < queue.count, calls[queue[queueHead]].timeline != nil { queueHead += 1 }
    if queueHead == queue.count {
      queue.removeAll(keepingCapacity: true)
      queueHead = 0
      return nil
    }
    return max(nextSlot, clock.now)
  }

  private func dialNext() {
    let index = queue[queueHead]
    queueHead += 1
    calls[index].dial(at: clock.now, price: options.price)
    nextSlot = clock.now + spacing
    if let end = calls[index].endsAt { ends.add(call: index, at: end) }
    scheduleChange(of: index)
  }

  private func scheduleChange(of index: Int) {
    if let next = calls[index].nextChange(after: clock.now) { changes.add(call: index, at: next) }
  }

  /// An answer may show something new about a call: keeps the list of live calls and looks for the next change.
  private func noteVisible(_ index: Int) {
    if calls[index].known(at: clock.now).isTerminal, let position = livePosition(of: index) {
      live.remove(at: position)
    }
    scheduleChange(of: index)
  }

  private func livePosition(of index: Int) -> Int? {
    var (low, high) = (0, live.count)
    while low < high {
      let middle = (low + high) / 2
      if live[middle] < index { low = middle + 1 } else { high = middle }
    }
    return low < live.count && live[low] == index ? low : nil
  }

  /// How long a call created now would wait.
  var expectedWait: Interval {
    guard options.callsPerSecond != .unlimited else { return .zero }
    let free = max(nextSlot, clock.now)
    let ahead = Int64(queue.count - queueHead) * spacing.microseconds
    return free + Interval(microseconds: ahead) - clock.now
  }

  // MARK: - Changes by clients

  /// The fault that a request to create a call meets, counted.
  func fault(number: Int64) -> Fault? {
    let fault = faults.next(number: number, at: clock.now)
    if let fault { tally.met(fault.kind.rawValue) }
    return fault
  }

  /// Whether the API is out, counted.
  func isOut() -> Bool {
    guard faults.outage(at: now()) else { return false }
    tally.met(Fault.Kind.outage.rawValue)
    return true
  }

  /// Counts a request to create a call.
  func noteRequest() { tally.requested(at: clock.now) }

  func noteRefusal(_ code: Int?) {
    if let code { tally.refused(code: code) }
  }

  /// Puts a call into the world; it is dialed at once when its turn has come.
  func add(_ request: CreateCall, callee: Int64) -> CallRecord {
    let nth = tally.created(to: request.to)
    let index = calls.count
    let call = CallRecord(
      index: index, sid: SidSequence.call(seed: options.seed, number: index), request: request, callee: callee,
      createdAt: clock.now, outcome: options.scenario.outcome(seed: options.seed, callee: callee, nth: nth),
      queueTime: expectedWait, priceDelay: options.priceDelay)
    tally.ignored(request.unrecognized)
    calls.append(call)
    bySid[call.sid] = index
    byNumber[request.to, default: []].append(index)
    live.append(index)
    queue.append(index)
    settle()
    return calls[index]
  }

  /// Cancels a call that is not answered, or (`hangUp`) ends any. False when it is over, or answered and not hung up.
  func end(_ index: Int, hangUp: Bool) -> Bool {
    guard calls[index].end(hangUp: hangUp, at: clock.now, price: options.price) else { return false }
    tally.ended()
    noteVisible(index)
    return true
  }

  func delete(_ index: Int) { calls[index].isDeleted = true }
}

/// Identifiers of calls: the same for the same seed, whatever the time.
enum SidSequence {
  static func call(seed: UInt64, number: Int) -> String {
    let first = mix(seed &+ UInt64(number + 1) &* 0x9e37_79b9_7f4a_7c15)
    return Sid.make(.call, high: first, low: mix(first ^ 0xd1b5_4a32_d192_ed03))
  }

  /// One round of Sebastiano Vigna's SplitMix64.
  private static func mix(_ word: UInt64) -> UInt64 {
    var z = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
