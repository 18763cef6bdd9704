/// What an operator must see in `status`, by the code that programs read.
package enum ConditionCode: String, Sendable, CaseIterable {
  /// Nothing is dialed before the carrier has listed its calls.
  case recovering
  /// The carrier has calls that are younger than the store.
  case rolledBack = "rolled-back"
  case accountStopped = "account-stopped"
  /// The wall clock is behind the newest intent.
  case clockBehind = "clock-behind"
  /// The carrier's clock and ours are too far apart.
  case clockSkew = "clock-skew"
  case carrierUnavailable = "carrier-unavailable"
  case campaignStopped = "campaign-stopped"
  case countryStopped = "country-stopped"
  case callerIDStopped = "caller-id-stopped"
  case circuitOpen = "circuit-open"
  /// Quarantined attempts.
  case attemptUnresolved = "attempt-unresolved"
  /// A finished campaign whose unresolved attempts wait for a person.
  case attemptsHeld = "attempts-held"
  case ratesTooOldSoon = "rates-too-old-soon"
  case ratesTooOld = "rates-too-old"
  /// A calendar of a campaign has no data for this year, or will soon have none.
  case calendarOutOfDate = "calendar-out-of-date"
  case calendarOutOfDateSoon = "calendar-out-of-date-soon"
  /// The carrier charged more than the rate card says.
  case priceAboveCard = "price-above-card"
  case budgetAlert = "budget-alert"
  case orphanCall = "orphan-call"
  case doubleCall = "double-call"
  case killSwitch = "kill-switch"
  case heldChange = "held-change"
  case pilotDone = "pilot-done"
  case lastGood = "last-good"
  /// The alert webhook does not take what is sent to it; told in `status` and the log only.
  case alertsUndelivered = "alerts-undelivered"
}
