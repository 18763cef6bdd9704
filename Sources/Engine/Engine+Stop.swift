/// The two stops that also withdraw what the carrier still has in its queue: the kill switch and the process's end.
extension Engine {
  /// No call starts while the switch is on. A committed intent is withdrawn when it asks for its last gate; calls that
  /// nobody has answered are cancelled, calls in progress go on.
  mutating func setKillSwitch(_ isOn: Bool, into effects: inout [Effect]) {
    guard gate.killSwitch != isOn else { return }
    gate.killSwitch = isOn
    if isOn { withdrawQueued(into: &effects) }
  }

  /// The process is about to end: no call starts any more.
  mutating func requestStop(into effects: inout [Effect]) {
    guard !gate.stopping else { return }
    gate.stopping = true
    withdrawQueued(into: &effects)
  }

  /// Whether a call that is placed from now on must leave the carrier's queue again: its request was under way when the
  /// stop came.
  var withdrawsPlaced: Bool { gate.stopping || gate.killSwitch }

  /// Whether the kill switch is on.
  package var isKilled: Bool { gate.killSwitch }

  private func withdrawQueued(into effects: inout [Effect]) {
    for call in unansweredCalls { effects.append(.cancelCall(call.key, sid: call.sid)) }
  }
}
