/// `change_guard.hold_when` of dialer.yaml: how far an edit may widen a live campaign before somebody approves it.
/// New campaigns, wider hours, looser limits and new countries always wait.
package struct ChangeGuardRules: Sendable, Equatable {
  /// Growth of the customers that still applies at once, in tenths of a percent: +20% is 200.
  package var customers = 200
  /// Growth of the worst-case cost that still applies at once, in tenths of a percent: +25% is 250.
  package var worstCase = 250
  package init() {}
}
