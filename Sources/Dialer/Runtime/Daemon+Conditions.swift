import ActivityStore
import Campaigns
import Dispatch
import Engine
import Telephony

/// What an operator must see: gathered after every turn, kept and told when it changes.
extension Daemon {
  /// What stands now: the engine's conditions, and those that only the daemon knows.
  func standingConditions(at now: Instant) -> [StandingCondition] {
    conditions.removeAll { $0.until.map { $0 <= now } ?? false }
    var all = engine.conditions
    if let failure = recoveryFailure, let index = all.firstIndex(where: { $0.code == failure.code }) {
      all[index].text = failure.text
      all[index].remedy = failure.remedy
    }
    all += workspace.decision.held.map(\.condition)
    if workspace.isLastGood {
      all.append(
        StandingCondition(
          .lastGood, text: "the files of the last good load run, whatever those on disk say now",
          remedy: "correct the files (dialer check), then: dialer reload"))
    }
    all += conditions.map { StandingCondition(code: $0.code, text: $0.text, remedy: $0.remedy) }
    if let alertTrouble {
      all.append(
        StandingCondition(
          .alertsUndelivered, text: alertTrouble,
          remedy: "correct alerts.webhook or what answers there; alerts wait for 24 hours, calls go on"))
    }
    if let filesTrouble {
      all.append(StandingCondition(.filesNotWatched, text: filesTrouble.text, remedy: filesTrouble.remedy))
    }
    return all
  }

  /// Compares what stands with what stood, for the turn's transaction.
  func noticeConditions(at now: Instant) {
    let wallNow = DaemonClock.wallNow()
    for change in board.update(standingConditions(at: now), at: now) {
      conditionChanges.append(change)
      guard !change.isRepeated, change.condition.code != ConditionCode.alertsUndelivered.rawValue,
        workspace.configuration.alerts.wants(change.condition.code)
      else { continue }
      // What is told once, such as a budget's share, does not tell that its day is over.
      if !change.isRaised, change.condition.isOnce { continue }
      newAlerts.append(NewAlert(queuedAt: wallNow, body: change.message(at: now)))
    }
  }

  /// Puts what was noticed into a turn; what was told of it is returned for the log, which waits for the commit.
  func takeConditions(into turn: inout StoreTurn) -> [ConditionBoard.Change] {
    let changes = conditionChanges
    turn.conditions = changes.map(\.record)
    turn.alerts = newAlerts
    conditionChanges = []
    newAlerts = []
    return changes
  }

  /// The changes are on disk.
  func tell(_ changes: [ConditionBoard.Change], at now: Instant) {
    for change in changes
    where (!change.isRepeated || change.isRemembered) && !notedCodes.contains(change.condition.code) {
      let condition = change.condition
      if !change.isRaised {
        observer.lifted(condition.code, at: now)
      } else {
        observer.warned(Warning(code: condition.code, text: condition.text, remedy: condition.remedy), at: now)
      }
    }
    if !changes.isEmpty { alertSender?.wake() }
  }

  /// Keeps a condition that no state says: until an instant, or for as long as nobody takes it back.
  func note(_ warning: Warning, until: Instant? = nil, at now: Instant) {
    let condition = Condition(
      code: warning.code, since: now, text: warning.text, remedy: warning.remedy, until: until)
    if let index = conditions.firstIndex(where: { $0.code == warning.code }) {
      conditions[index] = condition
    } else {
      conditions.append(condition)
    }
    notedCodes.insert(warning.code)
    observer.warned(warning, at: now)
  }

  /// The alert webhook does not answer; nil: it does again.
  func noteAlertTrouble(_ trouble: String?) {
    queue.async { [self] in
      guard alertTrouble != trouble else { return }
      alertTrouble = trouble
      scheduleTurn()
    }
  }

  // MARK: - The carrier's clock

  /// Tells the engine how far the carrier's clock is from ours. A stepped clock is the carrier's own.
  func compareClocks(at now: Instant) {
    noticeSetting(at: now)
    guard options.comparesClocks, !clock.isStepped, let ahead = client.lastSkew, ahead != comparedSkew else { return }
    comparedSkew = ahead
    let wasSkewed = engine.isClockSkewed
    engine.handle(.clockCompared(ahead: ahead), at: now, into: &clockEffects)
    clockEffects = []
    if engine.isClockSkewed, !wasSkewed { askClockLater() }
    needsTick = true
  }

  /// A clock that was set is not believed before the carrier was asked for the time: until then it counts as wrong by
  /// as much as it was set, or as right again when that makes it agree with what the carrier said last.
  private func noticeSetting(at now: Instant) {
    let step = clock.setSinceLastLook()
    guard step > Engine.clockStep || step < .zero - Engine.clockStep else { return }
    needsTick = true
    let seconds = "\(step.wholeSeconds.magnitude) s \(step > .zero ? "forward" : "back")"
    observer.warned(
      Warning(
        code: "clock-set", text: "this machine's clock was set \(seconds)",
        remedy: "every hour and wait is asked again; status says whether calls wait for the clock"), at: now)
    guard options.comparesClocks else { return }
    client.forgetSkew()
    let ahead = (comparedSkew ?? .zero) - step
    comparedSkew = ahead
    let wasSkewed = engine.isClockSkewed
    engine.handle(.clockCompared(ahead: ahead), at: now, into: &clockEffects)
    clockEffects = []
    guard engine.isClockSkewed, !wasSkewed else { return }
    client.readClock { [self] in queue.async { [self] in scheduleTurn() } }
    askClockLater()
  }

  /// While the clocks differ nothing may be asked for a long time: so the carrier is asked for its time alone.
  private func askClockLater() {
    queue.asyncAfter(deadline: .now() + .seconds(60)) { [self] in
      guard !isFinished, !isStopping, engine.isClockSkewed else { return }
      client.readClock { [self] in
        queue.async { [self] in
          scheduleTurn()
          askClockLater()
        }
      }
    }
  }
}
