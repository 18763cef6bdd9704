import Campaigns

/// The starts of calls that a rate in a sliding window counts, by their instants.
struct StartLog {
  private struct Start {
    var key: AttemptKey
    var at: Instant
  }

  /// Rising instants; what lies before `first` is out of every window.
  private var starts: [Start] = []
  private var first = 0
  /// The longest window that is asked for.
  private let keeps: Interval

  init(keeps: Interval) { self.keeps = keeps }

  mutating func begin(_ key: AttemptKey, at instant: Instant) {
    starts.append(Start(key: key, at: instant))
    sink(starts.count - 1)
    while first < starts.count, starts[first].at + keeps <= instant { first += 1 }
    if first > 256, first * 2 > starts.count {
      starts.removeFirst(first)
      first = 0
    }
  }

  /// Its request left later than its slot: that is the instant that counts.
  mutating func sent(_ key: AttemptKey, at instant: Instant) {
    guard var index = index(of: key), starts[index].at < instant else { return }
    starts[index].at = instant
    while index + 1 < starts.count, starts[index + 1].at < starts[index].at {
      starts.swapAt(index, index + 1)
      index += 1
    }
  }

  /// Nothing left us: it was no start.
  mutating func takeBack(_ key: AttemptKey) {
    if let index = index(of: key) { starts.remove(at: index) }
  }

  /// When one more start keeps to at most `limit` in any window of `length`; nil when it does so now.
  func clears(_ limit: Int, per length: Interval, at now: Instant) -> Instant? {
    let index = starts.count - limit
    guard index >= first else { return nil }
    let free = starts[index].at + length
    return free > now ? free : nil
  }

  /// A start of this moment is near the end.
  private func index(of key: AttemptKey) -> Int? {
    for index in stride(from: starts.count - 1, through: first, by: -1) where starts[index].key == key { return index }
    return nil
  }

  private mutating func sink(_ last: Int) {
    var index = last
    while index > first, starts[index - 1].at > starts[index].at {
      starts.swapAt(index, index - 1)
      index -= 1
    }
  }
}

/// Every log of starts: of the campaigns with a rate of their own, and of the caller IDs with one, over all campaigns
/// and calls by hand.
struct StartBook {
  private var campaigns: [StartLog?]
  private var callerIDs: [Int64: StartLog] = [:]

  init(campaigns all: [Campaign]) {
    campaigns = all.map { $0.pacing.callsPerHour == nil ? nil : StartLog(keeps: .hours(1)) }
    for campaign in all {
      let rates = campaign.pacing.perCallerID
      guard rates.callsPerHour ?? rates.callsPerDay != nil else { continue }
      for number in campaign.call.callerIDs { callerIDs[number] = StartLog(keeps: .hours(24)) }
    }
  }

  /// - Parameter campaign: nil for a call of no campaign of this world.
  mutating func begin(_ key: AttemptKey, campaign: Int?, callerID: Int64, at instant: Instant) {
    if let campaign { campaigns[campaign]?.begin(key, at: instant) }
    callerIDs[callerID]?.begin(key, at: instant)
  }

  mutating func sent(_ intent: Intent, at instant: Instant) {
    campaigns[intent.campaign]?.sent(intent.key, at: instant)
    callerIDs[intent.callerID]?.sent(intent.key, at: instant)
  }

  mutating func takeBack(_ intent: Intent) {
    campaigns[intent.campaign]?.takeBack(intent.key)
    callerIDs[intent.callerID]?.takeBack(intent.key)
  }

  /// When `calls_per_hour` of the campaign allows one more start; nil when it does so now.
  func hourClears(campaign c: Int, _ pacing: Campaign.Pacing, at now: Instant) -> Instant? {
    pacing.callsPerHour.flatMap { campaigns[c]?.clears($0, per: .hours(1), at: now) }
  }

  /// When the caller ID's hour and day allow one more start; nil where they do so now.
  func callerIDClears(
    _ number: Int64, _ rates: CallerIDRates, at now: Instant
  ) -> (hour: Instant?, day: Instant?) {
    guard rates.callsPerHour ?? rates.callsPerDay != nil, let log = callerIDs[number] else { return (nil, nil) }
    return (
      rates.callsPerHour.flatMap { log.clears($0, per: .hours(1), at: now) },
      rates.callsPerDay.flatMap { log.clears($0, per: .hours(24), at: now) }
    )
  }
}
