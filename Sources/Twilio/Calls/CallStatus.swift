/// The status of a call. `initiated` occurs in callbacks only, never on the resource.
package enum CallStatus: String, Sendable, CaseIterable {
  case queued, initiated, ringing
  case inProgress = "in-progress"
  case completed, busy, failed
  case noAnswer = "no-answer"
  case canceled

  /// Whether the call is over; a call never leaves such a status.
  package var isTerminal: Bool {
    switch self {
    case .queued, .initiated, .ringing, .inProgress: false
    case .completed, .busy, .failed, .noAnswer, .canceled: true
    }
  }

  /// Whether the call resource can show it.
  package var isOnResource: Bool { self != .initiated }
}

/// What a status callback can be asked for by `StatusCallbackEvent`.
package enum CallEvent: String, Sendable, CaseIterable {
  case initiated, ringing, answered, completed

  /// The event that announces a status; nil for `queued`, which none announces.
  package init?(announcing status: CallStatus) {
    switch status {
    case .queued: return nil
    case .initiated: self = .initiated
    case .ringing: self = .ringing
    case .inProgress: self = .answered
    case .completed, .busy, .failed, .noAnswer, .canceled: self = .completed
    }
  }
}

/// What machine detection found.
package enum AnsweredBy: String, Sendable, CaseIterable {
  case human
  case machineStart = "machine_start"
  case machineEndBeep = "machine_end_beep"
  case machineEndSilence = "machine_end_silence"
  case machineEndOther = "machine_end_other"
  case fax, unknown

  /// Whether a machine took the call; `unknown` counts as a person.
  package var isMachine: Bool { self != .human && self != .unknown }
}
