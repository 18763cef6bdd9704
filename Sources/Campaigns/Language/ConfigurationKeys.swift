/// The keys of dialer.yaml: the one table behind the decoder and the documentation.
package enum ConfigurationKeys {
  package static let table = KeyTable(
    general + customers + lists + twilio + limits + alerts + changeGuard + retention + later,
    rules: [KeyRule(path: "", demand: .when("live", is: "true", needs: ["budget", "per_day"]))])

  static let long = Interval.days(36_500)
  private static let types = KeySpec.Kind.choice([
    "text", "number", "money", "boolean", "date", "instant", "list", "hours",
  ])

  private static let general: [KeySpec] = [
    .key("live", .boolean, "true: real calls may be placed; default false, needed for any base_url but loopback"),
    .key("home_country", .country, required: true, "the country whose numbers are not international"),
    .key("domestic", .list(.country), "countries counted as home"),
    .key("time_zone", .zone(or: nil), required: true, "the days of account and budgets, such as America/New_York"),
    .key("campaigns", .text, "folder of campaign files; default campaigns"),
    .key(
      "watch", .boolean,
      "true: load the files anew 2 s after they last changed, once git holds no lock; default false"),
    .key("store", .text, "sqlite:PATH, relative to this file; default sqlite:dialer.db"),
    .key("rates", .map, "what calls cost"),
    .key("rates.card", .text, "the rate card, a CSV file"),
    .key("rates.max_age", .duration(.seconds(1)...long), "an older card blocks calls"),
    .key("rates.machine_detection", .money(orZero: true), "extra per call"),
    .key("rates.recording_per_minute", .money(orZero: true), "extra per minute"),
  ]

  private static let customers: [KeySpec] = [
    .key("customers", .list(.map), "where customers come from"),
    .key("customers[].csv", .text, required: true, "a CSV file"),
    .key("customers[].map", .map, "our column: the file's heading"),
    .key("customers[].map.*", .text, "a heading"),
    .key(
      "customers[].matter", .text, "our column that says what a call is about: rows are told apart by id and matter",
      examples: ["policy_id"]),
    .key("customers[].mode", .choice(["sync", "upsert"]), "sync (default): rows that vanish are retired; upsert"),
    .key("customers[].max_age", .duration(.seconds(1)...long), "older data blocks campaigns; default: no limit"),
    .key("customers[].max_shrink", .share, "a file that loses more is refused; default 20%"),
    .key("customers[].region", .country, "for numbers without a country code"),
    .key("customers[].columns", .map, "types of columns; others are text"),
    .key("customers[].columns.*", .mapOr(types), "a type, or a map with type and separator"),
    .key("customers[].columns.*.type", types, required: true, "the type"),
    .key("customers[].columns.*.separator", .text, "between the items of a list; default ;"),
  ]

  private static let lists: [KeySpec] = [
    .key("suppression", .list(.map), "do-not-call lists that files feed"),
    .key("suppression[].list", .identifier, required: true, "the list's name"),
    .key("suppression[].csv", .text, required: true, "a CSV file with the columns phone or id"),
    .key("suppression[].max_age", .duration(.seconds(1)...long), "an older file blocks the campaigns it binds"),
    .key(
      "suppression[].applies_to", .list(.choice(Campaign.Purpose.allCases.map(\.rawValue))),
      "the purposes it binds; default all"),
    .key("try_numbers", .list(.phone), "numbers for `dialer try`"),
  ]

  private static let twilio: [KeySpec] = [
    .key("twilio", .map, "the carrier"),
    .key("twilio.base_url", .text, "default https://api.twilio.com"),
    .key("twilio.from", .phone, "the account's caller ID"),
    .key("twilio.exclusive", .boolean, "true (default): nobody else creates calls in this account"),
    .key("twilio.calls_per_second", .rate, "default 1"),
    .key("twilio.concurrent_calls", .integer(1...100_000), "default 20"),
    .key("twilio.timeouts", .map, "network timeouts"),
    .key("twilio.timeouts.connect", .duration(.milliseconds(100)...(.minutes(2))), "default 5s"),
    .key("twilio.timeouts.total", .duration(.seconds(30)...(.minutes(10))), "default 35s, at least 30s"),
    .key("twilio.reconcile", .list(.duration(.seconds(1)...(.days(1)))), "when an ambiguous attempt is looked for"),
    .key("twilio.reuse_connections", .boolean, "for benchmarks only; default false"),
  ]

  private static let limits: [KeySpec] = [
    .key("calling_hours", .map, "the account's hours"),
    .key("calling_hours.floor", .window, "in every candidate zone; default 08:05-20:55"),
    .key("calling_hours.rules", .list(.choice(RuleTable.shipped.map(\.name))), "tables of legal hours, such as us"),
    .key("attempt_limits", .list(.map), "rolling windows over everything; default 3 per 24h and customer"),
    .key("attempt_limits[].max", .integer(1...100_000), required: true, "calls in the window"),
    .key("attempt_limits[].per", .duration(.seconds(1)...long), required: true, "length of the window"),
    .key(
      "attempt_limits[].scope", .choice(["customer", "number", "matter", "subject"]), required: true,
      "of what: subject is customer and the campaign's subject"),
    .key("budget", .map, "caps of the account"),
    .key("budget.currency", .text, "three capital letters; default USD"),
    .key("budget.per_day", .money(orZero: false), "calendar day of time_zone; required when live"),
    .key("budget.per_month", .money(orZero: false), "calendar month of time_zone"),
    .unbuilt("budget.per_user_day", .money(orZero: false), "calls by hand, per user"),
    .unbuilt("budget.calls_per_user_day", .integer(1...100_000), "calls by hand, per user"),
    .key("international", .map, "numbers outside the home country"),
    .key("international.allow", .list(.country), "countries that need no confirmation"),
    .key("international.number_types", .map, "kinds of number"),
    .key(
      "international.number_types.deny", .list(.choice(NumberType.allCases.map(\.rawValue))),
      "default premium_rate, shared_cost, satellite"),
    .key("international.confirmations_required", .integer(1...10), "people who must confirm; default 1"),
  ]

  private static let later: [KeySpec] = [
    .unbuilt("webhooks", .map, "status callbacks; without them calls are polled"),
    .key("webhooks.listen", .text, "address and port"),
    .key("webhooks.public_url", .text, "as the carrier reaches it"),
    .unbuilt("inbound", .map, "what callers back hear"),
    .key("inbound.say", .text, "the text"),
    .key("inbound.opt_out", .integer(0...9), "the key that opts out"),
    .key("server", .map, "console and API"),
    .unbuilt("server.listen", .text, "address and port"),
    .key("server.socket", .text, "the control socket; default beside the store"),
    .key("operators", .map, "Unix users on the control socket; others may only look"),
    .key("operators.*", .list(.choice(["viewer", "operator", "approver", "admin"])), "roles"),
    .key("profiles", .map, "blocks that campaigns build on with `profile: NAME`"),
    .key("profiles.*", .own, names: .identifier, "keys of campaign files"),
    .unbuilt("call_button", .map, "what the Call button does"),
    .key("call_button.mode", .choice(["agent_first", "message"]), "agent_first or message"),
    .key("call_button.say", .text, "the message"),
  ]
}
