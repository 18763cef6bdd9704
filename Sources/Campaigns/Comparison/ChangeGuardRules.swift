/// `change_guard.hold_when` of dialer.yaml: how far an edit may widen a live campaign before somebody approves it.
///
/// Without the key every rule is in force, with these values; a written `hold_when` names all that are.
package struct ChangeGuardRules: Sendable, Equatable {
  /// Whether a new live campaign waits, or one that is no draft any more.
  package var newCampaign = true
  /// Growth of the customers that still applies at once, in tenths of a percent: +20% is 200; nil: any.
  package var customers: Int? = 200
  /// Growth of the worst-case cost that still applies at once, in tenths of a percent: +25% is 250; nil: any.
  package var worstCase: Int? = 250
  /// Whether wider hours wait.
  package var hours = true
  /// Whether looser limits wait: of pacing, attempts, budget, and of what may be called abroad.
  package var limits = true
  /// Whether a country that was not called before waits.
  package var newCountry = true
  package init() {}
}

extension ConfigurationKeys {
  static let changeGuard: [KeySpec] = [
    .key("change_guard", .map, "which edits wait for `dialer approve`; not on a loopback carrier"),
    .key("change_guard.hold_when", .map, "the changes; what a written hold_when leaves out applies at once"),
    .key("change_guard.hold_when.new_campaign", .choice(["any", "live"]), "a new live campaign"),
    .key("change_guard.hold_when.customers", .text, "growth such as +20%"),
    .key("change_guard.hold_when.worst_case", .text, "growth such as +25%"),
    .key("change_guard.hold_when.hours", .choice(["wider"]), "hours"),
    .key("change_guard.hold_when.limits", .choice(["looser"]), "limits"),
    .key("change_guard.hold_when.new_country", .choice(["any"]), "a country not called before"),
  ]
}

extension ConfigurationDecoder {
  mutating func changeGuard() -> ChangeGuardRules {
    var rules = ChangeGuardRules()
    let path = "change_guard.hold_when"
    guard keys.nodes[path] != nil else { return rules }
    rules.newCampaign = keys.text(path + ".new_campaign") != nil
    rules.customers = growth(path + ".customers")
    rules.worstCase = growth(path + ".worst_case")
    rules.hours = keys.text(path + ".hours") != nil
    rules.limits = keys.text(path + ".limits") != nil
    rules.newCountry = keys.text(path + ".new_country") != nil
    return rules
  }

  /// `+20%` in tenths of a percent.
  private mutating func growth(_ path: String) -> Int? {
    guard let node = keys.nodes[path], let text = keys.text(path) else { return nil }
    if text.hasPrefix("+"), text.hasSuffix("%"),
      let tenths = ChangeGuardRules.tenths(text.dropFirst().dropLast())
    {
      return tenths
    }
    keys.report(
      "bad-value", "`\(text)` is no growth", at: node.span,
      help: "write a plus sign and a percentage up to 10000, such as +20%")
    return nil
  }
}

extension ChangeGuardRules {
  /// `20` or `2.5` of a percentage, in tenths; nil for anything else.
  static func tenths(_ text: Substring) -> Int? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, whole.utf8.count <= 5,
      whole.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let value = Int(whole), value <= 10_000
    else { return nil }
    guard parts.count == 2 else { return value * 10 }
    guard parts[1].utf8.count == 1, let tenth = Int(parts[1]), tenth >= 0 else { return nil }
    return value * 10 + tenth
  }
}
