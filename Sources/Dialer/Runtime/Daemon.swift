import ActivityStore
import Campaigns
import Dispatch
import Engine
import Foundation
import Telephony

/// The live driver: one serial queue on which the engine takes its turns, one store, one carrier.
///
/// A turn takes what is in the inbox, asks the engine, commits what it wants kept, and only then does what the world
/// can see. If a commit fails the process ends at once: memory must never be ahead of what the next start will read.
///
/// Everything here is confined to `queue`; that is what `@unchecked Sendable` stands for.
final class Daemon: @unchecked Sendable {
  let queue = DispatchQueue(label: "dialer.engine")
  let store: any Store
  let client: TwilioClient
  let clock: DaemonClock
  let observer: any DaemonObserver
  let options: Options
  /// The files as they were loaded last, before the guard was asked.
  var files: Workspace
  /// What runs: each campaign by the revision that may.
  var workspace: Workspace
  var engine: Engine
  var directory: Directory
  /// Rows of attempts that are not over, as the store has them.
  var rows: [AttemptKey: AttemptRecord]
  var knownSIDs: Set<String>
  /// What is to be said in the calls whose intents are being committed.
  var requests: [AttemptKey: CallRequest] = [:]
  var inbox: [Event] = []
  var hasScheduledTurn = false
  /// Requests under way, of any kind; only without any does a stepped clock move.
  var inFlight = 0
  /// Attempts whose create-call request is under way.
  var sending: Set<AttemptKey> = []
  /// Who waits for some of these requests to be answered, whatever the answer is.
  var sendingWaits: [SendingWait] = []
  var cancelling = 0
  var needsTick = true
  var isStepping = false
  /// What was noted and no state of the engine says; `standingConditions` has all.
  var conditions: [Condition] = []
  /// Codes that were noted, whose coming and going was shown at once.
  var notedCodes: Set<String> = []
  var board: ConditionBoard
  /// What changed since the last commit.
  var conditionChanges: [ConditionBoard.Change] = []
  var newAlerts: [NewAlert] = []
  /// Why the carrier could not be asked what is running there.
  var recoveryFailure: Warning?
  /// Why the alert webhook takes nothing.
  var alertTrouble: String?
  var alertSender: AlertSender?
  var comparedSkew: Interval?
  var clockEffects: [Effect] = []
  var reload = ReloadState()
  /// Who waits for a try to start, by `TryOrder.id`.
  var tryWaits: [Int: @Sendable (Result<JSON, Failure>) -> Void] = [:]
  /// The orders of tries whose intent is being written.
  var tryOrders: [AttemptKey: Int] = [:]
  var tryCount = 0
  var reloadWaits: [@Sendable (ReloadState) -> Void] = []
  /// Who waits for the guard to be asked again over the same files.
  var guardWaits: [@Sendable (Failure?) -> Void] = []
  /// What comes before the start waits in the inbox.
  private var hasStarted = false
  /// What waits until no request to create a call is under way.
  var quietWork: [() -> Void] = []
  var isFinished = false
  var isStopping = false
  /// What the kill switch's file said last; the engine may learn of it a turn later.
  var isKillSwitchOn = false
  var recoveryTries = 0
  /// The store's newest intent when it was loaded, open or over: no call of ours that it does not know is older.
  let newestIntent: Instant?
  /// What is left of the day's retention; nil: nothing.
  var retentionRun: RetentionRun?
  /// When the next day's work is due: the account's midnight.
  var nextDaily = Instant.distantPast
  /// End when nothing is left before this instant; nil: run until stopped.
  let onceUntil: Instant?
  /// Two for the same instant: one runs evenly, the other goes by the wall and has come when that is set forward.
  private var timers: [any DispatchSourceTimer] = []
  private var onFinish: (@Sendable (Int32) -> Void)?

  struct Options: Sendable {
    var ends: Ending
    var config: String?
    var isLoopback: Bool
    /// Whether the carrier's clock should be ours: not a sandbox's, which may show any time.
    var comparesClocks = true
    /// Seconds of a stepped clock that pass in one real second, for the eye; nil: as fast as it goes.
    var speed: Double?
    /// The service manager that is told of the daemon's life; nil: nobody.
    var service: ServiceLink?
    /// Whether changes that widen a campaign wait for an approval.
    var guardsChanges = false
  }

  /// When the daemon ends by itself.
  enum Ending: Sendable {
    case never
    /// When nothing is left before the account's next midnight, by the daemon's own clock.
    case midnight
    case at(Instant)
  }

  struct Condition: Sendable {
    var code: String
    var since: Instant
    var text: String
    var remedy: String
    /// It ends then by itself; nil: as long as what it says holds.
    var until: Instant?
  }

  struct ReloadState: Sendable {
    var succeeded = true
    var at: Instant
    var error: String?
    /// What the files changed, by campaign, and what of it waits.
    var effects: [SetComparison.Judged] = []
    var held: [HeldChange] = []
    init(at: Instant = .distantPast) { self.at = at }
  }

  init(
    workspace: Workspace, store: any Store, client: TwilioClient, clock: DaemonClock, observer: any DaemonObserver,
    options: Options
  ) throws {
    files = workspace
    self.store = store
    self.client = client
    self.clock = clock
    self.observer = observer
    self.options = options
    let now = clock.now()
    let workspace = try ChangeGuard(
      workspace: workspace, store: store, now: now, holdsChanges: options.guardsChanges
    ).applied()
    self.workspace = workspace
    switch options.ends {
    case .never: onceUntil = nil
    case .at(let instant): onceUntil = instant
    case .midnight: onceUntil = workspace.nextMidnight(after: now)
    }
    var loaded = try WorldLoader(
      workspace: workspace, store: store, now: now, purpose: .run(loopback: options.isLoopback),
      ratesTooOld: workspace.ratesTooOld(at: now)
    ).load()
    loaded.engine.requireRecovery(newestIntent: loaded.newestIntent)
    newestIntent = loaded.newestIntent
    directory = loaded.directory
    rows = loaded.open
    knownSIDs = loaded.knownSIDs
    engine = loaded.engine
    board = ConditionBoard(try store.conditions())
    reload = ReloadState(at: now)
  }

  /// Begins with recovery; `finished` is told the exit code once.
  func start(finished: @escaping @Sendable (Int32) -> Void) {
    queue.async { [self] in
      onFinish = finished
      hasStarted = true
      timers = (0..<2).map { _ in
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { [self] in
          needsTick = true
          scheduleTurn()
        }
        timer.activate()
        return timer
      }
      do {
        try recordRevisions(of: workspace, files: files)
      } catch {
        return fail(error)
      }
      options.service?.ready(on: queue) { [weak self] in self?.scheduleTurn() }
      recover()
    }
  }

  /// Takes an event from anywhere.
  func post(_ event: Event) {
    queue.async { [self] in receive(event) }
  }

  func receive(_ event: Event) {
    inbox.append(event)
    scheduleTurn()
  }

  func scheduleTurn() {
    guard hasStarted, !hasScheduledTurn, !isFinished else { return }
    hasScheduledTurn = true
    queue.async { [self] in
      hasScheduledTurn = false
      turn()
    }
  }

  /// One turn: at most 1,000 events, then calls if it is time for them.
  private func turn() {
    guard !isFinished else { return }
    #if DEBUG
      FailPoint.wedgedQueue.pass()
    #endif
    options.service?.turnBegan()
    let now = clock.now()
    compareClocks(at: now)
    var effects: [Effect] = []
    let events = inbox.prefix(1_000)
    inbox.removeFirst(events.count)
    for event in events {
      needsTick = true
      engine.handle(event, at: now, into: &effects)
    }
    if needsTick, mayTick {
      needsTick = false
      engine.handle(.ticked, at: now, into: &effects)
    }
    noticeConditions(at: now)
    carryOut(effects, at: now)
    guard !isFinished else { return }
    options.service?.committed()
    tellService()
    if !inbox.isEmpty || (needsTick && mayTick) { return scheduleTurn() }
    rest(at: now)
  }

  /// On a stepped clock calls start only when everything that belongs to the instant is known; a reload starts none.
  private var mayTick: Bool {
    if reload.isWaiting(reloadWaits) || !guardWaits.isEmpty || !quietWork.isEmpty { return false }
    return clock.isStepped ? inFlight == 0 && inbox.isEmpty : true
  }

  /// Nothing to do at this instant: end, or wait for the next.
  private func rest(at now: Instant) {
    if now >= nextDaily { beginDay(at: now) }
    if !isStopping, !isFinished, retain(at: now) { return }
    if !quietWork.isEmpty, sending.isEmpty { return performQuietWork() }
    if !reloadWaits.isEmpty || !guardWaits.isEmpty, sending.isEmpty { return performReload() }
    if isStopping {
      // What was only asked is asked again by the next start; what was sent or withdrawn must have its answer.
      if sending.isEmpty, cancelling == 0 { finish(unresolvedCode()) }
      return
    }
    if let until = onceUntil, isDone(until: until) { return finish(unresolvedCode()) }
    let wake = engine.wakesAt
    if clock.isStepped {
      if inFlight == 0 { step(to: wake) }
    } else if min(wake, nextDaily) < .distantFuture {
      let fresh = clock.now()
      // Set back in the middle of this turn: the wait would be as long as it was set back, and nobody would notice.
      if fresh < now { return scheduleTurn() }
      let wait = max(0, (min(wake, nextDaily) - fresh).microseconds)
      let length = DispatchTimeInterval.microseconds(Int(min(wait, 86_400_000_000)))
      timers.first?.schedule(deadline: .now() + length, leeway: .microseconds(100))
      timers.last?.schedule(wallDeadline: .now() + length, leeway: .milliseconds(100))
    }
  }

  private func isDone(until: Instant) -> Bool {
    guard inFlight == 0, engine.openCount == 0, !engine.isRecovering else { return false }
    return engine.nextCallAt >= until
  }

  func unresolvedCode() -> Int32 {
    guard onceUntil != nil else { return 0 }
    let isHeld = engine.unresolvedCount > 0 || engine.accountStop != nil || engine.isRecovering || engine.isKilled
    return isHeld ? Failure.Code.temporary.rawValue : 0
  }

  /// No new calls; requests under way finish, calls that still wait at the carrier are withdrawn (also those whose
  /// request was under way), then the end.
  func stop() {
    queue.async { [self] in
      guard !isStopping, !isFinished else { return }
      isStopping = true
      options.service?.stopping()
      receive(.stopRequested)
    }
  }

  func finish(_ code: Int32) {
    guard !isFinished else { return }
    isFinished = true
    options.service?.ended()
    for timer in timers { timer.cancel() }
    observer.ended(
      reports: reports(), notCalled: (0..<engine.campaignCount).map { engine.notCalled(campaign: $0) }, at: clock.now())
    onFinish?(code)
  }

  func fail(_ error: any Error) {
    let failure = (error as? Failure) ?? (error as? StoreError).map(Failure.init) ?? Failure(.failed, "\(error)")
    if !failure.message.isEmpty { Console.error(failure.message) }
    isFinished = true
    options.service?.ended()
    for timer in timers { timer.cancel() }
    onFinish?(failure.code.rawValue)
  }

  func reports() -> [CampaignReport] { (0..<engine.campaignCount).map { engine.report(campaign: $0) } }
}

extension Daemon.ReloadState {
  func isWaiting(_ waits: [@Sendable (Daemon.ReloadState) -> Void]) -> Bool { !waits.isEmpty }
}
