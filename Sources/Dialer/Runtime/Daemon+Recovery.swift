import ActivityStore
import Campaigns
import Dispatch
import Engine
import Telephony

/// The start of a process life, the stepping of a sandbox's clock, and reload.
extension Daemon {
  /// Asks the carrier what is running there; until it answers the reason for every customer is `recovering`.
  func recover() {
    let since: Instant
    let newest: Instant
    do {
      let newestCommit = try store.newestCommit()
      let createdAt = try store.createdAt()
      newest = newestCommit ?? createdAt
      since = max(createdAt, (newestIntent ?? createdAt) - .seconds(30))
    } catch {
      return fail(error)
    }
    let unresolvedSince = rows.values.filter { $0.isLive }.map { $0.at - .seconds(30) }.min()
    let first = min(since, unresolvedSince ?? since)
    inFlight += 1
    Task { [self] in
      let result: Result<[ListedCall], CarrierFailure>
      do throws(CarrierFailure) {
        result = .success(try await client.listRecent(since: first))
      } catch {
        result = .failure(error)
      }
      queue.async { [self] in
        inFlight -= 1
        switch result {
        case .failure(let failure): recoverLater(failure)
        case .success(let calls):
          recoveryFailure = nil
          receive(
            .recovered(
              calls.filter { !knownSIDs.contains($0.report.sid) && isOurs($0, since: since) }, newestCommit: newest))
        }
      }
    }
  }

  /// A call that concerns this store: made since it exists, or one that an unresolved attempt may own.
  private func isOurs(_ call: ListedCall, since: Instant) -> Bool {
    call.createdAt.seconds >= since.seconds || rows.values.contains { $0.isLive && $0.callee == call.to }
  }

  private func recoverLater(_ failure: CarrierFailure) {
    recoveryTries += 1
    if failure.action == .stopAccount {
      receive(.accountRefused(message: failure.description))
      if onceUntil != nil { isStopping = true }
    }
    let warning = Warning(
      code: "recovering", text: "nothing is dialed before the carrier has listed its calls: \(failure)",
      remedy: "check the network and the carrier's status; it is asked again in \(min(60, 5 * recoveryTries)) s")
    recoveryFailure = warning
    observer.warned(warning, at: clock.now())
    scheduleTurn()
    if let onceUntil, clock.now() >= onceUntil { isStopping = true }
    if isStopping { return scheduleTurn() }
    queue.asyncAfter(deadline: .now() + .seconds(min(60, 5 * recoveryTries))) { [self] in
      if !isFinished { recover() }
    }
  }

  /// Moves the sandbox's clock to the next instant at which something can happen.
  func step(to wake: Instant) {
    guard let sandbox = clock.sandbox, !isStepping, wake < .distantFuture else {
      if wake == .distantFuture, onceUntil != nil, !engine.isRecovering { finish(unresolvedCode()) }
      return
    }
    if let until = onceUntil, wake >= until, engine.openCount == 0 { return finish(unresolvedCode()) }
    isStepping = true
    inFlight += 1
    sandbox.step(to: wake) { [self] now in
      queue.async { [self] in
        inFlight -= 1
        isStepping = false
        guard let now else { return fail(Failure(.unavailable, "the sandbox's clock does not answer")) }
        let passed = now - clock.now()
        clock.advance(to: now)
        needsTick = true
        guard let speed = options.speed, passed > .zero else { return scheduleTurn() }
        let pause = Double(passed.microseconds) / speed
        queue.asyncAfter(deadline: .now() + .microseconds(Int(pause))) { [self] in scheduleTurn() }
      }
    }
  }

  // MARK: - Reload

  /// Runs what must not meet a request to create a call: at once, or when the last one has its answer. On the queue.
  func whenQuiet(_ work: @escaping () -> Void) {
    quietWork.append(work)
    scheduleTurn()
  }

  func performQuietWork() {
    let work = quietWork
    quietWork = []
    for one in work where !isFinished { one() }
    needsTick = true
    scheduleTurn()
  }

  /// Reads all files anew and swaps them in whole, or keeps what runs.
  /// - Parameter user: who asks, for the audit.
  func requestReload(by user: String = "daemon", done: @escaping @Sendable (ReloadState) -> Void = { _ in }) {
    queue.async { [self] in
      reloadWaits.append { [self] state in
        noteReload(state, by: user)
        done(state)
      }
      scheduleTurn()
    }
  }

  /// No request to create a call is under way here, so that every attempt's fate is in the store.
  func performReload() {
    if !guardWaits.isEmpty { performGuard() }
    guard !reloadWaits.isEmpty, !isFinished else { return }
    let now = clock.now()
    options.service?.reloading()
    var state = ReloadState(at: now)
    do {
      let fresh = try Workspace.load(config: options.config)
      if fresh.hasErrors {
        state.succeeded = false
        state.error = Diagnostic.text(fresh.diagnostics, files: fresh.sources)
      } else {
        try CustomerSync.importChanged(fresh, store: store, now: now)
        try SuppressionFiles.importChanged(fresh, store: store, now: now)
        try swap(to: fresh, at: now)
        state.effects = workspace.decision.effects
        state.held = workspace.decision.held
      }
    } catch {
      state.succeeded = false
      state.error = (error as? Failure)?.message ?? "\(error)"
    }
    reload = state
    options.service?.reloaded()
    observer.reloaded(state, at: now)
    let waits = reloadWaits
    reloadWaits = []
    for wait in waits { wait(state) }
    needsTick = true
    scheduleTurn()
  }

  /// Swaps in a set of files, each campaign by the revision that the guard lets run.
  /// - Parameter keepsStops: whether what the carrier stopped stays stopped: nobody looked at it.
  func swap(to files: Workspace, at now: Instant, keepsStops: Bool = false) throws {
    let wasRecovering = engine.isRecovering
    let fresh = try ChangeGuard(
      workspace: files, store: store, now: now, holdsChanges: options.guardsChanges, comparesAlways: true
    ).applied()
    var loaded = try WorldLoader(
      workspace: fresh, store: store, now: now, purpose: .run(loopback: options.isLoopback),
      ratesTooOld: fresh.ratesTooOld(at: now)
    ).load()
    var effects: [Effect] = []
    if wasRecovering {
      loaded.engine.requireRecovery(newestIntent: nil)
    } else {
      loaded.engine.handle(.recovered([], newestCommit: .distantFuture), at: now, into: &effects)
    }
    dropTries()
    loaded.engine.carrierHealth = engine.carrierHealth
    if keepsStops { loaded.engine.stops = engine.stops }
    if isKillSwitchOn { loaded.engine.handle(.killSwitchChanged(isOn: true), at: now, into: &effects) }
    if isStopping { loaded.engine.handle(.stopRequested, at: now, into: &effects) }
    // First on disk: if that fails, what ran goes on.
    try recordRevisions(of: fresh, files: files)
    self.files = files
    workspace = fresh
    alertSender?.retarget(fresh.configuration.alerts.webhook)
    watchFiles()
    directory = loaded.directory
    rows = loaded.open
    knownSIDs.formUnion(loaded.knownSIDs)
    engine = loaded.engine
    carryOut(effects, at: now)
  }

  /// Writes down which revision of each campaign runs.
  func recordRevisions(of workspace: Workspace, files: Workspace) throws {
    let now = clock.now()
    try store.recordCurrency(workspace.configuration.budget.currency)
    for campaign in workspace.campaigns {
      try store.recordRevision(
        campaign: campaign.id, hash: campaign.revision, text: campaign.text, purpose: campaign.purpose.rawValue,
        onBehalfOf: campaign.onBehalfOf, at: now)
    }
    try store.recordRunning(workspace.decision.running)
    if !workspace.isLastGood { try store.recordGoodFiles(files.goodFiles) }
  }
}
