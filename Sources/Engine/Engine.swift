import Campaigns
import HeapModule

/// Decides which call is made when, and never does anything itself: no clock, no I/O, no randomness.
///
/// Invariants, asked by assertions after every tick and by the tests after every event:
/// - every selected customer of a campaign stands in exactly one place, and the sizes of the places add up (G9);
/// - live calls and unresolved attempts that could be running never exceed a concurrency limit (G3);
/// - settled + reserved + unresolved money never exceeds a cap (G4);
/// - an attempt is placed only after `intentCommitted`, at most once, within its window (G1, G2);
/// - calls start only in a tick, so what is decided at an instant does not depend on the order of the events before it
///   at that instant (G10).
package struct Engine: ~Copyable {
  package let world: World
  /// The world's rate card, with what the carrier's prices have raised.
  package internal(set) var rates: RateCard
  var campaigns: [CampaignState]
  var queue: Heap<TimedWork> = []
  var attempts: [AttemptKey: LiveAttempt] = [:]
  var history: History
  var ledger: Ledger
  var pacer: Pacer
  var calendar: AccountCalendar
  var numbers = NumberUse()
  var international = ConfirmationBook()
  var gate = AccountGate()
  var starts: StartBook
  var breakers: BreakerBook
  /// Tries that wait for their slot, in the order in which they came.
  var tries: [TryOrder] = []
  /// Quarantined attempts by campaign.
  var unresolvedOf: [Int]
  var lastKey: AttemptKey = 0
  /// Unsent transmissions of an entry's current attempt, by `campaign << 32 | entry`.
  var unsent: [UInt64: Int] = [:]
  /// Ended calls whose price has not arrived.
  var unpriced: [AttemptKey: UnpricedCall] = [:]
  /// While history is restored: per campaign, the entry of each row; -1 for none.
  var rowIndex: [[Int32]] = []
  /// Per campaign whose `where` asks for calls: the entry of each row, -1 for none; empty for the others.
  var historyRows: [[Int32]] = []
  /// The rows of each customer who has several matters; empty without a campaign that asks for calls.
  var rowsOfPerson: [Int32: [Int32]] = [:]
  /// When membership is asked again, by `campaign << 32 | entry`.
  var nextReview: [UInt64: Instant] = [:]
  /// Segments that were fixed and are not yet handed to the store.
  var unwritten: [Effect] = []
  /// Whether any campaign has seats that are not yet handed to the store.
  var hasNewSeats = false
  /// The campaigns of each priority level 1…5, by id.
  let levels: [[Int]]
  private(set) var now: Instant

  /// Starts with nothing called yet; `restore` replays what the store knows, `begin` puts everybody in a place.
  package init(world: World, at now: Instant) {
    self.world = world
    rates = world.rates
    self.now = now
    campaigns = world.campaigns.indices.map {
      CampaignState(
        campaign: world.campaigns[$0], segment: world.segments[$0], hours: world.hours[$0],
        account: world.account, age: world.ages.isEmpty ? DataAge() : world.ages[$0],
        countries: world.countries)
    }
    for c in campaigns.indices {
      campaigns[c].hold = world.holds[c]
      campaigns[c].awaits = world.campaigns[c].schedule.after.first
    }
    history = History(people: world.personCount, numbers: world.numberCount)
    ledger = Ledger(campaigns: world.campaigns.count)
    pacer = Pacer(world: world)
    starts = StartBook(campaigns: world.campaigns)
    breakers = BreakerBook(campaigns: world.campaigns)
    unresolvedOf = .init(repeating: 0, count: world.campaigns.count)
    levels = (0...5).map { level in world.campaigns.indices.filter { world.campaigns[$0].priority == level } }
    calendar = AccountCalendar(zone: world.account.zone, at: now)
  }

  /// Takes one event and answers with what is to be done, in order.
  package mutating func handle(_ event: Event, at instant: Instant) -> [Effect] {
    var effects: [Effect] = []
    handle(event, at: instant, into: &effects)
    return effects
  }

  /// The same without an array for each event. `instant` never runs backwards: an earlier one is taken as the last.
  package mutating func handle(_ event: Event, at instant: Instant, into effects: inout [Effect]) {
    pass(to: instant)
    switch event {
    case .ticked:
      tick(into: &effects)
      if hasNewSeats || !unwritten.isEmpty { writeStarts(into: &effects) }
      return
    case .intentCommitted(let key): intentCommitted(key, into: &effects)
    case .intentRefused(let key, let reason): intentRefused(key, reason, into: &effects)
    case .placementReturned(let key, let placement, let sentAt):
      placementReturned(key, placement, sentAt: sentAt, into: &effects)
    case .statusReported(let key, let report): statusReported(key, report, into: &effects)
    case .fetchFailed: pacer.ramp.questionLost(at: now)
    case .reconciled(let key, let found): reconciled(key, found, into: &effects)
    case .lookFailed(let key): lookFailed(key, into: &effects)
    case .recovered(let calls, let newestCommit): recovered(calls, newestCommit: newestCommit, into: &effects)
    case .accountRefused(let message): gate.stopped = MaskedText.of(message)
    case .recoveryAccepted:
      gate.recovering = false
      gate.rolledBack = false
    case .clockCompared(let ahead): compareClocks(ahead: ahead)
    case .paused(let campaign, let reason, let until): pause(campaign, reason: reason, until: until)
    case .resumed(let campaign): resume(campaign)
    case .confirmed(let confirmation): confirm(confirmation)
    case .revoked(let campaign, let country): revoke(campaign, country: country, into: &effects)
    case .suppressionsChanged(let change): suppressionsChanged(change, into: &effects)
    case .dataRenewed(let ages): dataRenewed(ages)
    case .halted(let campaign, let reason, let until): halt(campaign, reason: reason, until: until, into: &effects)
    case .operatorResolved(let key, let resolution): resolve(key, as: resolution, into: &effects)
    case .tryOrdered(let order): self.order(order, into: &effects)
    case .suppressed(let callee): suppress(callee, into: &effects)
    case .killSwitchChanged(let isOn): setKillSwitch(isOn, into: &effects)
    case .stopRequested: requestStop(into: &effects)
    }
    if hasNewSeats || !unwritten.isEmpty { writeStarts(into: &effects) }
    effects.append(.wake(at: now))
  }

  /// Lets time pass without an event, so that `explanation` and `standings` answer for that instant. Nobody changes
  /// his place by it: that is a tick's work.
  package mutating func pass(to instant: Instant) {
    gate.clock = instant
    if instant < now - Self.clockStep {
      gate.behindUntil = max(gate.behindUntil, now)
      gate.wasSetBack = true
    }
    now = max(now, instant)
    calendar.advance(to: now)
  }

  /// Puts every entry in its place. Call it once, after the last `restore`.
  package mutating func begin() {
    rowIndex = []
    historyRows = .init(repeating: [], count: campaigns.count)
    finishFlow()
    for campaign in campaigns.indices {
      refreshHours(campaign)
      beginMembership(campaign)
      beginStart(campaign)
      beginPeers(campaign)
      beginStops(campaign)
      for entry in campaigns[campaign].place.indices { beginEntry(campaign, entry) }
      for (entry, flips) in world.segments[campaign].flips where !isFixed(campaign) {
        campaigns[campaign].pendingFlips += flips.count
        for flip in flips { queue.insert(TimedWork(at: flip.at, .flip(campaign: campaign, entry: Int(entry)))) }
      }
    }
    noticePilots()
    noticeFinished()
  }

  private mutating func beginEntry(_ campaign: Int, _ entry: Int) {
    if world.segments[campaign].suppressed[entry] { campaigns[campaign].set(CampaignState.Mark.suppressed, entry) }
    let carried = campaigns[campaign].tries[entry] > 0
    if campaigns[campaign].has(CampaignState.Mark.member, entry) || carried { select(campaign, entry) }
    if campaigns[campaign].has(CampaignState.Mark.selected, entry), campaigns[campaign].place[entry] == .outside {
      admit(campaign, entry)
    }
  }

  mutating func select(_ campaign: Int, _ entry: Int) {
    guard !campaigns[campaign].has(CampaignState.Mark.selected, entry) else { return }
    campaigns[campaign].set(CampaignState.Mark.selected, entry)
    campaigns[campaign].selected += 1
  }
}
