/// The keys of a campaign file: the one table behind the decoder and the documentation.
package enum CampaignKeys {
  package static let table = KeyTable(
    general + schedule + segment + callingHours + pacing + call + answer + telephony + attempts + budget
      + international + assume + CaseKeys.rows, rules: rules + outcomeRules + peopleRules)

  private static let long = Interval.days(3_650)
  private static let wait = KeySpec.Kind.list(.duration(.seconds(1)...long))

  private static let general: [KeySpec] = beginning + stopping + ending

  private static let ending: [KeySpec] = [
    .key("profile", .identifier, "the block of `profiles:` in dialer.yaml that this file builds on")
  ]

  private static let beginning: [KeySpec] = [
    .key("campaign", .identifier, required: true, "the campaign's id: unique and stable, it keys attempts and money"),
    .key("renamed_from", .identifier, "the id whose attempts and money carry over"),
    .key("title", .text, "a name for people"),
    .key("live", .boolean, "false (default): a draft, dialed only on a loopback carrier"),
    .key(
      "purpose", .choice(Campaign.Purpose.allCases.map(\.rawValue)), required: true,
      "why people are called: selects rules, lists and consent"),
    .key("on_behalf_of", .text, "whose calls these are; it stands on every Activity", examples: ["Acme Insurance"]),
    .key("labels", .map, "free labels for reports, shown by `dialer status` and `dialer check` in JSON"),
    .key("labels.*", .text, names: .text, "a label", examples: ["4711"]),
    .key("subject", .text, "groups campaigns for limits of scope subject; default: the id", examples: ["renewal"]),
    .key(
      "matter", .boolean, "attempts count per customer and matter, the source's `matter:` column; default false"),
    .key("owner", .text, "who answers for it"),
    .key("priority", .integer(1...5), "1 first … 5 last; default 3"),
    .key("consent", .map, "what shows that a customer agreed to be called"),
    .key("consent.column", .text, required: true, "a boolean column that must be true, or a text column that says yes"),
    .key("consent.at", .text, "a date or instant column: when the consent was given"),
    .key("consent.proof", .text, "a column that must have a value: where the proof lies"),
    .key("consent.max_age", .duration(.minutes(1)...long), "how long a consent holds from `at` on"),
  ]

  private static let schedule: [KeySpec] = [
    .key("schedule", .map, "when the campaign runs"),
    .key("schedule.starts", .bound, "first day, in the customer's zone, or an instant"),
    .key("schedule.ends", .bound, "last day, inclusive, or an instant"),
    .key("schedule.after", .list(.identifier), "campaigns that must be finished before it begins"),
    .key("schedule.pilot", .map, "stop for approval after some customers"),
    .key("schedule.pilot.customers", .integer(1...1_000_000_000), required: true, "how many are called before it"),
  ]

  private static let segment: [KeySpec] = [
    .key("segment", .map, required: true, "who is called"),
    .key(
      "segment.mode", .choice(["live", "snapshot"]),
      "live (default): who belongs is asked again and again; snapshot: fixed at the first start"),
    .key(
      "segment.where", .own,
      "the condition over columns, phone.country, phone.type, phone.area, and the calls so far: last_called, "
        + "last_answered, last_outcome, calls, answered over all campaigns, here.calls … for this one; "
        + "last_outcome is how the newest call ended of which that is known: answered, machine, busy, no-answer or "
        + "failed, and nobody's who was never called; absent: every customer"
    ),
    .key("segment.due", .map, "when a customer's turn comes, counted back from a date"),
    .key("segment.due.by", .text, required: true, "a date or instant column"),
    .key("segment.due.not_before", .text, "the first day, such as `10d` or `10 working days` before it"),
    .key("segment.due.not_after", .text, "the last day, such as `1d` before it; default: the date itself"),
    .key("segment.one_per", .text, "`number` or a column: of the customers who share it, the first in order is called"),
    .key("segment.order_by", .own, "columns; missing values last"),
    .key(
      "segment.limit", .integer(1...1_000_000_000),
      "customers ever admitted, in order, from the start on; a seat is never given to another"),
  ]

  private static let callingHours: [KeySpec] = [
    .key("calling_hours", .map, required: true, "when people may be called"),
    .key("calling_hours.time_zone", .zone(or: "customer"), "customer (default) or an IANA name"),
    .key("calling_hours.open", .own, required: true, "windows by day: mon, mon-fri, daily"),
    .key(
      "calling_hours.holidays", .list(.identifier), "calendars of days without calls, shipped or beside the campaigns"),
    .key("calling_hours.closed", .list(.mapOr(.date)), "dates without calls"),
    .key("calling_hours.closed[].date", .date, "one day"),
    .key("calling_hours.closed[].from", .date, "first day"),
    .key("calling_hours.closed[].to", .date, "last day, inclusive"),
    .key("calling_hours.closed[].name", .text, "why"),
    .key("calling_hours.closed[].hours", .window, "the closed part of the day"),
    .key("calling_hours.respect", .text, "a column with the customer's own hours, which only narrow"),
    .key("calling_hours.unknown_time_zone", .zone(or: "block"), "block (default) or an IANA name to assume"),
    .key(
      "calling_hours.evidence", .list(.choice(PlaceSource.allCases.map(\.rawValue))),
      "the only sources of the zone to trust; default all"),
  ]

  private static let call: [KeySpec] =
    [
      .key("call", .map, required: true, "the call itself"),
      .key(
        "call.numbers", .list(.text),
        "columns with telephone numbers, which attempts take in turn; without it phone alone"),
    ] + callerIDs + [
      .key("call.ring_timeout", .duration(.seconds(5)...(.seconds(600))), "how long it rings; default 25s"),
      .key("call.max_duration", .duration(.seconds(10)...(.hours(4))), "the longest call; default 5m"),
    ]

  private static let attempts: [KeySpec] = tries + finishing + retries + limits + conversations + ambiguity

  private static let tries: [KeySpec] = [
    .key("attempts", .map, "how often"),
    .key("attempts.max", .integer(1...1_000), "calls per customer in this campaign; default 3"),
  ]

  private static let ambiguity: [KeySpec] = [
    .key(
      "attempts.on_ambiguous", .choice(Campaign.AmbiguityRule.allCases.map(\.rawValue)),
      "a customer with an attempt of unknown fate: hold (default) for a person, or skip")
  ]

  private static let retries: [KeySpec] = [
    .key("attempts.retry", .map, "waits after the 1st, 2nd … such disposition or outcome; not listed: no retry"),
    .key("attempts.retry.busy", wait, "waits after busy"),
    .key("attempts.retry.no-answer", wait, "waits after no answer"),
    .key("attempts.retry.machine", wait, "waits after a machine"),
    .key("attempts.retry.failed", wait, "waits after a failed call"),
    .key(
      "attempts.retry.*", wait, names: .identifier,
      "waits after another outcome, such as answered where `done_on` names others"),
  ]

  private static let limits: [KeySpec] = [
    .key("attempts.min_gap", .duration(.zero...long), "between two calls to one number or customer; default 2h"),
    .key("attempts.limits", .list(.map), "rolling windows over all campaigns"),
    .key("attempts.limits[].max", .integer(1...100_000), required: true, "calls in the window"),
    .key("attempts.limits[].per", .duration(.seconds(1)...long), required: true, "length of the window"),
    .key(
      "attempts.limits[].scope", .choice(["customer", "number", "matter", "subject"]), required: true,
      "of what: matter is customer and matter, subject is customer and subject over all its campaigns"),
  ]

  private static let budget: [KeySpec] = [
    .key("budget", .map, "caps; absent: the account's alone bind"),
    .key("budget.total", .money(orZero: false), "for the campaign"),
    .key("budget.per_day", .money(orZero: false), "for a calendar day of the account"),
    .key("budget.per_call", .money(orZero: false), "a call with a higher worst case is refused"),
    .key("budget.per_customer", .money(orZero: false), "for one customer"),
    .key("budget.alert_at", .list(.share), "shares of the caps that raise an alert"),
    .key("budget.when_exhausted", .choice(["wait", "stop"]), "wait (default) or stop"),
  ]

  private static let international: [KeySpec] = [
    .key("international", .map, "numbers outside the home country"),
    .key("international.default", .choice(["confirm", "deny"]), "confirm (default) or deny"),
    .key("international.deny", .list(.map), "countries and kinds of number that are refused"),
    .key("international.deny[].country", .country, "a country"),
    .key("international.deny[].number_type", .choice(NumberType.allCases.map(\.rawValue)), "a kind of number"),
    .key("international.max_rate_per_minute", .money(orZero: false), "per leg"),
    .key("international.expires_after", .duration(.minutes(1)...long), "how long a confirmation holds; default 7d"),
  ]

  private static let assume: [KeySpec] = [
    .key("assume", .map, "what the plan takes for granted"),
    .key("assume.answered", .share, "default 30%"),
    .key("assume.machine", .share, "default 25%"),
    .key("assume.busy", .share, "default 5%"),
    .key("assume.failed", .share, "default 2%"),
    .key("assume.ring", .map, "time until something happens"),
    .key("assume.ring.mean", .duration(.zero...(.hours(1))), "default 14s"),
    .key("assume.talk", .map, "length of a call"),
    .key("assume.talk.mean", .duration(.zero...(.hours(4))), "default 45s"),
    .key("assume.talk.sd", .duration(.zero...(.hours(4))), "default 30s"),
    .key("assume.setup", .duration(.zero...(.minutes(1))), "from the request to the first ring; default 200ms"),
    .key("assume.news", .duration(.zero...(.minutes(10))), "from an event to our knowing it; default 1s"),
  ]
}
