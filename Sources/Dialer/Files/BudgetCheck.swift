import Campaigns

/// Budgets that cannot pay for one call.
enum BudgetCheck {
  /// A warning at each cap below the cheapest worst case of one call: the campaign would call nobody.
  ///
  /// The cheapest is that of the lowest price of the rate card, so that nobody is warned of a cap that pays for some.
  static func findings(
    _ campaigns: [Campaign], files: [SourceFile], rates: RateCard, currency: String
  ) -> [Diagnostic] {
    campaigns.flatMap { campaign -> [Diagnostic] in
      let costs = rates.classes.map { $0.cost(of: campaign.call.maxDuration) }
      guard let least = costs.min() else { return [] }
      let caps = [
        ("budget.total", campaign.budget.total), ("budget.per_day", campaign.budget.perDay),
        ("budget.per_call", campaign.budget.perCall), ("budget.per_customer", campaign.budget.perCustomer),
      ]
      return caps.compactMap { key, cap in
        guard let cap, cap < least,
          let place = files.first(where: { $0.path == campaign.file })?.place(of: key)
        else { return nil }
        return finding(key, cap, least: least, currency: currency, place: place)
      }
    }
  }

  private static func finding(
    _ key: String, _ cap: Money, least: Money, currency: String, place: Diagnostic.Place
  ) -> Diagnostic {
    Diagnostic(
      severity: .warning, rule: "budget-too-small",
      message: "`\(key)` is \(cap) \(currency), and the cheapest call of the rate card may cost \(least)",
      help: "raise it, or shorten call.max_duration: the worst case of a call is reserved before it is dialed",
      place: place)
  }
}
